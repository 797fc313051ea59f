// Every page that was built has a policy as strict as what it needs allows, and names its inline scripts. The browser
// says which scripts there are, not the code that wrote the policy.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  cell,
  expect,
  lessonAddress,
  narrow,
  openLesson,
  output,
  test,
  writeAndRun,
} from "./lesson.ts";
import { dist } from "./weigh.ts";

const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".html"),
);
const isKernel = (name: string) => name.startsWith("kernel");
const pages = files.filter((name) => !isKernel(name));

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

interface Parsed {
  readonly policies: readonly string[];
  readonly scripts: readonly string[];
  readonly handlers: readonly string[];
  readonly isFirst: boolean;
}

/** What a browser finds in a document, without running any of it. */
function parse(html: string): Parsed {
  const page = new DOMParser().parseFromString(html, "text/html");
  const script = /^(?:|module|(?:text|application)\/(?:java|ecma)script)$/i;
  const meta = page.querySelector('meta[http-equiv="Content-Security-Policy" i]');
  const before = [...page.head.children].indexOf(meta as Element);
  return {
    policies: [...page.querySelectorAll('meta[http-equiv="Content-Security-Policy" i]')].map(
      (found) => found.getAttribute("content") ?? "",
    ),
    scripts: [...page.querySelectorAll("script:not([src])")]
      .filter((found) => script.test(found.getAttribute("type") ?? ""))
      .map((found) => found.textContent),
    handlers: [...page.querySelectorAll("*")].flatMap((element) =>
      [...element.attributes]
        .filter(({ name, value }) => name.startsWith("on") || /^\s*javascript:/i.test(value))
        .map(({ name }) => `${element.localName} ${name}`),
    ),
    isFirst: [...page.head.children]
      .slice(0, before)
      .every((found) => found.matches("meta[charset]")),
  };
}

const directivesOf = (policy: string) =>
  new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(/\s+/);
      return [name, sources] as const;
    }),
  );

/** Data in images and fonts, styles made in the page, and a worker of an embedded page that has no origin. */
const isElsewhereAllowed = (name: string, directive: string, source: string): boolean =>
  source === "data:" ||
  (directive === "style-src" && source === "'unsafe-inline'") ||
  (name.startsWith("embed/") && directive === "worker-src" && source === "blob:");

test("every page's policy allows its own inline scripts, and no others", async ({ page }) => {
  expect(pages.length).toBeGreaterThan(10);
  for (const name of pages) {
    const html = readFileSync(join(dist, name), "utf8");
    const { policies, scripts, handlers, isFirst } = await page.evaluate(parse, html);
    expect(policies, name).toHaveLength(1);
    expect(isFirst, `${name}: the policy stands before what it is to hold for`).toBe(true);
    expect(handlers, name).toEqual([]);
    const directives = directivesOf(policies[0] ?? "");
    const allowed = new Set(["'self'", "'wasm-unsafe-eval'", ...scripts.map(hash)]);
    expect(new Set(directives.get("script-src")), name).toEqual(allowed);
    expect(directives.get("default-src"), name).toEqual(["'none'"]);
    for (const [directive, sources] of directives)
      for (const source of sources)
        if (!isElsewhereAllowed(name, directive, source))
          expect(source, `${name}: ${directive}`).toMatch(
            /^'(?:self|none|wasm-unsafe-eval|sha256-.*)'$/,
          );
  }
});

test("the sandbox's documents allow evaluating and their worker, and nothing else", async ({
  page,
}) => {
  // In each language one for lessons, and one with the whole library for embedded pages.
  const names = files.filter(isKernel);
  expect(names).toHaveLength(4);
  for (const name of names) {
    const html = readFileSync(join(dist, name), "utf8");
    const { policies, scripts, isFirst } = await page.evaluate(parse, html);
    expect(isFirst, name).toBe(true);
    expect(scripts, name).toHaveLength(1);
    expect([...directivesOf(policies[0] ?? "")], name).toEqual([
      ["default-src", ["'none'"]],
      ["script-src", [...scripts.map(hash), "'unsafe-eval'", "blob:"]],
      ["worker-src", ["blob:"]],
      ["base-uri", ["'none'"]],
      ["form-action", ["'none'"]],
    ]);
  }
});

test.describe("on a page", () => {
  test.use({ ...narrow, forgiven: /Content Security Policy/ });

  test("no code comes from text", async ({ page }) => {
    await openLesson(page);
    const attempts = await page.evaluate(async () => {
      const attempt = (run: () => unknown) => {
        try {
          run();
          return "ran";
        } catch (error) {
          return (error as Error).name;
        }
      };
      const add = (html: string) => {
        document.body.append(document.createRange().createContextualFragment(html));
      };
      add(`<script>window.inline = 1</script>`);
      add(`<img src="data:," onerror="window.handler = 1">`);
      add(`<a id="to-script" href="javascript:window.followed = 1">x</a>`);
      document.querySelector<HTMLElement>("#to-script")?.click();
      add(`<iframe srcdoc="<script>parent.framed = 1</script>"></iframe>`);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const has = (name: string) => name in window;
      return {
        eval: attempt(() => (0, eval)("1")),
        constructed: attempt(() => Reflect.construct(Function, ["return 1"])),
        ran: ["inline", "handler", "followed", "framed"].filter(has),
      };
    });
    expect(attempts).toEqual({ eval: "EvalError", constructed: "EvalError", ran: [] });
    await writeAndRun(page, "two-machines", `eval("40 + 2")`);
    await expect(output(cell(page, "two-machines"))).toContainText("42");
  });
});

test("pages keep to their policy", async ({ page }) => {
  // Of the embedded pages, which are many and all alike, one cell.
  const visited = pages.filter(
    (found) => !/^(?:404|index)\./.test(found) && (!/^embed/.test(found) || /walls/.test(found)),
  );
  for (const name of visited) {
    await page.goto(`/${name.replace(/index\.html$/, "")}`);
    await page.waitForLoadState("networkidle");
  }
  await page.goto(lessonAddress("en"));
});
