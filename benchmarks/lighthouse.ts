// What Lighthouse says of every page of the built site: `npm run build` first, then `node benchmarks/lighthouse.ts
// [/en/trust/ …]`. Lighthouse comes by npx and is no dependency; it throttles by a model of its own, so its numbers
// are not those of pages.ts.
import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { preview } from "vite";
import { findOrInstallBrowser, launchOptions } from "../src/curriculum/browser.ts";

const version = "12.8.2";

interface Report {
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
  readonly audits: Readonly<
    Record<string, { readonly id: string; readonly title: string; readonly score: number | null }>
  >;
}

const addresses = process.argv.slice(2);
if (addresses.length === 0)
  for (const page of globSync("dist/{en,ko}/**/index.html").sort())
    addresses.push(page.replace(/^dist/, "").replace(/index\.html$/, ""));

const { path } = findOrInstallBrowser();
const { args } = launchOptions({ path, foundAs: "" });
const folder = await mkdtemp(join(tmpdir(), "lighthouse-"));
const server = await preview({
  configFile: false,
  appType: "mpa",
  build: { outDir: "dist" },
  preview: { port: 0 },
});
const origin = server.resolvedUrls?.local[0]?.replace(/\/$/, "") ?? "";
try {
  for (const address of addresses) {
    const { categories, audits } = await measured(`${origin}${address}`);
    const scores = Object.entries(categories).map(
      ([name, { score }]) => `${name} ${String(Math.round((score ?? NaN) * 100))}`,
    );
    console.log(address.padEnd(52), scores.join("  "));
    // What a category loses points by; a performance of 100 has such audits too.
    if (Object.values(categories).some(({ score }) => score !== 1))
      for (const { id, title, score } of Object.values(audits))
        if (score !== null && score < 0.9) console.log(`    ${id}: ${title} (${String(score)})`);
  }
} finally {
  await server.close();
  await rm(folder, { recursive: true });
}

/** @throws (rejects with) an Error when there is no report. */
async function measured(url: string): Promise<Report> {
  const output = join(folder, "report.json");
  const chromeFlags = `--headless=new ${args.join(" ")}`;
  await promisify(execFile)(
    "npx",
    [
      ...["--yes", `lighthouse@${version}`, url, "--quiet"],
      ...["--output=json", `--output-path=${output}`, `--chrome-flags=${chromeFlags}`],
    ],
    { env: { ...process.env, CHROME_PATH: path } },
  );
  return JSON.parse(readFileSync(output, "utf8")) as Report;
}
