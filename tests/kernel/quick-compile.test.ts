// The small compiler gives what esbuild gives, or leaves it to esbuild: the lessons' own cells, and what people write.
import { transform } from "esbuild";
import { describe, expect, test, vi } from "vitest";
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
  const scope = createScope({ "hypervisor-notebook": { answer: 42 } });
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

describe("where there is no esbuild at all", () => {
  test.each([
    "export const q = 7; q",
    "export const q = 7, { r } = { r: 1 }; [q, r]",
    "export let q = 7;\nq++",
    "export var q: number; q",
    "5; export const q = 7",
    "export function f() { return 3 }\nf()",
    "export async function f() { return 3 }\nawait f()",
    "export class A { static x = 1 }\nA.x",
    "export abstract class A { abstract x: number; static y = 2 }\nA.y",
    "export enum E { A = 'a' }\nE.A",
    "/* a */ export /* b */ const /* c */ q = 7; q",
    "export\nconst q = 7\nq",
    "const q = 7; export { q }; q",
    "export interface I { x: 1 }\n5",
    "export type T = 1\n5",
    "export declare const q: 1; 5",
    "export default interface I {}\n5",
    "declare const q: 1; 5",
    "declare function f(): void; 5",
    "declare class C {}\n5",
    "declare module 'm' { namespace N { const a: 1 } }\n5",
    "declare namespace N { namespace M { const a: 1 } }\n5",
    "declare global { namespace N { const a: 1 } }\n5",
    "declare\tnamespace N { const a: 1 }\n5",
    "abstract class A { abstract x: number }\nObject.keys(A)",
    "'namespace N { export const a = 1 }'",
    "// namespace N { export const a = 1 }\n5",
    "`namespace N { ${5} }`",
    "const namespace = 1, module = { a: 2 }; [namespace, module.a]",
    "const accessor = 1; accessor",
    "'@' + `@d class`",
    "const done: number[] = [];\n{ using r = { [Symbol.dispose]() { done.push(1) } } }\ndone",
    "const log: number[] = []; using r = { [Symbol.dispose]() { log.push(1) } }; log",
    "await using r = { async [Symbol.asyncDispose]() { throw new Error('disposed') } }; 3",
    "using a = null, b = { [Symbol.dispose]() { throw new Error('b') } }; 3",
    "for (using r of [null]) ;\n5",
    "let using = 5; using",
    "import { type T, answer } from 'hypervisor-notebook'; answer",
    "export default 5",
    "export * from 'hypervisor-notebook'",
    "const q = 1; export { q as r }",
    "export = 5",
  ])("%j means what it means with esbuild", async (source) => {
    const own = await compileWithoutEsbuild(source);
    const theirs = await compileCell("cell", source, transform);
    if (own.ok) {
      expect(own.program.defines.toSorted()).toEqual(compiled(theirs).defines.toSorted());
      expect(own.program.reads).toEqual(compiled(theirs).reads);
      expect(await ran(own)).toEqual(await ran(theirs));
    } else expect(own).toEqual(theirs);
  });

  const beyond: [found: string, line: number, column: number, source: string][] = [
    ["namespace", 1, 1, "namespace N { export const a = 1 }\nN.a"],
    ["namespace", 2, 3, "5;\n  namespace A.B { export const a = 1 }"],
    ["namespace", 1, 1, "export namespace N { export const a = 1 }"],
    ["namespace", 2, 1, "declare namespace D {}\nnamespace N { export const a = 1 }"],
    ["namespace", 2, 1, "'namespace N {}';\nnamespace N { export const a = 1 }"],
    ["module", 1, 1, "module N { export const a = 1 }"],
    ["@", 2, 1, "const d = (c: unknown) => {};\n@d class A {}"],
    ["@", 1, 11, "class A { @d() m() {} }"],
    ["@", 1, 8, "export @d class A {}"],
    ["accessor", 1, 20, "class A { accessor x = 1 }"],
    ["accessor", 1, 27, "class A { static accessor x = 1 }"],
  ];
  test.each(beyond)("%s is named, at %i:%i of %j", async (found, line, column, source) => {
    expect((await compileCell("cell", source, transform)).ok).toBe(true);
    expect(await compileWithoutEsbuild(source)).toEqual({
      ok: false,
      failure: {
        message: `Expected TypeScript that an embedded page can compile, found ${found}.`,
        ...{
          line,
          column,
          hint: expect.stringMatching(/^The lesson's own page runs it/) as string,
        },
      },
    });
    const korean = await compileWithoutEsbuild(source, "ko");
    expect(korean).toMatchObject({ failure: { line, column } });
    expect(JSON.stringify(korean)).toMatch(new RegExp(`컴파일하지 못합니다: ${found}"`));
  });

  test("using is named where the browser does not know it", async () => {
    vi.stubGlobal("DisposableStack", undefined);
    const source = "5;\nusing r = open(); 42";
    expect(await compileWithoutEsbuild(source)).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/found using\.$/) as string, line: 2 },
    });
    vi.unstubAllGlobals();
    expect(await compileWithoutEsbuild(source)).toMatchObject({ ok: true });
  });

  test("a mistake stays a mistake", async () => {
    for (const source of ["const a = @;", "using = ;", "namespace {", "namespace N { ("]) {
      const compilation = await compileWithoutEsbuild(source);
      expect(compilation.ok ? null : compilation.failure.message, source).toMatch(/^Unexpected/);
    }
  });
});

test.each([
  ["const a = 1;\nconst = 2", "Unexpected token", 2, 7, /^Look at this/],
  ["const a = 1;\nif (a) {\n  a", "Unexpected end of file", 3, 4, /not closed/],
  ["namespace N {", "Unexpected end of file", 1, 14, /not closed/],
  ["{ (", "Unexpected end of file", 1, 4, /not closed/],
  ["'abc", "Unterminated string constant", 1, 1, /quote/],
])(
  "%j is a mistake with a place, also without esbuild",
  async (source, message, line, column, hint) => {
    const failure = { message, line, column, hint: expect.stringMatching(hint) as string };
    expect(await compileWithoutEsbuild(source)).toEqual({ ok: false, failure });
    expect(await compileQuickly(source)).toBeNull();
  },
);
