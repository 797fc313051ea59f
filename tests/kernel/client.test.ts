import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createKernelClient } from "../../src/kernel/client.ts";
import type {
  KernelClient,
  KernelClientOptions,
  KernelLostError,
} from "../../src/kernel/client.ts";
import { createKernel } from "../../src/kernel/kernel-session.ts";
import type {
  InspectRequest,
  KernelMessage,
  KernelRequest,
  ScriptReply,
} from "../../src/kernel/protocol.ts";
import type { SandboxOptions } from "../../src/kernel/sandbox.ts";
import { SiteAnswerError } from "../../src/kernel/site-answer.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";
import { compile, library } from "./notebook.ts";

// The client with a sandbox in this process: each "worker" is a kernel behind a real MessageChannel.
const open: {
  ports: MessagePort[];
  fail: SandboxOptions["onFailure"];
  workers: number;
  sandboxes: number;
  /** Questions about the scope with a smaller number are not answered. */
  deafTo: number;
} = { ports: [], fail: () => {}, workers: 0, sandboxes: 0, deafTo: 0 };

function sandbox({ onFailure }: SandboxOptions, answers = true) {
  open.fail = onFailure;
  open.sandboxes++;
  return Promise.resolve({
    startWorker() {
      open.workers++;
      const { port1, port2 } = new MessageChannel();
      open.ports.push(port1, port2);
      const kernel = createKernel({
        send: (message) => port2.postMessage(message),
        modules: { "hypervisor-notebook": library },
        language: "en",
      });
      port2.onmessage = ({ data }: MessageEvent<KernelRequest | InspectRequest>) => {
        if (data.type === "execute_request") void kernel.execute(data);
        else if (data.inspection < open.deafTo) return;
        else port2.postMessage({ ...data, type: "inspect_reply", content: { ...kernel.names } });
      };
      if (answers) port2.postMessage({ type: "kernel_ready" });
      return port1;
    },
    stopWorker() {},
    close() {},
  });
}

/** A sandbox whose document cannot be had the first time. */
function onceOffline(): typeof sandbox {
  let asked = 0;
  return (options) => (asked++ === 0 ? Promise.reject(new Error("offline")) : sandbox(options));
}

const respond = vi.fn<(url: unknown, options: RequestInit) => Promise<Response>>();

beforeEach(() => {
  open.workers = 0;
  open.sandboxes = 0;
  open.deafTo = 0;
  respond.mockImplementation(() => Promise.resolve(new Response("kernel")));
  vi.stubGlobal("fetch", respond);
  vi.stubGlobal("origin", "https://example.org");
});

afterEach(() => {
  for (const port of open.ports.splice(0)) port.close();
  vi.unstubAllGlobals();
  respond.mockReset();
});

function start(options: Partial<KernelClientOptions> = {}) {
  const messages: KernelMessage[] = [];
  const lost: KernelLostError[] = [];
  const client = createKernelClient({
    kernelURL: "/kernel.html",
    language: "en",
    explain: (trouble) => `because ${trouble}`,
    onMessage: (message) => messages.push(message),
    onLost: (error) => lost.push(error),
    open: sandbox,
    ...options,
  });
  return { client, messages, lost, text: () => texts(messages) };
}

function texts(messages: readonly KernelMessage[]): string[] {
  return messages.flatMap((message) => {
    if (message.type === "stream") return [message.text.trim()];
    if (message.type === "execute_result") return [String(message.data["text/plain"])];
    if (message.type === "error") return [message.evalue];
    return [];
  });
}

async function request(run: number, source: string): Promise<KernelRequest> {
  const { code } = await compile(source);
  return { type: "execute_request", run, cell: "cell", code, execution_count: run, silent: false };
}

const replied = (messages: readonly KernelMessage[], run: number) =>
  vi.waitFor(() => {
    if (!messages.some((m) => m.type === "execute_reply" && m.run === run))
      throw new Error("no reply");
  });

describe("starting", () => {
  test("once, however often it is asked for", async () => {
    const { client, messages } = start();
    client.warm();
    client.warm();
    await Promise.all([client.start(), client.start()]);
    await client.start();
    expect(open.workers).toBe(1);
    expect(open.sandboxes).toBe(1);
    expect(messages).toEqual([{ type: "kernel_ready" }]);
  });

  test("by a request", async () => {
    const { client, messages, text } = start();
    client.execute(await request(1, "40 + 2"));
    await replied(messages, 1);
    expect(text()).toEqual(["42"]);
  });

  test("a kernel that cannot be fetched: told to the caller who waits and to onLost, and tried again", async () => {
    const { client, messages, lost, text } = start({ open: onceOffline() });
    await expect(client.start()).rejects.toMatchObject({
      name: "KernelLostError",
      reason: "fetch",
    });
    expect(lost).toMatchObject([{ reason: "fetch", cause: { message: "offline" } }]);
    client.execute(await request(1, "1"));
    await replied(messages, 1);
    expect(text()).toEqual(["1"]);
  });

  test("a document that is not the site's: said, and asked for past the browser's cache", async () => {
    const urls: string[] = [];
    const { client, lost } = start({
      open: (options) => {
        urls.push(options.url);
        if (urls.length > 1) return sandbox(options);
        return Promise.reject(new SiteAnswerError("damaged", options.url));
      },
    });
    await expect(client.start()).rejects.toMatchObject({ trouble: "damaged" });
    expect(lost).toMatchObject([{ trouble: "damaged" }]);
    await client.start();
    expect(urls).toEqual(["/kernel.html", expect.stringMatching(/^\/kernel\.html\?\w+$/)]);
  });

  test.each([
    ["before it was ready: its script is damaged", false, "damaged"],
    ["later: that is not the site's doing", true, null],
  ])("a worker that breaks %s", async (_, answers, trouble) => {
    const { client, lost } = start({ open: (options) => sandbox(options, answers) });
    const started = client.start().catch(() => {});
    if (answers) await started;
    else await vi.waitFor(() => expect(open.workers).toBe(1));
    open.fail(1, "broken", "Unexpected token");
    await started;
    expect(lost).toMatchObject([{ reason: "worker", trouble }]);
  });

  test("warming that fails is not told to onLost", async () => {
    const { client, lost } = start({ open: onceOffline() });
    client.warm();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lost).toEqual([]);
    await client.start();
  });

  test("a request that finds no kernel is told by onLost", async () => {
    const { client, lost } = start({ open: onceOffline() });
    client.execute(await request(1, "1"));
    await vi.waitFor(() => expect(lost).toMatchObject([{ reason: "fetch" }]));
  });

  test("a worker that does not answer", async () => {
    vi.useFakeTimers();
    try {
      const { client, lost } = start({ open: (options) => sandbox(options, false) });
      const started = expect(client.start()).rejects.toMatchObject({ reason: "start" });
      await vi.advanceTimersByTimeAsync(20_000);
      await started;
      expect(lost).toMatchObject([{ reason: "start" }]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("interrupting", () => {
  test("brings back what had run, silently, before anything that follows", async () => {
    const { client, messages, text } = start();
    const first = await request(1, "let a = 1; console.log('once'); Math.random() && a");
    client.execute(first);
    await replied(messages, 1);
    client.execute(await request(2, "await new Promise(() => {})"));
    const restored = client.interrupt([first]);
    client.execute(await request(3, "a + 1"));
    await restored;
    await replied(messages, 3);
    expect(text()).toEqual(["once", "1", "2"]);
    expect(messages.filter((m) => m.type === "execute_reply").map((m) => m.run)).toEqual([1, 3]);
  });

  test("with nothing to bring back", async () => {
    const { client } = start();
    await client.start();
    await client.interrupt([]);
    expect(open.workers).toBe(2);
  });

  test("what the worker before it still says is not heard", async () => {
    const { client, messages, text } = start();
    client.execute(await request(1, "setTimeout(() => console.log('ghost'), 20); 'here'"));
    await replied(messages, 1);
    await client.interrupt([]);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(text()).toEqual(['"here"']);
  });

  test("again, while the replay is still going on", async () => {
    const { client } = start();
    const endless = await request(1, "await new Promise(() => {})");
    const first = client.interrupt([endless]);
    const rejected = expect(first).rejects.toMatchObject({ reason: "replaced" });
    await client.interrupt([]);
    await rejected;
  });
});

describe("asking what is in scope", () => {
  test("starts no kernel, and is answered by the one that is up", async () => {
    const { client, messages } = start();
    expect(await client.inspect()).toBeNull();
    expect(open.workers).toBe(0);
    client.execute(await request(1, "let a = 1"));
    await replied(messages, 1);
    expect(await client.inspect()).toEqual({ a: 1 });
    expect(messages.filter(({ type }) => !/^(?:kernel|status|execute)/.test(type))).toEqual([]);
  });

  test("again, before there is an answer: the first question has none", async () => {
    const { client } = start();
    await client.start();
    open.deafTo = 2;
    const first = client.inspect();
    await Promise.resolve();
    expect(await client.inspect()).toEqual({});
    expect(await first).toBeNull();
  });

  test.each([
    ["an interrupt", async (client: KernelClient) => client.interrupt([])],
    [
      "a shutdown",
      async (client: KernelClient) => {
        client.shutdown();
        await Promise.resolve();
      },
    ],
  ])("of a kernel that %s ends", async (_, end) => {
    const { client } = start();
    await client.start();
    open.deafTo = 9;
    const asked = client.inspect();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await end(client);
    expect(await asked).toBeNull();
  });
});

describe("losing the kernel", () => {
  test("a worker that breaks is told, and the next start makes another", async () => {
    const { client, lost } = start();
    await client.start();
    open.fail(1, "broken", "no reason");
    expect(lost).toMatchObject([
      { reason: "worker", message: "The kernel's worker failed: no reason." },
    ]);
    await client.start();
    expect(open.workers).toBe(2);
  });

  test.each(["silent", "flood"] as const)("a sandbox that is %s", async (failure) => {
    const { client, lost } = start();
    await client.start();
    open.fail(1, failure, "");
    expect(lost).toMatchObject([{ reason: failure }]);
    await client.start();
    expect(open.sandboxes).toBe(2);
  });

  test("news of an earlier worker is old news", async () => {
    const { client, lost } = start();
    await client.start();
    await client.interrupt([]);
    open.fail(1, "broken", "late");
    expect(lost).toEqual([]);
  });

  test("a shutdown is no loss", async () => {
    const { client, lost } = start();
    const starting = expect(client.start()).rejects.toMatchObject({ reason: "replaced" });
    client.shutdown();
    await starting;
    expect(lost).toEqual([]);
  });
});

test("what is not of the protocol is dropped", async () => {
  const { client, messages } = start();
  await client.start();
  open.ports.at(-1)?.postMessage({ type: "error", run: 1, ename: {} });
  open.ports.at(-1)?.postMessage("<script>");
  client.execute(await request(1, "1"));
  await replied(messages, 1);
  expect(messages.slice(0, 4).map(({ type }) => type)).toEqual([
    "kernel_ready",
    "status",
    "execute_result",
    "execute_reply",
  ]);
});

describe("scripts that the kernel asks for", () => {
  const code = "the part's text";
  const hash = hashSource(code).slice(0, 12);
  const library = { HostOs: undefined as unknown };

  /** A worker whose kernel has a name that is not here until its script is. */
  function partedSandbox({ onFailure }: SandboxOptions) {
    open.fail = onFailure;
    return Promise.resolve({
      startWorker() {
        const { port1, port2 } = new MessageChannel();
        open.ports.push(port1, port2);
        const answers: string[] = [];
        let answered = () => {};
        const kernel = createKernel({
          send: (message) => port2.postMessage(message),
          modules: { "hypervisor-notebook": library },
          provide: () =>
            new Promise((resolve) => {
              port2.postMessage({ type: "script_request", hash: "../secret" });
              port2.postMessage({ type: "script_request", hash });
              answered = () => {
                library.HostOs = answers.at(-1);
                resolve();
              };
            }),
          language: "en",
        });
        port2.onmessage = ({ data }: MessageEvent<KernelRequest | ScriptReply>) => {
          if (data.type === "execute_request") return void kernel.execute(data);
          answers.push(data.code ?? data.why);
          answered();
        };
        port2.postMessage({ type: "kernel_ready" });
        return port1;
      },
      stopWorker() {},
      close() {},
    });
  }

  const source = `import { HostOs } from "hypervisor-notebook"; console.log(HostOs)`;
  const asked = () => respond.mock.calls.map(([url]) => url);

  test("come from beside the kernel's, once, also for a replay", async () => {
    respond.mockImplementation(() => Promise.resolve(new Response(code)));
    const { client, messages, text } = start({
      kernelURL: "/kernel/a.html",
      open: partedSandbox,
    });
    client.execute(await request(1, source));
    await replied(messages, 1);
    await client.interrupt([await request(1, source)]);
    client.execute(await request(2, source));
    await replied(messages, 2);
    expect(text()).toEqual([code, code]);
    expect(asked()).toEqual([`/kernel/${hash}.js`]);
  });

  const offline = () => Promise.reject(new TypeError("Failed to fetch"));
  const answers =
    (text: string, status = 200) =>
    () =>
      Promise.resolve(new Response(text, { status }));
  test.each([
    ["that are damaged", answers(code.slice(1)), "damaged"],
    ["in whose place a sign-in page comes", answers("<!doctype html>"), "damaged"],
    ["that a newer release has replaced", answers("", 404), "gone"],
    ["of a server in trouble", answers("", 503), "unreachable"],
    ["without a connection", offline, "unreachable"],
  ])("%s: the kernel is told why, and may ask again", async (_, respondWith, trouble) => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { client, messages, text } = start({ open: partedSandbox });
    await client.start();
    respond.mockImplementation(respondWith);
    client.execute(await request(1, source));
    await replied(messages, 1);
    respond.mockImplementation(answers(code));
    client.execute(await request(2, source));
    await replied(messages, 2);
    expect(text()).toEqual([`because ${trouble}`, code]);
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
  });

  test("what is damaged in the browser's cache is asked for anew", async () => {
    const { client, messages, text } = start({ open: partedSandbox });
    await client.start();
    respond.mockImplementation((_, { cache }) =>
      Promise.resolve(new Response(cache === "reload" ? code : "<!doctype html>")),
    );
    client.execute(await request(1, source));
    await replied(messages, 1);
    expect(text()).toEqual([code]);
  });
});
