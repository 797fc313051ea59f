// Whose output is it? Two cells run at a time: the first leaves something behind, and a timer that keeps taking turns.
import { afterEach, describe, expect, test } from "vitest";
import { carryRuns } from "../../src/kernel/carry-runs.ts";
import { createKernel } from "../../src/kernel/kernel-session.ts";
import type { KernelMessage } from "../../src/kernel/protocol.ts";
import { createRunContext } from "../../src/kernel/run.ts";
import { compile } from "./notebook.ts";

let end = () => {};
afterEach(() => end());

/** What cells print, each line after the number of the run that it is sent for. */
async function printed(...sources: string[]): Promise<string[]> {
  const messages: KernelMessage[] = [];
  const context = createRunContext();
  const undo = carryRuns(context, globalThis);
  const timers: ReturnType<typeof setInterval>[] = [];
  end = () => {
    undo();
    timers.forEach(clearInterval);
  };
  const kernel = createKernel({
    send: (message) => messages.push(message),
    modules: {},
    language: "en",
    context,
  });
  const given = {
    keep: (timer: ReturnType<typeof setInterval>) => timers.push(timer),
    // As a worker's platform settles promises: in a task of its own, which is told to nobody.
    task: (value: unknown) => new Promise((settle) => setTimeout(settle, 20, value)),
    later: (callback: () => void) => setTimeout(callback, 20),
    failing: () => new Promise((_, fail) => setTimeout(fail, 20, new Error("failed"))),
  };
  for (const [name, value] of Object.entries(given))
    Object.defineProperty(kernel.names, name, { value });
  let run = 0;
  const execute = async (source: string) => {
    run += 1;
    const { code } = await compile(source, `cell${run}`);
    const request = { type: "execute_request", run, cell: `cell${run}`, code } as const;
    await kernel.execute({ ...request, execution_count: run, silent: false });
  };
  for (const source of sources) await execute(source);
  await new Promise((settle) => setTimeout(settle, 60));
  // The kernel sends what it has kept of a stream before anything else.
  await execute("");
  return messages.flatMap((message) => {
    if (message.type === "stream")
      return message.text
        .trimEnd()
        .split("\n")
        .map((line) => `${message.run} ${line}`);
    if (message.type === "error") return [`${message.run} ${message.ename}: ${message.evalue}`];
    if (message.type === "display_data" || message.type === "execute_result")
      return [`${message.run} ${String(message.data["text/plain"])}`];
    return [];
  });
}

const ticking = "const ticks = keep(setInterval(() => {}, 1))";

describe("a cell's code after an await is the cell's, whoever else has had a turn", () => {
  const cases: [string, string, string[]][] = [
    [
      "a blob's text, and an error",
      'await new Blob(["x".repeat(5e6)]).text(); await task(); console.log("A"); throw new Error("B")',
      ["2 A", "2 Error: B"],
    ],
    [
      "a digest",
      'await crypto.subtle.digest("SHA-256", new Uint8Array(5e6)); await task(1)',
      ["2 1"],
    ],
    ["a value", "console.log(await task(1)); 2", ["2 1", "2 2"]],
    ["in a function", "const f = async () => { await task(); console.log(1) }; await f()", ["2 1"]],
    [
      "in an expression",
      "const f = async () => console.log(1 + await task(1)); await f()",
      ["2 2"],
    ],
    ["in a method", "await new class { async m() { await task(); display(1) } }().m()", ["2 1"]],
    [
      "in a function that is not waited for",
      "(async () => { await task(); display(1) })(); 0",
      ["2 0", "2 1"],
    ],
    ["in catch", "try { await failing() } catch (e) { console.log(e.message) }", ["2 failed"]],
    ["in finally", "try { await failing().catch(() => {}) } finally { console.log(1) }", ["2 1"]],
    [
      "in finally after a failure",
      "try { try { await failing() } finally { console.log(1) } } catch { class A {}; console.log(2) }",
      ["2 1", "2 2"],
    ],
    [
      "in a loop",
      "for await (const x of [task(1), task(2)]) console.log(x)\nconsole.log(3)",
      ["2 1", "2 2", "2 3"],
    ],
    [
      "in a labelled loop",
      "a: for await (const x of [task(1), task(2)]) { for (;;) { console.log(x); continue a } }\n0",
      ["2 1", "2 2", "2 0"],
    ],
    [
      "a loop over an asynchronous generator",
      "async function* g() { await task(); console.log('in'); yield 1 }\nfor await (const x of g()) console.log(x)",
      ["2 in", "2 1"],
    ],
    ["then", "task(1).then(console.log); 0", ["2 0", "2 1"]],
    ["then, of a function", "task(1).then((x) => display(x)); 0", ["2 0", "2 1"]],
    ["catch", "failing().catch((e) => console.log(e.message)); 0", ["2 0", "2 failed"]],
    ["finally", "task(1).finally(() => console.log(1)); 0", ["2 0", "2 1"]],
    ["all of several", "console.log(await Promise.all([task(1), task(2)]))", ["2 [ 1, 2 ]"]],
    [
      "a message",
      "const { port1, port2 } = new MessageChannel(); await new Promise((done) => { port1.onmessage = ({ data }) => { console.log(data); port1.close(); done() }; later(() => port2.postMessage(1)) })",
      ["2 1"],
    ],
    [
      "a message to a listener",
      "const { port1, port2 } = new MessageChannel(); await new Promise((done) => { port1.addEventListener('message', ({ data }) => { console.log(data); port1.close(); done() }); port1.start(); later(() => port2.postMessage(1)) })",
      ["2 1"],
    ],
    [
      "a value's own representation",
      "await task(); ({ [Symbol.for('Jupyter.display')]: async () => { console.log(1); return { 'text/plain': 'own' } } })",
      ["2 1", "2 own"],
    ],
  ];
  test.each(cases)("%s", async (_, source, expected) => {
    expect(await printed(ticking, source)).toEqual(expected);
  });
});

describe("what an earlier cell left behind speaks for that cell", () => {
  const settle = "let settle; const settled = new Promise((r) => { settle = r });";
  const cases: [string, string, string, string[]][] = [
    [
      "a timer",
      "setTimeout(() => console.log(1), 5); 0",
      "await task(); console.log(2)",
      ["1 0", "1 1", "2 2"],
    ],
    [
      "a reaction",
      `${settle} settled.then(() => console.log(1)); 0`,
      "settle(); await null; await null; console.log(2)",
      ["1 0", "1 1", "2 2"],
    ],
    [
      "an await",
      `${settle} (async () => { await settled; console.log(1) })(); 0`,
      "settle(); await null; await null; console.log(2)",
      ["1 0", "1 1", "2 2"],
    ],
    [
      "a microtask of a timer",
      "setTimeout(() => queueMicrotask(() => console.log(1)), 5); 0",
      "await task(); console.log(2)",
      ["1 0", "1 1", "2 2"],
    ],
    [
      "a promise of a timer",
      "setTimeout(() => Promise.resolve().then(() => console.log(1)), 5); 0",
      "await task(); console.log(2)",
      ["1 0", "1 1", "2 2"],
    ],
  ];
  test.each(cases)("%s", async (_, first, second, expected) => {
    expect(await printed(first, second)).toEqual(expected);
  });

  test("a function that the next cell calls speaks for its caller", async () => {
    expect(
      await printed(
        "const f = async () => { console.log(1); await task(); console.log(2) }",
        "await f()",
      ),
    ).toEqual(["2 1", "2 2"]);
  });

  test("a callback that the next cell hands over speaks for that cell", async () => {
    expect(
      await printed(
        "const say = () => console.log(1)",
        "queueMicrotask(say); setTimeout(say, 5); await task()",
      ),
    ).toEqual(["2 1", "2 1"]);
  });
});

describe("nothing else changes", () => {
  test("the order of turns is that of the language", async () => {
    const turns = `const seen = [];
const go = async (name, x) => { try { seen.push(name + await x); seen.push(name + await x) } catch { seen.push(name + "!") } };
go("a", 1); go("b", Promise.resolve(2)); go("c", Promise.reject(3)); go("d", { then(f) { f(4) } });
await null; seen.push("-"); await null; seen.push("-"); await null; seen.push("-"); await null`;
    const [shown = ""] = await printed(`${turns}\nseen.join(" ")`);
    const inLanguage: unknown = await (0, eval)(
      `(async () => {${turns}\nreturn seen.join(" ")})()`,
    );
    expect(shown).toBe(`1 ${JSON.stringify(inLanguage)}`);
  });

  test("a removed listener is gone, and what was there comes back", async () => {
    const then = () => Reflect.get(Promise.prototype, "then") as unknown;
    const before = then();
    expect(
      await printed(
        "const { port1, port2 } = new MessageChannel(); const f = () => console.log(1); port1.addEventListener('message', f); port1.removeEventListener('message', f); port1.start(); port2.postMessage(1); await task(); port1.close(); 2",
      ),
    ).toEqual(["1 2"]);
    expect(then()).not.toBe(before);
    end();
    expect(then()).toBe(before);
    expect(Object.hasOwn(MessagePort.prototype, "addEventListener")).toBe(false);
  });
});
