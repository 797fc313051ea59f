import { describe, expect, test } from "vitest";
import { createNodeKernel } from "../../src/kernel/node.ts";
import { compile, createNotebook, errorOf, failure, library, valueOf } from "./notebook.ts";

describe("running again and redeclaring", () => {
  const cases: [string[], unknown][] = [
    [["const a = 1", "const a = 2", "a"], 2],
    [["const a = 1", "function a() { return 3 }", "a()"], 3],
    [["const f = () => a; const a = 1", "const a = 2", "f()"], 2],
    [["enum E { A, B }", "enum E { B }", "E"], { 0: "B", B: 0 }],
    [["import { answer } from 'hypervisor-notebook'", "const answer = 1", "answer"], 1],
    [["const answer = 1", "import { answer } from 'hypervisor-notebook'", "answer"], 42],
    [
      [
        "import { answer as a } from 'hypervisor-notebook'",
        "import { answer as a } from 'hypervisor-notebook'; a",
      ],
      42,
    ],
    [["var v = 1", "var v", "v"], undefined],
    [["let n = 1", "n = n + 1", "n = n + 1", "n"], 3],
  ];
  test.each(cases)("%j", async (sources, value) =>
    expect(await valueOf(...sources)).toEqual(value),
  );
});

describe("a constant of another cell", () => {
  const message = 'Cannot assign to "k" because it is a constant.';
  const hint = 'Declare it with "let k" if it is meant to change.';
  const assignments = [
    "k = 2",
    "k += 2",
    "k **= 2",
    "k &&= 2",
    "k++",
    "--k",
    "[k] = [2]",
    "[, ...k] = [2]",
    "({ k } = { k: 2 })",
    "({ a: k = 3 } = {})",
    "({ a: [k] } = { a: [2] })",
    "for (k of [2]) ;",
    "for (k in { a: 2 }) ;",
    "for ([k] of [[2]]) ;",
    "for (k = 0; k < 1; k++) ;",
    "(() => { k = 2 })()",
    "k = k as any as number",
  ];
  test.each(assignments)("is not assigned to by %j, as within its own", async (assignment) => {
    const within = await failure(`const k: any = 1;\n${assignment}`);
    expect(within).toMatchObject({ message, hint, line: 2 });
    const { run } = createNotebook();
    await run("const k: any = 1");
    const ran = await run(`2;\n${assignment}`);
    expect(ran).toMatchObject({ error: expect.stringContaining(message) as string, hint });
    expect(ran.error).toMatch(/\(cell:2:\d+\)$/);
    expect(await run("k")).toEqual({ value: 1 });
  });

  test.each<[string, string[], unknown]>([
    ["its own cell, run again", ["const k = 1", "const k = 2", "k"], 2],
    ["its own cell, run again and failing", ["const k = 1", "throw 1; const k = 2", "k"], 1],
    ["one that declares it with let", ["const k = 1", "let k = 2", "k = 3", "k"], 3],
    ["one that declares it with var", ["const k = 1", "var k = 2", "k++", "k"], 3],
    [
      "one that imports it",
      ["const answer = 1", "import { answer } from 'hypervisor-notebook'", "answer"],
      42,
    ],
    ["one that declares what had failed", ["throw 1; const k = 1", "let k = 2", "k"], 2],
    ["one that declares a function", ["const k = 1", "function k() { return 5 }", "k()"], 5],
    ["a let that became a const", ["let k = 1", "const k = 2", "k = 3", "k"], 2],
    ["what it holds", ["const k = { a: 1 }", "k.a = 2", "k.a"], 2],
    ["destructured ones", ["const [k, { q }] = [1, { q: 2 }]", "q = 3", "k = 3", "[k, q]"], [1, 2]],
    [
      "a function that was there before",
      ["var k = 0; function f() { k = 5 }", "const k = 1", "f()", "k"],
      1,
    ],
    [
      "a shadowing local",
      ["const k = 1", "{ let k = 2; k = 3 } ((k: number) => { k++ })(1); k"],
      1,
    ],
    // As in JavaScript.
    ["a class", ["class K {}", "K = 3 as any", "K"], 3],
    ["a function", ["function f() {}", "f = 3 as any", "f"], 3],
    ["a let and a var", ["let a = 1; var b = 2", "a = 3; b = 4", "[a, b]"], [3, 4]],
    ["an enum", ["enum E { A }", "E = 3 as any", "E"], 3],
  ])("keeps its value, or what redeclares it gives it: %s", async (_, sources, value) => {
    const { run } = createNotebook();
    let last: unknown;
    for (const source of sources) last = (await run(source)).value;
    expect(last).toEqual(value);
  });

  test("is not given its first value by another", async () => {
    const { run } = createNotebook();
    await run("throw 1; const k = 1");
    expect((await run("k = 2")).error).toMatch(/^ReferenceError: Cannot access 'k' before/);
    expect((await run("typeof k")).value).toBe("undefined");
  });

  test("that was imported since is told to be an import", async () => {
    const { run } = createNotebook();
    await run("const answer = 1");
    await run("import { answer } from 'hypervisor-notebook'");
    expect(await run("answer = 2")).toMatchObject({
      error: expect.stringMatching(/an import/) as string,
    });
  });

  test("is told in Korean on Korean pages", async () => {
    const kernel = createNodeKernel("ko");
    await kernel.run("a", await compile("const k = 1"));
    const [error] = await kernel.run("b", await compile("k = 2"));
    expect(error).toMatchObject({
      ename: "TypeError",
      evalue: '상수에는 대입할 수 없습니다: "k"',
      hint: '값을 바꾸려면 "let k"처럼 let으로 선언하세요.',
    });
  });

  test("is one for what runs late, too", async () => {
    const kernel = createNodeKernel("en");
    await kernel.run("a", await compile("const k = 1"));
    const late = "await new Promise((done) => setTimeout(() => { done(0); k = 2 }))";
    const [error] = await kernel.run("b", await compile(late));
    expect(error).toMatchObject({ evalue: message, hint });
  });
});

describe("standard names", () => {
  const cases: [string[], unknown][] = [
    [["Math.max(1, 2)"], 2],
    [["const Map = 1", "Map"], 1],
    [["const console = { log: (x: number) => x }", "console.log(3)"], 3],
    [
      [
        "const name = 'n', status = 's', event = 'e', close = 'c', self = 1",
        "[name, status, event, close, self]",
      ],
      ["n", "s", "e", "c", 1],
    ],
    [["typeof fetch"], "undefined"],
    [["typeof structuredClone"], "function"],
    [["typeof undeclared"], "undefined"],
    [["const typed = 1", "typeof typed"], "number"],
    [["eval('1 + 1')"], 2],
    [["new Set([1]).size"], 1],
  ];
  test.each(cases)("%j", async (sources, value) =>
    expect(await valueOf(...sources)).toEqual(value),
  );

  test("a browser's or Node's other globals are not names of the notebook", async () => {
    for (const name of [
      "process",
      "name",
      "status",
      "window",
      "require",
      "__proto__",
      "constructor",
    ])
      expect(await errorOf(name)).toBe(`ReferenceError: ${name} is not defined (cell:1:1)`);
  });
});

describe("imports", () => {
  const cases: [string[], unknown][] = [
    [["import { answer } from 'hypervisor-notebook'", "answer"], 42],
    [["answer; import { answer } from 'hypervisor-notebook'; answer"], 42],
    [
      ["import { answer as a, createServer } from 'hypervisor-notebook'", "[a, createServer()]"],
      [42, { vms: 2 }],
    ],
    [["import 'hypervisor-notebook'"], undefined],
    [["(await import('hypervisor-notebook')).answer"], 42],
  ];
  test.each(cases)("%j", async (sources, value) =>
    expect(await valueOf(...sources)).toEqual(value),
  );

  test("the whole module by one name", async () => {
    expect(await valueOf("import * as all from 'hypervisor-notebook'", "all")).toBe(library);
  });

  test("a refused import binds none of its names", async () => {
    const { run } = createNotebook();
    await run("import { answer, nothing } from 'hypervisor-notebook'");
    expect((await run("typeof answer")).value).toBe("undefined");
  });
});

describe("what to try next", () => {
  const cases: [string[], RegExp][] = [
    [["const server = 1", "sever"], /^Did you mean server\?$/],
    [["answer"], /^Import it: import \{ answer \} from "hypervisor-notebook";$/],
    [["fetch('x')"], /without a network/],
    [["document.body"], /worker/],
    [["require('fs')"], /import statements/],
    [["import { Sever } from 'hypervisor-notebook'"], /^Did you mean Server\?$/],
    [["import { Zebra } from 'hypervisor-notebook'"], /import type \{ Zebra \}/],
    [["import x from 'hypervisor-notebook'"], /by name/],
    [["import x from 'lodash'"], /without a network/],
    [["await import('lodash')"], /without a network/],
    [["function f() { return x } f(); let x = 1"], /has not come that far/],
    [["throw Object.assign(new Error('full'), { hint: 'Add memory.' })"], /^Add memory\.$/],
  ];
  test.each(cases)("%j", async (sources, expected) => {
    const { run } = createNotebook();
    let hint: string | null | undefined;
    for (const source of sources) hint = (await run(source)).hint;
    expect(hint).toMatch(expected);
  });

  test("a hint that the message repeats is said once", async () => {
    const source =
      "throw Object.assign(new Error('full. Hint: add memory.'), { hint: 'add memory' })";
    expect(await createNotebook().run(source)).toEqual({
      error: "Error: full. (cell:1:21)",
      hint: "add memory",
    });
  });

  test("no guess for a name like no other", async () => {
    for (const source of [
      "zzzz",
      "[1].map(undefined)",
      "const f = 1; f()",
      "throw new Error('full')",
    ])
      expect((await createNotebook().run(source)).hint, source).toBeNull();
  });
});
