import { transform } from "esbuild";
import { expect, test } from "vitest";
import { compileCell } from "../../src/kernel/compile.ts";
import { createCompiler } from "../../src/kernel/compiler-client.ts";
import type { CompilerWorker } from "../../src/kernel/compiler-client.ts";
import type { CompilerRequest, CompilerResponse } from "../../src/kernel/compiler-protocol.ts";

type Answer = (request: CompilerRequest) => Promise<CompilerResponse>;

const compiles: Answer = async ({ id, cell, source }) =>
  cell === null
    ? { id, status: "warm" }
    : { id, status: "compiled", compilation: await compileCell(cell, source, transform) };

/** A compiler whose successive workers answer as told, and how many it has started. */
function start(...answers: Answer[]) {
  let started = 0;
  const compiler = createCompiler(() => {
    const answer = answers[started++] ?? compiles;
    const worker: CompilerWorker = {
      onmessage: null,
      onerror: null,
      onmessageerror: null,
      terminate() {},
      postMessage(request: CompilerRequest) {
        void answer(request).then(
          (data) => (worker.onmessage as ((event: object) => void) | null)?.({ data }),
          (error: unknown) =>
            (worker.onerror as ((event: object) => void) | null)?.({
              message: String(error),
              preventDefault() {},
            }),
        );
      },
    };
    return worker;
  });
  return { compiler, started: () => started };
}

test("one worker, started when first wanted, answers each request", async () => {
  const { compiler, started } = start();
  expect(started()).toBe(0);
  await compiler.warm();
  const [a, b] = await Promise.all([
    compiler.compile("a", "const x = 1"),
    compiler.compile("b", "let y"),
  ]);
  expect([a, b]).toMatchObject([
    { ok: true, program: { defines: ["x"] } },
    { ok: true, program: { defines: ["y"] } },
  ]);
  expect(started()).toBe(1);
});

test("a mistake in the source is a result", async () => {
  expect(await start().compiler.compile("a", "const = 1")).toMatchObject({ ok: false });
});

test("a compiler that cannot be loaded is said so, and tried again", async () => {
  const fails: Answer = ({ id }) => Promise.resolve({ id, status: "failed", message: "offline" });
  const { compiler, started } = start(fails);
  await expect(compiler.compile("a", "1")).rejects.toThrow(
    "The compiler could not be loaded: offline",
  );
  expect(await compiler.compile("a", "1")).toMatchObject({ ok: true });
  expect(started()).toBe(2);
});

test("what the site's answer has to do with it is the hint", async () => {
  const compiler = createCompiler(
    () => {
      throw new Error("forbidden");
    },
    "en",
    () => Promise.resolve("The site cannot be reached."),
  );
  await expect(compiler.warm()).rejects.toMatchObject({ hint: "The site cannot be reached." });
});

test("a worker that breaks fails all who wait", async () => {
  const { compiler } = start(() => Promise.reject(new Error("broken")));
  const all = await Promise.allSettled([compiler.warm(), compiler.compile("a", "1")]);
  expect(all.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await compiler.warm();
});

test("a worker that cannot be started", async () => {
  const compiler = createCompiler(() => {
    throw new Error("forbidden");
  });
  await expect(compiler.warm()).rejects.toMatchObject({
    name: "CompilerUnavailableError",
    message: "The compiler's worker could not be started: Error: forbidden",
  });
});
