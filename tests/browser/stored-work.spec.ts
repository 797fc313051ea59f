// What a reader has from earlier visits, to lessons as they were then: it is all on the page, at its cell or offered
// without it, in either language; and nothing of it runs by itself. What was stored is compared in
// tests/notebook/stored-work.test.ts; here it is seen.
import type { Locator, Page } from "@playwright/test";
import { toFragment } from "../../components/notebook/share/fragment.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";
import { readFixtures } from "../stored/fixtures.ts";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  expect,
  heavy,
  languages,
  lesson,
  lessonAddress,
  lessonIn,
  names,
  narrow,
  openLesson,
  output,
  runButton,
  test,
  write,
  type Language,
} from "./lesson.ts";

test.use(narrow);

const root = "hypervisor-notebook";
const first = lesson.cells[0];
if (first === undefined) throw new Error("expected a lesson with cells, found none.");

const words = {
  en: {
    gone: "This lesson no longer has walls-of-old, but what you wrote there is kept.",
    add: "Add it as cells of my own",
    dismiss: "Dismiss",
    added: "Added at the end: own-1 (walls-of-old), own-2 (walls-of-old). Nothing of it has run.",
    changed: "This lesson's cell has changed since your edit.",
  },
  ko: {
    gone: "강의에서 없어진 셀(walls-of-old)에 쓴 코드가 남아 있습니다.",
    add: "내 셀로 추가",
    dismiss: "닫기",
    added:
      "맨 끝에 추가했습니다: own-1 (walls-of-old), own-2 (walls-of-old). 아직 실행하지 않았습니다.",
    changed: "코드를 고친 뒤에 강의의 원래 셀이 바뀌었습니다.",
  },
} as const satisfies Record<Language, unknown>;

/** Puts this on the device before the first page is opened. */
async function bring(page: Page, device: Readonly<Record<string, string>>): Promise<void> {
  await page.addInitScript((items) => {
    // The kernel's frame has no origin, hence no storage.
    if (window !== top || sessionStorage.getItem("brought") !== null) return;
    sessionStorage.setItem("brought", "");
    for (const [key, value] of Object.entries(items)) localStorage.setItem(key, value);
  }, device);
}

const stored = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => Object.fromEntries(Object.entries<string>(localStorage)));

const notice = (page: Page): Locator => page.locator(".notebook-notice");
const code = (scope: Locator): Locator => scope.locator(".cell-editor code");
const order = (page: Page): Promise<string[]> =>
  page
    .locator("main notebook-cell")
    .evaluateAll((cells) => cells.map((element) => (element as HTMLElement).dataset["cell"] ?? ""));

for (const { build, language: writtenIn, device, typed } of readFixtures())
  for (const language of languages)
    test(`all that a reader of ${build} had typed (${writtenIn}) is on the pages (${language})`, async ({
      page,
      traffic,
    }) => {
      await bring(page, device);
      for (const name of new Set(typed.map((text) => text.lesson))) {
        await page.goto(`/${language}/${name === "home" ? "" : `${name}/`}`);
        await expect(page.locator("notebook-cell .cell-run:enabled").first()).toBeVisible();
        const ofLesson = typed.filter((text) => text.lesson === name);
        const own = ofLesson.filter(({ as }) => as === "own");
        await expect
          .poll(() => order(page))
          .toEqual(expect.arrayContaining(own.map((text) => text.cell)));
        // What has no cell any more is offered, and becomes one.
        const add = button(page, words[language].add);
        const lessonCells = new Set(await order(page));
        if (ofLesson.some((text) => !lessonCells.has(text.cell))) await add.click();
        await expect(add).toHaveCount(0);
        const shown = await code(page.locator("main notebook-cell")).allTextContents();
        const undoes = { en: "Undo reset", ko: "되돌리기 취소" }[language];
        for (const { as, source, cell: id } of ofLesson) {
          if (shown.includes(source)) continue;
          expect(as, `${name} ${id} is on the page, or was put aside`).toBe("put-aside");
          // Beside an edit it is the cell's menu that brings it back.
          const edited = ofLesson.some((text) => text.cell === id && text.as === "edit");
          if (!edited) await expect(button(cell(page, id), undoes)).toBeVisible();
          expect((await stored(page))[`${root}/put-aside/v1/${name}/${id}`]).toContain(
            JSON.stringify(source),
          );
        }
      }
      expect(traffic.matching(heavy.kernel)).toEqual([]);
      // Nothing has run: Markdown alone is set by a worker.
      const workers = page.workers().map((worker) => worker.url());
      expect(workers.filter((url) => !/\/markdown\.worker-/.test(url))).toEqual([]);
    });

const goneEdit = 'console.log("an edit of mine");';
const goneAside = 'console.log("what I had reset");';
const keys = {
  edit: `${root}/v1/${lesson.slug}/walls-of-old`,
  aside: `${root}/put-aside/v1/${lesson.slug}/walls-of-old`,
};
/** A device with an edit of a cell that was removed, and what a reset of it had put aside. */
const withGone = {
  [keys.edit]: JSON.stringify({ source: goneEdit, lessonHash: hashSource("old"), savedAt: "2026" }),
  [keys.aside]: JSON.stringify({ source: goneAside }),
};

for (const language of languages)
  test.describe(`an edit of a cell that is gone (${language})`, () => {
    const s = words[language];
    test.beforeEach(async ({ page }) => {
      await bring(page, withGone);
    });

    test("is offered, on every visit until it is taken", async ({ page }) => {
      for (const _ of ["first", "second"]) {
        await openLesson(page, language);
        await expect(notice(page)).toContainText(s.gone);
        await button(notice(page), s.dismiss).click();
        await expect(notice(page)).toHaveCount(0);
      }
      expect(await stored(page)).toMatchObject(withGone);
    });

    test("becomes a cell of the reader's own, at the end; nothing runs, no undo takes it away", async ({
      page,
      traffic,
    }) => {
      await openLesson(page, language);
      const before = await order(page);
      expect(await complaints(page)).toEqual([]);
      await button(notice(page), s.add).click();
      await expect(page.locator(".kernel-status")).toHaveText(s.added);
      await expect(notice(page)).toHaveCount(0);
      expect(await order(page)).toEqual([...before, "own-1", "own-2"]);
      await expect(code(cell(page, "own-1"))).toHaveText(goneAside);
      await expect(code(cell(page, "own-2"))).toHaveText(goneEdit);
      await expect(cell(page, "own-2")).toBeFocused();
      await page.keyboard.press("z");
      await page.keyboard.press("z");
      expect(await order(page)).toEqual([...before, "own-1", "own-2"]);
      const kept = Object.keys(await stored(page));
      expect(kept).not.toContain(keys.edit);
      expect(kept).not.toContain(keys.aside);
      await page.reload();
      await expect(code(cell(page, "own-2"))).toHaveText(goneEdit);
      await expect(notice(page)).toHaveCount(0);
      await runButton(cell(page, "own-2"), language).click();
      await expect(output(cell(page, "own-2"))).toHaveText("an edit of mine");
      expect(traffic.matching(heavy.compiler), "fetched for the run").not.toEqual([]);
    });
  });

test("where nothing is gone, nothing is fetched for it", async ({ page, traffic }) => {
  await openLesson(page);
  await write(page, first.id, "1");
  await page.reload();
  await expect(code(cell(page, first.id))).toHaveText("1");
  expect(traffic.matching(/gone-cells|versions/)).toEqual([]);
  await expect(notice(page)).toHaveCount(0);
});

test("a page of one cell offers no edits of the others", async ({ page }) => {
  await bring(page, withGone);
  await page.goto(`/embed/en/${lesson.slug}/${first.id}/`);
  await expect(runButton(cell(page, first.id))).toBeEnabled();
  await page.waitForLoadState("networkidle");
  await expect(notice(page)).toHaveCount(0);
});

test.describe("on a full device", () => {
  test.use({ forgiven: /quota/i });

  test("what is added stays where it was stored as well", async ({ page }) => {
    await bring(page, withGone);
    await page.addInitScript(() => {
      Storage.prototype.setItem = function (this: Storage, key: string, value: string) {
        if (key.includes("own-cells")) throw new DOMException("full", "QuotaExceededError");
        this[key] = value;
      };
    });
    await openLesson(page);
    await button(notice(page), words.en.add).click();
    await expect(code(cell(page, "own-2"))).toHaveText(goneEdit);
    await expect(notice(page)).toContainText("no room left");
    expect(await stored(page)).toMatchObject(withGone);
    await page.reload();
    await expect(notice(page)).toContainText(words.en.gone);
  });
});

test("a link's code of a cell that is gone can be added", async ({ page, traffic }) => {
  const lessonHash = hashSource("old");
  const cells = [{ id: "walls-of-old", source: goneEdit, lessonHash }];
  await page.goto(
    lessonAddress("en") + (await toFragment({ lesson: lesson.slug, cells, own: [] })),
  );
  const banner = page.getByRole("region", { name: "Edits in this link" });
  await expect(banner).toContainText("Code of walls-of-old, which this lesson no longer has");
  expect(await complaints(page)).toEqual([]);
  await button(banner, "Add to my notebook").click();
  await expect(banner).toContainText("1 taken, 0 left.");
  await expect(code(cell(page, "own-1"))).toHaveText(goneEdit);
  expect((await order(page)).at(-1)).toBe("own-1");
  expect(traffic.matching(heavy.kernel)).toEqual([]);
});

test.describe("a cell that each language shows in words of its own", () => {
  // The first cell is the same in both; this one has a comment.
  const id = "work";
  const sourceIn = (language: Language) =>
    lessonIn(language).cells.find((each) => each.id === id)?.source ?? "";
  const [english, korean] = [sourceIn("en"), sourceIn("ko")];

  test("is told by its words alone", () => {
    expect(korean).not.toBe(english);
    expect(korean.split("\n")).toHaveLength(english.split("\n").length);
  });

  test("an edit on the Korean page is the same cell on the English one", async ({ page }) => {
    await openLesson(page, "ko");
    await expect(code(cell(page, id))).toHaveText(korean);
    await cell(page, id).locator("[data-action=edit]").click();
    await cell(page, id).locator("textarea").fill(`${korean}\n1 + 1`);
    await openLesson(page);
    await expect(code(cell(page, id))).toHaveText(`${korean}\n1 + 1`);
    await page.waitForLoadState("networkidle");
    await expect(page.getByText(words.en.changed)).toHaveCount(0);
    await button(cell(page, id), names.en.reset).click();
    await expect(code(cell(page, id))).toHaveText(english);
    const key = `${root}/v1/${lesson.slug}/${id}`;
    await expect.poll(async () => Object.keys(await stored(page))).not.toContain(key);
    await openLesson(page, "ko");
    await expect(code(cell(page, id))).toHaveText(korean);
  });

  for (const language of languages)
    test(`the other language's text is no edit, stored or in a link (${language})`, async ({
      page,
    }) => {
      const [mine, others] = language === "en" ? [english, korean] : [korean, english];
      const cells = [{ id, source: others, lessonHash: hashSource("old") }];
      const key = `${root}/v1/${lesson.slug}/${id}`;
      await bring(page, { [key]: JSON.stringify({ ...cells[0], savedAt: null }) });
      const link = await toFragment({ lesson: lesson.slug, cells, own: [] });
      await page.goto(lessonAddress(language) + link);
      const said = { en: "The code in this link is the same as yours.", ko: "내 코드와 같습니다." };
      await expect(page.locator(".share-banner")).toContainText(said[language]);
      await expect(code(cell(page, id))).toHaveText(mine);
      await expect(cell(page, id)).toHaveAttribute("data-validity", "fresh");
      await expect(page.getByText(words[language].changed)).toHaveCount(0);
    });
});
