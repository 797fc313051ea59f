// HTML and SVG among the outputs: the text alternative stands there until what makes them harmless has been fetched, and
// stays if that fails.
import type { Language } from "../site/strings.ts";

/** Shows the HTML and SVG outputs under `root`. */
export async function showHtml(root: Element, language: Language): Promise<void> {
  if (root.querySelector("[data-html], [data-svg], [data-too-much]") === null) return;
  try {
    const { showIn } = await import("./html/show.ts");
    showIn(root, language);
  } catch (error) {
    console.warn(
      "notebook: an output's HTML could not be shown; its text stands in its place.",
      error,
    );
  }
}
