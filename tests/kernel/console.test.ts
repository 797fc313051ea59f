// The console as people know it. Where the WHATWG Console Standard leaves the form open, Node's and Chromium's is taken if
// they agree.
import { describe, expect, test } from "vitest";
import { consoleRows, tableBundle, tableType, type Rows } from "../../src/kernel/table.ts";
import { createKernel } from "../../src/kernel/kernel-session.ts";
import type { KernelMessage } from "../../src/kernel/protocol.ts";
import { inspect } from "../../src/kernel/inspect.ts";
import { sourcePositions } from "../../src/kernel/frames.ts";
import { maximumErrors } from "../../src/kernel/kernel-session.ts";
import { readKernelMessage } from "../../src/kernel/message-shape.ts";
import { errorOf } from "../../components/notebook/cell-outputs.ts";
import { errorOutput } from "../../src/kernel/frames.ts";
import { compile } from "./notebook.ts";

/** What the console tells in some cells, one after another; errors with their lines in the cell. */
async function told(...sources: string[]): Promise<string[]> {
  const lines: string[] = [];
  const mappings = new Map<number, string>();
  const places = (frames: Extract<KernelMessage, { type: "error" }>["frames"]) =>
    sourcePositions(frames, (run) => mappings.get(run)).map(
      ({ cell, line, name = "", library = 0 }) =>
        `${cell}:${line}${name && ` ${name}`}${library ? ` (${library})` : ""}`,
    );
  const kernel = createKernel({
    language: "en",
    modules: {},
    send(sent) {
      const message = sent.type === "kernel_ready" ? null : readKernelMessage(sent);
      if (message?.type === "stream") lines.push(`${message.name} ${message.text}`);
      if (message?.type === "display_data") lines.push(String(message.data["text/plain"]));
      if (message?.type === "error") {
        const { printed, ename, evalue, frames } = message;
        lines.push(
          `${printed ? "printed" : "thrown"} ${ename}: ${evalue} @ ${places(frames).join(", ")}`,
        );
      }
    },
  });
  let run = 0;
  for (const source of sources) {
    run += 1;
    const program = await compile(source, `c${run}`);
    mappings.set(run, program.mappings);
    const request = { type: "execute_request", run, cell: `c${run}`, code: program.code } as const;
    await kernel.execute({ ...request, execution_count: run, silent: false });
  }
  return lines;
}

describe("a format", () => {
  const cases: [string, string][] = [
    // As strings are.
    ['"%s", "a"', "a"],
    ['"%s", 1.5', "1.5"],
    ['"%s", null', "null"],
    ['"%s", undefined', "undefined"],
    ['"%s", 5n', "5"],
    ['"%s", Symbol("s")', "Symbol(s)"],
    ['"%s", { a: 1 }', "[object Object]"],
    ['"%s", [1, [2, 3]]', "1,2,3"],
    ['"%s", { toString: () => "own" }', "own"],
    ['"%s", new Error("bad")', "Error: bad"],
    ['"%s", Object.create(null)', "[Object: null prototype] {}"],
    ['"%s", { toString() { throw 1 } }', "{ toString: [Function: toString] }"],
    // As parseInt and parseFloat read them.
    ['"%d", 1.5', "1"],
    ['"%i", 1.5', "1"],
    ['"%i", "42px"', "42"],
    ['"%d", "x"', "NaN"],
    ['"%d", null', "NaN"],
    ['"%d", {}', "NaN"],
    ['"%d", 5n', "5"],
    ['"%d", Symbol("s")', "NaN"],
    ['"%f", 1.5', "1.5"],
    ['"%f", "1.5px"', "1.5"],
    ['"%f", Symbol("s")', "NaN"],
    // As they are inspected.
    ['"%o", { a: 1 }', "{ a: 1 }"],
    ['"%O", ["a"]', '[ "a" ]'],
    ['"%o", "a"', '"a"'],
    // Styles have no place in a text.
    ['"%cred%c plain", "color: red", ""', "red plain"],
    // The rest is added, and what has no value stays.
    ['"%s", "a", "b", { c: 1 }', "a b { c: 1 }"],
    ['"%s %s", "a"', "a %s"],
    ['"%s"', "%s"],
    ['"100%", 5', "100% 5"],
    ['"100%%", 5', "100% 5"],
    ['"%x %s", "a"', "%x a"],
    // What is filled in is no format, and only a text that comes first is one.
    ['"%s %s", "%d", 5', "%d 5"],
    ['1, "%s", "a"', "1 %s a"],
    ["", ""],
    ['""', ""],
    ['"a", "b"', "a b"],
    ['["a"], "b"', '[ "a" ] b'],
    // Terminals' colours and links.
    [String.raw`"\u001b[31mred\u001b[0m \u001b[1;38;5;200mbold\u001b[m"`, "red bold"],
    [String.raw`"\u001b]8;;https://a.b\u0007link\u001b]8;;\u0007"`, "link"],
    [String.raw`"[31m"`, "[31m"],
  ];
  test.each(cases)("console.log(%s)", async (args, expected) => {
    expect(await told(`console.log(${args})`)).toEqual([`stdout ${expected}\n`]);
  });
});

describe("errors", () => {
  const cases: [string, string[]][] = [
    [
      "const f = () => new TypeError('bad', { cause: new Error('why') });\n\nconsole.error(f())",
      ["printed TypeError: bad\nCaused by: Error: why @ c1:1 f, c1:3"],
    ],
    ["console.warn(new Error('x'))", ["printed Error: x @ c1:1"]],
    [
      "try {\n  null.x\n} catch (e) { console.error('failed:', 1, e) }",
      [
        "stderr failed: 1\n",
        "printed TypeError: Cannot read properties of null (reading 'x') @ c1:2",
      ],
    ],
    ["console.error(new Error('a'), 'then')", ["stderr [Error: a] then\n"]],
    ["console.error('%s!', new Error('a'))", ["stderr Error: a!\n", "printed Error: a @ c1:1"]],
    ["console.error('text')", ["stderr text\n"]],
    ["console.error()", ["stderr \n"]],
    ["console.log(new Error('a'))", ["stdout [Error: a]\n"]],
    [
      "console.error(new Proxy({}, { getPrototypeOf() { throw 1 } }))",
      ["stderr [cannot be shown: number]\n"],
    ],
    [
      "const g = (): void => console.trace('at %d', 5);\n[1].forEach(g)",
      ["printed Trace: at 5 @ c1:1 g, c1:2"],
    ],
    ["console.trace()", ["printed Trace:  @ c1:1"]],
    [
      "console.assert(false, 'x is %d', 5); console.assert(false); console.assert(false, { a: 1 }); console.assert(1, 'no')",
      ["stderr Assertion failed: x is 5\nAssertion failed\nAssertion failed: { a: 1 }\n"],
    ],
    [
      "console.assert(false, new Error('a'))",
      ["stderr Assertion failed:\n", "printed Error: a @ c1:1"],
    ],
  ];
  test.each(cases)("%s", async (source, expected) => {
    expect(await told(source)).toEqual(expected);
  });

  test("of a loop only so many are told", async () => {
    const lines = await told(
      "const e = new Error('x'); for (let i = 0; i < 150; i++) console.error(e)",
    );
    expect(lines.filter((line) => line.startsWith("printed"))).toHaveLength(maximumErrors);
    expect(lines.join("")).toContain("… 100 errors of one run are shown, and no more.\n[Error: x]");
  });

  test("a cell has not failed by what it prints", () => {
    const frames: never[] = [];
    const error = { type: "error", run: 1, ename: "E", evalue: "", hint: null, frames } as const;
    const outputs = [
      errorOutput(error, () => ""),
      errorOutput({ ...error, printed: true }, () => ""),
    ];
    expect(errorOf(outputs)).toBe(outputs[0]);
    expect(errorOf(outputs.slice(1))).toBeUndefined();
  });
});

describe("other methods", () => {
  const cases: [string[], string[]][] = [
    [
      [
        "console.group('g'); console.log('a')",
        "console.log('b'); console.group(); console.log('c')",
        "console.log('d')",
      ],
      ["stdout g\n  a\n", "stdout b\n  c\n", "stdout d\n"],
    ],
    [
      [
        "console.groupEnd(); console.group(); console.groupCollapsed('x'); console.groupEnd(); console.log('a')",
      ],
      ["stdout   x\n  a\n"],
    ],
    [
      [
        "const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } }; console.dir(deep); console.dir(deep, { depth: 0 }); console.dir(deep, { depth: 1 }); console.dir(deep, { depth: null }); console.dir('a'); console.dir()",
      ],
      [
        'stdout { a: { b: { c: { d: [Object] } } } }\n{ a: [Object] }\n{ a: { b: [Object] } }\n{ a: { b: { c: { d: { e: { f: 1 } } } } } }\n"a"\nundefined\n',
      ],
    ],
    [["console.dirxml({ a: 1 }, 'b')"], ["stdout { a: 1 } b\n"]],
    [
      [
        "console.count(); console.count('x'); console.countReset(); console.count(); console.countReset('y')",
      ],
      ["stdout default: 1\nx: 1\ndefault: 1\n", 'stderr console.count("y") has not been called\n'],
    ],
    [["console.timeEnd('t')"], ['stderr console.time("t") has not been called\n']],
    [["console.table(5); console.table([]); console.table({})"], ["stdout 5\n[]\n{}\n"]],
    [["console.table([[1, 2], [3, 4]])"], ["(index)  0  1\n      0  1  2\n      1  3  4"]],
    [
      ["console.table([{ a: 1, get b(): number { throw new Error('no') } }]); 'goes on'"],
      ["(index)  a  b\n      0  1  [cannot be shown: it throws]"],
    ],
    [
      ["console.table(new Proxy([1], { get() { throw 1 } }))"],
      ["stdout [cannot be shown: number]\n"],
    ],
  ];
  test.each(cases)("%j", async (sources, expected) => {
    expect(await told(...sources)).toEqual(expected);
  });

  test("timers tell what they are given", async () => {
    const [line = ""] = await told(
      "console.time('100%s'); console.timeLog('100%s', 'so far', { a: 1 }); console.timeEnd('100%s')",
    );
    expect(line).toMatch(/^stdout 100%s: \d+\.\d ms so far \{ a: 1 \}\n100%s: \d+\.\d ms\n$/);
  });
});

describe("console.table", () => {
  const cases: [string, unknown, unknown, string][] = [
    ["columns in their order", [{ a: 1, b: 2 }], ["b", "a"], "(index)  b  a\n      0  2  1"],
    [
      "values beside records",
      [{ a: 1 }, 5],
      undefined,
      "(index)  a  Values\n      0  1\n      1          5",
    ],
    [
      "a typed array",
      new Uint8Array([7, 8]),
      undefined,
      "(index)  Values\n      0       7\n      1       8",
    ],
    ["a set", new Set(["x"]), undefined, "(index)  Values\n      0  x"],
    ["a column of that name", [{ "(index)": "x" }], undefined, "(index)′  (index)\n       0  x"],
    ["holes", Object.assign(new Array(3), { 1: "x" }), undefined, "(index)  Values\n      1  x"],
    [
      "a key that is none of an object",
      [JSON.parse('{ "__proto__": 1 }')],
      undefined,
      "(index)  __proto__\n      0          1",
    ],
    ["nested", [{ a: [1] }], undefined, "(index)  a\n      0  [ 1 ]"],
  ];
  test.each(cases)("%s", (_, data, columns, text) => {
    const bundle = tableBundle(consoleRows(data, columns) as Rows);
    expect(bundle["text/plain"]).toBe(text);
    const { schema } = bundle[tableType] as { schema: { fields: { name: string }[] } };
    expect(schema.fields.map(({ name }) => name)).toEqual(text.split("\n")[0]?.split("  "));
  });
});

describe("objects of the platform", () => {
  class Refusal extends TypeError {
    code = 5;
  }
  const cases: [unknown, RegExp][] = [
    [
      new URL("https://a.b/c?d=e#f"),
      /^URL \{\n {2}href: "https:\/\/a\.b\/c\?d=e#f",[^]*hash: "#f"/,
    ],
    [new URLSearchParams("a=1&b=2"), /^URLSearchParams \{ "a" => "1", "b" => "2"/],
    [new Headers({ a: "b" }), /^Headers \{ "a" => "b"/],
    [new FormData(), /^FormData \{/],
    [new Blob(["abc"], { type: "text/plain" }), /^Blob \{(?=[^]* size: 3)[^]* type: "text\/plain"/],
    [new File(["abc"], "x.txt"), /^File \{(?=[^]* size: 3)[^]* name: "x.txt"/],
    [AbortSignal.abort(), /^AbortSignal \{\s+aborted: true/],
    [new AbortController(), /^AbortController \{\s+signal: AbortSignal \{\s+aborted: false/],
    [new DOMException("gone", "AbortError"), /^\[AbortError: gone\]/],
    [new Event("x"), /^Event \{[^]* type: "x"/],
    [new CustomEvent("x", { detail: { a: 1 } }), /^CustomEvent \{[^]* detail: \{ a: 1 \}/],
    [new TextEncoder(), /^TextEncoder \{ encoding: "utf-8"/],
    [new ReadableStream(), /^ReadableStream \{\s+locked: false/],
    [[new URL("a:b")], /^\[\n {2}URL \{\n {4}href: "a:b"/],
    [new Proxy(new URL("a:b"), {}), /^URL \{/],
    [Object.create(URL.prototype), /^URL \{/],
    [new Date(0), /^1970-01-01T00:00:00\.000Z$/],
    [/a/g, /^\/a\/g$/],
    [new DataView(new ArrayBuffer(8)), /^DataView\(8 bytes\)$/],
    [Object(1n), /^\[BigInt: 1n\]$/],
    [new Refusal("bad"), /^\[Refusal: bad\] \{ code: 5 \}$/],
    [
      new Refusal("bad", { cause: new Error("why") }),
      /^\[Refusal: bad\] \{ \[cause\]: \[Error: why\], code: 5 \}$/,
    ],
    [new (class extends Error {})("bad"), /^\[Error: bad\]$/],
    [
      new AggregateError([new Error("a"), 1], "both"),
      /^\[AggregateError: both\] \{ \[errors\]: \[ \[Error: a\], 1 \] \}$/,
    ],
    [
      { a: { b: { c: { d: { e: () => 1 }, e: () => 1 } } } },
      /d: \[Object\], e: \[Function: e\] \}/,
    ],
  ];
  // Own symbols are Node's alone; a browser keeps what it needs elsewhere.
  test.each(
    cases.map(([value, shown]) => ({ shown: String(shown), value: () => value, is: shown })),
  )("$shown", ({ value, is }) => expect(inspect(value())).toMatch(is));

  test("a program's own getters are not asked", () => {
    let asked = 0;
    class Own {
      get a() {
        return ++asked;
      }
    }
    Object.defineProperty(Own.prototype, "b", { enumerable: true, get: () => ++asked });
    expect(
      inspect([
        new Own(),
        Object.create({
          get c() {
            return ++asked;
          },
        }),
      ]),
    ).toBe("[ Own {}, {} ]");
    expect(asked).toBe(0);
  });
});
