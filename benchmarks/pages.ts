// How long a reader waits for a lesson, against the targets: medians of several rounds in a real browser on the built
// site (`npm run build` first, then `node benchmarks/pages.ts [--rounds 7] [--loading]
// [--peer folder --peer-output selector] [folder …]`). Every round has a cold cache. A peer is another notebook's built
// page, which runs by itself: it takes its turn in the same rounds.
// U is the machine as it is; T is a line of 10 Mb/s and 40 ms and a CPU four times as slow, as DevTools emulates them.
// Several folders (builds to compare) take turns in each round, so that what else the machine does falls on all.
// Times of two machines do not compare; the targets are of one with two cores.
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { chromium, type Browser } from "@playwright/test";
import { findOrInstallBrowser, launchOptions } from "../src/curriculum/browser.ts";
import { serveSite, type SiteServer } from "./http2-server.ts";
import {
  editing,
  loading,
  moving,
  peerLoading,
  pressing,
  type Profile,
  type Waits,
} from "./page-waits.ts";

/** What a lesson is held to: milliseconds, and for `cls` a score. */
const targets: readonly {
  readonly wait: keyof Waits;
  readonly name: string;
  readonly limit: Readonly<Record<Profile, number>>;
}[] = [
  { wait: "fcp", name: "first contentful paint", limit: { U: 132, T: 568 } },
  { wait: "toOutput", name: "navigation → output of an unedited cell", limit: { U: 173, T: 811 } },
  { wait: "afterReading", name: "press after 1 s of reading → output", limit: { U: 30, T: 90 } },
  { wait: "touch", name: "tap after 1 s of reading → output", limit: { U: 30, T: 90 } },
  { wait: "quick", name: "press 50 ms after the pointer, at once", limit: { U: 173, T: 811 } },
  { wait: "peer", name: "peer: navigation → output", limit: { U: Infinity, T: Infinity } },
  { wait: "warm", name: "warm click → output", limit: { U: 7.5, T: 36 } },
  { wait: "editor", name: "click on the code → Monaco painted", limit: { U: 800, T: 2500 } },
  { wait: "completion", name: "completion, once warm", limit: { U: 200, T: 200 } },
  { wait: "editedAtOnce", name: "Run at once after an edit → output", limit: { U: 2500, T: 2500 } },
  { wait: "editedLater", name: "Run 5 s into editing → output", limit: { U: 150, T: 150 } },
  { wait: "stop", name: "Stop → earlier cells are back", limit: { U: 200, T: Infinity } },
  { wait: "cls", name: "layout shift: load, all cells, scroll", limit: { U: 0, T: 0 } },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "7" },
    loading: { type: "boolean" },
    peer: { type: "string", multiple: true, default: [] },
    "peer-output": { type: "string", default: "main" },
  },
});
const count = Number(values.rounds);
const folders = positionals.length === 0 ? ["dist"] : positionals;
const lesson = "/en/virtual-machines/one-server-many-machines/";

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const sites: SiteServer[] = [];
const peers: SiteServer[] = [];
let browser: Browser | undefined;
try {
  for (const folder of folders) sites.push(await serveSite(folder));
  for (const folder of values.peer) peers.push(await serveSite(folder));
  const options = launchOptions(findOrInstallBrowser());
  browser = await chromium.launch({
    ...options,
    // One list of trusted keys for all servers.
    args: [...options.args, trusted([...sites, ...peers])],
  });
  const waits = new Map<string, Partial<Waits>[]>();
  const note = (key: string, found: Partial<Waits>) =>
    waits.set(key, [...(waits.get(key) ?? []), found]);
  // The first round is not counted: the server compresses, the browser warms up.
  for (let round = 0; round <= count; round++)
    for (const profile of ["U", "T"] as const) {
      for (const [index, { origin }] of sites.entries()) {
        const address = `${origin}${lesson}`;
        const found = {
          ...(await loading(browser, address, profile)),
          ...(await pressing(browser, address, profile)),
          ...(values.loading === true
            ? {}
            : {
                ...(await moving(browser, address, profile)),
                ...(await editing(browser, address, profile)),
              }),
        };
        if (round > 0) note(`${profile} ${folders[index] ?? ""}`, found);
      }
      for (const [index, { origin }] of peers.entries()) {
        const found = await peerLoading(browser, `${origin}/`, profile, values["peer-output"]);
        if (round > 0) note(`${profile} ${values.peer[index] ?? ""}`, found);
      }
    }
  const [one, five] = loadavg();
  console.log(
    `${cpus()[0]?.model ?? "unknown CPU"}, ${cpus().length} CPUs, Chromium ${browser.version()}; ` +
      `medians of ${count} rounds; load average ${one?.toFixed(1)} (1 min), ${five?.toFixed(1)} (5 min)`,
  );
  for (const [key, found] of waits) {
    const profile = key.startsWith("U") ? "U" : "T";
    console.log(key);
    for (const { wait, name, limit } of targets) {
      const times = found.flatMap((each) => each[wait] ?? []);
      if (times.length === 0) continue;
      const value = median(times);
      const least = Math.min(...times);
      const missed =
        value > limit[profile] ? `missed × ${(value / limit[profile]).toFixed(2)}` : "";
      console.log(
        [
          name.padEnd(42),
          digits(value).padStart(7),
          `best ${digits(least)}`.padStart(13),
          `target ${digits(limit[profile])}`.padStart(17),
          missed,
        ].join("  "),
      );
    }
  }
} finally {
  await browser?.close();
  for (const server of [...sites, ...peers]) server.close();
}

function digits(value: number): string {
  return value < 20 && value !== 0 ? value.toFixed(value < 1 ? 4 : 1) : value.toFixed(0);
}

function trusted(all: readonly SiteServer[]): string {
  return `--ignore-certificate-errors-spki-list=${all.map(({ keyHash }) => keyHash).join(",")}`;
}
