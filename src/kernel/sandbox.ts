// Where a stranger's code runs: a worker inside a hidden frame of an opaque origin. The frame's origin shares no
// storage with the site; its policy allows evaluating code and workers from blobs and nothing else, so there is
// no network; its worker inherits both. The page speaks to the worker through a port that it passes through the
// frame, so messages do not stop there, and cells cannot reach the port that starts and ends workers.
//
//   page ── control port ──▶ frame ── starts, terminates ──▶ worker
//     └───────────────── kernel port ──────────────────────────┘
//
// A frame made from `srcdoc` also obeys the policy of the page around it. A page whose own policy forbids eval
// has to serve `sandboxDocument` at an address of its own and give that address.
import type { ConnectMessage } from "./protocol.ts";

const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:";

/** The frame's script: keeps the kernel's text, and replaces the worker each time a new port arrives. */
const frameScript = `"use strict";
addEventListener("message", function open(event) {
  if (event.source !== parent || event.ports.length !== 1) return;
  removeEventListener("message", open);
  const control = event.ports[0];
  const url = URL.createObjectURL(new Blob([event.data], { type: "text/javascript" }));
  let worker = null;
  control.onmessage = ({ data, ports }) => {
    if (worker) worker.terminate();
    worker = null;
    if (!data) return;
    worker = new Worker(url);
    worker.onerror = (error) => {
      error.preventDefault();
      control.postMessage({ generation: data.generation, message: String(error.message || "") });
    };
    worker.postMessage(data.connect, ports);
  };
});`;

/** The frame's document. */
export const sandboxDocument = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Kernel</title><script>${frameScript}</script>`;

export interface SandboxOptions {
  /** The kernel's script. */
  readonly kernel: string;
  /** Told when the worker of a generation fails outside of any cell: it could not start, or broke. */
  readonly onFailure: (generation: number, message: string) => void;
  /** Address of a page with `sandboxDocument`; without it the frame is made from `srcdoc`. */
  readonly url?: string;
}

export interface Sandbox {
  /** Ends the worker, if there is one, and starts another; gives the port to it. */
  startWorker(generation: number, connect: ConnectMessage): MessagePort;
  stopWorker(): void;
  /** Ends the worker and removes the frame. */
  close(): void;
}

/** Puts the frame into the page; resolves when it can start workers. */
export async function openSandbox({ kernel, onFailure, url }: SandboxOptions): Promise<Sandbox> {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.title = "Kernel";
  // Not `display: none`: some browsers hold back the timers of frames that are not rendered.
  frame.style.cssText =
    "position:absolute;width:0;height:0;border:0;visibility:hidden;pointer-events:none";
  if (url === undefined) frame.srcdoc = sandboxDocument;
  else frame.src = url;
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  document.body.append(frame);
  await loaded;

  const { port1: control, port2 } = new MessageChannel();
  control.onmessage = ({ data }: MessageEvent<unknown>) => {
    const { generation, message } = data as { generation: number; message: string };
    onFailure(generation, message);
  };
  // To any origin, since an opaque one has no name: the frame is ours and holds our document.
  frame.contentWindow?.postMessage(kernel, "*", [port2]);

  return {
    startWorker(generation, connect) {
      const { port1, port2: workerPort } = new MessageChannel();
      control.postMessage({ generation, connect }, [workerPort]);
      return port1;
    },
    stopWorker: () => control.postMessage(null),
    close() {
      control.postMessage(null);
      control.close();
      frame.remove();
    },
  };
}
