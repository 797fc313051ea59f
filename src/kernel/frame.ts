// The script of the sandbox's document: starts and ends the kernel's worker when the page says so, and stands between
// the two. Cells run in the worker and cannot get at this script; what the worker says passes here and is weighed, so
// that a flood ends the worker and not the page. The kernel's own script is in the document, as text.
import { createMessageBudget } from "./message-budget.ts";
import type { ScriptReply, ScriptRequest } from "./protocol.ts";
import type { FrameReport, FrameRequest } from "./sandbox.ts";

// Framed without `sandbox`, or opened by itself, the document has the site's origin, and so would a stranger's cell: it
// speaks to no page then, and starts nothing.
if (self.origin !== "null")
  throw new Error(
    `kernel: expected an opaque origin, found ${self.origin}. Hint: frame this document with sandbox="allow-scripts" alone.`,
  );

const kernel = document.getElementById("kernel");
const url = URL.createObjectURL(new Blob([kernel?.textContent ?? ""], { type: "text/javascript" }));
/** The scripts that a kernel may ask the page for: any other address would be a word to the site's server. */
const scripts = new Set(kernel?.dataset["scripts"]?.split(" "));
const { port1: control, port2 } = new MessageChannel();
/** The first worker: its script is read while the page gets ready to ask for it. One that fails so early is no use. */
let first: Worker | null = new Worker(url);
first.onerror = () => (first = null);
/** Ends the worker in use, and its ports. */
let stop = (): void => {};

control.onmessage = ({ data, ports }: MessageEvent<FrameRequest>) => {
  if (data.type === "ping") {
    report({ type: "pong" });
    return;
  }
  stop();
  const [port] = ports;
  if (data.type === "start" && port !== undefined) start(data, port);
};
// To any origin: the page may be in a sandbox itself, and then its origin has no name.
parent.postMessage("sandbox", "*", [port2]);

function start(
  { generation, connect }: Extract<FrameRequest, { type: "start" }>,
  page: MessagePort,
): void {
  const own = first ?? new Worker(url);
  first = null;
  const { port1: inner, port2: outer } = new MessageChannel();
  const budget = createMessageBudget(() => performance.now());
  stop = () => {
    own.terminate();
    // The worker's last messages, if the page has not got them yet, go with its port.
    inner.close();
    page.close();
    stop = () => {};
  };
  const fail = (reason: "broken" | "flood", message: string) => {
    stop();
    report({ type: "failure", generation, reason, message });
  };
  own.onerror = (error) => {
    error.preventDefault();
    fail("broken", error.message);
  };
  inner.onmessage = ({ data }: MessageEvent<unknown>) => {
    const verdict = budget.spend(data);
    if (verdict === "exhausted") fail("flood", "");
    else if (verdict === "pass") {
      const reply = answerFromHere(data);
      if (reply !== null) inner.postMessage(reply);
      else if (!asksForUnknown(data)) page.postMessage(data);
    }
  };
  page.onmessage = ({ data }: MessageEvent<unknown>) => {
    inner.postMessage(data);
  };
  own.postMessage(connect, [outer]);
}

/** A part of the library that came with the document. */
function answerFromHere(message: unknown): ScriptReply | null {
  const { type, hash } = (message ?? {}) as Partial<ScriptRequest>;
  if (type !== "script_request" || !scripts.has(String(hash))) return null;
  const code = document.querySelector(`[data-part="${String(hash)}"]`)?.textContent ?? null;
  return code === null ? null : { type: "script_reply", hash: String(hash), code };
}

function asksForUnknown(message: unknown): boolean {
  const { type, hash } = (message ?? {}) as Partial<ScriptRequest>;
  return type === "script_request" && !scripts.has(String(hash));
}

function report(message: FrameReport): void {
  control.postMessage(message);
}
