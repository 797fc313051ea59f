// The hour of 1,000 machines on 64 servers in a worker of a real browser. The page stays free: it counts how often it
// hears of the worker's progress, and how long it was ever kept from running itself.
//
//   node benchmarks/scale-browser.ts [simulated minutes, 60 unless given]

import { cpus } from "node:os";
import { chromium } from "@playwright/test";
import { build } from "esbuild";
import { findOrInstallBrowser, launchOptions } from "../src/curriculum/browser.ts";
import type { Said } from "./scale-worker.ts";
import { watchWorkerHeap } from "./worker-heap.ts";

const duration = Number(process.argv[2] ?? 60);

const { outputFiles } = await build({
  entryPoints: ["benchmarks/scale-worker.ts"],
  bundle: true,
  format: "iife",
  platform: "browser",
  target: "es2022",
  minify: true,
  write: false,
});
const script = outputFiles.map(({ text }) => text).join("");

const browser = await chromium.launch(launchOptions(findOrInstallBrowser()));
try {
  const page = await browser.newPage();
  const heap = await watchWorkerHeap(page);
  await page.exposeFunction("resting", async (minute: number) => {
    const held = (await heap()) / 2 ** 20;
    console.log(`  minute ${minute}: the worker's heap holds ${held.toFixed(1)} MiB`);
  });
  const { events, seconds, heard, blocked } = await page.evaluate(
    ([code, minutes]) =>
      new Promise<{ events: number; seconds: number; heard: number; blocked: number }>(
        (resolve, reject) => {
          const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          const worker = new Worker(address);
          let heard = 0;
          let blocked = 0;
          let last = performance.now();
          const beat = setInterval(() => {
            blocked = Math.max(blocked, performance.now() - last);
            last = performance.now();
          }, 10);
          worker.onerror = ({ message }) => {
            reject(new Error(message));
          };
          worker.onmessage = ({ data }: MessageEvent<Said>) => {
            if (data.kind === "progress") {
              heard++;
              return;
            }
            if (data.kind === "resting") {
              const { resting } = globalThis as unknown as {
                resting: (minute: number) => Promise<void>;
              };
              resting(data.minute).then(() => worker.postMessage(0), reject);
              return;
            }
            clearInterval(beat);
            resolve({ events: data.events, seconds: data.seconds, heard, blocked });
          };
          worker.postMessage(minutes);
        },
      ),
    [script, duration] as const,
  );
  console.log(`${browser.version()}, ${cpus()[0]?.model ?? "unknown CPU"}`);
  console.log(
    `${duration} simulated minutes: ${events} events in ${seconds.toFixed(1)} s, ` +
      `${Math.round(events / seconds)} events/s; the page heard of it ${heard} times ` +
      `and was never held up for more than ${blocked.toFixed(0)} ms`,
  );
} finally {
  await browser.close();
}
