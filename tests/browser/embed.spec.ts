// A lesson or a cell in a page of another site: on another origin, in a frame without an origin of its own, where
// storage is refused and the site's server allows no other origin anything.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  expect as baseExpect,
  test,
  type FrameLocator,
  type Page,
  type Route,
} from "@playwright/test";
import { complaints } from "./axe.ts";

const expect = baseExpect.configure({ timeout: 20_000 });
const lesson = "virtual-machines/one-server-many-machines";

/** A course page, by its path, from a server of its own: Chromium lets no public page show one of this machine's. */
const pages = new Map<string, string>();
let server: Server;
let course = "";

test.beforeAll(async () => {
  server = createServer(({ url }, response) => {
    response.setHeader("content-type", "text/html").end(pages.get(url ?? "") ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  course = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
test.afterAll(() => server.close());

/** Puts a course page there and opens it. */
async function openCourse(page: Page, body: string): Promise<void> {
  const path = `/${test.info().testId}`;
  pages.set(path, `<!doctype html><html lang="en"><title>Course</title>${body}`);
  await page.goto(course + path);
}

/** A course page with a frame, which does or does not do what the frame asks. */
async function embed(
  page: Page,
  path: string,
  { sandbox = "allow-scripts", follows = true, width = 900 } = {},
): Promise<FrameLocator> {
  const base = new URL(test.info().project.use.baseURL ?? "");
  await openCourse(
    page,
    `<h1>Course</h1><iframe title="lesson" src="${new URL(path, base).href}" ${sandbox === "" ? "" : `sandbox="${sandbox}"`} width="${String(width)}" height="300"></iframe>
<script>addEventListener("message", ({ data }) => { (window.told ??= []).push(data); if (${String(follows)} && data.type === "resize") document.querySelector("iframe").style.height = data.height + "px"; });</script>`,
  );
  return page.frameLocator("iframe");
}

const first = (frame: FrameLocator) => frame.locator("notebook-cell").first();
const heightOf = (page: Page) =>
  page.locator("iframe").evaluate((frame) => frame.getBoundingClientRect().height);

for (const language of ["en", "ko"])
  for (const sandbox of ["allow-scripts", ""])
    test(`one cell runs, after those it needs, unseen (${language}, ${sandbox === "" ? "no sandbox" : "sandbox"})`, async ({
      page,
    }) => {
      test.setTimeout(90_000);
      if (sandbox === "")
        await page.addInitScript(() => {
          Object.defineProperty(window, "localStorage", {
            get: () => {
              throw new DOMException("third-party storage is blocked", "SecurityError");
            },
          });
        });
      const frame = await embed(page, `/embed/${language}/${lesson}/walls/`, { sandbox });
      await expect(frame.locator("notebook-cell")).toHaveCount(1);
      await expect(frame.locator("html")).toHaveAttribute("lang", language);
      await frame.locator(".cell-run").click();
      await expect(first(frame)).toHaveAttribute("data-validity", "evaluated");
      await expect(first(frame).locator(".cell-output")).toContainText("forged-transmit");
      // Not the first that ran.
      await expect(first(frame).locator(".cell-count")).not.toHaveText("[1]");
    });

test("without an origin, an edit compiles and runs, and an error names its line", async ({
  page,
}) => {
  test.setTimeout(90_000);
  const frame = await embed(page, `/embed/en/${lesson}/two-machines/`);
  await frame.getByRole("button", { name: "Edit", exact: true }).click();
  const text = frame.locator("textarea.cell-plain-editor");
  await text.fill("const answer: number = 6 * 7;\nanswer");
  await text.press("Control+Enter");
  await expect(first(frame).locator(".cell-output")).toHaveText("42");
  await text.fill("const a = 1;\nthrow new Error('here');");
  await text.press("Control+Enter");
  await expect(first(frame).locator(".cell-output")).toContainText("line 2");
  await text.fill("const a = 1;\nconst = 2;");
  await text.press("Control+Enter");
  await expect(first(frame).locator(".cell-output")).toContainText("line 2");
});

for (const [happens, answer, told] of [
  [
    "a sign-in page",
    (route: Route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>Sign in" }),
    "The site’s answer was damaged on its way. Try again",
  ],
  [
    "no connection",
    (route: Route) => route.abort(),
    "The site cannot be reached. Check the connection",
  ],
] as const)
  test(`without an origin, the small compiler comes at the next try after ${happens}`, async ({
    page,
  }) => {
    const frame = await embed(page, `/embed/en/${lesson}/two-machines/`);
    const address = await frame.locator("notebook-tools").getAttribute("data-compiler");
    // The page's own script stands for the site when the page asks what is wrong.
    await page.route(
      (url) => url.pathname === address || url.pathname.startsWith("/embed/notebook-"),
      answer,
    );
    await frame.getByRole("button", { name: "Edit", exact: true }).click();
    const text = frame.locator("textarea.cell-plain-editor");
    await text.fill("const two: number = 2;\ntwo");
    await text.press("Control+Enter");
    await expect(first(frame).locator(".cell-output")).toContainText(told);
    await expect(first(frame).locator(".cell-output")).not.toContainText("SyntaxError");
    await page.unrouteAll();
    await text.press("Control+Enter");
    await expect(first(frame).locator(".cell-output")).toHaveText("2");
  });

for (const [language, edit, expected] of [
  ["en", "Edit", "Expected TypeScript that an embedded page can compile, found namespace."],
  ["ko", "편집", "다른 페이지에 넣은 셀은 이 문법을 컴파일하지 못합니다: namespace"],
] as const)
  test(`without an origin, exports work, and what does not is named (${language})`, async ({
    page,
  }) => {
    test.setTimeout(90_000);
    const frame = await embed(page, `/embed/${language}/${lesson}/two-machines/`);
    await frame.getByRole("button", { name: edit, exact: true }).click();
    const text = frame.locator("textarea.cell-plain-editor");
    const output = first(frame).locator(".cell-output");
    for (const [source, shown] of [
      ["export const q = 7;\nq", "7"],
      ["export function f() { return 8 }\nf()", "8"],
      ["const list = [1];\nlist.push(2);\n-9 as number", "-9"],
      ["using r = null\nconst n = 10\n;[n].length + 9", "10"],
      ["namespace N { export const a = 1 }\nN.a", expected],
      ["const a: number = 6 * 7;\na", "42"],
    ] as const) {
      await text.fill(source);
      await text.press("Control+Enter");
      await expect(output).toContainText(shown);
    }
  });

test("without an origin, an error of the lesson's own code names its line, too", async ({
  page,
}) => {
  test.setTimeout(90_000);
  const frame = await embed(page, `/embed/en/${lesson}/three-machines/`);
  await frame.locator(".cell-run").click();
  await expect(first(frame).locator(".cell-output")).toContainText("cell three-machines, line ");
});

test("without an origin, parts of the library are there", async ({ page }) => {
  test.setTimeout(90_000);
  const frame = await embed(page, `/embed/en/${lesson}/two-machines/`);
  await frame.getByRole("button", { name: "Edit", exact: true }).click();
  const text = frame.locator("textarea.cell-plain-editor");
  await text.fill(`import { Cluster } from "hypervisor-notebook";\ntypeof Cluster`);
  await text.press("Control+Enter");
  await expect(first(frame).locator(".cell-output")).toHaveText(`"function"`);
});

test("without an origin, edits are there again after the frame's process has died", async ({
  page,
  browser,
}) => {
  test.setTimeout(90_000);
  const frame = await embed(page, `/embed/en/${lesson}/two-machines/`);
  await frame.getByRole("button", { name: "Edit", exact: true }).click();
  const text = frame.locator("textarea.cell-plain-editor");
  await text.fill("const mine: number = 6 * 7;\nmine");
  await text.press("Control+Enter");
  await expect(first(frame).locator(".cell-output")).toHaveText("42");
  await expect(frame.locator(".notebook-notice")).toContainText("until you close it");

  // Playwright takes the page for crashed as well: it is asked over sessions of its own.
  const own = await page.context().newCDPSession(page);
  const root = await browser.newBrowserCDPSession();
  const died = new Promise((resolve) => root.once("Target.targetCrashed", resolve));
  await root.send("Target.setDiscoverTargets", { discover: true });
  const { targetInfos } = await root.send("Target.getTargets");
  const target = targetInfos.find(({ url }) => url.includes("/embed/"));
  const { sessionId } = await root.send("Target.attachToTarget", {
    targetId: target?.targetId ?? "none",
    flatten: false,
  });
  await root.send("Target.sendMessageToTarget", {
    sessionId,
    message: JSON.stringify({ id: 1, method: "Page.crash" }),
  });
  await died;
  await own.send("Runtime.evaluate", { expression: `document.querySelector("iframe").src += ""` });
  const read = async (): Promise<unknown> => {
    const { targetInfos: now } = await root.send("Target.getTargets");
    const again = now.find(({ url, targetId }) => url.includes("/embed/") && targetId !== "");
    if (again === undefined) return null;
    const attached = await root.send("Target.attachToTarget", {
      targetId: again.targetId,
      flatten: false,
    });
    const answered = new Promise<unknown>((resolve) => {
      root.on("Target.receivedMessageFromTarget", ({ sessionId: from, message }) => {
        if (from === attached.sessionId) resolve(JSON.parse(message));
      });
    });
    await root.send("Target.sendMessageToTarget", {
      sessionId: attached.sessionId,
      message: JSON.stringify({
        id: 1,
        method: "Runtime.evaluate",
        params: { expression: `document.querySelector(".cell-editor")?.textContent ?? ""` },
      }),
    });
    const answer = (await answered) as { result?: { result?: { value?: unknown } } };
    return answer.result?.result?.value ?? null;
  };
  await expect.poll(read).toContain("const mine: number = 6 * 7;");
});

test("the frame says how high its content is, again when that changes", async ({ page }) => {
  const frame = await embed(page, `/embed/en/${lesson}/two-machines/`);
  await expect.poll(() => heightOf(page)).toBeGreaterThan(400);
  const before = await heightOf(page);
  const inner = frame.locator("html");
  expect(await inner.evaluate((html) => html.scrollHeight - html.clientHeight)).toBeLessThanOrEqual(
    0,
  );
  await frame.getByRole("button", { name: "Edit", exact: true }).click();
  await frame
    .locator("textarea")
    .fill(Array.from({ length: 60 }, (_, i) => `// ${String(i)}`).join("\n"));
  await expect.poll(() => heightOf(page)).toBeGreaterThan(before);
  // And back, when there is less: the page does not grow for ever.
  await frame.locator("textarea").fill("1");
  await expect.poll(() => heightOf(page)).toBeLessThan(before);
  const told = await page.evaluate(() => (window as unknown as { told: unknown[] }).told);
  expect(told).toContainEqual({ subject: "lti.frameResize", height: expect.any(Number) });
});

test("where the page around does not follow, the frame scrolls", async ({ page }) => {
  const frame = await embed(page, `/embed/en/${lesson}/`, { follows: false });
  const html = frame.locator("html");
  await expect(frame.locator(".cell-run:enabled").first()).toBeVisible();
  expect(await html.evaluate((root) => root.scrollHeight > root.clientHeight)).toBe(true);
  expect(await html.evaluate((root) => getComputedStyle(root).overflowY)).not.toBe("hidden");
});

for (const width of [320, 900])
  for (const colorScheme of ["light", "dark"] as const)
    test(`a lesson without the site's frame is accessible and does not scroll sideways (${colorScheme}, ${String(width)} px)`, async ({
      page,
    }) => {
      test.setTimeout(90_000);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`/embed/ko/${lesson}/`);
      await expect(page.locator(".cell-run:enabled").first()).toBeVisible();
      expect(await complaints(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
      await expect(page.locator("header, .sidebar, site-search")).toHaveCount(0);
    });

test("the address may ask for a theme", async ({ page }) => {
  await page.goto(`/embed/en/${lesson}/walls/?theme=dark`);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

for (const [menu, snippetPath] of [
  ["More", `/embed/en/${lesson}/`],
  ["More: walls", `/embed/en/${lesson}/walls/`],
] as const)
  test(`the snippet of “${menu}” can be copied, and shows what it says`, async ({
    page,
    context,
  }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`/en/${lesson}/`);
    await page.getByRole("button", { name: menu, exact: true }).click();
    await page.getByRole("menuitem", { name: /^Embed this/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Copy" }).click();
    await expect(dialog.getByRole("status")).toHaveText("Copied.");
    const snippet = await page.evaluate(() => navigator.clipboard.readText());
    expect(snippet).toContain(snippetPath);
    expect(await complaints(page)).toEqual([]);
    await openCourse(page, snippet);
    await expect(page.frameLocator("iframe").locator(".cell-run:enabled").first()).toBeVisible();
    await expect.poll(() => heightOf(page)).not.toBe(600);
  });
