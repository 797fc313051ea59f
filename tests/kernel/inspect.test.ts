import { describe, expect, test } from "vitest";
import { inspect } from "../../src/kernel/inspect.ts";

class Server {
  readonly name = "s";
  readonly #secret = 1;
  get load() {
    return this.#secret;
  }
}

class Registry extends Map<string, number> {
  override get size(): number {
    throw new Error("not yours");
  }
}

const cyclic: Record<string, unknown> = { a: 1 };
cyclic["self"] = cyclic;

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error("get");
    },
    ownKeys() {
      throw new Error("keys");
    },
    getPrototypeOf() {
      throw new Error("prototype");
    },
    getOwnPropertyDescriptor() {
      throw new Error("descriptor");
    },
  },
);

describe("values as text", () => {
  const cases: [unknown, string][] = [
    [1, "1"],
    [-0, "-0"],
    [NaN, "NaN"],
    [10n, "10n"],
    ['say "hi"\n', String.raw`"say \"hi\"\n"`],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [[], "[]"],
    [[1, "a"], '[ 1, "a" ]'],
    [Object.assign([1], { extra: 2 }), "[ 1, extra: 2 ]"],
    [new Array(2), "[ <2 empty items> ]"],
    [{}, "{}"],
    [{ a: 1, "b-c": 2, 3: 4 }, '{ "3": 4, a: 1, "b-c": 2 }'],
    [{ [Symbol("k")]: 1 }, "{ [Symbol(k)]: 1 }"],
    [new Server(), 'Server { name: "s" }'],
    [Object.create(null), "[Object: null prototype] {}"],
    [new Map<unknown, unknown>([["a", { b: 1 }]]), 'Map(1) { "a" => { b: 1 } }'],
    [new Set([1, 2]), "Set(2) { 1, 2 }"],
    [new Registry([["a", 1]]), 'Registry(1) { "a" => 1 }'],
    [Object.create(Map.prototype), "Map {}"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Date(NaN), "Invalid Date"],
    [/a+/gi, "/a+/gi"],
    [new TypeError("bad"), "[TypeError: bad]"],
    [Object.assign(new Error("bad"), { code: 5 }), "[Error: bad] { code: 5 }"],
    [new Uint8Array([1, 2]), "Uint8Array(2) [ 1, 2 ]"],
    [new ArrayBuffer(4), "ArrayBuffer(4 bytes)"],
    [Promise.resolve(1), "Promise { … }"],
    [new WeakMap(), "WeakMap { … }"],
    [Object(1), "[Number: 1]"],
    [function named() {}, "[Function: named]"],
    [async () => {}, "[AsyncFunction: (anonymous)]"],
    [class A extends Server {}, "[class A extends Server]"],
    [
      {
        get g() {
          return 1;
        },
      },
      "{ g: [Getter] }",
    ],
    [{ set s(_: number) {} }, "{ s: [Setter] }"],
    [cyclic, "{ a: 1, self: [Circular] }"],
    [{ a: { b: { c: { d: { e: {} } } } } }, "{ a: { b: { c: { d: [Object] } } } }"],
    [{ a: { b: { c: { d: [1] } } } }, "{ a: { b: { c: { d: [Array] } } } }"],
    [hostile, "[cannot be shown: descriptor]"],
    [{ inner: hostile }, "{ inner: [cannot be shown: descriptor] }"],
  ];
  // Titles by the text alone: vitest's own formatting runs into the hostile values.
  test.each(cases.map(([value, text]) => ({ text, value: () => value })))(
    "$text",
    ({ text, value }) => expect(inspect(value())).toBe(text),
  );
});

test("the same object twice is no cycle", () => {
  const shared = { a: 1 };
  expect(inspect([shared, shared])).toBe("[ { a: 1 }, { a: 1 } ]");
});

test("long objects take a line an entry, long lists of short values fill lines", () => {
  const long = "x".repeat(40);
  expect(inspect({ a: long, b: long })).toBe(`{\n  a: "${long}",\n  b: "${long}"\n}`);
  const lines = inspect(Array.from({ length: 60 }, (_, i) => i)).split("\n");
  expect(lines.length).toBeLessThan(7);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(76);
});

describe("very large values are cut", () => {
  const cases: [string, unknown, RegExp][] = [
    ["list", new Array(1e7).fill(0), /… 9999900 more\n\]$/],
    ["typed array", new Float64Array(1e6), /^Float64Array\(1000000\).*… 999900 more/s],
    ["map", new Map(Array.from({ length: 500 }, (_, i) => [i, i])), /… 400 more/],
    ["text", "x".repeat(1e6), /… 990000 more characters$/],
    ["keys", Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i])), /… 400 more/],
  ];
  test.each(cases)("%s", (_, value, expected) => {
    const text = inspect(value);
    expect(text).toMatch(expected);
    expect(text.length).toBeLessThan(12_000);
  });

  test("a tree of many branches", () => {
    const tree = (depth: number): unknown =>
      depth === 0 ? 1 : Array.from({ length: 60 }, () => tree(depth - 1));
    expect(inspect(tree(3)).length).toBeLessThan(1_000_000);
  });
});
