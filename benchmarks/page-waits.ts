// One visit to a lesson, from the cold start to the run of an edited cell, and what its reader waited for. Clicks and
// waits are timed within the page, so that no round trip to this program is in them. A new context makes Chromium load
// a window of its own beside the page, so a visit begins when that has settled; and the page is asked by raw
// `Runtime.evaluate`, since Playwright's own waiting runs in the page while it is measured.
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, CDPSession, Page } from "@playwright/test";

/** As the machine is; or as a slow one on a slow line. */
export type Profile = "U" | "T";

/** Milliseconds from what the reader does to what they see. */
export interface Waits {
  readonly fcp: number;
  /** A click on the first cell's Run as soon as it is enabled. */
  readonly toOutput: number;
  /** A press after the page has been read for a second; the pointer has come 50 ms before. */
  readonly afterReading: number;
  /** A press 50 ms after the pointer has come, which it does as soon as the button is there. */
  readonly quick: number;
  /** A tap on a phone, after the page has been read for a second. */
  readonly touch: number;
  /** Another notebook's page, which runs by itself. */
  readonly peer: number;
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
  var waits: { shifts: number; pressed: number; output: number; completion: Promise<number> };
}

const first = "two-machines";

/** What is measured of a page as it loads and runs; the editor comes in another visit. */
export async function loading(
  browser: Browser,
  address: string,
  profile: Profile,
): Promise<Partial<Waits>> {
  const early = await visit(browser, address, profile, first);
  const toOutput = await asked(early.session, "globalThis.waits.output");
  const fcp = await early.page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  );
  const warmRuns: number[] = [];
  for (let run = 0; run < 5; run++) {
    await early.page.waitForTimeout(100);
    warmRuns.push(await fromRun(early.page, "devices"));
  }
  const warm = warmRuns.slice(1).toSorted((a, b) => a - b)[2] ?? NaN;

  await early.close();
  return { fcp, toOutput, warm };
}

/** What a reader waits for who presses the first cell's Run themself. */
export async function pressing(
  browser: Browser,
  address: string,
  profile: Profile,
): Promise<Partial<Waits>> {
  return {
    afterReading: await fromPress(browser, address, profile, "read"),
    quick: await fromPress(browser, address, profile, "quick"),
    touch: await fromPress(browser, address, profile, "touch"),
  };
}

/** From the navigation to the output of a page that runs by itself. `output` is a selector of what shows it. */
export async function peerLoading(
  browser: Browser,
  address: string,
  profile: Profile,
  output: string,
): Promise<Partial<Waits>> {
  const { session, close } = await visit(browser, address, profile, "", output);
  const peer = await asked(session, "globalThis.waits.output");
  await close();
  return { peer };
}

const runButton = `document.querySelector('notebook-cell[data-cell="${first}"] .cell-run:enabled')`;

async function fromPress(
  browser: Browser,
  address: string,
  profile: Profile,
  how: "read" | "quick" | "touch",
): Promise<number> {
  const phone = { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true };
  const options = how === "touch" ? phone : { viewport: { width: 1440, height: 900 } };
  const { session, close } = await visit(browser, address, profile, first, "", options, false);
  // The reader scrolls to the cell, where its bar is not in view at once.
  const place = `(() => {
    const { top, height } = ${runButton}?.getBoundingClientRect() ?? {};
    if (height > 0 && (top < 0 || top > innerHeight - 60)) ${runButton}.scrollIntoView({ block: "center" });
    const at = ${runButton}?.getBoundingClientRect();
    return at?.height > 0 ? { x: at.x + at.width / 2, y: at.y + at.height / 2 } : 0;
  })()`;
  let at = await asked<{ readonly x: number; readonly y: number }>(session, place);
  if (how !== "quick") {
    await asked(session, "performance.timing.loadEventEnd");
    await pause(1_000);
    at = await asked(session, place);
  }
  if (how === "touch") {
    await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
    await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  } else {
    await session.send("Input.dispatchMouseEvent", { type: "mouseMoved", ...at });
    await pause(50);
    const button = { button: "left", clickCount: 1, ...at } as const;
    await session.send("Input.dispatchMouseEvent", { type: "mousePressed", ...button });
    await session.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...button });
  }
  const wait = await asked(
    session,
    "globalThis.waits.output && globalThis.waits.output - globalThis.waits.pressed",
  );
  await close();
  return wait;
}

/** What moves while all cells run and the reader scrolls through. */
export async function moving(
  browser: Browser,
  address: string,
  profile: Profile,
): Promise<Partial<Waits>> {
  const early = await visit(browser, address, profile);
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
  const { page, close } = await visit(browser, address, profile);
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

/** How long a new context takes to be done with itself, in milliseconds. */
const settling = 900;

/** Opens a page; `cell` is the one whose output is waited for, and pressed as soon as that can be if `presses`. */
async function visit(
  browser: Browser,
  address: string,
  profile: Profile,
  cell = "",
  output = "",
  options: Parameters<Browser["newContext"]>[0] = {},
  presses = true,
) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.addInitScript(watch, { cell, output, presses });
  await pause(settling);
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
  await page.goto(address, { waitUntil: "commit" });
  return { page, session, close: () => context.close() };
}

/** Asks the page until the expression is neither 0 nor nothing, for a minute at most. */
async function asked<T = number>(session: CDPSession, expression: string): Promise<T> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const { result } = await session.send("Runtime.evaluate", { expression, returnByValue: true });
    if (result.value !== undefined && result.value !== 0 && result.subtype !== "error")
      return result.value as T;
    await pause(20);
  }
  throw new Error(`expected the page to answer ${expression}, found nothing in a minute.`);
}

/** Runs in the page before its own scripts: sums layout shifts, and notes when the reader gets what was asked for. */
function watch({
  cell,
  output,
  presses,
}: {
  readonly cell: string;
  readonly output: string;
  readonly presses: boolean;
}): void {
  if (window !== top) return;
  globalThis.waits = { shifts: 0, pressed: 0, output: 0, completion: Promise.resolve(NaN) };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      globalThis.waits.shifts += (entry as PerformanceEntry & { readonly value: number }).value;
  }).observe({ type: "layout-shift", buffered: true });
  if (cell === "" && output === "") return;
  document.addEventListener(
    "click",
    ({ timeStamp }) => {
      globalThis.waits.pressed ||= timeStamp;
    },
    true,
  );
  let pressed = false;
  new MutationObserver((_, observer) => {
    const element = document.querySelector<HTMLElement>(`notebook-cell[data-cell="${cell}"]`);
    const button = element?.querySelector<HTMLButtonElement>(".cell-run");
    if (presses && !pressed && button?.disabled === false) {
      pressed = true;
      button.click();
    }
    const { validity, activity } = element?.dataset ?? {};
    const isThere =
      output === ""
        ? globalThis.waits.pressed > 0 && validity === "evaluated" && activity === "ready"
        : (document.querySelector(output)?.textContent ?? "") !== "";
    if (!isThere) return;
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
