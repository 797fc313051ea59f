// The site while it is written (`npm run dev`) has the policy of the built one, and works with it.
import { spawn, type ChildProcess } from "node:child_process";
import {
  cell,
  expect,
  lessonAddress,
  narrow,
  output,
  runCell,
  test,
  writeAndRun,
} from "./lesson.ts";

const port = String(Number(process.env["PORT"] ?? "4322") + 2_000);
const address = `http://localhost:${port}`;

test.use({ ...narrow, baseURL: address, forgiven: /inline (?:script|event handler)|unsafe-eval/ });

let server: ChildProcess | undefined;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  const astro = ["--env-file=astro.env", "node_modules/astro/bin/astro.mjs", "dev", "--port", port];
  server = spawn(process.execPath, astro, { stdio: "ignore" });
  await expect
    .poll(
      () =>
        fetch(`${address}/favicon.svg`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 150_000 },
    )
    .toBe(true);
});

test.afterAll(() => {
  server?.kill();
});

test("a page of the dev server has its policy, keeps to it, and runs its cells", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await page.goto(lessonAddress("en"), { timeout: 120_000 });
  const policies = await page
    .locator("meta[http-equiv=Content-Security-Policy]")
    .evaluateAll((found) => found.map((meta) => meta.getAttribute("content") ?? ""));
  expect(policies).toHaveLength(1);
  expect(policies[0]).toContain(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-",
  );
  expect(policies[0]).toContain(`connect-src 'self' ws://localhost:${port};`);
  const scripts = /script-src ([^;]*)/.exec(policies[0] ?? "")?.[1] ?? "";
  expect(scripts).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|https?:/);

  await runCell(page, "two-machines");
  const code = `display({ [Symbol.for("Jupyter.display")]: () => ({ "text/vnd.mermaid": "flowchart LR\\n  a --> b", "text/plain": "a" }) });\nconst n: number = 42;\nn`;
  // Vite loads the page again when it meets a dependency for the first time, with the edit and without its run.
  await expect(async () => {
    await writeAndRun(page, "two-machines", code);
    await expect(output(cell(page, "two-machines"))).toContainText("42", { timeout: 20_000 });
  }).toPass({ timeout: 120_000 });
  await expect(
    output(cell(page, "two-machines")).locator("figure.diagram img:visible"),
  ).toBeVisible({ timeout: 90_000 });

  const ran = await page.evaluate(async () => {
    document.body.append(
      document.createRange().createContextualFragment("<script>window.inline = 1</script>"),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    try {
      return (0, eval)("'inline' in window ? 'inline' : 'eval'") as string;
    } catch {
      return "inline" in window ? "inline" : "nothing";
    }
  });
  expect(ran).toBe("nothing");
});
