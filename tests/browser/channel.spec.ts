// The port between kernel and page. First, cells try to get hold of it. Then they are given it, as if they had: here the
// kernel of the page is one that leaves its port where cells find it. Whatever they then say, it can be no more than an
// output of a cell; the page, the reader's edits and the other cells stay as they are.
import { existsSync } from "node:fs";
import type { Page } from "@playwright/test";
import { attack, expectUsable, hostile, openWithEdit } from "./attack.ts";
import {
  button,
  cell,
  expect,
  expectDone,
  narrow,
  output,
  runCell,
  test,
  writeAndRun,
} from "./lesson.ts";
import { fileOf } from "./weigh.ts";

test.use({ ...narrow, forgiven: /Content Security Policy/, actionTimeout: 20_000 });

/** Looks for the port in whatever passes through the builtins that a kernel may use. */
const spy = `(0, eval)(\`
  const seen = new Set();
  const look = (value) => {
    if (value instanceof MessagePort) seen.add(value);
    else if (value instanceof Event) for (const port of [...(value.ports ?? []), value.target, value.currentTarget]) if (port instanceof MessagePort) seen.add(port);
  };
  const { apply } = Reflect;
  for (const [owner, names] of [[MessagePort.prototype, ["postMessage", "start", "close"]], [Function.prototype, ["call", "apply", "bind"]], [Promise.prototype, ["then", "catch", "finally"]], [Array.prototype, ["push", "map", "join", "forEach"]], [Map.prototype, ["get", "set"]], [WeakMap.prototype, ["get", "set"]], [EventTarget.prototype, ["dispatchEvent", "addEventListener"]], [Reflect, ["apply", "get"]]])
    for (const name of names) {
      const own = owner[name];
      owner[name] = function (...given) { look(this); for (const value of given) look(value); return apply(own, this, given); };
    }
  for (const name of ["data", "ports", "source", "target", "currentTarget", "type"])
    for (const owner of [MessageEvent.prototype, Event.prototype]) {
      const own = Object.getOwnPropertyDescriptor(owner, name);
      if (own?.get && own.configurable) Object.defineProperty(owner, name, { ...own, get() { look(this); return apply(own.get, this, []); } });
    }
  Object.defineProperty(Object.prototype, "then", { configurable: true, get() { look(this); } });
  Error.prepareStackTrace = (error, sites) => { for (const site of sites) { look(site.getThis()); look(site.getFunction()); for (const given of site.getFunction()?.arguments ?? []) look(given); } return ""; };
  addEventListener("message", look, true);
  globalThis.event && look(globalThis.event);
  globalThis.portsSeen = () => seen.size;
\`)`;

test("a cell does not get hold of the kernel's port", async ({ page }) => {
  await openWithEdit(page);
  await writeAndRun(
    page,
    hostile,
    `${spy};\nconsole.log("spying"); await new Promise((resolve) => setTimeout(resolve, 20));`,
  );
  await expectDone(cell(page, hostile));
  await writeAndRun(
    page,
    hostile,
    `setTimeout(() => { throw new Error("one") }, 1);\nawait new Promise((resolve) => setTimeout(resolve, 20));\ndisplay([{ a: 1 }]);\nconsole.log("ports seen:", (0, eval)("portsSeen()"));\nthrow new Error("two")`,
  );
  await expectDone(cell(page, hostile));
  await expect(output(cell(page, hostile))).toContainText("ports seen: 0");
  await expectUsable(page);
});

test("the spy would have seen a port that passes", async ({ page }) => {
  await openWithEdit(page);
  await writeAndRun(
    page,
    hostile,
    `${spy};\nnew MessageChannel().port1.postMessage(1);\n(0, eval)("portsSeen()")`,
  );
  await expectDone(cell(page, hostile));
  await expect(output(cell(page, hostile))).toHaveText("1", { useInnerText: true });
});

/** The page gets a kernel that leaves its port to the cells. */
async function openWithTraitor(page: Page): Promise<void> {
  await page.route("**/kernel/*.html", async (route) => {
    const response = await route.fetch();
    const traitor = `addEventListener("message", (event) => { globalThis.port = event.ports[0]; }, { once: true });`;
    const html = await response.text();
    await route.fulfill({
      response,
      body: html.replace(/(<script type="text\/plain"[^>]*>)/, (tag) => tag + traitor),
    });
  });
  await openWithEdit(page);
}

/** Code of a cell that has the port; \`run\` is the number of its own run. */
const withPort = (code: string) => `const port = (0, eval)("port") as MessagePort;
const run = Number(/:(\\d+)/.exec(new Error().stack?.match(/cell:[^:]*:\\d+/)?.[0] ?? "")?.[1]);
${code}`;

test.describe("a cell that has the kernel's port", () => {
  test("speaks for itself at most", async ({ page }) => {
    await openWithTraitor(page);
    await runCell(page, "creation");
    const before = await page
      .locator("notebook-cell")
      .evaluateAll((cells) =>
        cells
          .filter((found) => found.dataset["cell"] !== "two-machines")
          .map((found) => [
            found.dataset["cell"],
            found.dataset["activity"],
            found.dataset["validity"],
            found.querySelector("textarea")?.value,
          ]),
      );
    await attack(
      page,
      withPort(`
const words: unknown[] = [null, 1, "text", [], {}, { type: "kernel_ready" }, { type: "connect", language: "en" }, { type: "ping" }, { type: "failure", generation: 1, reason: "flood", message: "" }];
for (const forged of [-1, 0, 0.5, NaN, Infinity, 1e308, Number.MAX_SAFE_INTEGER, "1", run + 1, run + 1000])
  words.push({ type: "stream", run: forged, name: "stdout", text: "f0rged" }, { type: "execute_reply", run: forged, status: "ok" }, { type: "status", run: forged, execution_state: "idle" }, { type: "execute_result", run: forged, execution_count: 1, data: { "text/plain": "f0rged" } });
for (const data of [null, "f0rged", ["f0rged"], { plain: "f0rged" }, { "text/<b>": "f0rged" }, { __proto__: null, "text/plain": "f0rged", constructor: "f0rged" }])
  words.push({ type: "display_data", run, data }, { type: "update_display_data", run, data, transient: { display_id: "x" } }, { type: "display_data", run, data, transient: { display_id: {} } });
words.push(JSON.parse('{"type":"stream","run":1,"name":"__proto__","text":"f0rged","__proto__":{"polluted":1}}'));
words.push(JSON.parse('{"__proto__":{"type":"stream"},"constructor":{"prototype":{"polluted":1}},"type":"display_data","run":' + run + ',"data":{"__proto__":{"polluted":1}}}'));
words.push({ type: "error", run, ename: "E", evalue: "f0rged", hint: 1, frames: [] }, { type: "error", run, ename: "E", evalue: "f0rged", hint: null, frames: [{ cell: 1 }] });
words.push(new Map([["type", "kernel_ready"]]), new Date(), new Uint8Array(10), new Blob(["x"]), new MessageChannel().port1 && 0);
for (const word of words) port.postMessage(word);
let deep: unknown = "f0rged";
for (let depth = 0; depth < 1_000; depth++) deep = [deep];
port.postMessage({ type: "display_data", run, data: { "text/plain": deep } });
const round: Record<string, unknown> = { type: "display_data", run, data: {} };
(round.data as Record<string, unknown>)["text/plain"] = round;
port.postMessage(round);
let wide: unknown = "f0rged";
for (let depth = 0; depth < 60; depth++) wide = [wide, wide];
port.postMessage({ type: "display_data", run, data: { "text/plain": wide } });
try { port.postMessage({ type: "stream", run, name: "stdout", text: () => {} }); } catch {}
port.postMessage({ get type() { return "stream" }, run, name: "stdout", text: "my own" });
`),
      "ends",
    );
    await expectDone(cell(page, hostile));
    await expect(output(cell(page, hostile))).toHaveText("my own", { useInnerText: true });
    for (const log of await page.getByRole("log").all())
      await expect(log).not.toContainText("f0rged");
    expect(await page.evaluate(() => "polluted" in {})).toBe(false);
    const after = await page
      .locator("notebook-cell")
      .evaluateAll((cells) =>
        cells
          .filter((found) => found.dataset["cell"] !== "two-machines")
          .map((found) => [
            found.dataset["cell"],
            found.dataset["activity"],
            found.dataset["validity"],
            found.querySelector("textarea")?.value,
          ]),
      );
    expect(after).toEqual(before);
    await expectUsable(page);
  });

  test("gets no other request out of the page than for the library's own parts", async ({
    page,
    traffic,
  }) => {
    await openWithTraitor(page);
    await runCell(page, hostile);
    traffic.forget();
    await attack(
      page,
      withPort(`for (let at = 0; at < 1_000; at++)
  port.postMessage({ type: "script_request", hash: at.toString(16).padStart(12, "0") });
port.postMessage({ type: "script_request", hash: "../../secret" });`),
      "ends",
    );
    await expectDone(cell(page, hostile));
    // The rest of the library, for a program that the build has not run, and nothing that the cell has asked for.
    const fetched = traffic.matching(/\/kernel\//);
    expect(fetched.filter((path) => !existsSync(fileOf(path)))).toEqual([]);
    expect(fetched.length).toBeLessThanOrEqual(1);
    await expectUsable(page);
  });

  for (const [name, code] of Object.entries({
    "a million words": `for (let at = 0; at < 1_000_000; at++) port.postMessage({ type: "stream", run, name: "stdout", text: "x" })`,
    "words of nothing": `for (let at = 0; at < 1_000_000; at++) port.postMessage(0)`,
    "long words": `for (let at = 0; at < 20; at++) port.postMessage({ type: "stream", run, name: "stdout", text: "x".repeat(15_000_000) })`,
    "words too long to be words": `for (let at = 0; at < 3; at++) port.postMessage({ type: "stream", run, name: "stdout", text: "x".repeat(100_000_000) })`,
    "replies to itself": `for (let at = 0; at < 1_000_000; at++) { port.postMessage({ type: "execute_reply", run, status: "ok" }); port.postMessage({ type: "kernel_ready" }); }`,
  }))
    test(`ends with its kernel when it sends ${name}, and the page is the reader's`, async ({
      page,
    }) => {
      await openWithTraitor(page);
      await attack(page, withPort(`${code};\nawait new Promise(() => {})`), "ends");
      await expect(page.locator("notebook-tools")).toHaveAttribute("data-kernel-status", "lost");
      await expectUsable(page);
    });

  test("cannot keep its kernel from being stopped", async ({ page }) => {
    await openWithTraitor(page);
    await writeAndRun(
      page,
      hostile,
      withPort(`port.onmessage = null; port.close(); while (true);`),
    );
    await expect(cell(page, hostile)).toHaveAttribute("data-activity", "evaluating");
    await button(cell(page, hostile), "Stop").click();
    await expectDone(cell(page, hostile), "aborted");
    await expectUsable(page);
  });
});
