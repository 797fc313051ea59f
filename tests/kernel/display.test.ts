import { describe, expect, test } from "vitest";
import { createNodeKernel } from "../../src/kernel/node.ts";
import { displaySymbol, maximumBundle, represent } from "../../src/kernel/display.ts";
import { consoleRows, tableBundle, tableType, type Rows } from "../../src/kernel/table.ts";
import { compile } from "./notebook.ts";

interface Shown {
  readonly data: {
    readonly [tableType]: {
      readonly schema: { readonly fields: readonly { readonly name: string }[] };
      readonly data: readonly { readonly a: unknown }[];
    };
  };
}

const show = (value: unknown) => represent(value, { language: "en" });
const shows = (bundle: unknown) => ({ [displaySymbol]: () => bundle });

describe("representations", () => {
  test("a value's own method, which is told the language", () => {
    const value = {
      [displaySymbol]: ({ language }: { language: string }) => ({ "text/plain": language }),
    };
    expect(represent(value, { language: "ko" })).toEqual({ "text/plain": "ko" });
  });

  test("a method may take its time", async () => {
    expect(await show(shows(Promise.resolve({ "text/html": "<b>" })))).toEqual({
      "text/html": "<b>",
    });
  });

  test("the library's own, which yields to the value's method and precedes tables and text", () => {
    const displayOf = (value: unknown) => (value === null ? null : { "text/plain": "known" });
    expect(represent([{ a: 1 }, { a: 2 }], { language: "en", displayOf })).toEqual({
      "text/plain": "known",
    });
    expect(represent(null, { language: "en", displayOf })).toEqual({ "text/plain": "null" });
    expect(represent(shows({ "text/plain": "own" }), { language: "en", displayOf })).toEqual({
      "text/plain": "own",
    });
  });

  test("a bundle is copied as JSON", () => {
    expect(show(shows({ "application/json": { at: new Date(0), gone: undefined } }))).toEqual({
      "application/json": { at: "1970-01-01T00:00:00.000Z" },
    });
  });

  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  const refused: [string, unknown, RegExp][] = [
    ["no object", "text", /Expected a MIME bundle, found "text"/],
    ["nothing", undefined, /Expected a MIME bundle, found undefined/],
    ["a list", [], /Expected a MIME bundle, found \[\]/],
    ["a wrong type", { plain: "x" }, /Expected MIME types as keys, found "plain"/],
    ["a cycle", { "application/json": circular }, /Expected a bundle of JSON values/],
    ["a bigint", { "application/json": 1n }, /Expected a bundle of JSON values/],
    ["too much", { "text/plain": "x".repeat(maximumBundle + 1) }, /at most 10,000,000 characters/],
  ];
  test.each(refused)("%s is refused", (_, bundle, message) => {
    expect(() => show(shows(bundle))).toThrow(message);
  });

  test("values that throw are shown as text", () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("get");
        },
      },
    );
    expect(show(hostile)).toEqual({ "text/plain": "{}" });
  });
});

describe("an array of like, flat records is a table", () => {
  const table = (value: unknown) => {
    const bundle = show(value);
    return bundle instanceof Promise ? undefined : bundle[tableType];
  };

  test("with fields by type, and the same as text", () => {
    expect(
      show([
        { name: "가", load: 0.5, n: 1, on: true },
        { name: "b", load: 2, n: 2, on: false },
      ]),
    ).toEqual({
      [tableType]: {
        schema: {
          fields: [
            { name: "name", type: "string" },
            { name: "load", type: "number" },
            { name: "n", type: "integer" },
            { name: "on", type: "boolean" },
          ],
        },
        data: [
          { name: "가", load: 0.5, n: 1, on: true },
          { name: "b", load: 2, n: 2, on: false },
        ],
      },
      "text/plain": "name  load  n  on\n가     0.5  1  true\nb        2  2  false",
    });
  });

  test("what JSON cannot say is said in words", () => {
    expect(
      table([
        { a: Infinity, b: 1n, c: undefined },
        { a: NaN, b: 2n, c: null },
      ]),
    ).toMatchObject({
      data: [
        { a: "Infinity", b: "1", c: null },
        { a: "NaN", b: "2", c: null },
      ],
    });
  });

  test.each([
    [[{ a: 1 }, { a: Infinity }, { a: -Infinity }], "a\n        1\n Infinity\n-Infinity"],
    [[{ a: "INF" }, { a: Infinity }, { a: NaN }], "a\nINF\nInfinity\nNaN"],
  ])("infinite numbers are shown as JavaScript writes them: %j", async (rows, text) => {
    const { "text/plain": shown } = await show(rows);
    expect(String(shown).replace(/^ +/, "")).toBe(text);
  });

  test.each(["", "table(", "console.table("])("%s rows of infinite numbers", async (call) => {
    const rows = "[{ a: 1 }, { a: Infinity }, { a: -Infinity }, { a: NaN }]";
    const source = `import { table } from "hypervisor-notebook"; ${call}${rows}${call && ")"}`;
    const [output] = await createNodeKernel("en").run("cell", await compile(source));
    const { schema, data } = (output as unknown as Shown).data[tableType];
    expect(data.map(({ a }) => a)).toEqual([1, "Infinity", "-Infinity", "NaN"]);
    expect(schema.fields.find(({ name }) => name === "a")).toMatchObject({ type: "number" });
  });

  test("of a very long one the first rows travel, and how many there were", () => {
    const rows = Array.from({ length: 1_000_000 }, (_, i) => ({ i }));
    const { data, totalRows } = table(rows) as { data: unknown[]; totalRows: number };
    expect(totalRows).toBe(1_000_000);
    expect(data).toHaveLength(100_000);
    expect(data.at(-1)).toEqual({ i: 99_999 });
  });

  test("fewer of them where they are large, so that all of it can be sent", () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => ({ i, text: "x".repeat(1000) }));
    const { data } = table(rows) as { data: unknown[] };
    expect(data.length).toBeGreaterThan(5000);
    expect(data.length).toBeLessThan(7000);
  });

  test("as text, the first thousand rows", () => {
    const rows = Array.from({ length: 5000 }, (_, i) => ({ i }));
    const lines = String(
      (represent(rows, { language: "en" }) as Record<string, unknown>)["text/plain"],
    ).split("\n");
    expect(lines).toHaveLength(1002);
    expect(lines.at(-1)).toBe("… 4000 more rows");
  });

  const others: [string, unknown][] = [
    ["one record", [{ a: 1 }]],
    ["different keys", [{ a: 1 }, { b: 1 }]],
    ["nested values", [{ a: {} }, { a: {} }]],
    ["methods", [{ a() {} }, { a() {} }]],
    [
      "getters",
      [
        {
          get a() {
            return 1;
          },
        },
        {
          get a() {
            return 1;
          },
        },
      ],
    ],
    ["no keys", [{}, {}]],
    ["numbers", [1, 2]],
    [
      "instances",
      [
        new (class A {
          a = 1;
        })(),
        new (class A {
          a = 1;
        })(),
      ],
    ],
  ];
  test.each(others)("%s: no table", (_, value) => expect(table(value)).toBeUndefined());
});

describe("console.table", () => {
  const cases: [string, unknown, string[] | undefined, string][] = [
    ["records", [{ a: 1 }, { b: 2 }], undefined, "(index)  a  b\n      0  1\n      1     2"],
    ["values", [5, 6], undefined, "(index)  Values\n      0       5\n      1       6"],
    ["an object", { x: { a: 1 } }, undefined, "(index)  a\nx        1"],
    ["a map", new Map([["k", { a: 1 }]]), undefined, "(index)  a\nk        1"],
    ["some columns", [{ a: 1, b: 2 }], ["b"], "(index)  b\n      0  2"],
  ];
  test.each(cases)("%s", (_, data, columns, text) => {
    expect(tableBundle(consoleRows(data, columns) as Rows)["text/plain"]).toBe(text);
  });

  test("anything else has no rows", () => expect(consoleRows(5)).toBeNull());
});
