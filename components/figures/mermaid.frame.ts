// Mermaid in a document of its own (components/notebook/diagram-frame.ts): it measures labels there, some of them as HTML
// that the diagram's author wrote.
import type { Drawing } from "./drawing.ts";
import { draw } from "./mermaid.ts";
import type { Theme } from "./palette.ts";

/** Page → frame. */
export interface DiagramRequest {
  readonly id: number;
  readonly source: string;
  readonly theme: Theme;
}

/** Frame → page; the first says that it is there. */
export interface DiagramReply {
  readonly id: number;
  readonly drawing?: Drawing;
  /** Why there is none. */
  readonly message?: string;
  /** Whether it is that a part of Mermaid could not be fetched, or read. */
  readonly missing?: boolean;
}

/** As the three engines say that a module could not be had. A part that is no JavaScript is a SyntaxError. */
const unfetched = /dynamically imported module|importing a module script failed/i;

// Read by the page when the document has loaded: without it the script has not come.
document.documentElement.dataset["ready"] = "";

addEventListener("message", ({ ports: [port] }: MessageEvent) => {
  if (port === undefined) return;
  // One after another: a diagram's settings are Mermaid's as a whole, and what it left is all that is in the document.
  let last = Promise.resolve();
  port.onmessage = ({ data }: MessageEvent<DiagramRequest>) => {
    last = last.then(async () => {
      port.postMessage(await answer(data));
      // What a diagram that failed has left behind.
      document.body.replaceChildren();
    });
  };
  port.postMessage({ id: 0 } satisfies DiagramReply);
});

async function answer({ id, source, theme }: DiagramRequest): Promise<DiagramReply> {
  try {
    return { id, drawing: await draw(source, theme) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id, message, missing: error instanceof SyntaxError || unfetched.test(message) };
  }
}
