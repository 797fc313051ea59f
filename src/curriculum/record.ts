// `npm run record`: runs every lesson's cells in both languages and writes down what they show, then draws the
// diagrams and plots among the outputs with the real libraries in a real browser, in both themes. The files are committed, so
// that building the site needs no browser. Drawings whose source is unchanged are kept, so that a recording on
// another machine, with other fonts, changes nothing. `npm run record -- --redraw` draws all of them again.
import { rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { chromium } from "@playwright/test";
import { hashSource } from "../notebook/source-hash.ts";
import { findOrInstallBrowser, launchOptions } from "./browser.ts";
import { languages, readLessons, contentFolder, type Lesson } from "./lessons.ts";
import {
  diagramFiles,
  drawnSources,
  recordingFolder,
  writeRecording,
  type DrawnSource,
} from "./recording.ts";
import { root } from "./root.ts";
import { runLesson } from "./run.ts";

type Theme = "light" | "dark";
/** Draws with `draw` of components/figures/mermaid.ts or `drawPlot` of plot-drawing.ts, bundled for the browser. */
type Draw = (what: DrawnSource, theme: Theme) => Promise<{ readonly svg: string }>;
type Drawers = Record<
  DrawnSource["kind"],
  (source: string, theme: Theme) => { readonly svg: string }
>;

const drawers = `
import { draw } from "./mermaid.ts";
import { drawPlot } from "./plot-drawing.ts";
globalThis.drawers = { mermaid: draw, plot: drawPlot };
`;

/** Gives `use` a function that draws in a browser, started only if it is called. */
async function withBrowser(use: (draw: Draw) => Promise<void>): Promise<void> {
  let close: (() => Promise<void>) | undefined;
  let evaluate: Draw | undefined;
  const start = async (): Promise<Draw> => {
    const bundle = await build({
      stdin: { contents: drawers, resolveDir: join(root, "components/figures"), loader: "ts" },
      bundle: true,
      write: false,
      format: "iife",
      logLevel: "error",
    });
    const browser = await chromium.launch(launchOptions(findOrInstallBrowser()));
    close = () => browser.close();
    const page = await browser.newPage();
    await page.setContent("<!doctype html><html lang=en><body></body></html>");
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
    return (what, theme) =>
      page.evaluate(
        ([{ kind, source }, name]) =>
          (globalThis as unknown as { drawers: Drawers }).drawers[kind](source, name),
        [what, theme] as const,
      );
  };
  try {
    await use(async (what, theme) => {
      evaluate ??= await start();
      return evaluate(what, theme);
    });
  } finally {
    await close?.();
  }
}

async function record(lesson: Lesson, draw: Draw, redraw: boolean): Promise<void> {
  const folder = recordingFolder(lesson);
  const sources = new Map<string, DrawnSource>();
  for (const language of languages) {
    const { outputs } = await runLesson(lesson, language);
    for (const what of drawnSources(Object.values(outputs))) sources.set(what.source, what);
    writeRecording(lesson, language, outputs);
  }
  const present = new Set(diagramFiles(lesson).map(({ name }) => name));
  const wanted = new Set<string>();
  for (const [source, what] of sources)
    for (const theme of ["light", "dark"] as const) {
      const name = `${hashSource(source)}.${theme}.svg`;
      wanted.add(name);
      if (present.has(name) && !redraw) continue;
      const { svg } = await draw(what, theme);
      writeFileSync(join(folder, name), `${svg}\n`);
    }
  for (const name of present) if (!wanted.has(name)) rmSync(join(folder, name));
  console.log(
    `${relative(contentFolder, lesson.folder)}: ${String(lesson.cells.length)} cells, ${String(sources.size)} drawings`,
  );
}

await withBrowser(async (draw) => {
  const redraw = process.argv.includes("--redraw");
  for (const lesson of readLessons()) await record(lesson, draw, redraw);
});
