// The plain editor hands over to Monaco while the reader goes on: whatever is typed, composed, pasted, selected or held
// down meanwhile is in the text, once, where it was meant to be. The hand-over is asked for at every point of a key's way
// (before the key, at its letter, after it), many times in one page: when Monaco arrives by itself is chance.
import type { CDPSession, Page } from "@playwright/test";
import {
  button,
  cell,
  expect,
  heavy,
  lesson,
  monacoText,
  openLesson,
  openMonaco,
  plainEditor,
  test,
  writeMonaco,
} from "./lesson.ts";

const id = "two-machines";
const key = `hypervisor-notebook/v1/${lesson.slug}/${id}`;

/** The element's own method, as the page calls it when the reader changes the editor. */
type Exchanging = HTMLElement & { useEditor(kind: "plain" | "monaco"): void };

/** Back to the plain editor with this text, the caret at its end. */
async function startPlain(page: Page, text: string): Promise<void> {
  const scope = cell(page, id);
  await scope.evaluate((element) => {
    (element as Exchanging).useEditor("plain");
  });
  await plainEditor(scope).fill(text);
  await plainEditor(scope).press("Control+End");
}

/** From the next event of this kind in the plain editor on, Monaco is to take over. */
function askAt(page: Page, event: string, count = 1): Promise<void> {
  return cell(page, id).evaluate(
    (element, [kind, times]) => {
      let left = times;
      const ask = () => {
        left -= 1;
        if (left > 0) return;
        element.removeEventListener(kind, ask, true);
        (element as Exchanging).useEditor("monaco");
      };
      element.addEventListener(kind, ask, true);
    },
    [event, count] as const,
  );
}

const monacoIsThere = (page: Page): Promise<void> =>
  expect(cell(page, id)).toHaveAttribute("data-editor", "monaco");

/** What the notebook has, by what it stores, and what the editor shows. */
async function expectText(page: Page, text: string, what: string): Promise<void> {
  const stored = () =>
    page.evaluate((name) => {
      const { source } = JSON.parse(localStorage.getItem(name) ?? "{}") as { source?: string };
      return source;
    }, key);
  await expect.poll(stored, what).toBe(text);
  const lines = cell(page, id).locator(".view-lines");
  await expect
    .poll(async () => (await lines.innerText()).replaceAll("\u00a0", " ").split("\n").sort(), what)
    .toEqual(text.split("\n").sort());
}

/** Monaco is there already, so that a hand-over takes no time. */
async function open(page: Page): Promise<void> {
  await openLesson(page);
  await openMonaco(page, id);
}

const letters = "abcdefghijklmnopqrstuvwxyz";

test("no letter is lost, wherever in a key's way Monaco takes over", async ({ page }) => {
  await open(page);
  for (const event of ["keydown", "beforeinput", "input", "keyup"])
    for (const count of [1, 2, 3, 5, 8])
      for (const delay of [0, 4, 12]) {
        const what = `asked for at ${event} ${String(count)}, a key every ${String(delay)} ms`;
        await startPlain(page, "// ");
        await askAt(page, event, count);
        await page.keyboard.type(letters, { delay });
        await monacoIsThere(page);
        await expectText(page, `// ${letters}`, what);
      }
});

test("no letter is lost when Monaco arrives by itself under steady typing", async ({ page }) => {
  await openLesson(page);
  for (let round = 0; round < 4; round += 1) {
    await page.evaluate(() => {
      localStorage.clear();
    });
    const monaco = Promise.withResolvers<undefined>();
    await page.route(heavy.editor, async (route) => {
      await monaco.promise;
      await route.continue();
    });
    await openLesson(page);
    await button(cell(page, id), "Edit").click();
    await plainEditor(cell(page, id)).fill("// ");
    let typed = "";
    const type = async () => {
      const letter = letters[typed.length % letters.length] ?? "";
      typed += letter;
      await page.keyboard.type(letter, { delay: 7 });
    };
    for (let each = 0; each < 10; each += 1) await type();
    monaco.resolve(undefined);
    while ((await cell(page, id).getAttribute("data-editor")) !== "monaco") await type();
    for (let each = 0; each < 10; each += 1) await type();
    await expectText(page, `// ${typed}`, `round ${String(round)}`);
    await page.unroute(heavy.editor);
  }
});

test("a key that is held down goes on in Monaco", async ({ page }) => {
  await open(page);
  for (const count of [1, 4]) {
    await startPlain(page, "// ");
    await askAt(page, "keydown", count);
    // A second `down` of a key that is down already is a repetition.
    for (let each = 0; each < 30; each += 1) await page.keyboard.down("x");
    await page.keyboard.up("x");
    await monacoIsThere(page);
    await expectText(page, `// ${"x".repeat(30)}`, `asked for at keydown ${String(count)}`);
  }
});

/** Types Hangul as an input method does: each syllable grows, is taken over, and the next begins at once. */
async function compose(client: CDPSession, syllables: readonly string[][]): Promise<void> {
  for (const steps of syllables) {
    for (const text of steps)
      await client.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await client.send("Input.insertText", { text: steps.at(-1) ?? "" });
  }
}

const hangul = [
  ["ㅎ", "하", "한"],
  ["ㄱ", "그", "글"],
  ["ㅇ", "이", "입"],
  ["ㄹ", "려", "력"],
];

test("syllables that are being composed stay whole", async ({ page, context }) => {
  await open(page);
  const client = await context.newCDPSession(page);
  for (const event of ["compositionstart", "compositionupdate", "compositionend", "input"])
    for (const count of [1, 2, 4, 7]) {
      await startPlain(page, "// ");
      await askAt(page, event, count);
      await compose(client, hangul);
      await compose(client, hangul);
      // Where it was asked for after the last event of its kind, it takes over when the reader is done.
      await cell(page, id).evaluate((element) => {
        (element as Exchanging).useEditor("monaco");
      });
      await monacoIsThere(page);
      await expectText(page, "// 한글입력한글입력", `asked for at ${event} ${String(count)}`);
    }
});

test("what is selected stays selected, and a paste replaces it", async ({ page }) => {
  await open(page);
  const paste = (text: string) =>
    page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(event);
    }, text);
  for (const [keys, expected] of [
    [["Control+Home", "Shift+End"], "new\n// two"],
    [["Control+End", "Shift+Home"], "// one\nnew"],
    [["ControlOrMeta+a"], "new"],
  ] as const) {
    await startPlain(page, "// one\n// two");
    for (const each of keys) await plainEditor(cell(page, id)).press(each);
    await cell(page, id).evaluate((element) => {
      (element as Exchanging).useEditor("monaco");
    });
    await monacoIsThere(page);
    await expect(monacoText(cell(page, id))).toBeFocused();
    await paste("new");
    await expectText(page, expected, keys.join(", "));
  }
});

test("what was pasted just before is there, and the caret behind it", async ({ page }) => {
  await open(page);
  await startPlain(page, "// ");
  await askAt(page, "input");
  await page.keyboard.insertText("pasted, ");
  await page.keyboard.type("typed");
  await monacoIsThere(page);
  await expectText(page, "// pasted, typed", "text and caret");
});

test("undo takes back what was typed before Monaco came, too", async ({ page }) => {
  await open(page);
  await writeMonaco(page, id, "// as it was opened");
  await cell(page, id).evaluate((element) => {
    (element as Exchanging).useEditor("plain");
  });
  await plainEditor(cell(page, id)).press("Control+End");
  await askAt(page, "input", 3);
  await page.keyboard.type(", and typed");
  await monacoIsThere(page);
  await expectText(page, "// as it was opened, and typed", "before");
  // What was typed after it is a step of its own, or several.
  const lines = cell(page, id).locator(".view-lines");
  await expect
    .poll(async () => {
      await page.keyboard.press("ControlOrMeta+z");
      // Monaco shows it in its next frame.
      await page.evaluate(async () => {
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      });
      return (await lines.innerText()).replaceAll("\u00a0", " ");
    })
    .toBe("// as it was opened");
  await expectText(page, "// as it was opened", "undone");
});
