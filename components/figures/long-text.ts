// Text of an output. A long one is a window that scrolls, so that a flood takes no more of the page than that; of a
// very long one its beginning and its end are there, and how much was left out between.
import type { Language } from "../site/strings.ts";
import { escape } from "./html.ts";
import { figureStrings } from "./strings.ts";

/** From so many lines or characters on, a text is shown in a window. */
const windowLines = 40;
const windowLength = 8_000;

/** Characters (UTF-16 units) kept from the beginning and the end of a text; streams are cut to it before they come. */
const keptLength = 40_000;

function isLong(text: string): boolean {
  if (text.length > windowLength) return true;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines > windowLines;
}

function block(text: string, kind: string, language: Language): string {
  if (!isLong(text)) return `<pre class="${kind}">${escape(text)}</pre>`;
  // A screen reader does not read it aloud as it comes; its user focuses the window to hear it.
  return `<pre class="${kind} long-text" tabindex="0" role="group" aria-label="${escape(figureStrings[language].longText)}" aria-live="off">${escape(text)}</pre>`;
}

/** A text as one or more `pre` of a class. */
export function textHtml(text: string, kind: string, language: Language): string {
  if (text.length <= 2 * keptLength) return block(text, kind, language);
  const left = text.length - 2 * keptLength;
  const note = figureStrings[language].charactersLeftOut(left);
  const [head, tail] = [text.slice(0, keptLength), text.slice(-keptLength)];
  return `${block(head, kind, language)}<p class="left-out">${escape(note)}</p>${block(tail, kind, language)}`;
}
