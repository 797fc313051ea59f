// The library as an npm package, for notebooks and scripts outside of the site: everything that a cell can import, and
// what a cell here has without importing it, `display`. Elsewhere figures are shown as the text that each of them has, and
// Node's own inspection of values is taught to do so; where the kernel can show more (other-kernels.ts), tables and
// diagrams are shown. So a last expression shows in another kernel as it does here.
import { showAllParts } from "../stdlib/all-parts.ts";
import { displayOf } from "../stdlib/display.ts";
import { Figure } from "../stdlib/figures/figure.ts";
import * as stdlib from "../stdlib/index.ts";
import { shownOf, stringsInLanguage } from "../stdlib/readers-words.ts";
import { htmlTable, type TableData } from "../stdlib/figures/html-table.ts";
import type { MimeBundle } from "../notebook/output.ts";
import { inspect } from "./inspect.ts";
import { DisplayError, displaySymbol, represent } from "./display.ts";
import { otherKernel } from "./other-kernels.ts";
import type { Language } from "./protocol.ts";
import { createVoice } from "./voice.ts";

export * from "../stdlib/index.ts";

/**
 * Shows values, as the notebook's own `display` does: in tslab's and Deno's kernels for Jupyter tables and diagrams too,
 * elsewhere as text, on the console.
 */
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

const kernel = otherKernel(globalThis, {
  table: (data) => htmlTable(data as TableData, language),
  asText: () => (language === "ko" ? "글로 보기" : "As text"),
});

/**
 * Makes the `display` of a notebook outside of its site.
 * @param words The language of figures' words, "en" or "ko".
 */
export function notebookDisplay(words: Language = "en"): NotebookDisplay {
  language = words;
  const show = (...values: unknown[]) => {
    for (const value of values) {
      const bundle = bundleOf(value);
      if (kernel?.show(bundle) !== true) console.log(bundle["text/plain"] ?? value);
    }
  };
  return Object.assign(show, {
    progress:
      (label = "") =>
      (done: number | { readonly fraction: number }) => {
        if ((typeof done === "object" ? done.fraction : done) >= 1) console.log(`${label}: 100 %`);
      },
  });
}

function bundleOf(value: unknown): MimeBundle {
  const voice = createVoice(language, shownOf);
  const bundle = represent(value, { language, voice, displayOf });
  if (bundle instanceof Promise)
    throw new DisplayError(
      "Expected a value that represents itself at once, found a promise of it.",
      "Await it, then display what it gives.",
    );
  return bundle;
}

kernel?.onResult?.((value) => {
  if (typeof value !== "object" || value === null) return null;
  try {
    return bundleOf(value);
  } catch {
    return null; // What cannot be represented is written as the kernel writes it, which says why.
  }
});

// https://nodejs.org/api/util.html#utilinspectcustom
const inspectCustom = Symbol.for("nodejs.util.inspect.custom");

for (const type of [Figure, ...Object.values(stdlib)])
  if (typeof type === "function" && typeof type.prototype === "object") {
    const prototype = type.prototype as object;
    Object.defineProperty(prototype, inspectCustom, {
      configurable: true,
      value(this: unknown) {
        // Node inspects by itself what gives itself.
        return this instanceof Figure || displayOf(this, language) !== null
          ? bundleOf(this)["text/plain"]
          : this;
      },
    });
    if (kernel?.asked !== undefined) answerWhenAsked(prototype, kernel.asked);
  }

/** Lets the objects of a class say what they are shown as where a kernel asks them, figures in the language in use. */
function answerWhenAsked(prototype: object, asked: (bundle: MimeBundle) => MimeBundle): void {
  const own: unknown = Reflect.get(prototype, displaySymbol);
  Object.defineProperty(prototype, displaySymbol, {
    configurable: true,
    value(this: unknown) {
      const bundle =
        typeof own === "function"
          ? (own.call(this, { language }) as MimeBundle)
          : displayOf(this, language);
      return asked(bundle ?? { "text/plain": inspect(this) });
    },
  });
}
