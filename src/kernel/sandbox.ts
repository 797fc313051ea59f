// Where a stranger's code runs: a worker inside a hidden frame of an opaque origin. The frame's origin shares no
// storage with the site; its own policy (sandbox-document.ts) allows evaluating code and a worker and nothing else, so
// there is no network; its worker inherits both. Browsers that isolate sandboxed frames give it a process of its own:
// there a cell that takes all memory takes the frame, not the page.
//
//   page ── control port ──▶ frame ── starts, terminates ──▶ worker
//     └──── kernel port ──▶ frame, which weighs ── port ──▶ worker
//
// Cells can reach neither port. What the frame says here it says for itself; what comes through the kernel's port is
// a stranger's word.
import type { SiteTrouble } from "../notebook/operations.ts";
import type { ConnectMessage } from "./protocol.ts";
import { createFrame, onControl, takeEarlyFrame, type SandboxFrame } from "./sandbox-frame.ts";
import { SiteAnswerError, siteTrouble } from "./site-answer.ts";

/** Page → frame. */
export type FrameRequest =
  /** Ends the worker, if there is one, and starts another. Comes with the page's port. */
  | { readonly type: "start"; readonly generation: number; readonly connect: ConnectMessage }
  | { readonly type: "stop" }
  | { readonly type: "ping" };

/** Frame → page. */
export type FrameReport =
  | {
      readonly type: "failure";
      readonly generation: number;
      readonly reason: "broken" | "flood";
      readonly message: string;
    }
  | { readonly type: "pong" };

/**
 * Why a worker is no more: it `broke` outside of any cell, it sent more than a page can take, or its frame has gone
 * silent, which is how a process out of memory looks from here.
 */
export type SandboxFailure = "broken" | "flood" | "silent";

export interface SandboxOptions {
  /** Address of the sandbox's document. */
  readonly url: string;
  /** Told when the worker of a generation is gone without having been asked to go. */
  readonly onFailure: (generation: number, reason: SandboxFailure, message: string) => void;
}

export interface Sandbox {
  /** Ends the worker, if there is one, and starts another; gives the port to it. */
  startWorker(generation: number, connect: ConnectMessage): MessagePort;
  stopWorker(): void;
  /** Ends the worker and removes the frame. */
  close(): void;
}

/** The frame has loaded something, and no word came: that was not our document. */
const wordTimeout = 5_000;
/** After this long the site is asked whether it can be ours: offline, the reader need not wait longer. */
const doubtTimeout = 500;
/** Firefox does not say of a frame that nothing came at all. */
const silenceTimeout = 30_000;
const pingInterval = 1_000;
/**
 * Pings without an answer. The frame's own thread is never busy with cells, so it answers at once; counted, not timed,
 * so that a computer that was asleep is not taken for a dead frame.
 */
const unansweredPings = 10;

/**
 * Puts the frame into the page; resolves when it can start workers.
 * @throws (rejects with) a SiteAnswerError when the document cannot be had.
 */
export async function openSandbox({ url, onFailure }: SandboxOptions): Promise<Sandbox> {
  const frame = takeEarlyFrame() ?? createFrame(url);
  const control = await controlPort(frame).catch((error: unknown) => {
    frame.remove();
    throw error;
  });
  const ask = (request: FrameRequest, ports: MessagePort[] = []) => {
    control.postMessage(request, ports);
  };
  // While there is a worker, the frame is asked again and again if it is there: a process that dies says nothing.
  let timer: ReturnType<typeof setInterval> | undefined;
  let unanswered = 0;
  const watch = (generation: number) => {
    clearInterval(timer);
    unanswered = 0;
    timer = setInterval(() => {
      ask({ type: "ping" });
      if (++unanswered <= unansweredPings) return;
      clearInterval(timer);
      onFailure(generation, "silent", "");
    }, pingInterval);
  };
  control.onmessage = ({ data }: MessageEvent<FrameReport>) => {
    if (data.type === "pong") unanswered = 0;
    else onFailure(data.generation, data.reason, data.message);
  };

  return {
    startWorker(generation, connect) {
      const { port1, port2 } = new MessageChannel();
      ask({ type: "start", generation, connect }, [port2]);
      watch(generation);
      return port1;
    },
    stopWorker() {
      clearInterval(timer);
      ask({ type: "stop" });
    },
    close() {
      clearInterval(timer);
      ask({ type: "stop" });
      control.close();
      frame.remove();
    },
  };
}

/** Loads the frame; resolves with the port that its script sends. */
function controlPort(frame: SandboxFrame): Promise<MessagePort> {
  if (frame.control !== undefined) return Promise.resolve(frame.control);
  return new Promise((resolve, reject) => {
    let settled = false;
    const refuse = (trouble: SiteTrouble) => {
      end();
      settled = true;
      reject(new SiteAnswerError(trouble, frame.src));
    };
    const end = onControl(frame, (control) => {
      settled = true;
      resolve(control);
    });
    const unlessSettled = (milliseconds: number, act: () => void) => {
      setTimeout(() => {
        if (!settled) act();
      }, milliseconds);
    };
    let loads = 0;
    // Its word may come after the news that it has loaded: from another process.
    frame.onload = () => {
      const load = ++loads;
      const wasOffline = !navigator.onLine;
      unlessSettled(doubtTimeout, () => {
        void siteTrouble(frame.src).then((trouble) => {
          if (settled || load !== loads) return;
          if (trouble !== "damaged") refuse(trouble);
          else if (wasOffline) {
            // The connection has come back since: what loaded was the browser's own page about that.
            loads += 1;
            frame.setAttribute("src", frame.src);
          }
        });
      });
      unlessSettled(wordTimeout, () => {
        if (load === loads) refuse("damaged");
      });
    };
    unlessSettled(silenceTimeout, () => {
      refuse("unreachable");
    });
    if (!frame.isConnected) document.body.append(frame);
  });
}
