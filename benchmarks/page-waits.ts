// One visit to a lesson, from the cold start to the run of an edited cell, and what its reader waited for. Clicks and
// waits are timed within the page, so that no round trip to this program is in them.
import type { Browser, Page } from "@playwright/test";

/** As the machine is; or as a slow one on a slow line. */
export type Profile = "U" | "T";

/** Milliseconds from what the reader does to what they see. */
export interface Waits {
  readonly fcp: number;
  /** A click on the first cell's Run as soon as it is enabled. */
  readonly toOutput: number;
  /** A cell that needs no part of the library that is not there yet. */
  readonly warm: number;
  readonly editor: number;
  readonly completion: number;
  readonly editedAtOnce: number;
  readonly editedLater: number;
  readonly stop: number;
  /** The sum of all layout shifts, of those after input too: nothing may move. */
  readonly cls: number;
}

declare global {
  /** Set by the script that comes before the page's own. */
  var waits: { shifts: number; output: number; completion: Promise<number> };
}

const first = "two-machines";

/** What is measured of a page as it loads and runs; the editor comes in another visit. */
export async function loading(
  browser: Browser,
  address: string,
  profile: Profile,
): Promise<Partial<Waits>> {
  const early = await visit(browser, address, profile);
  const fcp = await early.page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  );
  await early.page.waitForFunction(() => globalThis.waits.output > 0);
  const toOutput = await early.page.evaluate(() => globalThis.waits.output);
  const warmRuns: number[] = [];
  for (let run = 0; run < 5; run++) {
    await early.page.waitForTimeout(100);
    warmRuns.push(await fromRun(early.page, "devices"));
  }
  const warm = warmRuns.slice(1).toSorted((a, b) => a - b)[2] ?? NaN;

  await early.close();
  return { fcp, toOutput, warm };
}

/** What moves while all cells run and the reader scrolls through. */
export async function moving(
  browser: Browser,
  address: string,
  profile: Profile,
): Promise<Partial<Waits>> {
  const early = await visit(browser, address, profile, false);
  await early.page.locator("[data-action=run-all]:enabled").waitFor();
  await early.page.evaluate(() => {
    document.querySelector<HTMLButtonElement>("[data-action=run-all]")?.click();
  });
  await early.page.waitForFunction(() =>
    [...document.querySelectorAll("notebook-cell[data-recorded]")].every(
      ({ attributes }) =>
        attributes.getNamedItem("data-validity")?.value === "evaluated" &&
        attributes.getNamedItem("data-activity")?.value === "ready",
    ),
  );
  await early.page.evaluate(async () => {
    for (let top = 0; top < document.documentElement.scrollHeight; top += 400) {
      scrollTo(0, top);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  });
  const cls = await early.page.evaluate(() => globalThis.waits.shifts);
  await early.close();
  return { cls };
}

/** What is measured of an editor: from its opening to the Stop of what was written in it. */
export async function editing(
  browser: Browser,
  address: string,
  profile: Profile,
): Promise<Partial<Waits>> {
  const { page, close } = await visit(browser, address, profile, false);
  await page.waitForLoadState("networkidle");
  const opened = Date.now();
  const editor = await page.evaluate(
    (id) =>
      new Promise<number>((resolve) => {
        const cell = document.querySelector(`notebook-cell[data-cell="${id}"]`);
        const start = performance.now();
        const look = () => {
          if (cell?.querySelector(".monaco-editor .view-line") == null) requestAnimationFrame(look);
          // Painted when the frame after this one begins.
          else requestAnimationFrame(() => resolve(performance.now() - start));
        };
        cell?.querySelector<HTMLElement>("[data-action=edit]")?.click();
        look();
      }),
    first,
  );
  await edit(page, "1 + 1");
  const editedAtOnce = await fromRun(page, first);
  await edit(page, "2 + 2");
  await page.waitForTimeout(Math.max(0, 5_000 - (Date.now() - opened)));
  await edit(page, "3 + 3");
  const editedLater = await fromRun(page, first);
  // Twice: the first brings the language service up.
  await completion(page);
  await page.waitForTimeout(1_000);
  const completed = await completion(page);
  const stop = await fromStop(page);
  await close();
  return { editor, completion: completed, editedAtOnce, editedLater, stop };
}

async function visit(browser: Browser, address: string, profile: Profile, run = true) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  if (profile === "T") {
    const throughput = 10_000_000 / 8;
    await session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 40,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    });
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  }
  await page.addInitScript(watch, run ? first : "");
  await page.goto(address);
  return { page, close: () => context.close() };
}

/** Runs in the page before its own scripts: sums layout shifts, and presses the cell's Run as soon as that can be. */
function watch(cell: string): void {
  if (window !== top) return;
  globalThis.waits = { shifts: 0, output: 0, completion: Promise.resolve(NaN) };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      globalThis.waits.shifts += (entry as PerformanceEntry & { readonly value: number }).value;
  }).observe({ type: "layout-shift", buffered: true });
  if (cell === "") return;
  let pressed = false;
  new MutationObserver((_, observer) => {
    const element = document.querySelector<HTMLElement>(`notebook-cell[data-cell="${cell}"]`);
    const button = element?.querySelector<HTMLButtonElement>(".cell-run");
    if (!pressed && button?.disabled === false) {
      pressed = true;
      button.click();
    }
    const { validity, activity } = element?.dataset ?? {};
    if (!pressed || validity !== "evaluated" || activity !== "ready") return;
    observer.disconnect();
    globalThis.waits.output = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

/** From the click on a cell's Run until its output is in the page. */
function fromRun(page: Page, cell: string): Promise<number> {
  return page.evaluate(
    (id) =>
      new Promise<number>((resolve) => {
        const element = document.querySelector<HTMLElement>(`notebook-cell[data-cell="${id}"]`);
        const count = () => element?.querySelector(".cell-count")?.textContent ?? "";
        const before = count();
        const start = performance.now();
        const observer = new MutationObserver(() => {
          const { validity, activity } = element?.dataset ?? {};
          if (validity !== "evaluated" || activity !== "ready") return;
          if (count() === before || count().includes("*")) return;
          observer.disconnect();
          resolve(performance.now() - start);
        });
        observer.observe(document, {
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        });
        element?.querySelector<HTMLButtonElement>(".cell-run")?.click();
      }),
    cell,
  );
}

async function edit(page: Page, text: string): Promise<void> {
  await page.locator(`notebook-cell[data-cell="${first}"] .monaco-editor .view-lines`).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/** From Ctrl+Space until suggestions show. */
async function completion(page: Page): Promise<number> {
  await edit(page, "Mat");
  // What typing has brought up goes first; where nothing is up, Esc would leave the editor.
  await page.waitForSelector(".suggest-widget.visible .monaco-list-row");
  await page.keyboard.press("Escape");
  await page.evaluate(() => {
    globalThis.waits.completion = new Promise((resolve) => {
      const pressed = ({ code }: KeyboardEvent) => {
        if (code !== "Space") return;
        removeEventListener("keydown", pressed, true);
        const start = performance.now();
        const look = () => {
          const row = document.querySelector(".suggest-widget.visible .monaco-list-row");
          if (row === null) requestAnimationFrame(look);
          else resolve(performance.now() - start);
        };
        look();
      };
      addEventListener("keydown", pressed, true);
    });
  });
  await page.keyboard.press("Control+Space");
  const time = await page.evaluate(() => globalThis.waits.completion);
  await page.keyboard.press("Escape");
  return time;
}

/** From the click on Stop, of an endless loop, until the kernel has the earlier cells again. */
async function fromStop(page: Page): Promise<number> {
  await edit(page, "while (true) {}");
  const cell = page.locator(`notebook-cell[data-cell="${first}"]`);
  await cell.locator(".cell-run").click();
  await page.waitForSelector(`notebook-cell[data-cell="${first}"][data-activity="evaluating"]`);
  await page.waitForTimeout(100);
  return page.evaluate(
    (id) =>
      new Promise<number>((resolve) => {
        const tools = document.querySelector<HTMLElement>("notebook-tools");
        const start = performance.now();
        let restoring = false;
        const observer = new MutationObserver(() => {
          const status = tools?.dataset["kernelStatus"];
          restoring ||= status !== "ready";
          if (!restoring || status !== "ready") return;
          observer.disconnect();
          resolve(performance.now() - start);
        });
        if (tools !== null) observer.observe(tools, { attributes: true });
        document
          .querySelector<HTMLButtonElement>(`notebook-cell[data-cell="${id}"] .cell-stop`)
          ?.click();
      }),
    first,
  );
}
