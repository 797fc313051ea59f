// A reader who is quicker than the line: what is pressed before the notebook's script has come is not lost.
import { cell, expect, heavy, lessonAddress, runButton, test } from "./lesson.ts";

const script = /\/_astro\/notebook\..*\.js$/;

for (const key of ["click", "Enter"] as const)
  test(`Run, pressed before the notebook's script is there (${key}), runs the cell when it is`, async ({
    page,
    traffic,
  }) => {
    const arrived = Promise.withResolvers<undefined>();
    await page.route(script, async (route) => {
      await arrived.promise;
      await route.continue();
    });
    await page.goto(lessonAddress("en"), { waitUntil: "commit" });
    const scope = cell(page, "two-machines");
    const run = runButton(scope);
    if (key === "click") await run.click();
    else await run.press(key);
    await expect(scope).toHaveAttribute("data-activity", "queued");
    // What the run will need first is fetched meanwhile, and what it is in waits to be taken over.
    await expect.poll(() => traffic.matching(heavy.kernel)).toHaveLength(1);
    arrived.resolve(undefined);
    await expect(scope).toHaveAttribute("data-validity", "evaluated");
    await expect(scope).toHaveAttribute("data-activity", "ready");
    await expect(scope.locator(".cell-count")).toHaveText("[1]");
    expect(traffic.matching(heavy.kernel)).toHaveLength(1);
    await expect(page.locator("iframe")).toHaveCount(1);
    await runButton(cell(page, "devices")).click();
    await expect(cell(page, "devices").locator(".cell-count")).toHaveText("[2]");
  });

test("a kernel that could not be fetched early is fetched again when the notebook is there", async ({
  page,
}) => {
  const arrived = Promise.withResolvers<undefined>();
  await page.route(script, async (route) => {
    await arrived.promise;
    await route.continue();
  });
  const failed = page.waitForEvent("requestfailed", (request) => heavy.kernel.test(request.url()));
  await page.route(heavy.kernel, (route) => route.abort(), { times: 1 });
  await page.goto(lessonAddress("en"), { waitUntil: "commit" });
  const scope = cell(page, "two-machines");
  await runButton(scope).click();
  await failed;
  await page.waitForTimeout(500);
  arrived.resolve(undefined);
  await expect(scope).toHaveAttribute("data-validity", "evaluated");
});

test("a kernel that does not answer is given up, and the next Run asks for it again", async ({
  page,
  traffic,
}) => {
  // Firefox does not tell a page of a frame that nothing came.
  await page.route(heavy.kernel, () => new Promise(() => {}), { times: 1 });
  await page.clock.install();
  await page.goto(lessonAddress("en"));
  const scope = cell(page, "two-machines");
  await runButton(scope).click();
  await expect.poll(() => traffic.matching(heavy.kernel)).toHaveLength(1);
  await expect(scope).toHaveAttribute("data-activity", "queued");
  await page.clock.fastForward(31_000);
  await expect(scope).toHaveAttribute("data-activity", "ready");
  await expect(page.locator("notebook-tools")).toHaveAttribute("data-kernel-status", "lost");
  await page.clock.resume();
  await runButton(scope).click();
  await expect(scope).toHaveAttribute("data-validity", "evaluated");
});

test("where the notebook's script cannot be had, its buttons can not be pressed", async ({
  page,
}) => {
  await page.route(script, (route) => route.abort());
  await page.goto(lessonAddress("en"));
  await expect(runButton(cell(page, "two-machines"))).toBeDisabled();
});
