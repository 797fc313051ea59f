// What is said of a source that cannot be read: in the reader's language, by either compiler.
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { compileCell } from "../../src/kernel/compile.ts";
import { createNodeKernel } from "../../src/kernel/node.ts";
import type { Language } from "../../src/kernel/protocol.ts";
import { compileWithoutEsbuild } from "../../src/kernel/quick-compile.ts";
import { compile } from "./notebook.ts";

const compilers = {
  esbuild: (source: string, language: Language) => compileCell("cell", source, transform, language),
  Sucrase: (source: string, language: Language) => compileWithoutEsbuild(source, language),
};

async function hintOf(compiler: keyof typeof compilers, source: string, language: Language = "en") {
  const compilation = await compilers[compiler](source, language);
  if (compilation.ok) throw new Error(`${source} compiles.`);
  return compilation.failure.hint;
}

const jsx = [
  "<div>hi</div>",
  "<div />",
  "<>a</>",
  "const x = <b/>;",
  "const list = [1, 2];\nconst view = <ul>{list.map((n) => <li key={n}>{n}</li>)}</ul>;\nview",
  "const a: number = 1;\n<p title='x'>{a}</p>",
  "function View() { return <main>hello</main> }",
];

const objects = [
  "{ a: 1, b: 2 }",
  "{ a: 1, b: 2 };",
  "{ 'a': 1 }",
  "{ 가: 1, 나: 2 }",
  "const z = 1;\n{\n  a: 1,\n  b: 2,\n}",
  "const z = 1\n{ name: 'a', cpus: [1, { c: 2 }] }\nz",
  "{ f() { return 1 }, b: 2 }",
  "const z = {};\n{ ...z }",
  "{ a: { b: 1, c: 2 } }",
  "if (true) { 1 }\n{ a: 1, b: 2 }",
];

const others = [
  "{ a }}",
  "{ a: 1 b: 2 }",
  "const o = { a: 1 b: 2 }",
  "function f()\n{ return 1 1 }",
  "{ let a = ; }",
  "const = 3;\n({ a: 1, b: 2 })",
  "a <b + ;",
  "const f = <T>(x: T => x",
  "'<div>' + ;",
  "{",
];

describe.each(["esbuild", "Sucrase"] as const)("%s", (compiler) => {
  test.each(jsx)("%j has a hint about JSX", async (source) => {
    expect(await hintOf(compiler, source)).toMatch(/^A cell has no JSX\./);
    expect(await hintOf(compiler, source, "ko")).toMatch(/^셀에서는 JSX를 쓸 수 없습니다\./);
  });

  test.each(objects)("%j has a hint about parentheses", async (source) => {
    expect(await hintOf(compiler, source)).toMatch(/parentheses, \(\{ … \}\)\.$/);
    expect(await hintOf(compiler, source, "ko")).toMatch(/소괄호/);
  });

  test.each(others)("%j has neither", async (source) => {
    expect(await hintOf(compiler, source)).not.toMatch(/JSX|parentheses/);
  });
});

test("what the hint about JSX says shows HTML", async () => {
  const source = '({ [Symbol.for("Jupyter.display")]() { return { "text/html": "<b>a</b>" } } })';
  const [output] = await createNodeKernel("en").run("cell", await compile(source));
  expect(output).toMatchObject({ data: { "text/html": "<b>a</b>" } });
});
