// What only a browser shows: its own promises, messages and objects, in the kernel's worker.
import { cell, expect, narrow, openLesson, output, test, writeAndRun } from "./lesson.ts";

test.use(narrow);

const ticking = "const ticks = setInterval(() => {}, 1); 0";

test("what a cell writes after an await is shown under it, while another's timer ticks", async ({
  page,
}) => {
  await openLesson(page);
  await writeAndRun(page, "two-machines", ticking);
  await writeAndRun(
    page,
    "devices",
    `await new Blob(["x".repeat(5e6)]).text(); console.log("A");
await new Blob(["x".repeat(5e6)]).stream().getReader().read(); console.log("B");
await new Blob(["x".repeat(5e6)]).text().then(() => console.log("C"));
const { port1, port2 } = new MessageChannel();
await new Promise((done) => {
  port1.onmessage = () => { console.log("D"); done(0) };
  new Blob(["x".repeat(5e6)]).text().then(() => port2.postMessage(1));
});
const damaged = new Blob(["x".repeat(5e6)]).stream().pipeThrough(new DecompressionStream("gzip"));
try { await damaged.getReader().read() } catch { console.log("E") }
throw new Error("F")`,
  );
  const second = output(cell(page, "devices"));
  await expect(second.locator(".stream")).toHaveText("A\nB\nC\nD\nE\n");
  await expect(second.locator(".error")).toContainText("F");
  await expect(output(cell(page, "two-machines"))).toHaveText("0");
});

test("an error on the console has its line and its cause; objects of the browser have content", async ({
  page,
}) => {
  await openLesson(page);
  await writeAndRun(
    page,
    "two-machines",
    `const f = async () => { throw new TypeError("bad", { cause: new Error("why") }) };
await Promise.all([f()]).catch((e) => console.error("failed:", e));
console.trace("here");
console.log(new URL("https://a.b/c"), AbortSignal.abort("because"), new Blob(["abc"], { type: "text/plain" }));
console.log(new DOMException("gone", "AbortError"), new File(["abc"], "x.txt"), new Headers({ a: "b" }));
console.log("\\u001b[31mred\\u001b[0m");
console.table([[1, 2], [3, 4]]);
new Array(2 ** 32 - 1)`
      .replaceAll("File(", "globalThis.File(")
      .replaceAll("Headers(", "globalThis.Headers("),
  );
  const shown = output(cell(page, "two-machines"));
  await expect(shown.locator(".error").first()).toContainText(
    "TypeError cell two-machines, line 1",
  );
  await expect(shown.locator(".error").first()).toContainText("Caused by: Error: why");
  await expect(shown.locator(".error").last()).toContainText("here");
  for (const text of [
    'href: "https://a.b/c"',
    'aborted: true, reason: "because"',
    'Blob { size: 3, type: "text/plain" }',
    "[AbortError: gone]",
    'name: "x.txt"',
    'Headers { "a" => "b" }',
    "red\n",
    "[ <1000 empty items>, … 4294966295 more ]",
  ])
    await expect(shown).toContainText(text);
  await expect(shown.locator("th").first()).toContainText("(index)");
});
