// When a reader's code is wrong, the page says what happened, and where: in the reader's own TypeScript.
import type { Locator } from "@playwright/test";
import {
  button,
  cell,
  count,
  expect,
  expectDone,
  lesson,
  names,
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

const place = (scope: Locator): Locator => output(scope).locator(".error > p .error-place");

/** Types that vanish, blank lines and calls over several lines: the compiled code has other lines than this. */
const preamble = `interface Machine {
  readonly name: string;
  readonly memory: number;
}

type Names = readonly string[];

const machines = [
  { name: "shop", memory: 8 },
  { name: "blog", memory: 4 },
] satisfies Machine[];

const names: Names = machines
  .filter(
    (machine): machine is { name: string; memory: number } => machine.memory > 2,
  )
  .map(({ name }) => name);
`;
const preambleLines = preamble.split("\n").length - 1;

test.describe("an error of a run", () => {
  test.use(narrow);

  test("names the line of the reader's TypeScript", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    for (const [line, code, message] of [
      [1, `throw new Error("first");`, "first"],
      [3, `\n\nnames.nope.length`, "Cannot read properties of undefined"],
      [
        2,
        `const f = (name: string): void => {\n  throw new RangeError(name);\n};\nf("inside");`,
        "inside",
      ],
      [
        3,
        `machines\n  .map(({ memory }) => memory)\n  .forEach((memory) => (memory as any)());`,
        "not a function",
      ],
      [
        2,
        `await Promise.resolve();\nawait Promise.reject(new Error("after a wait"));`,
        "after a wait",
      ],
      [1, `undefinedName + 1`, "undefinedName is not defined"],
    ] as const) {
      await writeAndRun(page, "two-machines", preamble + code);
      await expectDone(scope);
      await expect(output(scope).locator(".error-message")).toContainText(message);
      await expect(place(scope)).toHaveText(
        `cell two-machines, line ${String(preambleLines + line)}`,
      );
      await expect(plainEditor(scope)).toHaveAttribute("aria-invalid");
    }
    await writeAndRun(page, "two-machines", "1");
    await expect(output(scope)).toHaveText("1");
    await expect(plainEditor(scope)).not.toHaveAttribute("aria-invalid");
  });

  for (const [language, meant] of [
    ["en", "Did you mean server?"],
    ["ko", "혹시 server인가요?"],
  ] as const)
    test(`has a hint about a misspelt name before its cell has run (${language})`, async ({
      page,
    }) => {
      await openLesson(page, language);
      const scope = cell(page, "devices");
      await button(scope, names[language].edit).click();
      await plainEditor(scope).fill("servr.cpus");
      await runButton(scope, language).click();
      await expectDone(scope);
      await expect(output(scope)).toContainText("servr is not defined");
      await expect(output(scope)).toContainText(meant);
    });

  test("leads into the earlier cell whose function threw, and back to the call", async ({
    page,
  }) => {
    await openLesson(page);
    await writeAndRun(
      page,
      "two-machines",
      `${preamble}function check(name: string): void {\n  if (!names.includes(name))\n    throw new Error("no " + name);\n}`,
    );
    await expectDone(cell(page, "two-machines"));
    await writeAndRun(page, "devices", `type Unused = number;\n\ncheck("mail");`);
    const scope = cell(page, "devices");
    await expect(place(scope)).toHaveText(`cell two-machines, line ${String(preambleLines + 3)}`);
    const stack = output(scope).locator(".error-trace");
    await expect(stack.locator("li").first()).toBeHidden();
    await stack.locator("summary").click();
    await expect(stack.locator("li")).toHaveText([
      `cell two-machines, line ${String(preambleLines + 3)} check`,
      "cell devices, line 3",
    ]);
    await expect(plainEditor(scope)).toHaveAttribute("title", /^3: no mail/);
  });

  test("leaves the state before it, and drops what was waiting for it", async ({ page }) => {
    await openLesson(page);
    await writeAndRun(page, "two-machines", `const kept = 5;\nthrow new Error("after");`);
    await expectDone(cell(page, "two-machines"));
    await expect(count(cell(page, "two-machines"))).toHaveText("[1]");
    await write(page, "devices", "kept");
    await runButton(cell(page, "devices")).click();
    await expect(output(cell(page, "devices"))).toHaveText("5");
  });

  test("has a hint about the engine's message, fetched with the first of them", async ({
    page,
  }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    for (const [code, hint] of [
      [`const vm: any = { start() {} };\nvm.strat()`, "Did you mean vm.start?"],
      [`const loop = (): number => 1 + loop();\nloop()`, "calls itself without end"],
      [`const a = ;`, "stands before it"],
    ] as const) {
      await writeAndRun(page, "two-machines", code);
      await expect(output(scope)).toContainText(hint);
    }
  });

  test("can be anything that was thrown", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    for (const [code, name, message] of [
      [`throw "x";`, "Uncaught", "x"],
      [`throw null;`, "Uncaught", "null"],
      [`throw { code: 7 };`, "Uncaught", "7"],
      [`const loop = (): number => 1 + loop();\nloop()`, "RangeError", "call stack"],
      [`class Full extends Error { name = "Full" }\nthrow new Full("no room");`, "Full", "no room"],
      [`({ get a(): never { throw new Error("from a getter"); } }).a`, "Error", "from a getter"],
    ] as const) {
      await writeAndRun(page, "two-machines", code);
      await expectDone(scope);
      await expect(output(scope).locator(".error-name")).toHaveText(name);
      await expect(output(scope).locator(".error-message")).toContainText(message);
    }
  });

  test("that no handler waits for is reported in the cell that caused it", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(
      page,
      "two-machines",
      `void Promise.reject(new Error("unheard"));\nawait new Promise((resolve) => setTimeout(resolve, 20));`,
    );
    await expectDone(scope);
    await expect(output(scope).locator(".error-message")).toContainText("unheard");
    await expect(place(scope)).toHaveText("cell two-machines, line 1");
    await writeAndRun(page, "two-machines", "6 * 7");
    await expect(output(scope)).toHaveText("42");
  });

  test("of a timer that fires after the cell's end is reported there as well", async ({ page }) => {
    await openLesson(page);
    await writeAndRun(page, "two-machines", `setTimeout(() => { throw new Error("late"); }, 20);`);
    await expectDone(cell(page, "two-machines"));
    await writeAndRun(page, "devices", `await new Promise((resolve) => setTimeout(resolve, 100))`);
    await expectDone(cell(page, "devices"));
    await expect(page.getByRole("log").getByText("late")).toBeVisible({ timeout: 1 });
  });

  test("from the library says what was expected, what was found and what to try", async ({
    page,
  }) => {
    await openLesson(page);
    await writeAndRun(
      page,
      "two-machines",
      `import { GiB, Server } from "hypervisor-notebook";\n\nnew Server({\n  name: "rack",\n  cpus: 1.5,\n  memory: GiB(1),\n  disk: GiB(1),\n});`,
    );
    const scope = cell(page, "two-machines");
    await expect(output(scope).locator(".error-message")).toContainText(/cpus is 1\.5\. Expected/);
    await expect(output(scope).locator(".error-hint")).toContainText(/Hint \S/);
    await expect(place(scope)).toHaveText("cell two-machines, line 3");
  });
});

test.describe("a syntax error", () => {
  test.use(narrow);

  test("is shown at its line, and nothing runs", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    for (const [line, code] of [
      [preambleLines + 2, `${preamble}console.log("it ran");\nconst 1x = 2;`],
      [1, `let a = ;`],
      [2, `const a = 1;\nconst a = 2;`],
    ] as const) {
      await writeAndRun(page, "two-machines", code);
      await expectDone(scope, "aborted");
      await expect(place(scope)).toHaveText(`cell two-machines, line ${String(line)}`);
      await expect(output(scope)).not.toContainText("it ran");
      await expect(count(scope)).toHaveText("[ ]");
    }
  });

  test("in a needed cell is why a cell below did not run", async ({ page }) => {
    await openLesson(page);
    await runCell(page, "two-machines");
    await write(page, "two-machines", "const server = ;");
    await runButton(cell(page, "devices")).click();
    await expectDone(cell(page, "two-machines"), "aborted");
    await expectDone(cell(page, "devices"), "aborted");
    await expect(cell(page, "devices").locator(".cell-notice")).toContainText("two-machines");
  });
});

test.describe("the stack of an error", () => {
  test.use(narrow);

  test("has the reader's frames, and of the library's their number", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(
      page,
      "two-machines",
      `import { Server } from "hypervisor-notebook";
function build() {
  return new Server({ cpus: 0 } as never);
}
[1].map(() => build());`,
    );
    await expectDone(scope);
    const stack = output(scope).locator(".error-trace");
    await stack.locator("summary").click();
    const items = await stack.locator("li").allTextContents();
    expect(items[0]).toMatch(/^… \d+ frames? of the library$/);
    expect(items.slice(1)).toEqual([
      "cell two-machines, line 3 build",
      "cell two-machines, line 5",
      "cell two-machines, line 5",
    ]);
  });

  test("leads to each line, in its cell's editor", async ({ page }) => {
    await openLesson(page);
    await writeAndRun(
      page,
      "two-machines",
      `const before = 1;\nfunction check(): never {\n  throw new Error("no");\n}`,
    );
    await expectDone(cell(page, "two-machines"));
    await writeAndRun(page, "devices", `\n\ncheck();`);
    const scope = cell(page, "devices");
    await expectDone(scope);
    const line = (id: string) =>
      plainEditor(cell(page, id)).evaluate((element) => {
        const area = element as HTMLTextAreaElement;
        return document.activeElement === area
          ? area.value.slice(0, area.selectionStart).split("\n").length
          : null;
      });
    await place(scope).click();
    await expect.poll(() => line("two-machines")).toBe(3);
    await output(scope).locator(".error-trace summary").press("Enter");
    await button(output(scope).locator(".error-trace"), "cell devices, line 3").press("Enter");
    await expect.poll(() => line("devices")).toBe(3);
  });
});

test.describe("the line of an error is marked", () => {
  test("in the plain editor, where it can be seen", async ({ page }) => {
    await page.setViewportSize(narrow.viewport);
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(page, "two-machines", `const a = 1;\nconst b = 2;\nthrow new Error("here");`);
    await expectDone(scope);
    const mark = scope.locator(".plain-error-line");
    await expect(mark).toBeVisible();
    const [line, area] = await Promise.all([mark.boundingBox(), plainEditor(scope).boundingBox()]);
    const height = await plainEditor(scope).evaluate((element) => {
      const { lineHeight, paddingTop } = getComputedStyle(element);
      return { line: parseFloat(lineHeight), padding: parseFloat(paddingTop) };
    });
    expect(
      Math.abs((line?.y ?? 0) - (area?.y ?? 0) - height.padding - 2 * height.line),
    ).toBeLessThan(2);
    await expect(plainEditor(scope)).toHaveAccessibleDescription("3: here");
    await write(page, "two-machines", "1");
    await expect(mark).toBeHidden();
  });

  test("in Monaco, until the code changes", async ({ page }) => {
    await openLesson(page);
    const editor = await openMonaco(page, "two-machines");
    await writeMonaco(page, "two-machines", `${preamble}throw new Error("here");`);
    await runButton(cell(page, "two-machines")).click();
    await expectDone(cell(page, "two-machines"));
    const mark = editor.locator(".error-line");
    await expect(mark).toHaveCount(1);
    // Both at one moment: the page may still be scrolling to the error.
    const apart = await mark.evaluate((element) => {
      const line = [
        ...(element.closest(".monaco-editor")?.querySelectorAll(".view-line") ?? []),
      ].find(({ textContent }) => /^throw.new.Error/.test(textContent));
      return element.getBoundingClientRect().top - (line?.getBoundingClientRect().top ?? NaN);
    });
    expect(Math.abs(apart)).toBeLessThan(3);
    await writeMonaco(page, "two-machines", "1");
    await expect(mark).toHaveCount(0);
  });

  test("in code that the reader has not opened", async ({ page }) => {
    await openLesson(page);
    await page.setViewportSize(narrow.viewport);
    await writeAndRun(page, "two-machines", "const server = null, shop = null, blog = null;");
    await runButton(cell(page, "devices")).click();
    await expectDone(cell(page, "devices"));
    const source = lesson.cells.find(({ id }) => id === "devices")?.source ?? "";
    const line = source.split("\n").findIndex((text) => text.startsWith("devices(")) + 1;
    expect(line).toBeGreaterThan(0);
    await expect(place(cell(page, "devices"))).toHaveText(`cell devices, line ${String(line)}`);
    await expect(cell(page, "devices").locator(".line.failed")).toHaveText(/^devices\(/);
  });
});
