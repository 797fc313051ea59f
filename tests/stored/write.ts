// Writes a folder of fixtures with the site as it is built now (`npm run build` first): two readers, one of the English
// pages and one of the Korean, work through every lesson in a real browser, and what their devices, links and files
// then hold is kept as it is. `node tests/stored/write.ts 2026-11`. Folders are added, never written again: each is
// what readers of that build have.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, expect, type Locator, type Page } from "@playwright/test";
import { menuStrings } from "../../components/notebook/menu/strings.ts";
import { shareStrings } from "../../components/notebook/share/strings.ts";
import { findOrInstallBrowser, launchOptions } from "../../src/curriculum/browser.ts";
import {
  languages,
  readLessons,
  type Language,
  type Lesson,
} from "../../src/curriculum/lessons.ts";
import type { TypedText } from "./fixtures.ts";

const [name = ""] = process.argv.slice(2);
if (!/^\d{4}-\d{2}[a-z]?$/.test(name))
  throw new Error("Expected the month of the build, such as 2026-11. Found none.");
const folder = join(import.meta.dirname, name);
mkdirSync(join(folder, "files"), { recursive: true });

const port = 4324;
const origin = `http://localhost:${port}`;

/** What a page of the Korean reader holds beyond ASCII, and what could be taken for markup. */
const remark = {
  en: (what: string) => `// ${what} <b>"by me"</b> & \`tab\`\t— naïve ✓`,
  ko: (what: string) => `// ${what}: 내가 고침 <b>"나"</b> & \`탭\`\t— 한글 ✓`,
} as const satisfies Record<Language, unknown>;

class Reader {
  readonly page: Page;
  readonly language: Language;
  readonly typed: TypedText[] = [];
  readonly links: Record<string, string> = {};
  #lesson = "";

  constructor(page: Page, language: Language) {
    this.page = page;
    this.language = language;
  }

  /** Goes through one lesson; the second half of the lessons leaves its exercise unsolved. */
  async work({ slug, cells, exercises }: Lesson, solves: boolean): Promise<void> {
    this.#lesson = slug === "" ? "home" : slug;
    await this.page.goto(`${origin}/${this.language}/${slug === "" ? "" : `${slug}/`}`);
    await this.page.locator(".cell-run:enabled").first().waitFor();
    if (this.#lesson === "playground") await this.#play();
    else {
      // First, while the cells that it may need are the lesson's.
      for (const { id, starter, solution } of exercises) {
        const exercise = this.page.locator(`notebook-exercise[data-exercise="${id}"]`);
        await exercise.locator("[data-action=hint]").click();
        await this.#write(
          id,
          `${(solves ? solution : starter)[this.language]}\n${this.#remark(id)}`,
        );
        await exercise.locator("[data-action=check]").click();
        await expect(exercise.locator(".exercise-feedback")).not.toBeEmpty({ timeout: 30_000 });
        if (solves) await expect(exercise).toHaveAttribute("data-solved");
      }
      const ids = cells.map(({ id }) => id);
      const sourceOf = (id: string) =>
        cells.find((cell) => cell.id === id)?.source[this.language] ?? "";
      const [first = "", second, third, fourth] = ids;
      await this.#write(first, `${sourceOf(first)}\n${this.#remark(first)}`);
      await this.#run(first);
      await this.#addCell(first, "code", "own-1", `${this.#remark("own")}\n6 * 7`);
      await this.#run("own-1");
      await this.#addCell("own-1", "markdown", "own-2", `# ${this.#remark("own")}\n\n**6 × 7**`);
      await this.#addCell(ids.at(-1) ?? "", "code", "own-3", `"${this.#lesson}"`);
      if (second !== undefined) await this.#write(second, this.#remark(second));
      if (third !== undefined) {
        await this.#write(third, `${this.#remark(third)}\n1 + 1`, "put-aside");
        await this.#reset(third, sourceOf(third));
      }
      if (fourth !== undefined) {
        await this.#write(fourth, this.#remark(`${fourth}, at first`), "put-aside");
        await this.#reset(fourth, sourceOf(fourth));
        await this.#write(fourth, this.#remark(`${fourth}, then`));
      }
    }
    // As in the pause after typing: edits that never ran are written then.
    await this.page.waitForTimeout(600);
    await this.#copyLink();
  }

  /** Examples become cells of the reader's own; the blank one is theirs from the first letter on. */
  async #play(): Promise<void> {
    await this.page.locator("[data-feature=insert-example]").first().click();
    await this.#cell("own-2").waitFor();
    await this.#run("own-2");
    await this.#write("own-1", `${this.#remark("own")}\n1 + 1`, "own");
    await this.#addCell("own-1", "markdown", "own-3", `- ${this.#remark("own")}`);
  }

  /** Saves the notebook as a file; without outputs, whose drawings are large, or with them. */
  async download(outputs: "with outputs" | "without"): Promise<void> {
    if (outputs === "without") await this.#choose(menuStrings[this.language].clearOutputs);
    const saved = this.page.waitForEvent("download");
    await this.#choose(shareStrings[this.language].downloadIpynb);
    const download = await saved;
    await download.saveAs(join(folder, "files", download.suggestedFilename()));
  }

  /** All that the device holds for this origin. */
  device(): Promise<Readonly<Record<string, string>>> {
    return this.page.evaluate(() =>
      Object.fromEntries(Object.entries<string>(localStorage).sort(([a], [b]) => (a < b ? -1 : 1))),
    );
  }

  async #copyLink(): Promise<void> {
    const clipboard = () => this.page.evaluate(() => navigator.clipboard.readText());
    // What an earlier page has copied is not this one's.
    await this.page.evaluate(() => navigator.clipboard.writeText(""));
    await this.#choose(shareStrings[this.language].copyLink);
    await expect.poll(clipboard).toContain("#share=");
    const link = await clipboard();
    this.links[this.#lesson] = link.slice(link.indexOf("#"));
  }

  async #choose(entry: string): Promise<void> {
    await this.page.locator("[data-feature=notebook-menu]").click();
    await this.page.getByRole("menuitem", { name: entry }).click();
  }

  async #write(id: string, source: string, as: TypedText["as"] = "edit"): Promise<void> {
    const cell = this.#cell(id);
    const editor = cell.locator("textarea.cell-plain-editor");
    if ((await editor.count()) === 0) await cell.locator("[data-action=edit]").click();
    await editor.fill(source);
    await expect(editor).toHaveValue(source);
    this.typed.push({ lesson: this.#lesson, cell: id, as, source });
  }

  async #reset(id: string, lessonSource: string): Promise<void> {
    await this.#cell(id).locator("[data-action=reset]").click();
    await expect(this.#cell(id).locator("textarea.cell-plain-editor")).toHaveValue(lessonSource);
  }

  async #run(id: string): Promise<void> {
    await this.#cell(id).locator("[data-action=run]").click();
    await expect(this.#cell(id)).toHaveAttribute("data-validity", "evaluated", { timeout: 30_000 });
  }

  async #addCell(
    below: string,
    kind: "code" | "markdown",
    id: string,
    source: string,
  ): Promise<void> {
    const buttons = this.#cell(below).locator(`> .cell-insert [data-kind=${kind}]`);
    await buttons.focus();
    await this.page.keyboard.press("Enter");
    const editor = this.#cell(id).locator("textarea.cell-plain-editor");
    await editor.fill(source);
    if (kind === "markdown") await editor.press("Control+Enter");
    this.typed.push({ lesson: this.#lesson, cell: id, as: "own", source });
  }

  #cell(id: string): Locator {
    return this.page.locator(`notebook-cell[data-cell="${id}"]`);
  }

  #remark(what: string): string {
    return remark[this.language](what);
  }
}

/** Which lessons are saved as files, so that the whole stays small. */
const files: Readonly<Record<Language, readonly string[]>> = {
  en: ["", "virtual-machines/one-server-many-machines", "playground"],
  ko: ["virtual-machines/a-safe-place-for-risky-work", "playground"],
};

const write = (file: string, value: unknown): void => {
  writeFileSync(join(folder, file), `${JSON.stringify(value, null, 1)}\n`);
};

const server = spawn(process.execPath, ["tests/browser/serve.ts", String(port)], {
  stdio: ["ignore", "pipe", "inherit"],
});
await once(server.stdout, "data");
const browser = await chromium.launch(launchOptions(findOrInstallBrowser()));
try {
  const lessons = readLessons();
  const sources: Record<string, Record<string, string>> = {};
  for (const { slug, cells, exercises } of lessons) {
    const ofLesson: Record<string, string> = {};
    sources[slug === "" ? "home" : slug] = ofLesson;
    for (const { id, source } of cells) ofLesson[id] = source.en;
    for (const { id, starter } of exercises) ofLesson[id] = starter.en;
  }
  write("lessons.json", sources);
  for (const language of languages) {
    const context = await browser.newContext({
      // As narrow as a phone, where the code opens in the plain editor.
      viewport: { width: 600, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const reader = new Reader(await context.newPage(), language);
    for (const [index, lesson] of lessons.entries()) {
      await reader.work(lesson, index < lessons.length / 2);
      if (files[language].includes(lesson.slug))
        await reader.download(lesson.slug === "" ? "with outputs" : "without");
    }
    const device = await reader.device();
    const kept = Object.values(device).join("\n");
    for (const { source } of reader.typed)
      if (!kept.includes(`"source":${JSON.stringify(source)}`))
        throw new Error(`Expected the device to hold all that was typed. Not found: ${source}`);
    write(`device.${language}.json`, device);
    write(`links.${language}.json`, reader.links);
    write(`typed.${language}.json`, reader.typed);
    await context.close();
  }
} finally {
  await browser.close();
  server.kill();
}
