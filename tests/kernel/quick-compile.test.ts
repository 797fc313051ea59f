// The small compiler gives what esbuild gives, or leaves it to esbuild: the lessons' own cells, and what people write.
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { languages, readLessons } from "../../src/curriculum/lessons.ts";
import { compileCell } from "../../src/kernel/compile.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import {
  compileQuickly,
  compileWithoutEsbuild,
  QUICK_LENGTH,
} from "../../src/kernel/quick-compile.ts";
import { createScope } from "../../src/kernel/scope.ts";
import type { Compilation } from "../../src/notebook/program.ts";

const compiled = (compilation: Compilation | null) => {
  if (compilation?.ok !== true) throw new Error(`not compiled: ${JSON.stringify(compilation)}`);
  return compilation.program;
};

async function ran(compilation: Compilation | null): Promise<unknown> {
  const scope = createScope({ "hypervisor-notebook": {} });
  const evaluation = await evaluate(compiled(compilation).code, { cell: "cell", run: 1 }, scope);
  return evaluation.status === "ok"
    ? evaluation.value
    : `${evaluation.error.ename}: ${evaluation.error.evalue}`;
}

describe("what a cell gives is the same as with esbuild", () => {
  test.each([
    "1 + 1",
    "-1",
    "5;\n-1 // the end",
    "'a' +\n'b'",
    "const x: number = 6 * 7; x",
    "let x = 1; x += 2",
    "const f = <T,>(x: T): T => x; f<string>('a')",
    "interface Box<T> { value: T }\nconst box = { value: 5 } satisfies Box<number>;\nbox.value",
    "type Id = string;\nconst id = 'six' as Id;\n`is ${id}`",
    "enum Layer { Hardware, Guest }\nLayer[Layer.Guest]",
    "enum Text { A = 'a', B = 'b' }\nText.B",
    "class A { constructor(readonly x: number, private y = 2) {} sum() { return this.x + this.y } }\nnew A(1).sum()",
    "class A { x?: number; y = 1 }\nObject.keys(new A())",
    "class A { static #n = 1; static { A.#n = 2 } static get n() { return A.#n } }\nA.n",
    "class A { declared!: number }\n'declared' in new A()",
    "const { a, ...rest } = { a: 1, b: 2, c: 3 };\nrest",
    "const n: number | null = 1; n!",
    "await Promise.resolve(3)",
    "for await (const x of [1, 2]) void x;\n'done'",
    "function g(this: { v: number }, x?: number) { return this.v + (x ?? 1) }\ng.call({ v: 2 })",
    "function over(x: string): string;\nfunction over(x: number): number;\nfunction over(x: unknown) { return x }\nover(1)",
    "const a = [1, 2, 3] as const;\na.length",
    "label: for (const i of [1]) { break label }\n'x'",
    "throw new TypeError('here')",
    "let s = ''; for (let i = 0; i < 3; i++) s += i; s",
    "const o = { async *g() { yield 1 }, get x() { return 2 } };\no.x",
    "const t = (x: unknown): x is string => typeof x === 'string'; t('a')",
    "1_000n ** 2n",
    "null ?? 'x'",
    "",
  ])("%s", async (source) => {
    const own = compiled(await compileQuickly(source));
    const theirs = compiled(await compileCell("cell", source, transform));
    expect(own.defines).toEqual(theirs.defines);
    expect(own.imports).toEqual(theirs.imports);
    expect(own.reads).toEqual(theirs.reads);
    expect(await ran({ ok: true, program: own })).toEqual(await ran({ ok: true, program: theirs }));
  });

  const cells = languages.flatMap((language) =>
    readLessons().flatMap(({ slug, cells: own, exercises }) => [
      ...own.map(({ id, source }) => ({
        name: `${language} ${slug} ${id}`,
        source: source[language],
      })),
      ...exercises.flatMap(({ id, starter, solution }) => [
        { name: `${language} ${slug} ${id} starter`, source: starter[language] },
        { name: `${language} ${slug} ${id} solution`, source: solution[language] },
      ]),
    ]),
  );
  test.each(cells)("$name gives and takes the same names", async ({ source }) => {
    const own = compiled(await compileQuickly(source));
    const theirs = compiled(await compileCell("cell", source, transform));
    expect(own.defines).toEqual(theirs.defines);
    expect(own.imports).toEqual(theirs.imports);
    expect(own.reads).toEqual(theirs.reads);
  });
});

test.each([
  ["an error, which esbuild words", "const = 1"],
  ["an export", "export const x = 1; x"],
  ["a namespace", "namespace N { export const x = 1 }\nN.x"],
  ["an ambient declaration", "declare const outside: number;\n1"],
  ["a decorator", "const d = (x: unknown) => x;\n@d class A {}"],
  ["an import of another kind", "import x = require('y')"],
  ["what is very long", `/*${" ".repeat(QUICK_LENGTH)}*/ 1`],
])("%s is left to esbuild", async (_, source) => {
  expect(await compileQuickly(source)).toBeNull();
});

test("where there is no esbuild, an error has a place in the reader's own lines", async () => {
  expect(await compileWithoutEsbuild("const a = 1;\nconst = 2")).toEqual({
    ok: false,
    failure: {
      ...{ message: "Unexpected token", line: 2, column: 7 },
      hint: expect.stringMatching(/^Look at this/) as string,
    },
  });
});
