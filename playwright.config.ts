// Real-browser tests of the built site (`npm run build` first). `node tests/browser/browser.ts` provides the browser.
import { defineConfig } from "@playwright/test";
import { BrowserMissing, findBrowser } from "./tests/browser/browser.ts";

// Not 4321: `npm start` may be running there.
const address = "http://localhost:4322";

const browser = findBrowser();
if (browser === null) {
  throw new BrowserMissing(
    "a Chrome or Chromium for the browser tests",
    "none",
    "run `node tests/browser/browser.ts`, which finds or installs one.",
  );
}

// Chromium refuses its sandbox to root, as in a container.
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "tests/browser",
  testMatch: "**/*.spec.ts",
  reporter: "list",
  forbidOnly: process.env["CI"] !== undefined,
  fullyParallel: true,
  retries: 0,
  workers: 2,
  use: {
    baseURL: address,
    browserName: "chromium",
    launchOptions: {
      executablePath: browser.path,
      args: [
        ...(isRoot ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "npm run serve -- --port 4322",
    url: address,
    reuseExistingServer: false,
  },
});
