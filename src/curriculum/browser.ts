// Finds the browser for the browser tests and for recording diagrams: one that is here already; else Playwright's own download; else, as
// root on Debian, the distribution's package. `node src/curriculum/browser.ts` does all three and names the
// browser used; playwright.config.ts only looks (`findBrowser`) and never installs.
//
// What it knows of the machine comes in as `Machine`, so that the tests can hand in another one.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

/** A browser of the Chromium family, and how it was found. */
export interface Browser {
  readonly path: string;
  readonly foundAs: string;
}

/** The little that finding and installing asks of a machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  readonly isDebian: boolean;
  /** Where Playwright puts its own download. */
  readonly playwrightBrowser: string;
  readonly isExecutable: (path: string) => boolean;
  /** Runs the program and says whether it ended well in time; `show` lets its output through. */
  readonly run: (command: readonly string[], limitSeconds: number, show: boolean) => boolean;
  readonly say: (line: string) => void;
}

/** No browser, and none could be installed; the message says what to do. */
export class BrowserMissing extends Error {
  override readonly name = "BrowserMissing";

  constructor(expected: string, found: string, hint: string) {
    super(`Expected ${expected}. Found ${found}. Hint: ${hint}`);
  }
}

const variables = ["CHROMIUM_PATH", "CHROME_PATH"];
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

function applicationPaths({ platform, env }: Machine): string[] {
  if (platform === "darwin") {
    const applications = ["/Applications", join(env["HOME"] ?? "", "Applications")];
    return applications.flatMap((folder) => [
      `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${folder}/Chromium.app/Contents/MacOS/Chromium`,
    ]);
  }
  if (platform === "win32") {
    return ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
      .map((variable) => env[variable])
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
        `${folder}\\Chromium\\Application\\chrome.exe`,
      ]);
  }
  return [];
}

/**
 * A file that can be executed may still not start: Ubuntu's `chromium-browser` without its snap is a script
 * that says so, and Playwright's download lacks libraries on a bare system. (Not asked on Windows, where
 * `--version` opens a window.)
 */
function starts(machine: Machine, path: string): boolean {
  if (!machine.isExecutable(path)) return false;
  return machine.platform === "win32" || machine.run([path, "--version"], 20, false);
}

/**
 * The browser that is on this machine, or null.
 *
 * @throws BrowserMissing if a variable names a browser that does not start: no other one takes its place.
 */
export function findBrowser(machine: Machine = thisMachine()): Browser | null {
  for (const variable of variables) {
    const path = machine.env[variable];
    if (path === undefined || path === "") continue;
    if (starts(machine, path)) return { path, foundAs: variable };
    throw new BrowserMissing(
      `${variable} to name a Chrome or Chromium that starts`,
      `"${path}", which does not`,
      `correct ${variable}, or unset it to let the tests look for a browser.`,
    );
  }
  const onPath = (machine.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const suffix = machine.platform === "win32" ? ".exe" : "";
  const candidates: Browser[] = [
    ...names.flatMap((name) =>
      onPath.map((folder) => ({ path: join(folder, name + suffix), foundAs: `${name} on PATH` })),
    ),
    ...applicationPaths(machine).map((path) => ({ path, foundAs: "an installed application" })),
    { path: machine.playwrightBrowser, foundAs: "Playwright's download" },
  ];
  return candidates.find(({ path }) => starts(machine, path)) ?? null;
}

/**
 * The browser on this machine; if there is none, installs one.
 *
 * @throws BrowserMissing if that fails too.
 */
export function findOrInstallBrowser(machine: Machine = thisMachine()): Browser {
  const existing = findBrowser(machine);
  if (existing !== null) return existing;

  const { platform, isRoot, isDebian } = machine;
  const tried: string[] = ["no Chrome or Chromium on PATH or among the applications"];
  machine.say("No Chrome or Chromium found; trying Playwright's own download.");
  const installer = [process.execPath, playwrightCommand(), "install", "--no-shell", "chromium"];
  const downloaded = machine.run(installer, 300, true);
  const own = findBrowser(machine);
  if (own !== null) return own;
  tried.push(downloaded ? "Playwright's download does not start" : "Playwright's download failed");

  if (platform === "linux" && isDebian && isRoot) {
    machine.say("Trying the distribution's package: apt-get install chromium fonts-noto-cjk.");
    const installed =
      machine.run(["apt-get", "update"], 180, true) &&
      machine.run(["apt-get", "install", "-y", "chromium", "fonts-noto-cjk"], 600, true);
    const packaged = findBrowser(machine);
    if (packaged !== null) return packaged;
    tried.push(installed ? "the chromium package does not start" : "apt-get failed");
  } else {
    tried.push("apt-get not tried (it needs root on Debian)");
  }
  throw new BrowserMissing(
    "a Chrome or Chromium for the browser tests",
    tried.join("; "),
    "install one (on Debian: apt-get install chromium fonts-noto-cjk), or name it in CHROMIUM_PATH.",
  );
}

const playwrightCommand = () => createRequire(import.meta.url).resolve("@playwright/test/cli");

export function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
    isDebian: existsSync("/etc/debian_version"),
    playwrightBrowser: chromium.executablePath(),
    isExecutable,
    run([program = "", ...args], limitSeconds, show) {
      const { status } = spawnSync(program, args, {
        timeout: limitSeconds * 1000,
        killSignal: "SIGKILL",
        stdio: ["ignore", show ? "inherit" : "ignore", show ? "inherit" : "ignore"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      });
      return status === 0;
    },
    say: (line) => process.stdout.write(`${line}\n`),
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return false; // absent or not ours to execute: the answer asked for
  }
  return statSync(path).isFile();
}

/** How Playwright starts it: quietly, and without the sandbox where Chromium refuses it, as root in a container. */
export function launchOptions({ path }: Browser): { executablePath: string; args: string[] } {
  return {
    executablePath: path,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-background-networking",
      "--no-first-run",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}

if (import.meta.main) {
  try {
    const { path, foundAs } = findOrInstallBrowser();
    process.stdout.write(`Browser tests use ${path} (${foundAs}).\n`);
  } catch (error) {
    if (!(error instanceof BrowserMissing)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
