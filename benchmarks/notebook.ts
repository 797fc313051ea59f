// How long a reader waits, measured in a real browser on the built site (`npm run build` first, then
// `npm run bench`). Medians of several rounds; the machine is named, for figures of two machines do not compare.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { chromium, type Page } from "@playwright/test";
import { findOrInstallBrowser, launchOptions } from "../src/curriculum/browser.ts";

const port = 4323;
const lesson = `http://localhost:${port}/en/virtual-machines/one-server-many-machines/`;
const rounds = 9;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Clicks and waits, all within the page, so that no round trip to the test runner is measured. */
function fromClick(
  page: Page,
  button: string,
  cell: string,
  state: Readonly<Record<string, string>>,
) {
  return page.evaluate(
    ([buttonSelector, cellId, wanted]) =>
      new Promise<number>((resolve) => {
        const element = document.querySelector(`notebook-cell[data-cell="${cellId}"]`);
        const start = performance.now();
        const look = () => {
          const there = Object.entries(wanted).every(
            ([name, value]) => element?.getAttribute(name) === value,
          );
          const count = element?.querySelector(".cell-count")?.textContent ?? "";
          if (there && !count.includes("*")) resolve(performance.now() - start);
          else setTimeout(look, 1);
        };
        element?.querySelector<HTMLButtonElement>(buttonSelector)?.click();
        setTimeout(look, 1);
      }),
    [button, cell, state] as const,
  );
}

const server = spawn(process.execPath, ["tests/browser/serve.ts", String(port)], {
  stdio: ["ignore", "pipe", "inherit"],
});
await once(server.stdout, "data");
const browser = await chromium.launch(launchOptions(findOrInstallBrowser()));
try {
  const cold: number[] = [];
  const warm: number[] = [];
  const stop: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(lesson);
    await page.locator("notebook-cell .cell-run:enabled").first().waitFor();
    const done = { "data-validity": "evaluated", "data-activity": "ready" };
    cold.push(await fromClick(page, ".cell-run", "two-machines", done));
    warm.push(await fromClick(page, ".cell-run", "devices", done));

    const cell = page.locator('notebook-cell[data-cell="devices"]');
    await cell.getByRole("button", { name: "Edit" }).click();
    await page.waitForSelector('notebook-cell[data-cell="devices"][data-editor="monaco"]');
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText("while (true) {}");
    await cell.getByRole("button", { name: "Run" }).click();
    await page.waitForSelector('notebook-cell[data-cell="devices"][data-activity="evaluating"]');
    // Until the earlier cells are back: the notebook says when its kernel is ready again.
    stop.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const tools = document.querySelector("notebook-tools");
            const start = performance.now();
            const look = () => {
              if (tools?.getAttribute("data-kernel-status") === "ready")
                resolve(performance.now() - start);
              else setTimeout(look, 1);
            };
            document
              .querySelector<HTMLButtonElement>('notebook-cell[data-cell="devices"] .cell-stop')
              ?.click();
            setTimeout(look, 30);
          }),
      ),
    );
    await context.close();
  }
  console.log(`${cpus()[0]?.model ?? "unknown CPU"}, ${cpus().length} CPUs, ${browser.version()}`);
  console.log(`medians of ${rounds} rounds, in milliseconds`);
  console.log(`first Run, click to output (kernel fetched): ${median(cold).toFixed(0)}`);
  console.log(`Run of another cell, click to output: ${median(warm).toFixed(0)}`);
  console.log(
    `Stop of an endless loop, click to earlier cells restored: ${median(stop).toFixed(0)}`,
  );
} finally {
  await browser.close();
  server.kill();
}
