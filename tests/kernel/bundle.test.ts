import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { bundleKernel } from "../../src/kernel/bundle.ts";
import type { KernelMessage } from "../../src/kernel/protocol.ts";
import { compile } from "./notebook.ts";

test("the kernel's script runs by itself in a bare realm, names of the library intact", async () => {
  const { code, hash } = await bundleKernel();
  expect(hash).toMatch(/^[0-9a-f]{12}$/);
  expect(await bundleKernel()).toEqual({ code, hash });

  const listeners = new Map<string, (event: object) => void>();
  const realm = createContext({
    setTimeout,
    clearTimeout,
    setInterval,
    performance,
    TextEncoder,
    structuredClone,
    MessageEvent,
  });
  realm["self"] = {
    addEventListener: (type: string, listen: (event: object) => void) =>
      listeners.set(type, listen),
  };
  runInContext(code, realm);

  const messages: KernelMessage[] = [];
  const port: { postMessage(message: KernelMessage): void; onmessage?: (event: object) => void } = {
    postMessage: (message) => messages.push(message),
  };
  listeners.get("message")?.({ ports: [port], data: { type: "connect", language: "en" } });
  expect(messages).toEqual([{ type: "kernel_ready" }]);

  const program = await compile(
    "import * as library from 'hypervisor-notebook';\nObject.entries(library).every(([name, value]) => typeof value !== 'function' || value.name === name)",
  );
  const request = {
    type: "execute_request",
    run: 1,
    cell: "c",
    code: program.code,
    execution_count: 1,
    silent: false,
  };
  port.onmessage?.(new MessageEvent("message", { data: request }));
  await expect
    .poll(() => messages.at(-1))
    .toEqual({ type: "status", run: 1, execution_state: "idle" });
  expect(messages.find(({ type }) => type === "execute_result")).toMatchObject({
    data: { "text/plain": "true" },
  });
});
