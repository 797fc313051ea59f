import { describe, expect, test } from "vitest";
import {
  BrowserMissing,
  findBrowser,
  findOrInstallBrowser,
  type Machine,
} from "../../src/curriculum/browser.ts";

const ours = "/cache/playwright/chrome";

/** A machine with these executables; running an installer does what `installs` says. */
function machine(
  executables: string[],
  {
    broken = [],
    installs = {},
    env,
    ...rest
  }: Partial<Machine> & {
    broken?: string[];
    installs?: Record<string, string>;
  } = {},
): Machine & { readonly commands: string[] } {
  const present = new Set(executables);
  const commands: string[] = [];
  return {
    platform: "linux",
    env: { PATH: "/usr/local/bin:/usr/bin", ...env },
    isRoot: false,
    isDebian: true,
    playwrightBrowser: ours,
    isExecutable: (path) => present.has(path),
    run(command) {
      if (command[1] === "--version") return !broken.includes(command[0] ?? "");
      const line = command.join(" ").replace(/^.*cli\.js/, "playwright");
      commands.push(line);
      if (line === "apt-get update") return true;
      const made = installs[line];
      if (made === undefined) return false;
      present.add(made);
      return true;
    },
    say: () => undefined,
    ...rest,
    commands,
  };
}

const download = "playwright install --no-shell chromium";
const apt = "apt-get install -y chromium fonts-noto-cjk";

describe("finding a browser", () => {
  test.each<[string, Machine, string | undefined]>([
    ["none", machine([]), undefined],
    ["on PATH", machine(["/usr/bin/google-chrome"]), "/usr/bin/google-chrome"],
    [
      "by name first, then by folder",
      machine(["/usr/local/bin/chrome", "/usr/bin/chromium"]),
      "/usr/bin/chromium",
    ],
    [
      "the variable before PATH",
      machine(["/opt/c", "/usr/bin/chromium"], { env: { CHROMIUM_PATH: "/opt/c" } }),
      "/opt/c",
    ],
    [
      "CHROMIUM_PATH before CHROME_PATH",
      machine(["/opt/a", "/opt/b"], { env: { CHROME_PATH: "/opt/a", CHROMIUM_PATH: "/opt/b" } }),
      "/opt/b",
    ],
    [
      "an empty variable is not set",
      machine(["/usr/bin/chrome"], { env: { CHROME_PATH: "" } }),
      "/usr/bin/chrome",
    ],
    [
      "one that does not start is passed over",
      machine(["/usr/bin/chromium-browser", ours], { broken: ["/usr/bin/chromium-browser"] }),
      ours,
    ],
    ["Playwright's download last", machine([ours, "/usr/bin/chrome"]), "/usr/bin/chrome"],
    [
      "macOS",
      machine(["/Applications/Chromium.app/Contents/MacOS/Chromium"], { platform: "darwin" }),
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    [
      "Windows, without starting it",
      machine([String.raw`C:\Programs\Google\Chrome\Application\chrome.exe`], {
        platform: "win32",
        env: { PROGRAMFILES: String.raw`C:\Programs` },
        run: () => {
          throw new Error("started");
        },
      }),
      String.raw`C:\Programs\Google\Chrome\Application\chrome.exe`,
    ],
  ])("%s", (_, given, expected) => {
    expect(findBrowser(given)?.path).toBe(expected);
  });

  test("a variable that names no browser is an error, not a reason to look further", () => {
    const given = machine(["/usr/bin/chromium"], { env: { CHROME_PATH: "/opt/gone" } });
    expect(() => findBrowser(given)).toThrow(BrowserMissing);
    expect(() => findBrowser(given)).toThrow(
      'Expected CHROME_PATH to name a Chrome or Chromium that starts. Found "/opt/gone", which does not. Hint: correct CHROME_PATH, or unset it to let the tests look for a browser.',
    );
  });
});

describe("installing a browser", () => {
  test("nothing is installed where one is found", () => {
    const given = machine(["/usr/bin/chromium"]);
    expect(findOrInstallBrowser(given)).toEqual({
      path: "/usr/bin/chromium",
      foundAs: "chromium on PATH",
    });
    expect(given.commands).toEqual([]);
  });

  test("Playwright's own download comes first", () => {
    const given = machine([], { isRoot: true, installs: { [download]: ours } });
    expect(findOrInstallBrowser(given).path).toBe(ours);
    expect(given.commands).toEqual([download]);
  });

  test("where that fails, root on Debian gets the distribution's package", () => {
    const given = machine([], { isRoot: true, installs: { [apt]: "/usr/bin/chromium" } });
    expect(findOrInstallBrowser(given).path).toBe("/usr/bin/chromium");
    expect(given.commands).toEqual([download, "apt-get update", apt]);
  });

  test("a download that does not start counts as none", () => {
    const installs = { [download]: ours, [apt]: "/usr/bin/chromium" };
    const given = machine([], { isRoot: true, broken: [ours], installs });
    expect(findOrInstallBrowser(given).path).toBe("/usr/bin/chromium");
  });

  test.each<[string, Partial<Machine>, string[], string]>([
    ["not root", {}, [download], "apt-get not tried (it needs root on Debian)"],
    ["not Debian", { isRoot: true, isDebian: false }, [download], "apt-get not tried"],
    ["macOS", { isRoot: true, platform: "darwin" }, [download], "apt-get not tried"],
    ["apt fails", { isRoot: true }, [download, "apt-get update", apt], "apt-get failed"],
  ])("where nothing helps (%s), the message says what was tried", (_, rest, commands, found) => {
    const given = machine([], rest);
    expect(() => findOrInstallBrowser(given)).toThrow(BrowserMissing);
    expect(given.commands).toEqual(commands);
    expect(() => findOrInstallBrowser(given)).toThrow(found);
    expect(() => findOrInstallBrowser(given)).toThrow(
      "Hint: install one (on Debian: apt-get install chromium fonts-noto-cjk), or name it in CHROMIUM_PATH.",
    );
  });
});
