// esbuild leaves out a statement that computes a constant from a literal, such as `-1` or `typeof 1`: without
// effect in a program (evanw/esbuild#3502), but the very thing that a cell ending in it is to show. So what a
// cell ends with is looked at here, and given back if it is gone.
import { decodedMappings } from "@jridgewell/trace-mapping";
import type { TraceMap } from "@jridgewell/trace-mapping";
import { parse } from "acorn";
import type { AnyNode } from "acorn";

/** Starts a line or follows a semicolon, begins with an operator, ends the cell. */
const trailingUnary =
  /(?<=^|[;\n])[ \t]*(?<expression>(?:[-+~!(]|typeof\b|void\b)[^;\n]*?)[ \t]*;?(?:\s|\/\/[^\n]*)*$/;

/**
 * The constant expression that ends the cell and that the JavaScript has lost, or null.
 * @param source The cell's TypeScript, which stands `lineOffset` lines down in what the map describes.
 */
export function lostConstant(source: string, map: TraceMap, lineOffset: number): string | null {
  const match = trailingUnary.exec(source);
  const expression = match?.groups?.["expression"];
  if (!match || expression === undefined || !isConstant(expression)) return null;
  const start = source.indexOf(expression, match.index);
  const line = source.slice(0, start).split("\n").length - 1;
  const column = start - (source.lastIndexOf("\n", start - 1) + 1);
  // What was kept, as part of an expression that began further up, is mapped.
  const isKept = decodedMappings(map)
    .flat()
    .some(([, , mapped, at = 0]) => mapped === line + lineOffset && at >= column);
  return isKept ? null : expression;
}

function isConstant(text: string): boolean {
  try {
    const [only, ...others] = parse(text, { ecmaVersion: "latest" }).body;
    return (
      only?.type === "ExpressionStatement" && others.length === 0 && isConstantNode(only.expression)
    );
  } catch {
    return false; // Not an expression by itself.
  }
}

function isConstantNode(node: AnyNode): boolean {
  if (node.type === "Literal") return true;
  return node.type === "UnaryExpression" && isConstantNode(node.argument);
}
