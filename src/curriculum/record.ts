// `npm run record`: runs every lesson's cells in both languages and writes down what they show, then draws the
// diagrams among the outputs with the real Mermaid in a real browser, in both themes. The files are committed, so
// that building the site needs no browser. Drawings whose source is unchanged are kept, so that a recording on
// another machine, with other fonts, changes nothing. `npm run record -- --redraw` draws all of them again.
import { rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { chromium } from "@playwright/test";
import { hashSource } from "../notebook/source-hash.ts";
import { findOrInstallBrowser, launchOptions } from "./browser.ts";
import { languages, readLessons, contentFolder, type Lesson } from "./lessons.ts";
import { diagramFiles, diagramSources, recordingFolder, writeRecording } from "./recording.ts";
import { root } from "./root.ts";
import { runLesson } from "./run.ts";

type Theme = "light" | "dark";
/** `draw` of components/figures/mermaid.ts, which is bundled for the browser and called there. */
type Draw = (source: string, theme: Theme) => Promise<{ readonly svg: string }>;

/** Gives `use` a function that draws in a browser, started only if it is called. */
async function withBrowser(use: (draw: Draw) => Promise<void>): Promise<void> {
  let close: (() => Promise<void>) | undefined;
  let evaluate: Draw | undefined;
  const start = async (): Promise<Draw> => {
    const bundle = await build({
      entryPoints: [join(root, "components/figures/mermaid.ts")],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "figures",
      logLevel: "error",
    });
    const browser = await chromium.launch(launchOptions(findOrInstallBrowser()));
    close = () => browser.close();
    const page = await browser.newPage();
    await page.setContent("<!doctype html><html lang=en><body></body></html>");
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
    return (source, theme) =>
      page.evaluate(
        ([text, name]) =>
          (globalThis as unknown as { figures: { draw: Draw } }).figures.draw(text, name),
        [source, theme] as const,
      );
  };
  try {
    await use(async (source, theme) => {
      evaluate ??= await start();
      return evaluate(source, theme);
    });
  } finally {
    await close?.();
  }
}

async function record(lesson: Lesson, draw: Draw, redraw: boolean): Promise<void> {
  const folder = recordingFolder(lesson);
  const sources = new Set<string>();
  for (const language of languages) {
    const { outputs } = await runLesson(lesson, language);
    for (const source of diagramSources(Object.values(outputs))) sources.add(source);
    writeRecording(lesson, language, outputs);
  }
  const present = new Set(diagramFiles(lesson).map(({ name }) => name));
  const wanted = new Set<string>();
  for (const source of sources)
    for (const theme of ["light", "dark"] as const) {
      const name = `${hashSource(source)}.${theme}.svg`;
      wanted.add(name);
      if (present.has(name) && !redraw) continue;
      const { svg } = await draw(source, theme);
      writeFileSync(join(folder, name), `${svg}\n`);
    }
  for (const name of present) if (!wanted.has(name)) rmSync(join(folder, name));
  console.log(
    `${relative(contentFolder, lesson.folder)}: ${String(lesson.cells.length)} cells, ${String(sources.size)} diagrams`,
  );
}

await withBrowser(async (draw) => {
  const redraw = process.argv.includes("--redraw");
  for (const lesson of readLessons()) await record(lesson, draw, redraw);
});
