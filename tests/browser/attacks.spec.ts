// Cells that take the kernel, or themselves, apart: whatever they do, the page stays the reader's, with the edits that
// are on it, and no request leaves it (lesson.ts watches). What a cell may reach is isolation.spec.ts; what it may say
// to the page, channel.spec.ts; what it may show, hostile-outputs.spec.ts.
import { attack, expectUsable, hostile, openWithEdit } from "./attack.ts";
import { cell, expect, narrow, output, test } from "./lesson.ts";

test.use({ ...narrow, actionTimeout: 20_000, forgiven: /Content Security Policy/ });

/** Each: what it does, whether it ends by itself, the code. */
type Attacks = readonly (readonly [string, "ends" | "is stopped", string])[];

const themes: Readonly<Record<string, Attacks>> = {
  "never ends": [
    ["a promise that never settles", "is stopped", "await new Promise(() => {})"],
    [
      "promises without an end",
      "is stopped",
      "const next = (): Promise<void> => Promise.resolve().then(next);\nawait next()",
    ],
    ["a pattern that never matches", "is stopped", `/^(a+)+$/.test("a".repeat(60) + "!")`],
    [
      "a wait that no thread ends",
      "is stopped",
      `const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });\nAtomics.wait(new Int32Array(memory.buffer), 0, 0)`,
    ],
    [
      "a generator without an end",
      "is stopped",
      "const numbers = (function* () { while (true) yield 1; })();\n[...numbers].length",
    ],
    [
      "a timer that never ends, after the cell",
      "ends",
      `setTimeout(() => { while (true); }, 1);\n"over"`,
    ],
  ],
  "goes too deep": [
    [
      "a function that calls itself",
      "ends",
      "const deeper = (): number => deeper() + 1;\ndeeper()",
    ],
    [
      "lists in lists",
      "ends",
      "let list: unknown[] = [];\nfor (let depth = 0; depth < 100_000; depth++) list = [list];\nlist",
    ],
    [
      "one list a million million times",
      "ends",
      "let list: unknown[] = [];\nfor (let depth = 0; depth < 40; depth++) list = [list, list];\nlist",
    ],
    [
      "data in itself",
      "ends",
      `const data: Record<string, unknown> = {};\ndata.self = data;\ndisplay({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": data }) })`,
    ],
    [
      "deep data as a representation",
      "ends",
      `let data: unknown = 0;\nfor (let depth = 0; depth < 3_000; depth++) data = [data];\ndisplay({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": data }) })`,
    ],
    ["a long word", "ends", `"a".repeat(1_000_000)`],
  ],
  "replaces what the kernel stands on": [
    [
      "every object's toJSON",
      "ends",
      `Object.defineProperty(Object.prototype, "toJSON", { value: () => { throw new Error("mine") } });\ndisplay({ a: 1 })`,
    ],
    [
      "every object is a promise",
      "is stopped",
      `Object.defineProperty(Object.prototype, "then", { value() {}, configurable: true });\nawait ({})`,
    ],
    [
      "promises",
      "ends",
      `Promise.prototype.then = function () { return new Promise(() => {}) } as never;\nawait 1`,
    ],
    [
      "lists, maps, strings",
      "ends",
      `for (const owner of [Array.prototype, Map.prototype, Set.prototype, String.prototype, RegExp.prototype])\n  for (const name of ["push", "join", "map", "get", "has", "add", "set", "replace", "split", "exec"])\n    if (name in owner) Reflect.set(owner, name, () => { throw new Error("mine") })`,
    ],
    ["iteration", "ends", `Reflect.deleteProperty(Array.prototype, Symbol.iterator);\n1`],
    [
      "stack traces",
      "ends",
      `Reflect.set(Error, "prepareStackTrace", () => { throw new Error("mine") });\nthrow new Error("first")`,
    ],
    [
      "what is thrown",
      "ends",
      `throw new Proxy({}, { get() { throw new Error("mine") }, ownKeys() { throw new Error("mine") } })`,
    ],
    [
      "its own events",
      "ends",
      `(0, eval)('addEventListener("error", (event) => event.stopImmediatePropagation()); onmessage = onerror = null; dispatchEvent(new MessageEvent("message", { data: { type: "connect" } }))')`,
    ],
    ["a debugger", "ends", "debugger;\n1"],
  ],
};

for (const [theme, attacks] of Object.entries(themes))
  test(`a cell that ${theme} leaves the page to the reader`, async ({ page }) => {
    test.setTimeout(300_000);
    await openWithEdit(page);
    for (const [name, end, code] of attacks)
      await test.step(name, async () => {
        await attack(page, code, end);
        await expectUsable(page);
      });
  });

const floods = {
  "messages of its own": `(0, eval)("for (let at = 0; at < 300_000; at++) postMessage({ type: 'stream', run: 1, name: 'stdout', text: 'forged' })")`,
  "uncaught errors": `for (let at = 0; at < 100_000; at++) void Promise.reject(new Error("lost"));\nawait new Promise((resolve) => setTimeout(resolve, 100))`,
  warnings: `for (let at = 0; at < 200_000; at++) console.warn(at)`,
  "tables without an end": `for (let at = 0; at < 20_000; at++) display([{ at }, { at }])`,
} as const;

for (const [name, code] of Object.entries(floods))
  test(`a flood of ${name} leaves the page to the reader`, async ({ page }) => {
    await openWithEdit(page);
    await attack(page, code, "ends");
    await expect(output(cell(page, hostile))).not.toContainText("forged");
    await expectUsable(page);
  });
