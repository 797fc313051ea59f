// esbuild computes what it can, and leaves out a statement that comes to a mere constant, such as `-1`,
// `typeof 1` or `"a" + "b"`: without effect in a program (evanw/esbuild#3502), but the very thing that a cell
// ending in it is to show. So the end of a cell is looked at here, and what is gone is given back.
//
// TypeScript cannot be parsed here, but constants are the same in JavaScript: the candidates are the constant
// expressions that begin a line or follow a semicolon and end the cell, where nothing of them is mapped. Whether
// a candidate really is a statement, or the rest of one (`const s = "a" +⏎ "b"`), is asked of esbuild, with a
// name in place of the first literal: what stands there then is kept, and its map tells where it begins.
import { decodedMappings, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { parse } from "acorn";
import type { AnyNode } from "acorn";

export interface Erased {
  readonly code: string;
  readonly map: string;
}

interface Candidate {
  readonly start: number;
  readonly expression: AnyNode;
  readonly text: string;
}

/**
 * The constant expression that ends `source` and that the JavaScript has lost, or null.
 * @param source TypeScript, as it was given to esbuild.
 * @param erased What esbuild made of it.
 * @param transform esbuild once more, should there be doubt; may reject.
 */
export async function lostConstant(
  source: string,
  erased: Erased,
  transform: (source: string) => Promise<Erased>,
): Promise<string | null> {
  const end = lastMapped(source, new TraceMap(erased.map));
  for (const candidate of candidates(source, end)) {
    const literal = firstLiteral(candidate.expression);
    const name = unusedName(source);
    const [from, to] = [candidate.start + literal.start, candidate.start + literal.end];
    const named = `${source.slice(0, from)}${name}${source.slice(to)}`;
    if (await isStatement(candidate.start, from, named, transform)) return candidate.text;
  }
  return null;
}

/** Offset of the last place in the source that the JavaScript still shows. */
function lastMapped(source: string, map: TraceMap): number {
  const starts = lineStarts(source);
  const offsets = decodedMappings(map)
    .flat()
    .map(([, , line = 0, column = 0]) => (starts[line] ?? 0) + column);
  return offsets.reduce((last, offset) => Math.max(last, offset), 0);
}

/** Constant expressions that end the source, the longest first. */
function* candidates(source: string, from: number): Generator<Candidate> {
  for (const { index } of source.slice(from).matchAll(/(?<=[;\n}][ \t]*)[^\s;]/g)) {
    const start = from + index;
    const text = source.slice(start);
    const expression = constantExpression(text);
    if (expression) yield { start, text: text.slice(0, expression.end), expression };
  }
}

/** The expression statement that makes up all of `text`, if it is a constant. */
function constantExpression(text: string): AnyNode | null {
  try {
    const [statement, ...others] = parse(text, { ecmaVersion: "latest" }).body;
    if (statement?.type !== "ExpressionStatement") return null;
    if (others.some(({ type }) => type !== "EmptyStatement")) return null;
    // The statement's own extent, parentheses included, without its semicolon.
    const { expression, start, end } = statement;
    const extent = text[end - 1] === ";" ? end - 1 : end;
    return isConstant(expression) ? { ...expression, start, end: extent } : null;
  } catch {
    return null; // Not JavaScript by itself.
  }
}

function isConstant(node: AnyNode): boolean {
  switch (node.type) {
    case "Literal":
      return true;
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "UnaryExpression":
      return isConstant(node.argument);
    case "BinaryExpression":
    case "LogicalExpression":
      return isConstant(node.left) && isConstant(node.right);
    case "ConditionalExpression":
      return isConstant(node.test) && isConstant(node.consequent) && isConstant(node.alternate);
    default:
      return false;
  }
}

function firstLiteral(node: AnyNode): AnyNode {
  switch (node.type) {
    case "UnaryExpression":
      return firstLiteral(node.argument);
    case "BinaryExpression":
    case "LogicalExpression":
      return firstLiteral(node.left);
    case "ConditionalExpression":
      return firstLiteral(node.test);
    default:
      return node;
  }
}

/** Whether the last statement begins in the candidate: where it does, or at the name in its parentheses. */
async function isStatement(
  start: number,
  name: number,
  named: string,
  transform: (source: string) => Promise<Erased>,
): Promise<boolean> {
  const { code, map } = await transform(named);
  const last = parse(code, {
    ecmaVersion: "latest",
    sourceType: "module",
    locations: true,
  }).body.findLast(({ type }) => type !== "EmptyStatement" && !type.startsWith("Export"));
  if (last?.type !== "ExpressionStatement" || !last.loc) return false;
  const { line, column } = originalPositionFor(new TraceMap(map), last.loc.start);
  if (line === null) return false;
  const offset = lineStarts(named)[line - 1] ?? 0;
  return offset + column >= start && offset + column <= name;
}

function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}

function unusedName(source: string): string {
  let name = "$end";
  while (source.includes(name)) name += "_";
  return name;
}
