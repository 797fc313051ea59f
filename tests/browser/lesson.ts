// What the browser tests share: the first lesson, its cells, and a page that is watched while it is used. Every test
// fails when the page asks another origin for anything, leaves an error uncaught, or meets its own security policy.
import {
  test as base,
  expect as baseExpect,
  type Locator,
  type Page,
  type Request,
} from "@playwright/test";
import { readLessons } from "../../src/curriculum/lessons.ts";

export type Language = "en" | "ko";
export const languages = ["en", "ko"] as const satisfies readonly Language[];

const slug = "virtual-machines/one-server-many-machines";

export const lessonAddress = (language: Language): string => `/${language}/${slug}/`;

/** Accessible names that other people's tests rely on as well. */
export const names = {
  en: { run: "Run", edit: "Edit", stop: "Stop", reset: "Reset", recorded: "recorded" },
  ko: { run: "실행", edit: "편집", stop: "중지", reset: "되돌리기", recorded: "기록된 출력" },
} as const;

const found = readLessons().find((lesson) => lesson.slug === slug);
if (found === undefined) throw new Error(`expected a lesson at ${slug}, found none.`);
/** The lesson's code as its page in a language has it. */
export const lessonIn = (language: Language) => ({
  slug,
  cells: found.cells.map(({ id, source }) => ({ id, source: source[language] })),
  exercises: found.exercises.map(({ id, starter, solution }) => ({
    id,
    starter: starter[language],
    solution: solution[language],
  })),
});
/** The same in English. */
export const lesson = lessonIn("en");

/** Requests of a page, in order. */
export interface Traffic {
  readonly urls: readonly string[];
  /** The paths that match. */
  matching(pattern: RegExp): string[];
  forget(): void;
}

export const heavy = {
  kernel: /\/kernel\//,
  compiler: /esbuild|compiler\.worker/,
  editor: /monaco|editor\.|ts\.worker|\/types\//,
  mermaid: /mermaid|dagre|blockDiagram/,
} as const;

interface Fixtures {
  /** Uncaught errors, and refusals of a content security policy, that are expected. */
  readonly forgiven: RegExp;
  /** Whether the reader's browser says that they save data: then nothing is fetched unasked, as most tests want it. */
  readonly savesData: boolean;
  readonly traffic: Traffic;
}

export const test = base.extend<Fixtures>({
  forgiven: [/^(?!)/, { option: true }],
  savesData: [true, { option: true }],
  traffic: [
    async ({ page, baseURL, forgiven, savesData }, use, testInfo) => {
      // Two cores shared with whatever else runs: generous, since no test is about time.
      testInfo.setTimeout(90_000);
      if (savesData)
        await page.addInitScript(() => {
          Object.defineProperty(navigator, "connection", { value: { saveData: true } });
        });
      const own = new URL(baseURL ?? "").origin;
      let urls: string[] = [];
      const elsewhere = new Set<Request>();
      const uncaught: string[] = [];
      page.on("request", (request) => {
        const url = request.url();
        urls.push(url);
        if (/^(?:https?|wss?):/.test(url) && new URL(url).origin !== own) elsewhere.add(request);
      });
      page.on("requestfailed", (request) => {
        // What a policy refused was never sent.
        if (request.failure()?.errorText === "csp") elsewhere.delete(request);
      });
      page.on("pageerror", ({ message }) => {
        if (!forgiven.test(message)) uncaught.push(message);
      });
      page.on("console", (message) => {
        const text = message.text();
        if (text.includes("Content Security Policy") && !forgiven.test(text)) uncaught.push(text);
      });
      await use({
        get urls() {
          return urls;
        },
        matching: (pattern) =>
          urls.filter((url) => pattern.test(url)).map((url) => new URL(url).pathname),
        forget: () => {
          urls = [];
        },
      });
      baseExpect(
        [...elsewhere].map((request) => request.url()),
        "requests to other origins",
      ).toEqual([]);
      baseExpect(uncaught, "uncaught errors, and what a policy refused").toEqual([]);
    },
    { auto: true },
  ],
});

export const expect = baseExpect.configure({ timeout: 20_000 });

/** Opens the lesson; resolves when its cells can be run. */
export async function openLesson(page: Page, language: Language = "en"): Promise<void> {
  await page.goto(lessonAddress(language));
  await expect(runButton(cell(page, "two-machines"), language)).toBeEnabled();
}

export const cell = (page: Page, id: string): Locator =>
  page.locator(`notebook-cell[data-cell="${id}"]`);

export const button = (scope: Locator | Page, name: string): Locator =>
  scope.getByRole("button", { name, exact: true });

export const runButton = (scope: Locator, language: Language = "en"): Locator =>
  button(scope, names[language].run);

export const output = (scope: Locator): Locator =>
  scope.getByRole("log", { name: /^(Output|출력)/ });

/** The number between the brackets, as `[3]`. */
export const count = (scope: Locator): Locator => scope.locator(".cell-count");

/** Resolves when the cell has run to its end with this status. */
export async function expectDone(
  scope: Locator,
  validity: "evaluated" | "aborted" | "stale" | "fresh" = "evaluated",
): Promise<void> {
  await expect(scope).toHaveAttribute("data-activity", "ready");
  await expect(scope).toHaveAttribute("data-validity", validity);
}

/** Presses Run and waits for the end. */
export async function runCell(page: Page, id: string, language: Language = "en"): Promise<void> {
  await runButton(cell(page, id), language).click();
  await expectDone(cell(page, id));
}

/** A window as wide as a phone: the code opens in the plain editor, so that tests of other things need no Monaco. */
export const narrow = { viewport: { width: 600, height: 900 } };

export const plainEditor = (scope: Locator): Locator => scope.locator("textarea.cell-plain-editor");

/** Replaces a cell's code, in a `narrow` window. */
export async function write(page: Page, id: string, source: string): Promise<void> {
  const scope = cell(page, id);
  if ((await plainEditor(scope).count()) === 0) await button(scope, "Edit").click();
  await plainEditor(scope).fill(source);
}

/** Replaces a cell's code and runs it, in a `narrow` window, without waiting for the end. */
export async function writeAndRun(page: Page, id: string, source: string): Promise<void> {
  await write(page, id, source);
  await runButton(cell(page, id)).click();
}

/** Opens Monaco on a cell, in a wide window. */
export async function openMonaco(
  page: Page,
  id: string,
  language: Language = "en",
): Promise<Locator> {
  const scope = cell(page, id);
  await button(scope, names[language].edit).click();
  await expect(scope).toHaveAttribute("data-editor", "monaco");
  return scope.locator(".monaco-editor").first();
}

/** Where Monaco takes the keys. */
export const monacoText = (scope: Locator): Locator =>
  scope.locator(".monaco-editor").first().getByRole("textbox");

/** Replaces the text of an open Monaco; pasted, since typed text would be indented and closed. */
export async function writeMonaco(page: Page, id: string, source: string): Promise<void> {
  const text = monacoText(cell(page, id));
  await text.press("ControlOrMeta+A");
  await text.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, source);
}
