// What is shown of a value bounds what is looked at, whatever the value says of itself. Looks are counted by proxies.
import { describe, expect, test } from "vitest";
import { DisplayError, displaySymbol, represent } from "../../src/kernel/display.ts";
import { inspect } from "../../src/kernel/inspect.ts";
import { reportError } from "../../src/kernel/error-report.ts";
import { className } from "../../src/kernel/inspect.ts";
import { consoleRows, tableBundle, tableType } from "../../src/kernel/table.ts";
import { formatConsole } from "../../src/kernel/console-format.ts";
import { displayName } from "../../src/stdlib/display-names.ts";
import { inspectScope } from "../../src/stdlib/bench/inspect-scope.ts";
import { displayOf } from "../../src/stdlib/display.ts";
import * as library from "../../src/stdlib/index.ts";

const endless = 2 ** 53 - 1;

/** A value whose every property is asked of `get`; counts what is asked. */
function counted(target: object, get: (key: string) => unknown, keys?: string[]) {
  const looks = { count: 0 };
  const value: unknown = new Proxy(target, {
    get(_, key) {
      looks.count += 1;
      if (typeof key === "symbol") return Reflect.get(target, key) as unknown;
      return get(key);
    },
    has: () => ((looks.count += 1), true),
    ownKeys: () => keys ?? Reflect.ownKeys(target),
    getOwnPropertyDescriptor(_, key) {
      looks.count += 1;
      if (typeof key === "symbol" || key === "length")
        return Reflect.getOwnPropertyDescriptor(target, key);
      return { value: get(key), enumerable: true, configurable: true, writable: true };
    },
  });
  return { looks, value };
}

const fill = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

const length = (element: unknown) => (key: string) => (key === "length" ? endless : element);

const isTable = (shown: unknown): boolean =>
  typeof shown === "object" && shown !== null && tableType in shown;

/** All the ways by which a value is shown. */
const displays: [string, (value: unknown) => unknown][] = [
  ["inspect", (value) => inspect(value)],
  ["value", (value) => represent(value, { language: "en", displayOf })],
  ["value in Korean", (value) => represent(value, { language: "ko", displayOf })],
  ["console.log", (value) => formatConsole([value])],
  ["%s", (value) => formatConsole(["%s", value])],
  ["%d", (value) => formatConsole(["%d", value])],
  [
    "console.table",
    (value) => {
      const rows = consoleRows(value);
      return rows && tableBundle(rows);
    },
  ],
  ["error", (value) => reportError(value)],
  ["cause", (value) => reportError(new Error("outer", { cause: value }))],
  ["errors", (value) => reportError(Object.assign(new Error("outer"), { errors: value }))],
  [
    "bench",
    (value) =>
      inspectScope(
        { value },
        {
          className,
          inspect: (of, limits) => inspect(of, limits),
          isConstant: () => false,
          library,
          displayName: (kind, word) => displayName(kind, word, "en"),
        },
      ),
  ],
];

describe.each(displays)("%s looks at no more than it shows of", (_, show) => {
  const values: [string, () => { looks: { count: number }; value: unknown }][] = [
    ["a list of numbers without end", () => counted([], length(1))],
    ["a list of records without end", () => counted([], length({ a: 1 }))],
    ["a list of machines without end", () => counted([], length(new library.Server()))],
    ["a list of lists", () => counted([], length([1, 2]))],
    [
      "an object of many keys",
      () =>
        counted(
          {},
          () => 1,
          Array.from({ length: 200_000 }, (_, key) => `k${key}`),
        ),
    ],
  ];
  test.each(values)("%s", (_, make) => {
    const { looks, value } = make();
    const shown = show(value);
    // A table carries a hundred thousand rows; the bench looks for servers in five thousand places.
    expect(looks.count).toBeLessThan(isTable(shown) ? 1_000_000 : 20_000);
  });

  // None of these ends in the time of a test where the length is believed.
  const lies: [string, () => unknown][] = [
    ["an array of holes", () => new Array<unknown>(2 ** 32 - 1)],
    ["two of them", () => [new Array(2 ** 32 - 1), new Array(2 ** 32 - 1)]],
    ["records that hold them", () => [{ a: new Array(2 ** 32 - 1) }, { a: 1 }]],
    [
      "a sparse array",
      () => {
        const sparse: unknown[] = [{ a: 1 }];
        sparse[2 ** 32 - 2] = { a: 1 };
        return sparse;
      },
    ],
    ["a large typed array", () => new Uint8Array(2_000_000)],
    ["one that lies", () => Object.defineProperty(new Uint8Array(1), "length", { value: endless })],
    ["a large map", () => new Map(Array.from({ length: 200_000 }, (_, i) => [i, i]))],
    ["a map that lies", () => Object.defineProperty(new Map(), "size", { value: endless })],
    ["an integer of three hundred thousand digits", () => 2n ** 1_000_000n],
    ["a long text", () => "x".repeat(2_000_000)],
    ["long texts", () => Array.from({ length: 500 }, () => "x".repeat(1_000_000))],
    ["records of long texts", () => fill(2_000, { a: "x".repeat(1_000_000) })],
    ["a long symbol", () => Symbol("x".repeat(2_000_000))],
    ["a long key", () => ({ ["x".repeat(2_000_000)]: 1 })],
    ["a long name", () => Object.defineProperty(() => 1, "name", { value: "x".repeat(2e6) })],
    ["a long message", () => new Error("x".repeat(2_000_000))],
    ["a long name of an error", () => Object.assign(new Error(), { name: "x".repeat(2e6) })],
    ["a long stack", () => Object.assign(new Error(), { stack: "    at x:1:1\n".repeat(2e5) })],
    [
      "a deep list",
      () => {
        let deep: unknown = 1;
        for (let depth = 0; depth < 100_000; depth++) deep = [deep];
        return deep;
      },
    ],
    [
      "records of a million columns",
      () => {
        const row = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]));
        return [row, row];
      },
    ],
  ];
  test.each(lies)("%s", (_, make) => {
    const shown = show(make());
    const text = typeof shown === "string" ? shown : (JSON.stringify(shown) ?? "");
    // A text of the cell's own is as long as it is: the stream limits what is printed of it.
    if (!/^(?:Error: )?x{9}/.test(text))
      expect(text.length).toBeLessThan(isTable(shown) ? 12_000_000 : 1_900_000);
  });
});

describe("holes", () => {
  const cases: [unknown[], string][] = [
    [new Array(1), "[ <1 empty item> ]"],
    [new Array(5), "[ <5 empty items> ]"],
    [[1, , , 2, , 3], "[ 1, <2 empty items>, 2, <1 empty item>, 3 ]"],
    [new Array(2 ** 32 - 1), "[ <1000 empty items>, … 4294966295 more ]"],
    [Object.assign(new Array(3), { x: 1 }), "[ <3 empty items>, x: 1 ]"],
  ];
  test.each(cases.map(([value, text]) => ({ text, value })))("$text", ({ text, value }) => {
    expect(inspect(value)).toBe(text);
    expect(represent(value, { language: "en", displayOf })).toEqual({ "text/plain": text });
  });

  test("in Korean", () => {
    expect(represent(new Array(5), { language: "ko", displayOf })).toEqual({
      "text/plain": "[ <빈 칸 5개> ]",
    });
  });

  test("a list of machines with a hole is none of machines", () => {
    const machines: unknown[] = [new library.Hypervisor()];
    machines.length = 2;
    expect(Object.keys(represent(machines, { language: "en", displayOf }))).toEqual(["text/plain"]);
  });
});

describe("a value's own representation", () => {
  const cases: [string, unknown][] = [
    ["holes", new Array(2 ** 32 - 1)],
    ["a list that lies", counted([], length(1)).value],
    ["a text that is there many times", fill(10_000, "x".repeat(1_000_000))],
  ];
  test.each(cases)("%s is refused before it is written out", (_, data) => {
    const show = () =>
      represent({ [displaySymbol]: () => ({ "application/json": data }) }, { language: "en" });
    expect(show).toThrow(DisplayError);
    expect(show).toThrow(/found > 20,000,000|Invalid string length/);
  });
});

test("a table carries as many rows as fit, however long the later ones are", () => {
  const short = fill(200, { a: "x" });
  const long = fill(20_000, { a: "y".repeat(9_000) });
  const bundle = represent([...short, ...long], { language: "en" });
  const { data, totalRows } = (bundle as never)[tableType] as {
    data: unknown[];
    totalRows: number;
  };
  expect(totalRows).toBe(20_200);
  expect(data.length).toBeGreaterThan(700);
  expect(data.length).toBeLessThan(1_000);
  expect(JSON.stringify(bundle).length).toBeLessThan(9_000_000);
});

test("the text of a wide table is no longer than its data", () => {
  const rows = Array.from({ length: 1_000 }, (_, i) => ({ a: i === 0 ? "x".repeat(9_999) : "y" }));
  const { "text/plain": text } = tableBundle({ rows, total: 1_000 });
  expect(String(text).length).toBeLessThan(1_100_000);
});
