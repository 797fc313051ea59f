import { createContext, runInContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleKernel, type KernelBundle } from "../../src/kernel/bundle.ts";
import { createNodeKernel } from "../../src/kernel/node.ts";
import type { InspectReply, KernelMessage, ScriptRequest } from "../../src/kernel/protocol.ts";
import * as library from "../../src/stdlib/index.ts";
import { compile } from "./notebook.ts";

// The real script in a bare realm, as in the sandbox; this test is the page, which fetches what the kernel asks for.
type Sent = KernelMessage | ScriptRequest | InspectReply;

let bundle: KernelBundle;
let korean: KernelBundle;
beforeAll(async () => {
  [bundle, korean] = await Promise.all([bundleKernel("en"), bundleKernel("ko")]);
}, 30_000);

function startKernel(
  fetchScript = (hash: string) => scriptText(hash),
  { of = bundle, language = "en" } = {},
) {
  const listeners = new Map<string, (event: object) => void>();
  const realm = createContext({
    setTimeout,
    clearTimeout,
    setInterval,
    performance,
    TextEncoder,
    structuredClone,
    MessageEvent,
    Blob,
    MessagePort: class extends EventTarget {
      set onmessage(_: unknown) {
        // No cell of these tests has a port.
      }
    },
    // A worker's own: what the kernel takes from it is not taken from the tests.
    URL: { createObjectURL: () => "", revokeObjectURL: () => undefined },
  });
  realm["self"] = {
    navigator: {},
    addEventListener: (type: string, listen: (event: object) => void) =>
      listeners.set(type, listen),
  };
  runInContext(of.code, realm);
  const sent: Sent[] = [];
  const port: { postMessage(message: Sent): void; onmessage?: (event: object) => void } = {
    postMessage(message) {
      sent.push(message);
      if (message.type !== "script_request") return;
      const { hash } = message;
      const data = { type: "script_reply", hash, code: fetchScript(hash) };
      setTimeout(() => port.onmessage?.(new MessageEvent("message", { data })), 1);
    },
  };
  listeners.get("message")?.({ ports: [port], data: { type: "connect", language } });
  let runs = 0;
  async function run(source: string): Promise<string> {
    const { code } = await compile(source);
    const at = ++runs;
    const data = { type: "execute_request", run: at, cell: "c", code, execution_count: 1 };
    port.onmessage?.(new MessageEvent("message", { data: { ...data, silent: false } }));
    await expect
      .poll(() => sent.at(-1))
      .toEqual({ type: "status", run: at, execution_state: "idle" });
    const result = sent.findLast(
      (message) =>
        "run" in message && message.type !== "status" && message.type !== "execute_reply",
    );
    if (result?.type === "error") return `${result.ename}: ${result.evalue}`;
    return result?.type === "execute_result" ? String(result.data["text/plain"]) : "";
  }
  async function look(inspection: number): Promise<unknown> {
    const data = { type: "inspect_request", inspection };
    port.onmessage?.(new MessageEvent("message", { data }));
    const answered = (message: Sent) =>
      message.type === "inspect_reply" && message.inspection === inspection;
    await expect.poll(() => sent.some(answered)).toBe(true);
    return (sent.find(answered) as InspectReply).content;
  }
  return {
    sent,
    run,
    look,
    asked: () => sent.filter(({ type }) => type === "script_request").length,
  };
}

const scriptText = (hash: string, of = bundle): string | null =>
  of.scripts.find((script) => script.hash === hash)?.code ?? null;

const importAll = "import * as library from 'hypervisor-notebook';\n";
const installHost = `import { GiB, HostOs, Server } from "hypervisor-notebook";
const server = new Server({ name: "desk", cpus: 2, memory: GiB(16), disk: GiB(100) });
server.install(new HostOs()).state`;

test("the kernel's script runs by itself in a bare realm, names of the library intact", async () => {
  expect(bundle.hash).toMatch(/^[0-9a-f]{12}$/);
  expect(await bundleKernel("en")).toEqual(bundle);
  const { sent, run } = startKernel();
  expect(sent).toEqual([{ type: "kernel_ready" }]);
  const named =
    "Object.entries(library).every(([name, value]) => typeof value !== 'function' || value.name === name)";
  expect(await run(importAll + named)).toBe("true");
});

describe("parts of the library", () => {
  test("every name is in exactly one part, or comes with the kernel", async () => {
    const lazy = bundle.parts.flatMap(({ names }) => names);
    expect(lazy.length).toBeGreaterThan(0);
    expect(new Set(lazy).size).toBe(lazy.length);
    const names = Object.keys(library).sort();
    for (const name of lazy) expect(names).toContain(name);
    expect(await startKernel().run(`${importAll}Object.keys(library).join()`)).toBe(
      JSON.stringify(names.join()),
    );
  });

  test("every script is needed by one, and is fetched from an address of its own", () => {
    const needed = new Set(
      [...bundle.parts, bundle.bench, bundle.hints].flatMap(({ scripts }) => scripts),
    );
    expect([...needed].sort()).toEqual(bundle.scripts.map(({ hash }) => hash).sort());
  });

  test("none is fetched for names that come with the kernel", async () => {
    const { run, asked } = startKernel();
    const lazy = new Set(bundle.parts.flatMap(({ names }) => names));
    const eager = Object.keys(library).filter((name) => !lazy.has(name));
    await run(`import { ${eager.join(", ")} } from "hypervisor-notebook"; 1`);
    expect(asked()).toBe(0);
  });

  test("one works with what came with the kernel, and is fetched once", async () => {
    const { run, asked } = startKernel();
    expect(await run(installHost)).toBe('"up"');
    const once = asked();
    expect(once).toBeGreaterThan(0);
    expect(await run(installHost)).toBe('"up"');
    expect(asked()).toBe(once);
  });

  test("two that share a script evaluate it once", async () => {
    const { run } = startKernel();
    const both = `import { credit, fair, HostOs } from "hypervisor-notebook";
    [new HostOs({ scheduler: fair() }).timeSlice, credit().name]`;
    expect(await run(both)).toBe('[ 2800000, "credit" ]');
  });

  test("two imports at the same time ask once, and both are answered", async () => {
    const { run, asked } = startKernel();
    const twice = `const [a, b] = await Promise.all([import("hypervisor-notebook"), import("hypervisor-notebook")]);
    a.HostOs === b.HostOs && typeof a.HostOs`;
    expect(await run(twice)).toBe('"function"');
    expect(asked()).toBe(new Set(bundle.parts.flatMap(({ scripts }) => scripts)).size);
  });

  test("a name of one that is not imported yet is known", async () => {
    expect(await startKernel().run("HostOs")).toBe("ReferenceError: HostOs is not defined");
    expect(await startKernel().run(`import { HostO } from "hypervisor-notebook"`)).toMatch(
      /^ImportError/,
    );
  });

  test("one that cannot be fetched fails the import, and the next import tries again", async () => {
    let online = false;
    const { run } = startKernel((hash) => (online ? scriptText(hash) : null));
    expect(await run(installHost)).toMatch(/^ImportError: Expected the part .* HostOs/);
    online = true;
    expect(await run(installHost)).toBe('"up"');
  });

  test("a cell sees the same module as in Node", async () => {
    // The names of the functions that it shows among them.
    for (const source of ["", "(library as any).Server = 1;", "delete (library as any).ms;"]) {
      const cell = `${importAll}${source} library`;
      const [inNode] = await createNodeKernel("en").run("c", await compile(cell, "c"));
      const shown = await startKernel().run(cell);
      if (inNode?.output_type === "execute_result") expect(shown).toBe(inNode.data["text/plain"]);
      else expect([shown.split(":")[0], inNode?.output_type]).toEqual(["TypeError", "error"]);
    }
  });
});

describe("each language has a bundle of its own", () => {
  const textOf = ({ code, scripts }: KernelBundle) =>
    [code, ...scripts.map((script) => script.code)].join("\n");
  const hangul = /\p{Script=Hangul}/u;
  const refused = `import { plot, Server } from "hypervisor-notebook";
    let refusal: any; try { REFUSED } catch (error) { refusal = error; } [String(refusal), refusal.message].join(" | ")`;
  const startKorean = () =>
    startKernel((hash) => scriptText(hash, korean), { of: korean, language: "ko" });

  test("the English one has no Korean, the Korean one has", () => {
    expect(textOf(bundle)).not.toMatch(hangul);
    expect(korean.code).toMatch(hangul);
    // What a part says comes with the part.
    expect(korean.code).not.toContain("그래프를 그릴 수 없습니다");
    expect(textOf(korean)).toContain("그래프를 그릴 수 없습니다");
  });

  test("both have the same names in the same parts", () => {
    const names = ({ parts }: KernelBundle) => parts.map((part) => part.names);
    expect(names(korean)).toEqual(names(bundle));
  });

  test.each([
    [
      "the kernel",
      "new Server({ cpus: 0, memory: 4096, disk: 4096 })",
      "server: 서버를 만들 수 없습니다.",
      "server: cannot build a server:",
    ],
    ["a part", "plot([], { x: 'a' })", "plot: 그래프를 그릴 수 없습니다.", "plot: cannot plot:"],
  ])("what %s refuses is said in each", async (_, call, inKorean, inEnglish) => {
    const source = refused.replace("REFUSED", call);
    expect(await startKorean().run(source)).toMatch(
      new RegExp(`^"HypervisorError: ${inKorean}.* \\| ${inEnglish}`),
    );
    expect(await startKernel().run(source)).toMatch(
      new RegExp(`^"HypervisorError: ${inEnglish}.* \\| ${inEnglish}`),
    );
  });

  test("a figure asked for Korean in an English one has English words", async () => {
    const asked = `import { GiB, layers, Server } from "hypervisor-notebook";
      layers(new Server({ cpus: 1, memory: GiB(1), disk: GiB(1) }))[Symbol.for("Jupyter.display")]({ language: "LANGUAGE" })["text/plain"]`;
    const [ko, en] = await Promise.all(
      ["ko", "en"].map((language) => startKernel().run(asked.replace("LANGUAGE", language))),
    );
    expect(ko).toBe(en);
    expect(await startKorean().run(asked.replace("LANGUAGE", "ko"))).toMatch(hangul);
  });
});

test.each(["console", "[console.error, display.progress('x'), setTimeout]"])(
  "the functions of %s are shown as in Node",
  async (source) => {
    const [inNode] = await createNodeKernel("en").run("c", await compile(source, "c"));
    const shown = await startKernel().run(source);
    expect(inNode).toMatchObject({ data: { "text/plain": shown } });
  },
);

describe("a look at the scope", () => {
  test("fetches what it needs once, and tells of objects that the kernel and its parts made", async () => {
    const { run, look, asked } = startKernel();
    await run(installHost);
    const before = asked();
    expect(await look(1)).toMatchObject({
      names: [{ imported: true }, { imported: true }, { imported: true }, { name: "server" }],
      servers: [{ name: "desk", host: { state: "up" } }],
    });
    expect(asked() - before).toBe(bundle.bench.scripts.length);
    await run("const more = 1;");
    expect(await look(2)).toMatchObject({ total: 5, names: { 4: { name: "more", value: "1" } } });
    expect(asked() - before).toBe(bundle.bench.scripts.length);
  });

  test("without a network is a text that says so, and the next one tries again", async () => {
    let isThere = false;
    const { run, look } = startKernel((hash) => (isThere ? scriptText(hash) : null));
    await run("const a = 1;");
    expect(await look(1)).toMatch(/ImportError/);
    isThere = true;
    expect(await look(2)).toMatchObject({ total: 1 });
  });

  test("is nothing that a cell can import", async () => {
    const { run, look } = startKernel();
    await run("const a = 1;");
    await look(1);
    expect(await run(`import { inspectScope } from "hypervisor-notebook"`)).toMatch(/^ImportError/);
  });
});

test("what a run shows after it has waited for a part is its own", async () => {
  const { run, sent } = startKernel();
  await run(`setInterval(() => {}, 1); 1`);
  await run(`import { HostOs } from "hypervisor-notebook"; console.log(HostOs.name)`);
  await expect.poll(() => sent.filter(({ type }) => type === "stream")).toMatchObject([{ run: 2 }]);
});
