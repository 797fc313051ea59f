// What tests of figures read: a figure's representations, in a language.
import type { Figure } from "../../src/stdlib/index.ts";

export type Bundle = Readonly<Record<string, unknown>>;

export const bundleOf = (figure: Figure, language: "en" | "ko" = "en"): Bundle =>
  (figure as unknown as Record<symbol, (options: object) => Bundle>)[
    Symbol.for("Jupyter.display")
  ]?.({ language }) ?? {};

/** The rows of a bundle that is a table. */
export function rowsOf(bundle: Bundle): readonly Readonly<Record<string, unknown>>[] {
  const table = bundle["application/vnd.dataresource+json"] as
    { readonly data: readonly Readonly<Record<string, unknown>>[] } | undefined;
  if (!table) throw new Error("expected a table");
  return table.data;
}

export const mermaid = (figure: Figure, language?: "en" | "ko"): string =>
  String(bundleOf(figure, language)["text/vnd.mermaid"]);

export const text = (figure: Figure, language?: "en" | "ko"): string =>
  String(bundleOf(figure, language)["text/plain"]);
