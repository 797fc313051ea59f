// A page has its own language's code, and knows the English by which its cells are known everywhere.
import { hashSource } from "../../src/notebook/source-hash.ts";
import { describe, expect, test } from "vitest";
import { languages, readLessons } from "../../src/curriculum/lessons.ts";
import { neededCells, pageNotebook } from "../../src/curriculum/notebook.ts";

const slug = "virtual-machines/a-safe-place-for-risky-work";
const found = readLessons().find((lesson) => lesson.slug === slug);
if (found === undefined) throw new Error(`expected a lesson at ${slug}, found none.`);
const { cells, exercises } = found;

test("the lesson that this is tested on says something in every kind of code", () => {
  const [cell, exercise] = [cells.at(-1), exercises[0]];
  for (const source of [cell?.source, exercise?.starter, exercise?.solution, exercise?.check])
    expect(source?.ko).not.toBe(source?.en);
});

/** What all pages know a cell by: none where both languages show the same. */
const hashesOf = ({ en, ko }: Readonly<Record<"en" | "ko", string>>) =>
  en === ko ? undefined : [hashSource(en), hashSource(ko)];

describe.each(languages)("a page in %s", (language) => {
  const page = pageNotebook(`${language}/${slug}`);

  test("shows and compiles its own text of each cell, and has the hashes of both", async () => {
    for (const { id, source } of cells) {
      const cell = (await page).cell(id);
      expect(cell).toMatchObject({ source: source[language], languageHashes: hashesOf(source) });
      const text = "저장하지 않은 2장";
      expect(cell.program.code.includes(text)).toBe(source[language].includes(text));
    }
  });

  test("has exercises in its own language", async () => {
    for (const { id, starter, solution, check } of exercises) {
      const shown = (await page).exercise(id);
      expect(shown.cell).toMatchObject({
        source: starter[language],
        languageHashes: hashesOf(starter),
      });
      expect(shown.solution).toBe(solution[language]);
      const text = "사진 뷰어 2.1";
      expect(check[language].includes(text)).toBe(language === "ko");
      expect(JSON.stringify(shown.check).includes(text)).toBe(language === "ko");
    }
  });

  test("brings along the cells that one needs as it shows them itself", async () => {
    const last = cells.at(-1)?.id ?? "";
    const needed = neededCells(await page, last);
    expect(needed.length).toBeGreaterThan(0);
    for (const { id, source } of needed)
      expect(source).toBe(cells.find((cell) => cell.id === id)?.source[language]);
  });
});
