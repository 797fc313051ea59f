// The library comes in parts: what no cell has named yet is not fetched, and what was fetched stays.
import {
  button,
  cell,
  expect,
  expectDone,
  heavy,
  narrow,
  openLesson,
  output,
  runCell,
  test,
  writeAndRun,
} from "./lesson.ts";

test.use(narrow);

const first = "two-machines";
const source = `import { GiB, HostOs, Server } from "hypervisor-notebook";
const desk = new Server({ name: "desk", cpus: 2, memory: GiB(16), disk: GiB(100) });
const host = desk.install(new HostOs());
host.state`;

test("a cell that names a part's class brings that part, once", async ({ page, traffic }) => {
  await openLesson(page);
  await runCell(page, first);
  expect(traffic.matching(heavy.kernel)).toHaveLength(1);
  await writeAndRun(page, first, source);
  await expect(output(cell(page, first))).toHaveText('"up"');
  const fetched = traffic.matching(heavy.kernel);
  expect(fetched.length).toBeGreaterThan(1);
  expect(new Set(fetched).size).toBe(fetched.length);
});

test("after Stop, a replay needs no network", async ({ page, traffic }) => {
  await openLesson(page);
  await writeAndRun(page, first, source);
  await expectDone(cell(page, first));
  await page.context().setOffline(true);
  traffic.forget();
  await writeAndRun(page, "devices", "for (;;) host.state;");
  await expect(cell(page, "devices")).toHaveAttribute("data-activity", "evaluating");
  await button(cell(page, "devices"), "Stop").click();
  await expectDone(cell(page, "devices"), "aborted");
  await writeAndRun(page, "devices", "host.image.id");
  await expect(output(cell(page, "devices"))).toHaveText('"ubuntu-24.04"');
  expect(traffic.matching(heavy.kernel)).toEqual([]);
});

test("a part that cannot be fetched is an error with a hint, and the next Run tries again", async ({
  page,
}) => {
  await openLesson(page);
  await runCell(page, first);
  await page.route("**/kernel/*.js", (route) => route.abort());
  await writeAndRun(page, first, source);
  await expect(output(cell(page, first))).toContainText("Check the connection");
  await page.unroute("**/kernel/*.js");
  await writeAndRun(page, first, source);
  await expect(output(cell(page, first))).toHaveText('"up"');
});
