// A long run shows how far it has come while it lasts, and leaves the page free.
import {
  button,
  cell,
  expect,
  expectDone,
  narrow,
  openLesson,
  output,
  runButton,
  test,
  write,
  writeAndRun,
} from "./lesson.ts";

test.use(narrow);

const first = "two-machines";
const bar = `const bar = display.progress("an hour of work");\n`;

test("a run that does not end shows where it is, the page answers, and Stop works", async ({
  page,
}) => {
  await openLesson(page);
  const scope = cell(page, first);
  await writeAndRun(page, first, `${bar}bar(0.2);\nbar(0.371);\nfor (;;);`);
  const progress = output(scope).getByRole("progressbar", { name: "an hour of work" });
  await expect(progress).toHaveAttribute("value", "37");
  await expect(output(scope)).toHaveText("an hour of work 37 %");
  await expect(scope).toHaveAttribute("data-activity", "evaluating");
  await write(page, "devices", "1 + 1");
  await button(scope, "Stop").click();
  await expectDone(scope, "aborted");
  await expect(progress).toHaveAttribute("value", "37");
  await runButton(cell(page, "devices")).click();
  await expect(output(cell(page, "devices"))).toHaveText("2");
});

test("a bar grows in its place and leaves the other outputs alone", async ({ page }) => {
  await openLesson(page);
  const scope = cell(page, first);
  const growing = `let percent = 0;
await display("before");
bar(0);
await display("after");
while (percent < 100) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  bar(++percent / 100);
}`;
  await writeAndRun(page, first, bar + growing);
  await expect(output(scope)).toContainText("after");
  // Marked by hand: an element that is made anew has no mark.
  await output(scope)
    .locator(":scope > *")
    .evaluateAll((elements) => {
      for (const element of elements) (element as HTMLElement).dataset["mark"] = "kept";
    });
  await expectDone(scope);
  const progress = output(scope).getByRole("progressbar");
  await expect(progress).toHaveCount(1);
  await expect(progress).toHaveAttribute("value", "100");
  await expect(output(scope).locator(":scope > *")).toHaveText([/before/, /100 %/, /after/]);
  await expect(output(scope).locator(":scope > [data-mark]")).toHaveCount(3);
  // What changes a hundred times is not read aloud each time.
  await expect(output(scope).locator(".progress")).toHaveAttribute("aria-live", "off");
});

const simulation = `import { GiB, hours, Hypervisor, ms, Server, service } from "hypervisor-notebook";
const rack = new Server({ name: "rack", cpus: 8, memory: GiB(64), disk: GiB(500), trace: { limit: 1000 } });
const hv = rack.install(new Hypervisor());
for (let i = 0; i < 20; i++) {
  const vm = hv.create({ name: \`vm-\${i}\`, vcpus: 1, memory: GiB(1), disk: GiB(10), image: "alpine-3.21" });
  vm.launch(service({ name: "web", compute: ms(1), every: ms(100), arrivals: "poisson" }));
}
`;

test("a long simulation shows its progress, and Stop ends it in the middle", async ({ page }) => {
  await openLesson(page);
  await writeAndRun(page, first, simulation);
  await expectDone(cell(page, first));
  const scope = cell(page, "devices");
  // Far longer than the test waits for.
  await writeAndRun(
    page,
    "devices",
    `${bar}rack.run(hours(24), { progress: bar, every: 10_000 });`,
  );
  const progress = output(scope).getByRole("progressbar");
  await expect(progress).toBeVisible();
  await expect.poll(async () => Number(await progress.getAttribute("value"))).toBeGreaterThan(2);
  await expect(scope).toHaveAttribute("data-activity", "evaluating");
  await button(scope, "Stop").click();
  await expectDone(scope, "aborted");
  await writeAndRun(page, "devices", "[rack.trace.length <= 1000, hv.domains().length]");
  await expect(output(scope)).toHaveText("[ true, 20 ]");
});
