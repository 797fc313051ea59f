// What a cell shows is its last expression, whichever compiler there is and however the cell ends. The corpus is drawn from
// the product of the tables: what comes before, a constant (which esbuild would leave out), its types, what ends the
// statement, what follows it.
import { transform } from "esbuild";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileCell } from "../../src/kernel/compile.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import { compileWithoutEsbuild } from "../../src/kernel/quick-compile.ts";
import { createScope } from "../../src/kernel/scope.ts";
import type { Compilation } from "../../src/notebook/program.ts";

const before = [
  "",
  "5;",
  "5\n",
  "const a = [1, 2]; a.push(3);",
  "let x = 1\nx\n",
  "let x = 1; x /* why */\n",
  "const s = 'a' +\n 'b'\n",
  "-1; -2;\n",
  "import { answer } from 'hypervisor-notebook';\n",
  "await Promise.resolve(2);",
  "function f(): number { return 1 }\n",
  "if (true) { 7 }\n",
  "do 7; while (false)\n",
  "enum E { A = 1 }\n",
  "interface B {\n  'c': 5;\n  6: -1 }\n",
  "using r = null;\n",
  "await using r = null; 8;",
  "'use strict';\n",
  "label: 5;\n",
];

const constants = [
  ...["-1", "+1", "~1", "- -1", "!0", "!true", "!'a'", "!-1", "void 0", "typeof 1", "typeof void 0"],
  ...["NaN", "Infinity", "-Infinity", "undefined", "null", "true", "5", "'a'", "5n", "-5n", ".5", "-.5"],
  ...["1 + 1", "1 - 2", "2 * 3", "1 / 0", "0 / 0", "7 % 4", "2 ** 3", "1 << 3", "-1 >>> 28", "6 & 3", "1 | 2"],
  ...["'a' + 'b'", "'a' +\n  'b'", "'a'\n+ 'b'", "1 + 'b'", "`a`", "`a` + 1", "`a\nb`", "`a${1}b`"],
  ...["1 < 2", "1 === 1", "'a' < 'b'", "null == undefined", "1 != 2"],
  ...["true && 'yes'", "false && 1", "0 || 'or'", "null ?? 'x'", "1 < 2 ? 'x' : -2", "false ? 1 : -2"],
  ...["(1)", "(-1)", "(\n-1\n)", "((1) === 1)", "-\n1", "-(-(1))", "!(() => 1)", "!function () {}", "![]"],
  ...["typeof (() => 1)", "typeof null", "0x1F", "-1_000", "-0", "1e21", "'\\u{1F600}' + '\\n'"],
]; // prettier-ignore

const typed: ((constant: string) => string)[] = [
  (it) => it,
  (it) => it,
  (it) => `${it} as any`,
  (it) => `${it} as number | string`,
  (it) => `${it} satisfies unknown`,
  (it) => `${it}!`,
  (it) => `<any>${it}`,
  (it) => `(${it} as any)`,
  (it) => `(<const>(${it}))!`,
  (it) => `${it} as { a: 1;\n b: 2 } | any`,
];

const ends = ["", ";", ";;", " ; ;", " // the end", " /* the end */;", "; // -2;", "\n;\n", "\r\n"];

/** What is left of it is no statement. */
const nothing = [
  "",
  "\n",
  "\n;;",
  "\n// -3",
  "\n/* -3\n-4 */",
  "\ninterface X {}",
  "\ninterface X {\n  'a': -1;\n  b(): 5\n}",
  "\ntype X = 5",
  "\ntype X =\n  | 5\n  | 6;",
  "\ntype X = {\n  a: -1 }",
  "\nexport type X = 5",
  "\ndeclare const outside: -1",
  "\ndeclare function outside(): void;",
  "\ndeclare class Outside { a: -1 }",
  "\ndeclare global { interface X { a: 5 } }",
  "\nimport type { X } from 'hypervisor-notebook'",
  "\nimport { type Y } from 'hypervisor-notebook'",
  "\nimport 'hypervisor-notebook';",
  "\nexport {}",
  "\nfunction f(): void;\n",
];

/** A statement without a value. */
const something = [
  "\nenum Y { A = -1 }",
  "\nconst enum Y { A }",
  "\nfunction g() { return 3 }",
  "\nclass C { x = -1 }",
  "\nabstract class C {}",
  "\nlet y = -1",
  "\nexport const y = -1",
  "\nif (false) -1",
  "\n{ }",
  "\nother: -1",
  "\nthrow new Error('thrown')",
];

async function shown(compilation: Compilation): Promise<unknown> {
  if (!compilation.ok) return compilation.failure;
  const scope = createScope({ "hypervisor-notebook": { answer: 42 } });
  const { code } = compilation.program;
  const evaluation = await evaluate(code, { cell: "cell", run: 1 }, scope);
  return evaluation.status === "ok" ? evaluation.value : evaluation.error.evalue;
}

const byEsbuild = async (source: string) => shown(await compileCell("cell", source, transform));
const bySucrase = async (source: string) => shown(await compileWithoutEsbuild(source));

interface Ending {
  readonly source: string;
  /** As JavaScript; null where the constant may continue what comes before. */
  readonly value: string | null;
}

const endings: fc.Arbitrary<Ending> = fc
  .record({
    head: fc.constantFrom(...before),
    constant: fc.constantFrom(...constants),
    types: fc.constantFrom(...typed),
    end: fc.constantFrom(...ends),
    follower: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...nothing).map((text) => ({ text, counts: false })) },
      { weight: 1, arbitrary: fc.constantFrom(...something).map((text) => ({ text, counts: true })) },
    ),
  })
  .map(({ head, constant, types, end, follower }) => {
    const statement = types(constant);
    const continues = /\n$/.test(head) && !/[;}]\s*$/.test(head) && /^[-+(`<]/.test(statement);
    return {
      source: head + statement + end + follower.text,
      value: continues ? null : follower.counts ? "undefined" : `(${constant})`,
    };
  }); // prettier-ignore

test("both compilers show the same, and it is what the cell ends in", async () => {
  let known = 0;
  await fc.assert(
    fc.asyncProperty(endings, async ({ source, value }) => {
      const own = await byEsbuild(source);
      expect(await bySucrase(source)).toStrictEqual(own);
      if (value === null || source.includes("throw")) return;
      known++;
      expect(own).toStrictEqual((0, eval)(value));
    }),
    { numRuns: 1_500, seed: 13 },
  );
  expect(known).toBeGreaterThan(1_000);
});

/** Whose first token is another one once names are properties of the notebook's scope, and others. */
const lines = [
  ...["f()", "f`x`", "typeof unknown", "new C().constructor.name", "o.p", "x++", "x += 1", "x = 5", "await 1"],
  ...["const a = x", "let b: number = x", "var d", "const { p } = o", "const [q] = [x] as number[]"],
  ...["const g = () => x", "if (x) f()\nelse f()", "for (let i = 0; i < 2; i++) f()", "do f(); while (false)"],
  ...["function h() { const a = x\n f()\n return f()\n }", "h1: f()", "var w = f\n", "class D { y = x\n z = f() }"],
  ...["{ f()\n f() }", "switch (x) { case 1: f()\n f() }", "interface I { x: 1 }", "type T = typeof x"],
]; // prettier-ignore

test("lines without semicolons mean the same to both", async () => {
  const defined =
    "let x = 1\nconst o = { p: 2 }\nfunction f(...a: any[]) { return x }\nclass C {}\n";
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom(...lines), { minLength: 1, maxLength: 5 }),
      async (chosen) => {
        const source = `${defined}${chosen.join("\n")}`;
        const own = await byEsbuild(source);
        expect(await bySucrase(source)).toStrictEqual(own);
      },
    ),
    { numRuns: 500 },
  );
});
