// Drawings that a run has just made: no recording exists, so the library that draws them is fetched, Mermaid for
// diagrams and Observable Plot for plots, and draws here, once for each theme, so that switching the theme later costs
// nothing.
import type { Drawing } from "../figures/drawing.ts";
import type { Theme } from "../figures/palette.ts";
import { strings, type Language } from "../site/strings.ts";
import type { DrawnKind } from "./output.ts";

type Draw = (source: string, theme: Theme) => Drawing | Promise<Drawing>;

const libraries: Readonly<Record<DrawnKind, () => Promise<Draw>>> = {
  mermaid: async () => (await import("./diagram-frame.ts")).drawInFrame,
  plot: async () => (await import("../figures/plot-drawing.ts")).drawPlot,
};

const themes = ["light", "dark"] as const;

/** Between two drawings the page has a turn: a loop may have made hundreds. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

/** Draws what is undrawn under `root`. Until then, and if drawing fails, its text stands in its place. */
export async function drawDiagrams(root: ParentNode, language: Language): Promise<void> {
  for (const place of [...root.querySelectorAll<HTMLElement>("[data-draw]")]) {
    // A newer output may have taken its place meanwhile.
    if (!place.isConnected || place.dataset["draw"] === undefined) continue;
    const { draw: kind, source = "", alternative = "" } = place.dataset;
    delete place.dataset["draw"];
    try {
      const draw = await libraries[kind as DrawnKind]();
      place.replaceChildren(...(await drawings(draw, source, alternative)));
      // As a recorded one: wider than the column, it scrolls by keyboard too.
      place.className = "figure-scroll";
      place.tabIndex = 0;
      place.setAttribute("role", "group");
      place.setAttribute("aria-label", alternative.split("\n")[0] ?? "");
    } catch (error) {
      const note = document.createElement("p");
      note.className = "diagram-failed";
      note.textContent = `${strings[language].diagramFailed} (${error instanceof Error ? error.message : String(error)})`;
      place.prepend(note);
    }
    // The source stays: the next run's is compared with it (results/shown.ts).
    delete place.dataset["alternative"];
    await turn();
  }
}

/** As recorded ones, images: what a cell wrote into a drawing runs, loads and links to nothing, its styles end at its edge. */
async function drawings(draw: Draw, source: string, alternative: string): Promise<HTMLElement[]> {
  const drawn: HTMLElement[] = [];
  for (const theme of themes) {
    const { svg, width, height } = await draw(source, theme);
    const image = document.createElement("img");
    image.className = `on-${theme}`;
    image.alt = alternative;
    image.width = width;
    image.height = height;
    image.style.setProperty("--natural-width", String(width));
    image.src = `data:image/svg+xml,${encodeURIComponent(svg.toWellFormed())}`;
    drawn.push(image);
  }
  return drawn;
}
