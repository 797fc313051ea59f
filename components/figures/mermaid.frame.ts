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
}

addEventListener("message", ({ ports: [port] }: MessageEvent) => {
  if (port === undefined) return;
  port.onmessage = async ({ data: { id, source, theme } }: MessageEvent<DiagramRequest>) => {
    port.postMessage(await answer());
    // What a diagram that failed has left behind.
    document.body.replaceChildren();

    async function answer(): Promise<DiagramReply> {
      try {
        return { id, drawing: await draw(source, theme) };
      } catch (error) {
        return { id, message: error instanceof Error ? error.message : String(error) };
      }
    }
  };
  port.postMessage({ id: 0 } satisfies DiagramReply);
});
