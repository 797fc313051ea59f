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
        const { svg, width } = await draw(source, theme);
        const holder = document.createElement("div");
        holder.className = `on-${theme}`;
        holder.setAttribute("role", "img");
        holder.setAttribute("aria-label", alternative);
        // Mermaid's own output under securityLevel "strict", which sanitizes labels.
        holder.innerHTML = svg;
        holder.style.setProperty("--natural-width", String(width));
        scroll.append(holder);
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
