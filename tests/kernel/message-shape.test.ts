import { describe, expect, test } from "vitest";
import { readKernelMessage } from "../../src/kernel/message-shape.ts";

const frame = { cell: "a", run: 1, line: 1, column: 1, name: null };
const error = { type: "error", run: 1, ename: "E", evalue: "e", hint: null, frames: [frame] };

describe("messages of the protocol are read", () => {
  const cases = [
    { type: "kernel_ready" },
    { type: "status", run: 1, execution_state: "busy" },
    { type: "stream", run: 1, name: "stdout", text: "" },
    { type: "display_data", run: 1, data: { "text/plain": "x" } },
    { type: "display_data", run: 1, data: {}, transient: { display_id: "a" } },
    { type: "update_display_data", run: 1, data: {}, transient: { display_id: "a" } },
    { type: "execute_result", run: 1, execution_count: null, data: {} },
    { type: "execute_result", run: 1, execution_count: 3, data: {} },
    error,
    { ...error, hint: "h", frames: [] },
    { type: "execute_reply", run: 0, status: "ok" },
  ];
  test.each(cases)("%j", (message) => expect(readKernelMessage(message)).toEqual(message));

  test("without what they carry besides", () => {
    expect(
      readKernelMessage({ type: "status", run: 1, execution_state: "idle", html: "<b>" }),
    ).toEqual({
      type: "status",
      run: 1,
      execution_state: "idle",
    });
  });
});

describe("anything else is dropped", () => {
  const cases = [
    null,
    undefined,
    1,
    "kernel_ready",
    [],
    {},
    { type: "shutdown", run: 1 },
    { type: "status", run: 1, execution_state: "sleepy" },
    { type: "status", run: "1", execution_state: "idle" },
    { type: "status", run: -1, execution_state: "idle" },
    { type: "status", run: 1.5, execution_state: "idle" },
    { type: "stream", run: 1, name: "stdin", text: "" },
    { type: "stream", run: 1, name: "stdout", text: 1 },
    { type: "display_data", run: 1 },
    { type: "display_data", run: 1, data: [] },
    { type: "display_data", run: 1, data: {}, transient: {} },
    { type: "update_display_data", run: 1, data: {} },
    { type: "update_display_data", run: 1, data: [], transient: { display_id: "a" } },
    { type: "update_display_data", run: 1, data: {}, transient: { display_id: 1 } },
    { type: "display_data", run: 1, data: { html: "x" } },
    { type: "execute_result", run: 1, execution_count: "1", data: {} },
    { ...error, ename: 1 },
    { ...error, hint: undefined },
    { ...error, frames: null },
    { ...error, frames: [null] },
    { ...error, frames: [{ ...frame, line: "1" }] },
    { ...error, frames: [{ ...frame, name: {} }] },
    { type: "execute_reply", run: 1, status: "aborted" },
  ];
  test.each(cases)("%j", (message) => expect(readKernelMessage(message)).toBeNull());
});

test("a key that is a prototype elsewhere is a plain key here", () => {
  const hostile: unknown = JSON.parse(
    '{"type":"display_data","run":1,"data":{"__proto__":{"polluted":1}}}',
  );
  expect(readKernelMessage(hostile)).toBeNull();
  expect("polluted" in {}).toBe(false);
});
