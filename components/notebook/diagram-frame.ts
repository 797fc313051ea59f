// Where Mermaid draws: a hidden frame, whose policy allows Mermaid's own scripts and no request beside them. Drawing,
// Mermaid puts parts of the diagram's text into its document as HTML (`$$…$$` is one way); there it finds nothing of the
// page, runs nothing, and fetches nothing. The page gets an SVG, which it shows as an image.
import address from "../figures/mermaid.frame.ts?worker&url";
import type { Drawing } from "../figures/drawing.ts";
import type { DiagramReply, DiagramRequest } from "../figures/mermaid.frame.ts";
import type { Theme } from "../figures/palette.ts";

/** How long the frame may take to answer once it has loaded, in milliseconds: without its script it never would. */
const patience = 20_000;

interface Frame {
  ask(source: string, theme: Theme): Promise<Drawing>;
}

let frame: Promise<Frame> | null = null;

/**
 * Draws a Mermaid source for one theme.
 * @throws (rejects with) Error when the source is not valid, or Mermaid cannot be had; the next call tries again.
 */
export async function drawInFrame(source: string, theme: Theme): Promise<Drawing> {
  frame ??= open();
  return (await frame).ask(source, theme);
}

function open(): Promise<Frame> {
  const { port1: port, port2 } = new MessageChannel();
  const element = document.createElement("iframe");
  const waiting = new Map<number, (reply: DiagramReply) => void>();
  let asked = 0;
  return new Promise((resolve, reject) => {
    const close = (why: string) => {
      frame = null;
      element.remove();
      port.close();
      for (const [id, answer] of waiting) answer({ id, message: why });
      reject(new Error(why));
    };
    const unheard = "mermaid: expected its frame to answer, found that it does not.";
    /** A next diagram gets another frame, which asks for everything anew; the page says what the trouble is. */
    const miss = (why: string) => {
      close(why);
      dispatchEvent(new Event("part-missing"));
    };
    element.addEventListener(
      "load",
      () => {
        if (element.contentDocument?.documentElement.dataset["ready"] === undefined) {
          miss("mermaid: expected its script, found that it has not come whole.");
          return;
        }
        element.contentWindow?.postMessage(null, "*", [port2]);
        const timer = setTimeout(close, patience, unheard);
        port.onmessage = ({ data }: MessageEvent<DiagramReply>) => {
          clearTimeout(timer);
          if (data.missing === true) miss(data.message ?? unheard);
          else if (data.id > 0) waiting.get(data.id)?.(data);
          else resolve({ ask });
        };
        // A diagram that leads its document elsewhere has none to be drawn in.
        element.addEventListener("load", () => {
          clearTimeout(timer);
          close(unheard);
        });
      },
      { once: true },
    );
    element.srcdoc = frameDocument(new URL(address, location.href), document.documentElement.lang);
    // Laid out but unseen: text can only be measured in a document that is.
    element.style.cssText =
      "position:absolute;left:-10000px;top:0;width:1280px;height:800px;border:0;visibility:hidden";
    element.tabIndex = -1;
    element.ariaHidden = "true";
    document.body.append(element);
  });

  function ask(source: string, theme: Theme): Promise<Drawing> {
    asked += 1;
    const id = asked;
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ drawing, message }) => {
        waiting.delete(id);
        if (drawing === undefined) reject(new Error(message));
        else resolve(drawing);
      });
      port.postMessage({ id, source, theme } satisfies DiagramRequest);
    });
  }
}

function frameDocument(script: URL, language: string): string {
  const policy = `default-src 'none'; script-src ${script.origin}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module" src="${script.href}"></script></head><body></body></html>`;
}
