// Has Markdown set by a worker, one text after the other, each within a time limit. A stranger's text may take hours; the
// page goes on meanwhile, and the worker that does not come to an end is ended.
import type { MarkdownReply } from "./markdown.worker.ts";

/** How long a worker may take for a text, in milliseconds; what it takes to start does not count. */
const limit = 5_000;

/** What the setter needs of a worker. */
export type MarkdownWorker = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

const startMarkdownWorker = (): MarkdownWorker =>
  new Worker(new URL("./markdown.worker.ts", import.meta.url), { type: "module" });

/**
 * Gives the HTML of a text; null where it took too long, is too much for a page, or is not wanted any more.
 * @param isWanted Asked before it is set: the reader may have deleted it.
 * @throws (rejects with) Error when the worker cannot be loaded.
 */
export type SetMarkdown = (source: string, isWanted: () => boolean) => Promise<string | null>;

interface Waiting {
  readonly source: string;
  readonly isWanted: () => boolean;
  readonly resolve: (html: string | null) => void;
  readonly reject: (error: Error) => void;
}

/** @param start Starts the worker; another one in tests. */
export function createMarkdownSetter(start = startMarkdownWorker): SetMarkdown {
  let worker: MarkdownWorker | null = null;
  let isBusy = false;
  const waiting: Waiting[] = [];

  // The last that was asked for comes first: what the reader writes does not wait for what a link has brought.
  function next(): void {
    isBusy = false;
    const one = waiting.pop();
    if (one === undefined) return;
    isBusy = true;
    if (one.isWanted()) set(one);
    else {
      one.resolve(null);
      next();
    }
  }

  function set({ source, resolve, reject }: Waiting): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      worker?.terminate();
      worker = null;
    };
    const begin = (ready: MarkdownWorker) => {
      timer = setTimeout(() => {
        end();
        resolve(null);
        next();
      }, limit);
      ready.postMessage(source);
    };
    const fail = (reason: string) => {
      clearTimeout(timer);
      end();
      reject(new Error(`markdown: expected a worker, found that it failed: ${reason}`));
      next();
    };
    try {
      const isStarted = worker !== null;
      const current = (worker ??= start());
      current.onmessage = ({ data }: MessageEvent<MarkdownReply>) => {
        if (data.type === "ready") begin(current);
        else {
          clearTimeout(timer);
          resolve(data.html);
          next();
        }
      };
      current.onerror = (event) => {
        event.preventDefault();
        fail(event.message || "it could not be loaded");
      };
      if (isStarted) begin(current);
    } catch (error) {
      fail(String(error));
    }
  }

  return (source, isWanted) =>
    new Promise((resolve, reject) => {
      waiting.push({ source, isWanted, resolve, reject });
      if (!isBusy) next();
    });
}
