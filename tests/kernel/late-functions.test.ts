import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { cutFunctions, lateFunctions } from "../../src/kernel/late-functions.ts";

// A script of the kernel's shape: what it says at its end is read from `result`. The functions are long enough to be cut.
const script = (module: string, result: string) =>
  `"use strict";(()=>{${module};result=${result}})();`;

/** The script's result, with nothing cut, or with all cut that may be: which were called then. */
function run(code: string, cut: boolean) {
  const late = lateFunctions(code);
  const numbers = new Set(cut ? late.keys() : []);
  const value = (number: number) => `have(${number},text=>eval(text))`;
  const { code: made, texts } = cutFunctions(code, late, numbers, value);
  const had = new Map<number, unknown>();
  const called = new Set<number>();
  const realm: { result: unknown; have: unknown } = {
    result: undefined,
    have(number: number, evaluate: (text: string) => unknown) {
      called.add(number);
      if (!had.has(number)) had.set(number, evaluate(`(${texts.get(number) ?? ""})`));
      return had.get(number);
    },
  };
  runInNewContext(made, realm);
  return { result: realm.result, called: called.size, late: late.length };
}

const pad = "/* ------------------------------------------------------------ */";

describe("a function that comes late does what it did", () => {
  test.each([
    ["a declaration", `function f(a,b=2){${pad}return a+b}`, "f(1)"],
    ["one that calls itself", `function f(n){${pad}return n?n*f(n-1):1}`, "f(5)"],
    ["one called before it stands there", `const x=f(3);function f(a){${pad}return a*2}`, "x"],
    ["an expression", `const f=function g(n){${pad}return n?g(n-1)+1:0}`, "f(4)"],
    ["an arrow", `const f=(a,...b)=>{${pad}return a+b.length}`, "f(1,2,3)"],
    ["an arrow without braces", `const f=a=>a+${pad}1`, "f(1)"],
    ["its arguments", `function f(){${pad}return arguments.length}`, "f(1,undefined)"],
    ["names of the module", `let count=0;function f(){${pad}count+=1}`, "(f(),f(),count)"],
    ["a method", `class C{x=1;m(a){${pad}return this.x+a}}`, "new C().m(2)"],
    [
      "a private method",
      `class C{#x=1;#m(a){${pad}return this.#x+a}n(){return this.#m(5)}}`,
      "new C().n()",
    ],
    [
      "a getter and a setter",
      `class C{#x=1;get x(){${pad}return this.#x}set x(v){${pad}this.#x=v*2}}`,
      "(c=>(c.x=4,c.x))(new C())",
    ],
    ["a static method", `class C{static #n=3;static m(){${pad}return C.#n}}`, "C.m()"],
    [
      "a generator method",
      `class C{*m(n){${pad}for(let i=0;i<n;i++)yield i}}`,
      "[...new C().m(3)].join()",
    ],
    [
      "a method of an object",
      `const o={x:2,m(a){${pad}return this.x*a},get y(){${pad}return this.x}}`,
      "o.m(3)+o.y",
    ],
    [
      "a function of an object",
      `const o={f:a=>{${pad}return a+1},g:function(){${pad}return this===o}}`,
      "o.f(1)+String(o.g())",
    ],
  ])("%s", (_, module, result) => {
    const whole = run(script(module, result), false);
    const cut = run(script(module, result), true);
    expect(whole.called).toBe(0);
    expect(cut.result).toEqual(whole.result);
    expect(cut.called).toBeGreaterThan(0);
  });

  test.each([
    ["an async function", `async function f(a){${pad}return await a}`, "f(2)"],
    ["an async arrow", `const f=async a=>{${pad}return await a}`, "f(2)"],
    ["an async method", `class C{#x=2;async m(){${pad}return this.#x}}`, "new C().m()"],
  ])("%s", async (_, module, result) => {
    const cut = run(script(module, result), true);
    expect(await cut.result).toBe(2);
    expect(cut.called).toBe(1);
  });
});

describe("what has to stay, stays", () => {
  test.each([
    ["a function within another", `function f(){return g();function g(){${pad}return 1}}`, 1],
    ["a constructor", `class C{constructor(){${pad}this.x=1}}`, 0],
    ["what says super", `class C{m(){return 1}}class D extends C{m(){${pad}return super.m()}}`, 0],
    ["what says new.target", `function F(){${pad}return new.target}`, 0],
    [
      "a field's function, of which each object has its own",
      `class C{f=()=>{${pad}return this}}`,
      0,
    ],
    ["a short one", `function f(){return 1}`, 0],
    ["a generator", `function*f(){${pad}yield 1}`, 0],
  ])("%s", (_, module, late) => {
    expect(lateFunctions(script(module, "1"))).toHaveLength(late);
  });
});

test("one that is not called is not evaluated, and one that is, once", () => {
  const module = `let n=0;class C{a(){${pad}return ++n}b(){${pad}return --n}}`;
  const code = script(module, "[new C().a(),new C().a(),new C().a()].join()");
  expect(run(code, true)).toEqual({ result: "1,2,3", called: 1, late: 2 });
});
