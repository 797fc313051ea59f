// Diagrams that a run has just made: no recording exists, so Mermaid is fetched and draws them here, once for
// each theme, so that switching the theme later costs nothing.
import { strings, type Language } from "../site/strings.ts";

const themes = ["light", "dark"] as const;

/** Draws every undrawn diagram under `root`. Until then, and if drawing fails, its text stands in its place. */
export async function drawDiagrams(root: ParentNode, language: Language): Promise<void> {
  const figures = [...root.querySelectorAll<HTMLElement>("figure[data-mermaid]")];
  if (figures.length === 0) return;
  const { draw } = await import("../figures/mermaid.ts");
  for (const figure of figures) {
    const source = figure.dataset["mermaid"] ?? "";
    const scroll = document.createElement("div");
    scroll.className = "figure-scroll";
    // As a recorded one: wider than the column, it scrolls by keyboard too.
    const alternative = figure.dataset["alternative"] ?? "";
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", alternative.split("\n")[0] ?? "");
    try {
      for (const theme of themes) {
        const { svg, width, height } = await draw(source, theme);
        // As a recorded one, an image: what a cell wrote into the diagram runs, loads and links to nothing, and its
        // styles end at its edge.
        const image = document.createElement("img");
        image.className = `on-${theme}`;
        image.alt = alternative;
        image.width = width;
        image.height = height;
        image.style.setProperty("--natural-width", String(width));
        image.src = `data:image/svg+xml,${encodeURIComponent(svg.toWellFormed())}`;
        scroll.append(image);
      }
      figure.replaceChildren(scroll);
    } catch (error) {
      const note = document.createElement("p");
      note.className = "diagram-failed";
      note.textContent = `${strings[language].diagramFailed} (${error instanceof Error ? error.message : String(error)})`;
      figure.append(note);
    }
    delete figure.dataset["mermaid"];
  }
}
