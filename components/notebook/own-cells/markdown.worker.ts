// Sets Markdown off the page's thread. A text for which it takes too long is given up by the page, and this worker with
// it (markdown-setter.ts).
import { markdownHtml } from "./markdown-html.ts";

/** What the worker says: that it can begin, and the HTML of the text that it was handed, if that is within bounds. */
export type MarkdownReply =
  { readonly type: "ready" } | { readonly type: "set"; readonly html: string | null };

/** What is nested too deep for micromark is too much for a page as well. */
function htmlOf(source: string): string | null {
  try {
    return markdownHtml(source);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

self.onmessage = ({ data }: MessageEvent<string>) => {
  self.postMessage({ type: "set", html: htmlOf(data) } satisfies MarkdownReply);
};
self.postMessage({ type: "ready" } satisfies MarkdownReply);
