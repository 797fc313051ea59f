import { describe, expect, test } from "vitest";
import { createNotebook, errorOf, library, valueOf } from "./notebook.ts";

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
