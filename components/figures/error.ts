// An error as its reader needs it: what happened, where in their own code, and what to try. The stack is folded, and
// consists of the reader's frames; of the library's only the number is told. Each place is a button that leads there
// (components/notebook/outputs/go-to-line.ts).
import type { ErrorOutput, SourcePosition } from "../../src/notebook/output.ts";
import { strings, type Language } from "../site/strings.ts";
import { escape } from "./html.ts";
import { figureStrings } from "./strings.ts";

const placeHtml = ({ cell, line, column }: SourcePosition, language: Language): string =>
  `<button type="button" class="error-place" data-feature="go-to-line" data-cell="${escape(cell)}" data-line="${String(line)}" data-column="${String(column)}">${escape(figureStrings[language].inCell(cell, line))}</button>`;

function frameHtml(frame: SourcePosition, language: Language): string {
  const { name, library = 0 } = frame;
  const within = library === 0 ? "" : `<li>${figureStrings[language].libraryFrames(library)}</li>`;
  const called = name === undefined ? "" : ` <code>${escape(name)}</code>`;
  return `${within}<li>${placeHtml(frame, language)}${called}</li>`;
}

/** An error as HTML. */
export function errorHtml(error: ErrorOutput, language: Language): string {
  const { ename, evalue, hint = "", frames = [] } = error;
  const [place] = frames;
  const at = place === undefined ? "" : placeHtml(place, language);
  const advice =
    hint === ""
      ? ""
      : `<p class="error-hint"><strong>${strings[language].hint}</strong> ${escape(hint)}</p>`;
  const library = frames.reduce((sum, frame) => sum + (frame.library ?? 0), 0);
  const items = frames.map((frame) => frameHtml(frame, language)).join("");
  const stack =
    frames.length + library < 2
      ? ""
      : `<details class="error-trace"><summary>${figureStrings[language].stack(frames.length, library)}</summary><ol>${items}</ol></details>`;
  return `<div class="error"><p><strong class="error-name">${escape(ename)}</strong> ${at}</p><pre class="error-message">${escape(evalue)}</pre>${advice}${stack}</div>`;
}
