// What tests of figures read: a figure's representations, in a language.
import type { Figure } from "../../src/stdlib/index.ts";

export type Bundle = Readonly<Record<string, unknown>>;

export const bundleOf = (figure: Figure, language: "en" | "ko" = "en"): Bundle =>
  (figure as unknown as Record<symbol, (options: object) => Bundle>)[
    Symbol.for("Jupyter.display")
  ]?.({ language }) ?? {};

export const mermaid = (figure: Figure, language?: "en" | "ko"): string =>
  String(bundleOf(figure, language)["text/vnd.mermaid"]);

export const text = (figure: Figure, language?: "en" | "ko"): string =>
  String(bundleOf(figure, language)["text/plain"]);
