// Real-browser tests of the built site (`npm run build` first). `node src/curriculum/browser.ts` provides the browser.
import { defineConfig } from "@playwright/test";
import { BrowserMissing, findBrowser, launchOptions } from "./src/curriculum/browser.ts";

// A server of their own: `npm start` may be running. PORT lets two checkouts be tested at a time.
const port = process.env["PORT"] ?? "4322";
const address = `http://localhost:${port}`;

const browser = findBrowser();
if (browser === null) {
  throw new BrowserMissing(
    "a Chrome or Chromium for the browser tests",
    "none",
    "run `node src/curriculum/browser.ts`, which finds or installs one.",
  );
}

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
    launchOptions: launchOptions(browser),
  },
  webServer: {
    command: `node tests/browser/serve.ts ${port}`,
    url: address,
    reuseExistingServer: false,
  },
});
