// esbuild computes what it can, and leaves out a statement that comes to a mere constant, such as `-1`,
// `typeof 1` or `"a" + "b"`: without effect in a program (evanw/esbuild#3502), but the very thing that a cell
// ending in it is to show. No option keeps it. So where something may be missing at the end of a cell, esbuild
// gets the cell once more with a mark at the head of the last statement, `$end, -1`, which it has to keep.
//
// Where a statement begins only a parser of TypeScript knows, and that is esbuild: every place at which one might
// begin is tried, from the end, and it is one if the mark is what the last statement begins with. The mark begins as what
// follows it does (`-$end, -1`), so that it continues a statement that -1 would continue (`a⏎-1` is a subtraction).
import { decodedMappings, TraceMap } from "@jridgewell/trace-mapping";
import type { AnyNode } from "acorn";

export interface Erased {
  readonly code: string;
  readonly map: string;
}

/** The last statement of the JavaScript that esbuild made, as `lastStatement` finds it. */
export type LastOf = (erased: Erased) => AnyNode | null;

/**
 * The constant that ends `source` and that the JavaScript has lost, as JavaScript, or null.
 * @param source TypeScript, as it was given to esbuild.
 * @param erased What esbuild made of it.
 * @param lastOf Finds the last statement.
 * @param transform esbuild once more, should there be doubt; null for what it cannot read.
 */
export async function lostConstant(
  source: string,
  erased: Erased,
  lastOf: LastOf,
  transform: (source: string) => Promise<Erased | null>,
): Promise<string | null> {
  const name = unusedName(source);
  const kept = lastOf(erased);
  const from = kept ? lastMapped(source, erased, kept) : 0;
  for (const { start, first } of possibleStarts(source, from).reverse()) {
    const [mark, printed] = marks[first]?.(name) ?? [name, name];
    const marked = await transform(`${source.slice(0, start)}${mark}, ${source.slice(start)}`);
    const last = marked && lastOf(marked);
    if (last?.type !== "ExpressionStatement" || last.expression.type !== "SequenceExpression")
      continue;
    const [head] = last.expression.expressions;
    if (head && marked?.code.slice(head.start, head.end) === printed)
      return marked.code.slice(head.end, last.expression.end).replace(",", "").trim();
  }
  return null;
}

/** The mark before what begins with a character, and how esbuild prints it where it begins a statement, too. */
const marks: Readonly<Record<string, (name: string) => [mark: string, printed: string]>> = {
  "-": (name) => [`-${name}`, `-${name}`],
  "+": (name) => [`+${name}`, `+${name}`],
  "(": (name) => [`(${name})`, name],
  "[": (name) => [`[${name}]`, `[${name}]`],
  "<": (name) => [`<any>${name}`, name],
  "`": (name) => [`\`\${${name}}\``, `\`\${${name}}\``],
};

/** Offset of the last place in the source that a statement of the JavaScript is made of. */
function lastMapped(source: string, { code, map }: Erased, { start, end }: AnyNode): number {
  const [sourceLines, codeLines] = [lineStarts(source), lineStarts(code)];
  return decodedMappings(new TraceMap(map)).reduce((last, segments, codeLine) => {
    const offsets = segments
      .filter(([column]) => {
        const offset = (codeLines[codeLine] ?? 0) + column;
        return offset >= start && offset < end;
      })
      .map(([, , line = 0, column = 0]) => (sourceLines[line] ?? 0) + column);
    return Math.max(last, ...offsets);
  }, 0);
}

/** What comes to no constant need not be tried: declarations, other statements, calls, members of types, comments. */
const otherwise = [
  /^(?:[^\p{ID_Start}\d$_"'`+\-!~(<[.]|\.\D)/u,
  /^(?:abstract|break|case|class|const|continue|debugger|declare|default|do|else|enum|export|for|function|if|import|interface|let|namespace|return|switch|throw|try|type|using|var|while)\b/,
  /^(?!typeof\b|void\b)[\p{ID_Continue}$]+(?:\(|\s*\??:)/u,
  /^(["'])[^"'\n]*\1\s*\??:/,
];

/** Where, beyond an offset, a statement that is a constant might begin, and with what. */
function possibleStarts(source: string, from: number): { start: number; first: string }[] {
  return Array.from(source.slice(from).matchAll(/(?:[;})\n]|\*\/)[^\S\n]*(?=\S)/g))
    .map((found) => from + found.index + found[0].length)
    .filter((start) => {
      const text = source.slice(start, start + 100);
      return !otherwise.some((beginning) => beginning.test(text));
    })
    .map((start) => ({ start, first: source.charAt(start) }));
}

function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}

function unusedName(source: string): string {
  let name = "$end";
  while (source.includes(name)) name += "_";
  return name;
}
