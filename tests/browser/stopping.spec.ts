// Code that does not end, or says too much: the page stays usable, Stop ends it, and what had run is back.
import {
  button,
  cell,
  count,
  expect,
  expectDone,
  narrow,
  openLesson,
  output,
  runButton,
  runCell,
  test,
  write,
  writeAndRun,
} from "./lesson.ts";

test.use(narrow);

for (const [name, endless] of [
  ["an endless loop", "while (true) {}"],
  ["an endless loop that prints", "for (let i = 0; ; i += 1) console.log(i);"],
  ["an endless loop that catches", "for (;;) try { throw 1 } catch {}"],
  ["a promise that never settles", "await new Promise(() => {});"],
  ["a loop that waits and goes on", "for (;;) await new Promise((r) => setTimeout(r, 1));"],
] as const)
  test(`Stop ends ${name} and brings back what had run`, async ({ page }) => {
    await openLesson(page);
    await writeAndRun(page, "two-machines", "let runs = 0;\nruns += 1;\nruns");
    await expect(output(cell(page, "two-machines"))).toHaveText("1");
    const scope = cell(page, "creation");
    await writeAndRun(page, "creation", `runs += 100;\n${endless}`);
    await expect(scope).toHaveAttribute("data-activity", "evaluating");
    await expect(count(scope)).toHaveText("[*]");

    // Meanwhile the page answers: a cell can be edited, and another waits for its turn.
    await write(page, "devices", "runs + 1");
    await runButton(cell(page, "devices")).click();
    await expect(cell(page, "devices")).toHaveAttribute("data-activity", "queued");

    await button(scope, "Stop").click();
    await expectDone(scope, "aborted");
    await expect(scope.locator(".cell-notice")).toContainText("Stopped");
    await expectDone(cell(page, "devices"), "stale"); // was waiting, and waits no more
    await expect(count(cell(page, "two-machines"))).toHaveText("[1]");
    await expect(output(cell(page, "two-machines"))).toHaveText("1");

    // The scope is as it was before the loop: replayed, not run again nor half changed.
    await runButton(cell(page, "devices")).click();
    await expect(output(cell(page, "devices"))).toHaveText("2");
    await expectDone(cell(page, "two-machines"));
    await expect(count(cell(page, "two-machines"))).toHaveText("[1]");
  });

test("Stop leaves no error of the run before beneath its notice", async ({ page }) => {
  await openLesson(page);
  const scope = cell(page, "two-machines");
  await writeAndRun(page, "two-machines", "const = 1;");
  await expect(output(scope)).toContainText("SyntaxError");
  await writeAndRun(page, "two-machines", "while (true) {}");
  await expect(scope).toHaveAttribute("data-activity", "evaluating");
  await button(scope, "Stop").click();
  await expectDone(scope, "aborted");
  await expect(output(scope)).toHaveText("");
});

test("Stop ends what Run all had begun", async ({ page }) => {
  await openLesson(page);
  await write(page, "creation", "await new Promise(() => {});");
  await button(page, "Run all").click();
  await expect(cell(page, "creation")).toHaveAttribute("data-activity", "evaluating");
  await button(cell(page, "creation"), "Stop").click();
  await expectDone(cell(page, "two-machines"));
  await expectDone(cell(page, "devices"));
  await expectDone(cell(page, "creation"), "aborted");
  for (const id of ["work", "shares", "walls"]) await expectDone(cell(page, id), "fresh");
});

test("a flood of lines does not drown the page", async ({ page }) => {
  await openLesson(page);
  const scope = cell(page, "two-machines");
  await writeAndRun(
    page,
    "two-machines",
    `for (let i = 0; i < 100_000; i += 1) console.log("line", i);`,
  );
  await expectDone(scope);
  await expect(output(scope)).toContainText("line 99999");
  await expect(output(scope)).toContainText("lines left out");
  await writeAndRun(page, "two-machines", "6 * 7");
  await expect(output(scope)).toHaveText("42", { useInnerText: true });
});

test("a flood of figures is cut off", async ({ page }) => {
  await openLesson(page);
  const scope = cell(page, "two-machines");
  await writeAndRun(page, "two-machines", `for (let i = 0; i < 5_000; i += 1) display(i);`);
  await expectDone(scope);
  await expect(output(scope)).toContainText("the others are not shown");
});

test("Restart ends an endless loop", async ({ page }) => {
  await openLesson(page);
  await writeAndRun(page, "two-machines", "while (true) {}");
  await expect(cell(page, "two-machines")).toHaveAttribute("data-activity", "evaluating");
  await button(page, "Restart").click();
  await expect(cell(page, "two-machines")).toHaveAttribute("data-activity", "ready");
  await writeAndRun(page, "two-machines", "6 * 7");
  await expect(output(cell(page, "two-machines"))).toHaveText("42");
  await expect(count(cell(page, "two-machines"))).toHaveText("[1]");
});

test("a cell cannot end its own worker", async ({ page }) => {
  await openLesson(page);
  await runCell(page, "two-machines");
  await writeAndRun(page, "creation", `(0, eval)("self.close()");`);
  await expectDone(cell(page, "creation"));
  await expect(output(cell(page, "creation"))).toContainText("close is not a function");
  await runCell(page, "devices");
  await expectDone(cell(page, "two-machines"));
});
