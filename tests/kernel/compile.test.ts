import { describe, expect, test } from "vitest";
import { compile, createNotebook, errorOf, failure, valueOf } from "./notebook.ts";

describe("the value of a cell is its last expression", () => {
  const cases: [string, unknown][] = [
    ["1 + 1", 2],
    ["1 + 1;", 2],
    ["1 + 1;;", 2],
    ["1 // the end", 1],
    ['"hello"', "hello"],
    ['"use strict"', "use strict"],
    ["`a${1}b`", "a1b"],
    ["({ a: 1 })", { a: 1 }],
    ["[1, 2]", [1, 2]],
    ["await Promise.resolve(3)", 3],
    ["await Promise.resolve(3);", 3],
    ["const x = 1; x", 1],
    ["x;\nvar x = 1;", undefined],
    ["let x = 1; x = 2", undefined],
    ["let x = 1; x += 2", undefined],
    ["let x = 1; x++", 1],
    ["const x = 1", undefined],
    ["function f() {}", undefined],
    ["class A {}", undefined],
    ["if (true) 1", undefined],
    ["", undefined],
    ["// nothing", undefined],
    ["type A = number", undefined],
    ["1 as number", 1],
    ["1 satisfies number", 1],
    ["const x: number | null = 1; x!", 1],
    ["(function () { return this })()", undefined],
    ["1\n{ }", undefined],
    ["export const x = 7; x", 7],
    ["x; export const x2 = 1; var x = 2", undefined],
    ["1, 2", 2],
    ["(() => 5)()", 5],
    ["typeof 1", "number"],
    ["-1", -1],
    ["5;\n  -1; // last", -1],
    ["5; (!true)", false],
    ["const a = 5\na\n-1", 4],
    ["const a = 5;\na;\n-1", -1],
    ["const a: number = 5;\n-a", -5],
    ["let a = 1; void 0", undefined],
    ["'a' + 'b'", "ab"],
    ["let a = 1; a;\n'a' +\n  'b' // both", "ab"],
    ["5; 1 < 2 ? 'x' : -2;", "x"],
    ["5;\n(-1)", -1],
    ["const s = 'a' +\n 'b'", undefined],
    ["const s = 'a'\n + 'b'", undefined],
    ["const n =\n -1", undefined],
    ["const a = 2\na +\n 'b' + 'c'", "2bc"],
    ["let s = ''; s = 'a' +\n 'b';", undefined],
    ["const f = (x: string): string => x; f('a' +\n 'b')", "ab"],
    ["if (true) { 'a'\n + 'b' }", undefined],
    ["function f() { return 1 } -1", -1],
    ["5; true && 'yes'", "yes"],
    ["5; `a`", "a"],
    ["5; `a` + 1", "a1"],
    ["5; false && 1", false],
    ["5; ((1) === 1)", true],
    ["5; null", null],
  ];
  test.each(cases)("%j", async (source, value) => expect(await valueOf(source)).toEqual(value));

  test("a promise stays a promise", async () => {
    const { value } = await createNotebook().run("Promise.resolve(1)");
    expect(value).toBeInstanceOf(Promise);
  });

  test("an object with a then method is not taken for a promise", async () => {
    const { value } = await createNotebook().run("({ then() { throw 1 } })");
    expect(value).toHaveProperty("then");
  });
});

describe("top-level names are shared between cells", () => {
  const cases: [string[], unknown][] = [
    [["const a = 1", "a"], 1],
    [["let a = 1", "a = 2", "a"], 2],
    [["let a = 1", "a += 2", "a++", "a"], 4],
    [["var a = 1", "a"], 1],
    [["function f() { return 1 }", "f()"], 1],
    [["const v = f(); function f() { return 1 }", "v"], 1],
    [["class A { m() { return 1 } }", "new A().m()"], 1],
    [["class A { static make() { return new A() } }", "A.make() instanceof A"], true],
    [
      ["enum E { A, B }", "[E.A, E.B, E[1]]"],
      [0, 1, "B"],
    ],
    [["const enum E { A = 3 }", "E.A"], 3],
    [["namespace N { export const a = 1 }", "N.a"], 1],
    [
      ["const { a, b: c, ...d } = { a: 1, b: 2, e: 3 }", "[a, c, d]"],
      [1, 2, { e: 3 }],
    ],
    [
      ["const { a = 1, b: { c = a } = {} } = {} as any", "[a, c]"],
      [1, 1],
    ],
    [
      ["const [a, , b = 3, ...c] = [1, 2, undefined, 4, 5]", "[a, b, c]"],
      [1, 3, [4, 5]],
    ],
    [["const k = 'a'; const { [k]: x } = { a: 1 }", "x"], 1],
    [
      ["const a = 1, { b } = { b: 2 }, c = 3", "[a, b, c]"],
      [1, 2, 3],
    ],
    [
      ["let a, b = 1", "[a, b]"],
      [undefined, 1],
    ],
    [
      ["for (var i = 0; i < 3; i++) { var j = i }", "[i, j]"],
      [3, 2],
    ],
    [["for (var i of [1, 2]) ;", "i"], 2],
    [["for (var { a } of [{ a: 1 }]) ;", "a"], 1],
    [["for (var k in { x: 1 }) ;", "k"], "x"],
    [["for await (var i of [Promise.resolve(4)]) ;", "i"], 4],
    [["if (true) var a = 1", "a"], 1],
    [["let a = 1; { let a = 2; a } ", "a"], 1],
    [["let a = 1; for (let a = 5; a < 6; a++) ;", "a"], 1],
    [["let a = 1; function f(a: number) { return a }", "f(3) + a"], 4],
    [
      ["let a = 1; const f = ({ a }: any, [b] = [a]) => [a, b]", "f({ a: 2 })"],
      [2, 2],
    ],
    [
      ["let a = 1; const f = (x = a) => { var a = 2; return [x, a] }", "f()"],
      [1, 2],
    ],
    [["let e = 1; try { throw 2 } catch (e) { e = 3 }", "e"], 1],
    [
      ["let a = 1; class C { static x = 0; static { let a = 9; C.x = a } }", "[a, C.x]"],
      [1, 9],
    ],
    [
      ["let a = 1; const F = class a { static me() { return a } }", "[a, F.me() === F]"],
      [1, true],
    ],
    [["let a = 1; const o = { a, b: { a } }", "o"], { a: 1, b: { a: 1 } }],
    [
      ["let a = 1; const o = { a() { return a }, [a]: 2 }", "[o.a(), o[1]]"],
      [1, 2],
    ],
    [
      ["let a = 1, b = 2; [a, b] = [b, a]", "[a, b]"],
      [2, 1],
    ],
    [["let a = 1; ({ a } = { a: 5 })", "a"], 5],
    [["let a = 1; ({ a = 6 } = {} as any)", "a"], 6],
    [["let a: any = null; a ??= 4", "a"], 4],
    [["let a = 0; a: for (;;) break a", "a"], 0],
    [["let a = 1; switch (1) { case 1: let a = 2 }", "a"], 1],
    [["let x = 0; const inc = () => x++", "inc(); inc()", "x"], 2],
    [
      ["const tag = (s: any, ...v: any[]) => v", "tag`a${1}b${2}`"],
      [1, 2],
    ],
    [["const f = undefined as any", "f?.()"], undefined],
    [["const o = { a: { b: 1 } }", "delete (o.a as any).b", "o"], { a: {} }],
    [
      ["const $scope = 1, $cell = 2", "[$scope, $cell]"],
      [1, 2],
    ],
    [
      ["const $ = 1, _ = 2", "[$, _]"],
      [1, 2],
    ],
    [["const 서버 = 1", "서버 + 1"], 2],
    [["const __proto__ = 5", "__proto__"], 5],
    [
      ["const constructor = 1, toString = 2", "[constructor, toString]"],
      [1, 2],
    ],
    [["let f = function* () { yield 1 }", "[...f()]"], [1]],
    [["const f = async () => { await null; return 1 }", "await f()"], 1],
    [
      [
        "abstract class A { constructor(readonly x: number) {} } class B extends A {}",
        "new B(3).x",
      ],
      3,
    ],
    [
      [
        "const log: string[] = []; const dec = (c: any) => { log.push(c.name) }; @dec class D {}",
        "log",
      ],
      ["D"],
    ],
    [
      ["const done: number[] = []; { using r = { [Symbol.dispose]() { done.push(1) } } }", "done"],
      [1],
    ],
  ];
  test.each(cases)("%j", async (sources, value) =>
    expect(await valueOf(...sources)).toEqual(value),
  );
});

describe("functions and classes keep their names, and calls have no this", () => {
  const cases: [string, unknown][] = [
    ["const f = () => 1; f.name", "f"],
    ["const f = function () {}; f.name", "f"],
    ["const f = (() => 1); f.name", "f"],
    ["const C = class {}; C.name", "C"],
    ["const C = class { static name = 'own' }; C.name", "own"],
    ["const f = function g() {}; f.name", "g"],
    ["let f; f = () => 1; f.name", "f"],
    ["let f: any; f ??= () => 1; f.name", "f"],
    ["const { f = () => 1 } = {} as any; f.name", "f"],
    ["const [f = () => 1] = [] as any[]; f.name", "f"],
    ["let f, g; f = g = () => 1; [f.name, g.name].join()", "g,g"],
    ["const f = () => (g = () => 1); let g: any; f(); g.name", "g"],
    ["const __proto__ = () => 1; __proto__.name", "__proto__"],
    ["function f() {} f.name", "f"],
    ["class A {} A.name", "A"],
    ["const f = function () { return this }; f() === undefined", true],
    [
      "const f = function (this: any) { return this }; [f`x`, f?.()].every((x) => x === undefined)",
      true,
    ],
    ["const o = { f() { return this } }; o.f() === o", true],
  ];
  test.each(cases)("%j", async (source, value) => expect(await valueOf(source)).toBe(value));
});

describe("what parsing tells about a cell", () => {
  const cases: [string, string[], string[], string[]][] = [
    ["const a = b", ["a"], [], ["b"]],
    ["a = b", [], [], ["a", "b"]],
    ["const f = (x: number) => x + y", ["f"], [], ["y"]],
    ["console.log(Math.max(...xs))", [], [], ["xs"]],
    ["display(server)", [], [], ["server"]],
    ["typeof z", [], [], ["z"]],
    ["let name = status", ["name"], [], ["status"]],
    ["let q: Server", ["q"], [], []],
    [
      "import { Server, createServer as make } from 'hypervisor-notebook'",
      ["Server", "make"],
      ["Server", "make"],
      [],
    ],
    ["import * as lib from 'hypervisor-notebook'; lib", ["lib"], ["lib"], []],
    ["import type { Server } from 'hypervisor-notebook'", [], [], []],
    ["import { type Server, answer } from 'hypervisor-notebook'", ["answer"], ["answer"], []],
    ["interface A { a: B }", [], [], []],
    ["enum E { A }", ["E"], [], []],
    ["undefined; NaN; Infinity", [], [], []],
    ["function f() { return arguments.length + g() }", ["f"], [], ["g"]],
    ["@dec class A {}", ["A"], [], ["dec"]],
    ["using r = open()", ["r"], [], ["open"]],
    ["o.a.b; ({ c: d }); e: for (;;) break e", [], [], ["o", "d"]],
    ["new Map([[k, 1]])", [], [], ["k"]],
  ];
  test.each(cases)("%j", async (source, defines, imports, reads) => {
    expect(await compile(source)).toMatchObject({ defines, imports, reads });
  });
});

describe("cells that do not compile say where and what next", () => {
  const cases: [string, number, number, RegExp, RegExp?][] = [
    ["const a: = 1", 1, 10, /Unexpected "="/],
    ["1\n  const 가 = '가' + ;", 2, 19, /Unexpected ";"/],
    ["function f() {", 1, 15, /Unexpected end of file/, /not closed/],
    ["const s = 'abc", 1, 15, /Unterminated string/, /quote/],
    ["const a = [1", 1, 13, /but found end of file/, /not closed/],
    ["const a = ;", 1, 11, /Unexpected ";"/, /stands before it/],
    ["const a = { b: 1 c: 2 }", 1, 18, /Expected "}" but found "c"/, /stands before it/],
    ["let a; let a", 1, 12, /already been declared/, /originally declared here \(line 1\)/],
    ["function f() { await 1 }", 1, 16, /"await"/, /async/],
    ["const a = 1;\na = 2", 2, 1, /Cannot assign to "a" because it is a constant/, /let a/],
    ["const a = 1; a++", 1, 14, /constant/],
    ["const a = 1; [a] = [2]", 1, 15, /constant/],
    ["const a = 1; for (a of []) ;", 1, 19, /constant/],
    ["import { answer } from 'hypervisor-notebook'; answer = 1", 1, 47, /an import/],
    ["b;\nconst b = 1", 1, 1, /Cannot use "b" before its declaration/, /Move/],
    ["let c = c + 1", 1, 9, /Cannot use "c" before/, /being made/],
    ["const { d } = d", 1, 15, /Cannot use "d" before/],
    ["new E();\nclass E {}", 1, 5, /Cannot use "E" before/],
    ["export default 3", 1, 1, /found export default/, /Every cell sees/],
    ["1;\nexport default function f() {}", 2, 1, /found export default/],
    ["export * from 'x'", 1, 1, /another module/],
    ["1;\n export * from 'x'", 2, 2, /another module/],
    ["const a = 1;\n  export { a as b };", 2, 3, /another name/],
    ["export { a as b }; const a = 1", 1, 1, /another name/],
    ["const a = 1;\n export = a", 2, 2, /found export =/],
    ["import.meta.url", 1, 1, /import\.meta/],
    ["return 1", 1, 1, /return/, /last expression/],
    ["delete x", 1, 8, /Delete/, /property/],
    ["class A { m() { this.#x } }", 1, 22, /Private/],
  ];
  test.each(cases)("%j", async (source, line, column, message, hint) => {
    const found = await failure(source);
    expect(found).toMatchObject({
      line,
      column,
      message: expect.stringMatching(message) as string,
    });
    if (hint) expect(found.hint).toMatch(hint);
    else if (found.hint !== undefined) expect(found.hint).not.toMatch(/line 0|ECMAScript/);
  });

  test("a name that a later function mentions is no mistake", async () => {
    expect(await valueOf("const f = () => a; const a = 1; f()")).toBe(1);
  });
});

describe("run-time errors name the reader's line", () => {
  const cases: [string[], string][] = [
    [["nope"], "ReferenceError: nope is not defined (cell:1:1)"],
    [["1;\n\n  nope()"], "ReferenceError: nope is not defined (cell:3:3)"],
    [["nope = 1"], "ReferenceError: nope is not defined (cell:1:1)"],
    [["const o: { f?: any } = {};\no.f()"], "TypeError: o.f is not a function (cell:2:3)"],
    [["const f: any = 3", "f()"], "TypeError: f is not a function (cell:1:1)"],
    [["interface A {}\n\nthrow new Error('x')"], "Error: x (cell:3:7)"],
    [
      ["type T = {\n a: 1 }\nconst f = (x: number) => {\n  throw new RangeError('low')\n}\nf(1)"],
      "RangeError: low (cell:4:9)",
    ],
    [
      ["const g = async () => { await null; throw new Error('late') }\nawait g()"],
      "Error: late (cell:1:43)",
    ],
    [["(null as any).x"], "TypeError: Cannot read properties of null (reading 'x') (cell:1:15)"],
    [
      ["import { Serve } from 'hypervisor-notebook'"],
      'ImportError: Expected a name that "hypervisor-notebook" exports, found Serve. (cell:1:1)',
    ],
    [
      ["1\nimport x from 'lodash'"],
      'ImportError: Expected an import from "hypervisor-notebook", found "lodash". (cell:2:1)',
    ],
    [
      ["function f() { return early } f(); let early = 1"],
      "ReferenceError: Cannot access 'early' before initialization (cell:1:23)",
    ],
    [
      ["Map = 1 as any"],
      'TypeError: Cannot assign to "Map" because it is an import or a standard name (cell:1:1)',
    ],
    [
      ["import { answer } from 'hypervisor-notebook'", "answer = 1"],
      'TypeError: Cannot assign to "answer" because it is an import or a standard name (cell:1:1)',
    ],
  ];
  test.each(cases)("%j", async (sources, error) => expect(await errorOf(...sources)).toBe(error));
});
