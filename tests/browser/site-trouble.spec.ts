// What the site gives the page is not always what the page asked for: a network's sign-in page, half a file, nothing.
// Each kind of file, with each kind of trouble: the reader is told what it is and what helps, and when the trouble is
// over the next try works, without a reload wherever the browser allows it.
import type { Locator, Page, Route } from "@playwright/test";
import {
  button,
  cell,
  expect,
  expectDone,
  lessonAddress,
  openLesson,
  output,
  plainEditor,
  runButton,
  test,
  write,
  writeAndRun,
} from "./lesson.ts";

type Trouble = "unreachable" | "gone" | "damaged";

const words: Readonly<Record<Trouble, RegExp>> = {
  unreachable: /The site cannot be reached\. Check the connection/,
  gone: /newer release than this page\. Reload the page/,
  damaged: /answer was damaged on its way\. Try again/,
};

interface Failure {
  readonly trouble: Trouble;
  readonly answer: (route: Route) => Promise<void>;
}

const changed = (change: (body: Buffer) => Buffer) => async (route: Route) => {
  if (route.request().method() === "HEAD") return route.continue();
  const response = await route.fetch();
  return route.fulfill({ response, body: change(await response.body()) });
};

const failures = {
  "a sign-in page": {
    trouble: "damaged",
    answer: (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>Sign in" }),
  },
  "half a file": {
    trouble: "damaged",
    answer: changed((body) => body.subarray(0, Math.floor(body.length / 2))),
  },
  "a newer release": {
    trouble: "gone",
    answer: (route) => route.fulfill({ status: 404, contentType: "text/html", body: "Not found" }),
  },
  "a server in trouble": {
    trouble: "unreachable",
    answer: (route) => route.fulfill({ status: 503, contentType: "text/html", body: "Sorry" }),
  },
  "no connection": { trouble: "unreachable", answer: (route) => route.abort() },
} as const satisfies Record<string, Failure>;
type FailureName = keyof typeof failures;

const first = "two-machines";
const notice = (page: Page) => page.locator(".site-trouble");
const cellNotice = (page: Page) => cell(page, first).locator(".cell-notice");

const withPart = `import { GiB, HostOs, Server } from "hypervisor-notebook";
new Server({ name: "desk", cpus: 2, memory: GiB(16), disk: GiB(100) }).install(new HostOs()).state`;

/** The picture in place of a diagram's text. */
const drawn = (page: Page) => output(cell(page, first)).locator("img").first();
const bundle = {
  "text/vnd.mermaid": "flowchart LR\n  a[once] --> b[again]",
  "text/plain": "again",
};
const diagram = `display({ [Symbol.for("Jupyter.display")]: () => (${JSON.stringify(bundle)}) });`;

interface Target {
  readonly file: RegExp;
  /** Makes the page ask for the file. */
  readonly ask: (page: Page) => Promise<void>;
  /** Where the reader is told. */
  readonly told: (page: Page) => Locator;
  /** Shows that the file has come. */
  readonly works: (page: Page) => Promise<void>;
  /** A browser reads a module once a page: one that it could not read needs a reload. */
  readonly reload?: readonly FailureName[];
  readonly wide?: true;
}

const targets: Readonly<Record<string, Target>> = {
  "the kernel": {
    file: /\/kernel\/[0-9a-f]+\.html/,
    ask: (page) => runButton(cell(page, first)).click(),
    told: cellNotice,
    works: (page) => expectDone(cell(page, first)),
  },
  "a part of the library": {
    file: /\/kernel\/[0-9a-f]+\.js$/,
    ask: (page) => writeAndRun(page, first, withPart),
    told: (page) => output(cell(page, first)),
    works: (page) => expect(output(cell(page, first))).toHaveText('"up"'),
  },
  "the compiler's worker": {
    file: /compiler\.worker-/,
    ask: (page) => writeAndRun(page, first, "const two: number = 2;\ntwo"),
    told: (page) => output(cell(page, first)),
    works: (page) => expect(output(cell(page, first))).toHaveText("2"),
  },
  "the way to the compiler": {
    file: /compiler-client\./,
    ask: (page) => writeAndRun(page, first, "const two: number = 2;\ntwo"),
    told: (page) => output(cell(page, first)),
    works: (page) => expect(output(cell(page, first))).toHaveText("2"),
    reload: ["half a file"],
  },
  "the compiler's WebAssembly": {
    file: /esbuild-.*\.wasm$/,
    // Beyond the small compiler.
    ask: (page) => writeAndRun(page, first, "namespace N { export const two = 2; }\nN.two"),
    told: (page) => output(cell(page, first)),
    works: (page) => expect(output(cell(page, first))).toHaveText("2"),
  },
  "the editor": {
    file: /\/monaco\./,
    ask: (page) => button(cell(page, first), "Edit").click(),
    told: notice,
    works: async (page) => {
      await button(cell(page, "devices"), "Edit").click();
      await expect(cell(page, "devices")).toHaveAttribute("data-editor", "monaco");
    },
    reload: ["half a file"],
    wide: true,
  },
  "the editor's types": {
    file: /\/types\//,
    ask: (page) => button(cell(page, first), "Edit").click(),
    told: notice,
    works: async (page) => {
      await button(cell(page, "devices"), "Edit").click();
      await expect(cell(page, "devices")).toHaveAttribute("data-editor", "monaco");
    },
    wide: true,
  },
  "the type checker": {
    file: /ts\.worker-/,
    ask: (page) => button(cell(page, first), "Edit").click(),
    told: notice,
    works: async (page) => {
      await page.reload();
      await button(cell(page, first), "Edit").click();
      await expect(cell(page, first)).toHaveAttribute("data-editor", "monaco");
    },
    wide: true,
  },
  "what draws diagrams": {
    file: /\/mermaid\./,
    ask: (page) => writeAndRun(page, first, diagram),
    told: notice,
    works: (page) => expect(drawn(page)).toBeVisible(),
    reload: ["half a file"],
  },
  "what draws one kind of diagram": {
    file: /\/(?:flowDiagram|dagre)/,
    ask: (page) => writeAndRun(page, first, diagram),
    told: notice,
    works: (page) => expect(drawn(page)).toBeVisible(),
    reload: ["half a file"],
  },
  "a menu": {
    file: /\/notebook-menu\./,
    ask: (page) => button(page, "More").click(),
    told: notice,
    works: (page) => expect(page.getByRole("menu")).toBeVisible(),
    reload: ["half a file"],
  },
};

/** Answers for a file, and for questions about files, as the site does in this trouble. */
async function troubled(
  page: Page,
  file: RegExp,
  { answer }: Failure,
): Promise<() => Promise<void>> {
  await page.route(
    (url) => url.protocol.startsWith("http"),
    (route) => {
      const request = route.request();
      return file.test(request.url()) || request.method() === "HEAD"
        ? answer(route)
        : route.fallback();
    },
  );
  return () => page.unrouteAll({ behavior: "ignoreErrors" });
}

for (const [name, target] of Object.entries(targets))
  test.describe(() => {
    test.use({ forgiven: /./, viewport: { width: target.wide ? 1280 : 600, height: 900 } });
    for (const [happens, failure] of Object.entries(failures) as [FailureName, Failure][])
      test(`${name}: ${happens}`, async ({ page }) => {
        await openLesson(page);
        const end = await troubled(page, target.file, failure);
        await target.ask(page);
        await expect(target.told(page)).toContainText(words[failure.trouble]);
        await expect(target.told(page)).toBeVisible();
        // Nothing is wrong with what the reader wrote.
        await expect(target.told(page)).not.toContainText("SyntaxError");
        await end();
        if (target.reload?.includes(happens)) {
          await button(notice(page), "Reload").click();
          await expect(notice(page)).toBeHidden();
          await expect(runButton(cell(page, first))).toBeEnabled();
        }
        if (!target.wide) await target.ask(page);
        else if (target.reload?.includes(happens)) await target.ask(page);
        await target.works(page);
      });
  });

test.describe("a kernel's script", () => {
  // The browser says so, if the frame is there long enough.
  test.use({ forgiven: /^Unexpected identifier/ });
  test("that came with a mistake in its midst", async ({ page }) => {
    await openLesson(page);
    const broken = changed((body) => {
      const text = body.toString();
      // Where a statement may stand: what is in a text of the script's would be no mistake.
      const at = text.indexOf("function ", text.indexOf('id="kernel"') + 100_000);
      return Buffer.from(`${text.slice(0, at)} not JavaScript ${text.slice(at)}`);
    });
    await page.route(/\/kernel\/[0-9a-f]+\.html/, broken, { times: 1 });
    await runButton(cell(page, first)).click();
    await expect(cellNotice(page)).toContainText(words.damaged);
    await runButton(cell(page, first)).click();
    await expectDone(cell(page, first));
  });
});

test.describe("the page's own script", () => {
  test.use({ forgiven: /./ });
  for (const [happens, failure] of Object.entries(failures) as [FailureName, Failure][])
    for (const address of [lessonAddress("en"), `/embed${lessonAddress("en")}`])
      test(`${happens} (${address.split("/")[1] ?? ""})`, async ({ page }) => {
        const end = await troubled(page, /\/notebook[.-].*\.js$/, failure);
        await page.goto(address);
        await expect(notice(page)).toContainText("This page’s script has not come whole");
        await expect(runButton(cell(page, first))).toBeDisabled();
        await end();
        await button(notice(page), "Reload").click();
        await runButton(cell(page, first)).click();
        await expectDone(cell(page, first));
        await expect(notice(page)).toBeHidden();
      });
});

test("offline from the first Run on: said, and when the connection is back all works", async ({
  page,
}) => {
  await page.setViewportSize({ width: 600, height: 900 });
  await openLesson(page);
  await page.context().setOffline(true);
  await runButton(cell(page, first)).click();
  await expect(cellNotice(page)).toContainText(words.unreachable);
  await write(page, first, "const two: number = 2;\ntwo");
  await runButton(cell(page, first)).click();
  await expect(output(cell(page, first))).toContainText(words.unreachable);
  await button(page, "More").click();
  await expect(notice(page)).toContainText(words.unreachable);
  // A reload would leave nothing on the screen.
  await button(notice(page), "Reload").click();
  await expect(plainEditor(cell(page, first))).toHaveValue(/two: number/);
  await page.context().setOffline(false);
  await expect(notice(page)).toBeHidden();
  await runButton(cell(page, first)).click();
  await expect(output(cell(page, first))).toHaveText("2");
  await button(page, "More").click();
  await expect(page.getByRole("menu")).toBeVisible();
});
