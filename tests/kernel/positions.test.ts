import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createNotebook } from "./notebook.ts";

// Pieces of a cell: none throws, some vanish with their types, some grow or shrink when compiled. `#` becomes a
// number of its own, so that pieces can be repeated.
const pieces = [
  "interface I# { a: number;\n  b: string }",
  "type T# = { [K in 'a' | 'b']: number }",
  "const v# = ({ a: 1 } as { a: number }).a",
  "let w#: number[] = [1, 2].map((x: number): number => x + 1)",
  "function f#<T>(x: T): T { return x }\nf#<number>(1)",
  "class C# { private x = 1; constructor(readonly y: number = 2) {} }",
  "enum E# { A, B = 5 }",
  "import { answer as a# } from 'hypervisor-notebook'",
  "// 주석: a comment in Korean",
  "const s# = `several\nlines ${1}`",
  "for (var i# = 0; i# < 2; i#++) { const 값 = i# }",
  "const { p#, ...r# } = { p#: '가나다', q: 1 }",
  "export const x# = 1",
  "declare const d#: number",
];

const filler = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom("\n", "\n\n", ";\n  ", "; ;\n")), {
    maxLength: 8,
  })
  .map((chosen) =>
    chosen.map(([piece, end], n) => piece.replaceAll("#", String(n)) + end).join(""),
  );

const throwers: [before: string, thrower: string, after: string][] = [
  ["", "missing", ""],
  ["", "missing", "()"],
  ["const t: any = ", "missing", ";"],
  ["if (true as boolean) { ", "missing", " }"],
  ["const go = (x: number) => x + ", "missing", "; go(1)"],
  ["await (async () => ", "missing", ")()"],
  ["const list = [1, '나', ", "missing", " as any]"],
];

test("an error's place maps back to the reader's line and column", async () => {
  await fc.assert(
    fc.asyncProperty(filler, fc.constantFrom(...throwers), filler, async (above, parts, below) => {
      const [before, thrower, after] = parts;
      const renamed = below.replace(/([a-zA-Z])(\d+)/g, "$1$2z");
      const head = above + before;
      const lines = head.split("\n");
      const column = (lines.at(-1) ?? "").length + 1;
      const { error } = await createNotebook().run(`${head}${thrower}${after}\n${renamed}`);
      expect(error).toBe(`ReferenceError: missing is not defined (cell:${lines.length}:${column})`);
    }),
    { numRuns: 150 },
  );
});
