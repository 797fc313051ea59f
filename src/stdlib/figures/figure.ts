// A figure is data made from the model, and how it reads elsewhere: as a MIME bundle, as in Jupyter. It knows
// nothing of pages; every bundle also holds text made from the same data.
import type { Language } from "./labels.ts";

/** Representations of one value by MIME type. */
export type Bundle = Readonly<Record<string, unknown>>;

/** What the notebook shows of a value that has this method, as in Deno's Jupyter kernel. */
export const display: unique symbol = Symbol.for("Jupyter.display") as never;

/** Something to look at: a cell that ends with one shows it. */
export class Figure {
  readonly #bundle: (language: Language) => Bundle;

  /** @internal Figures come from functions such as `layers(server)`. */
  constructor(bundle: (language: Language) => Bundle) {
    this.#bundle = bundle;
  }

  /** The figure's representations by MIME type, its words in the reader's language. */
  [display](options?: { readonly language?: Language }): Bundle {
    return this.#bundle(options?.language ?? "en");
  }
}
