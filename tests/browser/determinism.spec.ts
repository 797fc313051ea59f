// Same seed, same code: the same trace, byte for byte, in the browser as in Node, and nothing on the page moves that
// the reader did not move.
import { transform } from "esbuild";
import { compileCell } from "../../src/kernel/compile.ts";
import { createNodeKernel } from "../../src/kernel/node.ts";
import {
  cell,
  expect,
  languages,
  lessonAddress,
  narrow,
  openLesson,
  output,
  test,
  writeAndRun,
} from "./lesson.ts";

// Whatever the core has of randomness, contention and refusals; the trace is long, so its text is hashed (FNV-1a).
const scenario = `import { batch, GiB, Hypervisor, KiB, ms, seconds, Server, service } from "hypervisor-notebook";
const rack = new Server({ name: "rack", cpus: 2, memory: GiB(16), disk: GiB(100), seed: 7 });
const hv = rack.install(new Hypervisor());
for (const name of ["a", "b", "c"]) {
  const vm = hv.create({ name, vcpus: 2, memory: GiB(2), disk: GiB(5), image: "alpine-3.21" });
  vm.launch(service({ name: "web", compute: ms(3), every: ms(7), arrivals: "poisson", read: KiB(64), send: KiB(16) }));
  vm.launch(batch({ name: "job", compute: ms(300), write: KiB(512), threads: 2 }));
}
rack.run(seconds(4));
hv.lookup("b").suspend();
rack.run(ms(500));
hv.lookup("b").resume();
hv.lookup("c").shutdown();
try { hv.create({ name: "a", vcpus: 1, memory: GiB(1), disk: GiB(1), image: "alpine-3.21" }); } catch { /* in the trace */ }
rack.run(seconds(3));
const text = JSON.stringify(rack.trace);
let hash = 0x811c9dc5;
for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
\`\${rack.trace.length} records, \${text.length} characters, \${hash.toString(16)}\``;

test.describe("the core", () => {
  test.use(narrow);

  test("leaves the same trace in the browser as in Node", async ({ page }) => {
    const compilation = await compileCell("two-machines", scenario, transform);
    if (!compilation.ok) throw new Error(compilation.failure.message);
    const [result] = await createNodeKernel("en").run("two-machines", compilation.program);
    const expected = result?.output_type === "execute_result" ? result.data["text/plain"] : null;
    expect(expected).toMatch(/^"\d{4,} records, \d{6,} characters, [0-9a-f]+"$/);

    await openLesson(page);
    await writeAndRun(page, "two-machines", scenario);
    await expect(output(cell(page, "two-machines"))).toHaveText(String(expected));
  });
});

for (const language of languages)
  test(`nothing shifts while a lesson's drawings arrive (${language})`, async ({ page }) => {
    // Held back, so that the page is measured without them first.
    const held: (() => Promise<void>)[] = [];
    let arriving = false;
    await page.route("**/diagrams/*.svg", async (route) => {
      if (arriving) await route.continue();
      else held.push(() => route.continue());
    });
    await page.goto(lessonAddress(language), { waitUntil: "domcontentloaded" });
    const image = page.locator("figure.diagram img:visible").first();
    await image.scrollIntoViewIfNeeded();
    await expect.poll(() => held.length).toBeGreaterThan(0);
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("notebook-cell")].map(
          (element) => element.getBoundingClientRect().top + scrollY,
        ),
      );
    const before = await places();
    arriving = true;
    for (const release of held) await release();
    for (const scope of await page.locator("notebook-cell").all())
      await scope.scrollIntoViewIfNeeded();
    await expect
      .poll(() =>
        page
          .locator("figure.diagram img:visible")
          .evaluateAll((images) =>
            images.every((element) => (element as HTMLImageElement).naturalWidth > 0),
          ),
      )
      .toBe(true);
    expect(await places()).toEqual(before);
  });
