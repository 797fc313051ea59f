// The library as an npm package, for notebooks and scripts outside of the site: everything that a cell can import, and
// what a cell here has without importing it, `display`. Elsewhere figures are shown as the text that each of them has;
// Node's own inspection of values is taught to do so, so that a last expression shows in another kernel as it does here.
import { showAllParts } from "../stdlib/all-parts.ts";
import { displayOf } from "../stdlib/display.ts";
import { Figure } from "../stdlib/figures/figure.ts";
import * as stdlib from "../stdlib/index.ts";
import { shownOf, stringsInLanguage } from "../stdlib/readers-words.ts";
import { DisplayError, represent } from "./display.ts";
import type { Language } from "./protocol.ts";
import { createVoice } from "./voice.ts";

export * from "../stdlib/index.ts";

/** Shows values, as the notebook's own `display` does; here as text, on the console. */
export interface NotebookDisplay {
  (...values: unknown[]): void;
  /**
   * Shows how far a long run has come; here once, when it has come to its end.
   * @param label What is being run.
   * @returns a function to be told the fraction that is done.
   */
  progress(label?: string): (done: number | { readonly fraction: number }) => void;
}

let language: Language = "en";
stringsInLanguage(() => language);
showAllParts();

/**
 * Makes the `display` of a notebook outside of its site.
 * @param words The language of figures' words, "en" or "ko".
 */
export function notebookDisplay(words: Language = "en"): NotebookDisplay {
  language = words;
  const show = (...values: unknown[]) => {
    for (const value of values) console.log(textOf(value));
  };
  return Object.assign(show, {
    progress:
      (label = "") =>
      (done: number | { readonly fraction: number }) => {
        if ((typeof done === "object" ? done.fraction : done) >= 1) console.log(`${label}: 100 %`);
      },
  });
}

function textOf(value: unknown): unknown {
  const voice = createVoice(language, shownOf);
  const bundle = represent(value, { language, voice, displayOf });
  if (bundle instanceof Promise)
    throw new DisplayError(
      "Expected a value that represents itself at once, found a promise of it.",
      "Await it, then display what it gives.",
    );
  return bundle["text/plain"] ?? value;
}

// https://nodejs.org/api/util.html#utilinspectcustom
const inspectCustom = Symbol.for("nodejs.util.inspect.custom");

for (const type of [Figure, ...Object.values(stdlib)])
  if (typeof type === "function" && typeof type.prototype === "object")
    Object.defineProperty(type.prototype, inspectCustom, {
      configurable: true,
      value(this: unknown) {
        // Node inspects by itself what gives itself.
        return this instanceof Figure || displayOf(this, language) !== null ? textOf(this) : this;
      },
    });
