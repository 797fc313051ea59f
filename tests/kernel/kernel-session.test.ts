import { describe, expect, test } from "vitest";
import { displaySymbol, maximumBundle } from "../../src/kernel/display.ts";
import {
  createKernel,
  maximumDisplayed,
  maximumDisplays,
} from "../../src/kernel/kernel-session.ts";
import type { KernelMessage } from "../../src/kernel/protocol.ts";
import { keptEnd, maximumStream } from "../../src/kernel/stream.ts";
import type { Program } from "../../src/notebook/program.ts";
import { compile, library } from "./notebook.ts";

function start() {
  const messages: KernelMessage[] = [];
  const kernel = createKernel({
    send: (message) => messages.push(structuredClone(message)),
    modules: { "hypervisor-notebook": { ...library, displaySymbol } },
    language: "en",
  });
  let runs = 0;
  async function execute(source: string | Program, { silent = false } = {}) {
    const { code } = typeof source === "string" ? await compile(source) : source;
    const run = ++runs;
    await kernel.execute({
      type: "execute_request",
      run,
      cell: "cell",
      code,
      execution_count: run,
      silent,
    });
    return messages.filter((message) => "run" in message && message.run === run);
  }
  return { kernel, messages, execute };
}

/** One line a message, consecutive pieces of a stream being one: where they are cut is a matter of time. */
function lines(messages: readonly KernelMessage[]): string[] {
  const whole: KernelMessage[] = [];
  for (const message of messages) {
    const last = whole.at(-1);
    if (message.type === "stream" && last?.type === "stream" && last.name === message.name)
      whole[whole.length - 1] = { ...last, text: last.text + message.text };
    else whole.push(message);
  }
  return whole.map(line);
}

function line(message: KernelMessage): string {
  switch (message.type) {
    case "kernel_ready":
      return "ready";
    case "status":
      return message.execution_state;
    case "stream":
      return `${message.name} ${JSON.stringify(message.text)}`;
    case "display_data":
      return `display ${String(message.data["text/plain"])}`;
    case "update_display_data":
      return `update ${message.transient.display_id} ${String(message.data["text/plain"])}`;
    case "execute_result":
      return `[${message.execution_count}] ${String(message.data["text/plain"])}`;
    case "error":
      return `${message.ename}: ${message.evalue}`;
    case "execute_reply":
      return message.status;
  }
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("messages of a run, in order", () => {
  const cases: [string, string[]][] = [
    ["", ["ok"]],
    ["1 + 1", ["[1] 2", "ok"]],
    ["undefined", ["ok"]],
    ["null", ["[1] null", "ok"]],
    ["console.log('a'); console.info('b', 1); 2", ['stdout "a\\nb 1\\n"', "[1] 2", "ok"]],
    [
      "console.log('a'); console.error('b'); console.log('c')",
      ['stdout "a\\n"', 'stderr "b\\n"', 'stdout "c\\n"', "ok"],
    ],
    [
      "console.log('a'); display(1); console.log('b')",
      ['stdout "a\\n"', "display 1", 'stdout "b\\n"', "ok"],
    ],
    ["console.log('a'); throw new Error('x')", ['stdout "a\\n"', "Error: x", "error"]],
    ["await display(1); display(2); 3", ["display 1", "display 2", "[1] 3", "ok"]],
    [
      "console.log('%s has %d of %i, %o %%', 'a', 1.5, 2.5, { b: 1 }, 'rest')",
      ['stdout "a has 1 of 2, { b: 1 } % rest\\n"', "ok"],
    ],
    ["console.log('100%', 5)", ['stdout "100% 5\\n"', "ok"]],
    ["console.table([{ a: 1 }])", ["display (index)  a\n      0  1", "ok"]],
    ["console.table(5)", ['stdout "5\\n"', "ok"]],
    [
      "console.group('g'); console.log('a\\nb'); console.groupEnd(); console.log('c')",
      ['stdout "g\\n  a\\n  b\\nc\\n"', "ok"],
    ],
    [
      "console.assert(false, 'no'); console.assert(true); console.count(); console.count()",
      ['stderr "Assertion failed: no\\n"', 'stdout "default: 1\\ndefault: 2\\n"', "ok"],
    ],
    ["throw 'text'", ['Uncaught: "text"', "error"]],
    ["throw null", ["Uncaught: null", "error"]],
    ["throw undefined", ["Uncaught: undefined", "error"]],
    [
      "throw new (class MyError extends TypeError { name = 'MyError' })('m')",
      ["MyError: m", "error"],
    ],
    [
      "throw new Error('a', { cause: new RangeError('b', { cause: 'c' }) })",
      ['Error: a\nCaused by: RangeError: b\nCaused by: "c"', "error"],
    ],
    [
      "throw new AggregateError([new Error('a'), 'b'], 'both')",
      ['AggregateError: both\n  - Error: a\n  - "b"', "error"],
    ],
    ["const f = (): any => f(); f()", ["RangeError: Maximum call stack size exceeded", "error"]],
    [
      "const e: any = new Error('e'); e.cause = e; throw e",
      [`Error: e${"\nCaused by: Error: e".repeat(5)}`, "error"],
    ],
    ["throw new Proxy(new Error('p'), { get() { throw 1 } })", ["Error: ", "error"]],
    ["Promise.reject(1).catch(() => {}); new Promise(() => {})", ["[1] Promise { … }", "ok"]],
    [
      "import { displaySymbol } from 'hypervisor-notebook';\n({ [displaySymbol]: async () => ({ 'text/plain': 'own' }) })",
      ["[1] own", "ok"],
    ],
    [
      "import { displaySymbol as d } from 'hypervisor-notebook';\ndisplay({ [d]: async () => ({ 'text/plain': 'late' }) }); 1",
      ["display late", "[1] 1", "ok"],
    ],
    [
      "import { displaySymbol as d } from 'hypervisor-notebook';\n({ [d]() { throw new Error('mine') } })",
      ["Error: mine", "error"],
    ],
    [
      "import { displaySymbol as d } from 'hypervisor-notebook';\ndisplay({ [d]: () => 5 }); 1",
      ["DisplayError: Expected a MIME bundle, found 5.", "[1] 1", "ok"],
    ],
    [
      `import { displaySymbol as d } from 'hypervisor-notebook';\n({ [d]: () => ({ 'text/plain': 'x'.repeat(${maximumBundle}) }) })`,
      [
        "DisplayError: Expected an output of at most 10,000,000 characters, found 10,000,017.",
        "error",
      ],
    ],
    ["({ f() {}, s: Symbol('s') })", ["[1] { f: [Function: f], s: Symbol(s) }", "ok"]],
  ];
  test.each(cases)("%j", async (source, expected) => {
    const messages = await start().execute(source);
    expect(lines(messages)).toEqual(["busy", ...expected, "idle"]);
  });

  test("requests wait for each other", async () => {
    const { execute, messages } = start();
    const [first, second] = [
      await compile("await new Promise((r) => setTimeout(r, 20)); console.log(1)"),
      await compile("console.log(2)"),
    ];
    await Promise.all([execute(first), execute(second)]);
    expect(lines(messages)).toEqual([
      "busy",
      'stdout "1\\n"',
      "ok",
      "idle",
      "busy",
      'stdout "2\\n"',
      "ok",
      "idle",
    ]);
  });

  test("a request after a failed one runs", async () => {
    const { execute } = start();
    await execute("let a = 1; throw 1");
    expect((await execute("a")).map(line)).toContain("[2] 1");
  });

  test("a silent run changes the scope and sends its reply alone", async () => {
    const { execute } = start();
    expect(
      (await execute("let a = 1; console.log(a); display(a); a", { silent: true })).map(line),
    ).toEqual(["ok"]);
    expect((await execute("nope", { silent: true })).map(line)).toEqual(["error"]);
    expect((await execute("a")).map(line)).toContain("[3] 1");
  });

  test("an error names its frames and its hint", async () => {
    const messages = await start().execute("const f = () => sever; const server = 1;\nf()");
    expect(messages.find(({ type }) => type === "error")).toMatchObject({
      hint: "Did you mean server?",
      frames: [
        { cell: "cell", run: 1, name: "f" },
        { cell: "cell", run: 1, name: null },
      ],
    });
  });
});

describe("late output belongs to the run that asked for it", () => {
  test("from a timer, while another run is going on", async () => {
    const { execute, messages } = start();
    await execute(
      "setTimeout(async () => { console.log('late'); await null; display('later') }, 5)",
    );
    await execute("await new Promise((r) => setTimeout(r, 30)); console.log('mine')");
    const late = messages.filter((message) => "run" in message && message.run === 1).slice(-2);
    expect(late.map(line)).toEqual(['stdout "late\\n"', 'display "later"']);
    expect(
      messages.slice(-3).map((message) => ["run" in message && message.run, line(message)]),
    ).toEqual([
      [2, 'stdout "mine\\n"'],
      [2, "ok"],
      [2, "idle"],
    ]);
  });

  test("after the run's end", async () => {
    const { execute, messages } = start();
    await execute("setTimeout(() => console.log('late'), 5); 0");
    await sleep(100);
    expect(lines(messages)).toEqual(["busy", "[1] 0", "ok", "idle", 'stdout "late\\n"']);
  });

  test("an error in a timer, and an unhandled rejection", async () => {
    const { execute, messages, kernel } = start();
    await execute("setTimeout(() => { throw new Error('timer') }, 1); 0");
    await sleep(30);
    kernel.reportUncaught(new Error("rejected"));
    expect(
      messages.slice(-2).map((message) => ["run" in message && message.run, line(message)]),
    ).toEqual([
      [1, "Error: timer"],
      [1, "Error: rejected"],
    ]);
  });

  test("a silent run stays silent", async () => {
    const { execute, messages } = start();
    await execute("setTimeout(() => { console.log('late'); throw 1 }, 1)", { silent: true });
    await sleep(100);
    expect(lines(messages)).toEqual(["ok"]);
  });
});

describe("floods", () => {
  test("many lines leave in few messages, none lost", async () => {
    const messages = await start().execute("for (let i = 0; i < 200000; i++) console.log(i)");
    const chunks = messages.filter((message) => message.type === "stream");
    const text = chunks.map((chunk) => chunk.text).join("");
    expect(text.length).toBe(200_000 * 7 - 111_110 + 0);
    expect(text.endsWith("199999\n")).toBe(true);
    // By size alone it takes 20; the rest is for a machine slow enough for the clock to matter.
    expect(chunks.length).toBeLessThan(400);
  });

  test("alternating streams as well", async () => {
    const messages = await start().execute(
      "for (let i = 0; i < 20000; i++) { console.log('o'); console.error('e') }",
    );
    const chunks = messages.filter((message) => message.type === "stream");
    expect(chunks.map((chunk) => chunk.text.length).reduce((a, b) => a + b)).toBe(80_000);
    expect(chunks.length).toBeLessThan(2_000);
  });

  test("of what a run prints beyond measure the end is sent, and how much is missing", async () => {
    const { execute } = start();
    const count = 1_000_000;
    const messages = await execute(`for (let i = 0; i < ${count}; i++) console.log("line", i)`);
    const chunks = messages.filter((message) => message.type === "stream");
    const text = chunks.map((chunk) => chunk.text).join("");
    const [note = "", ...end] = text.slice(maximumStream).split("\n").slice(1);
    const sent = text.slice(0, maximumStream).split("\n").length - 1;
    expect(end.at(-2)).toBe(`line ${count - 1}`);
    const [, left = ""] =
      /^… ([\d,]+) lines beyond the first 8,000,000 characters …$/.exec(note) ?? [];
    // The line at the border is half sent; its other half is among those left out.
    expect(sent + Number(left.replaceAll(",", "")) + end.length - 1).toBe(count);
    expect(text.length).toBeLessThan(maximumStream + 3 * keptEnd);
    expect((await execute("console.log('again')")).map(line)).toContain('stdout "again\\n"');
  });

  test("a single text without end as well", async () => {
    const messages = await start().execute("console.log('x'.repeat(50_000_000) + 'end')");
    const chunks = messages.filter((message) => message.type === "stream");
    const text = chunks.map((chunk) => chunk.text).join("");
    expect(text.endsWith("xend\n")).toBe(true);
    expect(text.slice(maximumStream)).toMatch(/^\n… 4[\d,]+ characters beyond the first 8,000,000/);
    expect(text.length).toBeLessThan(maximumStream + 3 * keptEnd);
  });

  test("a run may display only so many values", async () => {
    const messages = await start().execute("for (let i = 0; i < 5000; i++) display(i)");
    expect(messages.filter(({ type }) => type === "display_data")).toHaveLength(maximumDisplays);
    expect(lines(messages)).toContain(
      'stderr "… one run may display 1,000 values; the others are not shown.\\n"',
    );
  });

  test("nor so many characters of them; what is not sent is not even represented", async () => {
    const messages = await start().execute(
      `let asked = 0;
const large = { [Symbol.for("Jupyter.display")]: () => (asked++, { "text/plain": "x".repeat(9_000_000) }) };
for (let i = 0; i < 100; i++) display(large);
asked`,
    );
    const sent = messages.filter(({ type }) => type === "display_data");
    expect(sent).toHaveLength(Math.floor(maximumDisplayed / 9_000_000));
    expect(lines(messages)).toContain(
      'stderr "… one run may display 50,000,000 characters of values; the others are not shown.\\n"',
    );
    expect(lines(messages)).toContain(`[1] ${sent.length + 1}`);
  });
});

describe("a replay is exact", () => {
  test("Math.random repeats in a new kernel, and goes on within one", async () => {
    const draw = "[Math.random(), Math.random()].join()";
    const first = start();
    const second = start();
    const [a] = (await first.execute(draw)).filter(({ type }) => type === "execute_result");
    const [b] = (await second.execute(draw)).filter(({ type }) => type === "execute_result");
    const [c] = (await first.execute(draw)).filter(({ type }) => type === "execute_result");
    expect(a).toEqual(b);
    expect(c).not.toEqual({ ...a, run: 2, execution_count: 2 });
  });

  test("random numbers are spread over [0, 1)", async () => {
    const messages = await start().execute(
      "const n = 10_000, xs = Array.from({ length: n }, Math.random); [xs.every((x) => x >= 0 && x < 1), xs.reduce((a, b) => a + b) / n > 0.48, xs.reduce((a, b) => a + b) / n < 0.52, new Set(xs).size > 9_990]",
    );
    expect(lines(messages)).toContain("[1] [ true, true, true, true ]");
  });
});

describe("a cell that tampers with globals", () => {
  const cases = [
    "JSON.stringify = () => { throw 1 }; 1",
    "globalThis.setTimeout = () => { throw 1 }; console.log(1)",
    "const console = 1; const display = 2; const Math = 3",
    "globalThis.eval = () => { throw 1 }",
  ];
  test.each(cases)("%j leaves the kernel working", async (source) => {
    const { stringify } = JSON;
    const after = await compile("'forty' + 2");
    const { setTimeout: timeout, eval: evaluate } = globalThis;
    try {
      const { execute } = start();
      expect((await execute(source)).map(line)).toContain("ok");
      expect((await execute(after)).map(line)).toContain('[2] "forty2"');
    } finally {
      Object.assign(JSON, { stringify });
      Object.assign(globalThis, { setTimeout: timeout, eval: evaluate });
    }
  });
});
