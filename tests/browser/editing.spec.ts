// A cell becomes the reader's own: the editor, what it knows, and the language that cells are written in.
import { readFileSync } from "node:fs";
import {
  button,
  cell,
  count,
  expect,
  expectDone,
  heavy,
  monacoText,
  narrow,
  openLesson,
  openMonaco,
  output,
  plainEditor,
  runButton,
  runCell,
  test,
  write,
  writeAndRun,
  writeMonaco,
} from "./lesson.ts";
import { fileOf } from "./weigh.ts";

test.describe("opening the code", () => {
  test("a click opens an editor at once, and Monaco takes over when it has arrived", async ({
    page,
  }) => {
    const monaco = Promise.withResolvers<undefined>();
    await page.route(heavy.editor, async (route) => {
      await monaco.promise;
      await route.continue();
    });
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await scope.locator(".cell-editor code").click();
    await expect(plainEditor(scope)).toBeFocused();
    await page.keyboard.press("End");
    await page.keyboard.type(" // typed before Monaco");
    monaco.resolve(undefined);
    await expect(scope).toHaveAttribute("data-editor", "monaco");
    await expect(scope.locator(".view-lines")).toContainText("typed before Monaco");
    await expect(monacoText(scope)).toBeFocused();
    await page.keyboard.type(", and after");
    await expect(scope.locator(".view-lines")).toContainText("typed before Monaco, and after");
  });

  test("where Monaco cannot be fetched the plain editor stays, with the same Run", async ({
    page,
  }) => {
    await page.route(heavy.editor, (route) => route.abort());
    await openLesson(page);
    const scope = cell(page, "two-machines");
    const warned = page.waitForEvent("console", (message) => message.text().includes("editor"));
    await scope.locator(".cell-editor code").click();
    await warned;
    await plainEditor(scope).fill("6 * 7");
    await plainEditor(scope).press("Control+Enter");
    await expect(output(scope)).toHaveText("42");
  });

  test("Esc leaves the editor to the cell, where Shift+Enter runs it", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await openMonaco(page, "two-machines");
    await monacoText(scope).press("Escape");
    await expect(scope).toBeFocused();
    await page.keyboard.press("Shift+Enter");
    await expectDone(scope);
  });

  test("Tab is no trap", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await openMonaco(page, "two-machines");
    await expect(monacoText(scope)).toBeFocused();
    const text = await scope.locator(".view-lines").innerText();
    await page.keyboard.press("Tab");
    await expect(monacoText(scope)).not.toBeFocused();
    expect(await scope.locator(".view-lines").innerText()).toBe(text);
    await page.keyboard.press("Shift+Tab");
    await expect(monacoText(scope)).toBeFocused();
  });

  test("Monaco indents by two spaces, as the lesson's code is", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await openMonaco(page, "two-machines");
    await writeMonaco(page, "two-machines", "");
    await page.keyboard.type("if (true) {\n6");
    await expect(scope.locator(".view-line").nth(1)).toHaveText(/^\s{2}6$/);
  });

  test("Shift+Enter in Monaco runs the cell and goes on to the next", async ({ page }) => {
    await openLesson(page);
    await openMonaco(page, "two-machines");
    await writeMonaco(page, "two-machines", "6 * 7");
    await monacoText(cell(page, "two-machines")).press("Shift+Enter");
    await expect(output(cell(page, "two-machines"))).toHaveText("42");
    await expect(cell(page, "devices")).toBeFocused();
  });
});

test("the compiler is fetched when an editor is open, not by running", async ({
  page,
  traffic,
}) => {
  await openLesson(page);
  await runCell(page, "two-machines");
  expect(traffic.matching(heavy.compiler)).toEqual([]);
  await openMonaco(page, "two-machines");
  await expect.poll(() => traffic.matching(/\.wasm$/).length).toBe(1);
  // Not before the editor, which the reader waits for.
  const order = traffic.urls.findIndex((url) => url.includes("esbuild"));
  expect(traffic.urls.slice(0, order).some((url) => /\/types\//.test(url))).toBe(true);
  await writeMonaco(page, "two-machines", "const answer: number = 6 * 7;\nanswer");
  await expect(cell(page, "two-machines")).toHaveAttribute("data-validity", "stale");
  await runCell(page, "two-machines");
  await expect(output(cell(page, "two-machines"))).toHaveText("42");
});

test.describe("Monaco", () => {
  test("checks types, over all cells, and shows the library's documentation", async ({ page }) => {
    await openLesson(page);
    const editor = await openMonaco(page, "devices");
    const errors = editor.locator(".squiggly-error");
    const show = (source: string) => writeMonaco(page, "devices", source);

    await show(`const n: number = "x";`);
    await expect(errors).toHaveCount(1);

    // `server` is another cell's: known, with its type.
    await show(`server.install`);
    await expect(errors).toHaveCount(0);
    await show(`server.nope`);
    await expect(errors).toHaveCount(1);
    await errors.hover({ force: true }); // the text lies above its underline
    await expect(page.locator(".monaco-hover:visible")).toContainText("'nope' does not exist");

    // The same name again in another cell is no error, as in every notebook.
    await show(`const server = 1;`);
    await expect(errors).toHaveCount(0);
    await show(`await Promise.resolve(server.name)`);
    await expect(errors).toHaveCount(0);

    await show(`import { Hypervisor } from "hypervisor-notebook";\nnew Hypervisor().create`);
    await expect(errors).toHaveCount(0);
    await editor.getByText("create", { exact: true }).hover();
    await expect(page.locator(".monaco-hover:visible")).toContainText(
      "Defines a machine, installs",
    );

    await show(`import { nothing } from "hypervisor-notebook";`);
    await expect(errors).toHaveCount(1);
  });

  test("a type error is shown, and the cell can be run all the same", async ({ page }) => {
    await openLesson(page);
    const editor = await openMonaco(page, "two-machines");
    await writeMonaco(page, "two-machines", `const n: number = "x";\nn`);
    await expect(editor.locator(".squiggly-error")).toHaveCount(1);
    await runCell(page, "two-machines");
    await expect(output(cell(page, "two-machines"))).toHaveText('"x"');
  });
});

test.describe("Monaco on a Korean page", () => {
  test("speaks Korean: its own words, and the docstrings of the library", async ({
    page,
    traffic,
  }) => {
    await openLesson(page, "ko");
    const editor = await openMonaco(page, "devices", "ko");
    expect(traffic.matching(/monaco-korean/)).toHaveLength(1);
    await writeMonaco(page, "devices", `import { GiB } from "hypervisor-notebook";\nGiB(8)`);
    await expect(editor.locator(".squiggly-error")).toHaveCount(0);
    await editor.getByText("GiB", { exact: true }).last().hover();
    await expect(page.locator(".monaco-hover:visible")).toContainText("기비바이트를 바이트로");

    await writeMonaco(page, "devices", `server.nope`);
    await expect(editor.locator(".squiggly-error")).toHaveCount(1);
    await editor.locator(".squiggly-error").hover({ force: true });
    await expect(page.locator(".monaco-hover:visible")).toContainText("문제 보기");
  });

  test("an English page fetches neither", async ({ page, traffic }) => {
    await openLesson(page);
    await openMonaco(page, "devices");
    expect(traffic.matching(/monaco-korean/)).toEqual([]);
    const [types = ""] = traffic.matching(/\/types\//);
    expect(readFileSync(fileOf(types), "utf8")).not.toContain("기비바이트를 바이트로");
  });
});

test.describe("an edited cell", () => {
  test.use(narrow);

  test("speaks TypeScript and shows its last expression", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    for (const [source, shown] of [
      ["let x: number = 1; x", "1"],
      ["const x: number = 2;\nx", "2"], // its own name again, with another kind of declaration
      ["await Promise.resolve(3)", "3"],
      ["await new Promise<number>((resolve) => setTimeout(() => resolve(4), 1))", "4"],
      [
        "interface Box<T> { value: T }\nconst box = { value: 5 } satisfies Box<number>;\nbox.value",
        "5",
      ],
      ["type Id = string;\nconst id = 'six' as Id;\n`is ${id}`", '"is six"'],
      ["console.log('a', 1); console.log('b'); 7", "a 1\nb\n7"],
      ["const y = 8;", ""],
      ["enum Layer { Hardware, Guest }\nLayer[Layer.Guest]", '"Guest"'],
      ["", ""],
    ] as const) {
      await writeAndRun(page, "two-machines", source);
      await expectDone(scope);
      await expect(output(scope)).toHaveText(shown, { useInnerText: true });
    }
  });

  test("changes what cells below read, and they say that they are out of date", async ({
    page,
  }) => {
    await openLesson(page);
    await writeAndRun(page, "two-machines", `const server = "first"; server`);
    await writeAndRun(page, "devices", `server.length`);
    await expect(output(cell(page, "devices"))).toHaveText("5");
    await write(page, "two-machines", `const server = "another"; server`);
    await expectDone(cell(page, "two-machines"), "stale");
    await expectDone(cell(page, "devices"), "stale");
    await expect(cell(page, "devices").locator(".cell-notice")).toContainText("server");
    await runButton(cell(page, "devices")).click();
    await expect(output(cell(page, "devices"))).toHaveText("7");
    await expectDone(cell(page, "two-machines"));
  });

  test("may declare a name of another cell again", async ({ page }) => {
    await openLesson(page);
    await runCell(page, "two-machines");
    await writeAndRun(page, "devices", `const server = "mine"; server`);
    await expect(output(cell(page, "devices"))).toHaveText('"mine"');
  });

  test("prints while it runs", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(
      page,
      "two-machines",
      `for (let i = 1; i <= 3; i += 1) {
  console.log("line", i);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
await new Promise(() => {});`,
    );
    await expect(output(scope)).toHaveText("line 1\nline 2\nline 3", { useInnerText: true });
    await expect(scope).toHaveAttribute("data-activity", "evaluating");
    await expect(count(scope)).toHaveText("[*]");
    await button(scope, "Stop").click();
    await expectDone(scope, "aborted");
  });
});
