// An exercise: checking says what is missing, hints come one at a time, and a solution stands beside the reader's code.
import {
  button,
  cell,
  expect,
  languages,
  lesson,
  narrow,
  openLesson,
  plainEditor,
  runCell,
  test,
  write,
  type Language,
} from "./lesson.ts";

test.use(narrow);

const words = {
  en: {
    check: "Check",
    hint: /^Hint (\d) of 3$/,
    show: "Show a solution",
    hide: "Hide the solution",
    later: "I will try first",
    anyway: "Show it all the same",
    solved: "solved",
  },
  ko: {
    check: "확인",
    hint: /^힌트 (\d)\/3$/,
    show: "풀이 보기",
    hide: "풀이 접기",
    later: "먼저 풀어 보기",
    anyway: "그래도 풀이 보기",
    solved: "풀었음",
  },
} as const satisfies Record<Language, unknown>;

const [exercise] = lesson.exercises;
if (exercise === undefined) throw new Error("expected an exercise in the lesson, found none.");
const { id, solution } = exercise;

for (const language of languages)
  test(`the starter does not pass, and what it lacks is said (${language})`, async ({ page }) => {
    await openLesson(page, language);
    const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
    await button(scope, words[language].check).click();
    await expect(scope.locator(".failed, .error")).not.toHaveCount(0);
    await expect(scope.locator(".passed")).toHaveCount(0);
    await expect(scope).not.toHaveAttribute("data-solved");
  });

test("the solution, typed in, passes; and a step back from it does not", async ({ page }) => {
  await openLesson(page);
  const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
  const verdicts = scope.locator(".exercise-feedback .checks li");
  await write(page, id, solution);
  await button(scope, "Check").click();
  await expect(verdicts).not.toHaveCount(0);
  await expect(scope.locator(".exercise-feedback .failed")).toHaveCount(0);
  await expect(scope).toHaveAttribute("data-solved");
  await write(page, id, solution.replace("windows-server-2022", "debian-12"));
  await button(scope, "Check").click();
  await expect(scope.locator(".exercise-feedback .failed")).toHaveCount(1);
  await expect(scope.locator(".exercise-feedback .passed")).not.toHaveCount(0);
});

test("what an exercise does is fetched with its first press, which is not lost", async ({
  page,
  traffic,
}) => {
  const script = /\/exercise-element\./;
  await openLesson(page);
  await runCell(page, "two-machines");
  const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
  await expect(scope.locator(".exercise-hint:visible")).toHaveCount(0);
  expect(traffic.matching(script)).toEqual([]);
  await button(scope, "Hint 1 of 3").click();
  await expect(scope.locator(".exercise-hint:visible")).toHaveCount(1);
  await expect(button(scope, "Hint 2 of 3")).toBeVisible();
  expect(traffic.matching(script)).toHaveLength(1);
});

test("code that throws is told as what it is", async ({ page }) => {
  await openLesson(page);
  const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
  await write(page, id, `const office = 1;\nthrow new Error("not done");`);
  await button(scope, "Check").click();
  await expect(cell(page, id).locator(".error-message")).toContainText("not done");
  await expect(scope.locator(".exercise-feedback")).toHaveText(
    `Not run: it needs ${id}, which failed.`,
  );
  await expect(scope).not.toHaveAttribute("data-solved");
});

for (const language of languages)
  test(`hints come one at a time (${language})`, async ({ page }) => {
    await openLesson(page, language);
    const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
    const hints = scope.locator(".exercise-hint:visible");
    const more = scope.locator(".exercise-bar").getByRole("button", { name: words[language].hint });
    await expect(hints).toHaveCount(0);
    for (const shown of [1, 2, 3]) {
      await more.click();
      await expect(hints).toHaveCount(shown);
      await expect(hints.nth(shown - 1).locator("div")).toBeVisible();
    }
    await expect(more).toHaveCount(0);
  });

for (const language of languages)
  test(`the solution is shown beside the reader's code, which stays (${language})`, async ({
    page,
  }) => {
    await openLesson(page, "en");
    await write(page, id, "const mine = 1;");
    await openLesson(page, language);
    const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
    const shown = scope.locator(".exercise-solution");
    await expect(shown).toBeHidden();
    await button(scope, words[language].show).click();
    // Nothing has been tried yet: that takes a second step, from which one can go back.
    await expect(shown).toBeHidden();
    await expect(scope.locator(".exercise-question")).toBeFocused();
    await button(scope, words[language].later).click();
    await expect(scope.locator(".exercise-question")).toBeHidden();
    await expect(button(scope, words[language].show)).toBeFocused();
    await button(scope, words[language].show).click();
    await button(scope, words[language].anyway).click();
    await expect(shown.locator("code")).toHaveText(solution);
    await expect(cell(page, id).locator(".cell-editor code")).toHaveText("const mine = 1;");
    await expect(plainEditor(cell(page, id))).toHaveCount(0);
    await button(scope, words[language].hide).click();
    await expect(shown).toBeHidden();
  });

test("after an attempt the solution takes one step", async ({ page }) => {
  await openLesson(page);
  const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
  await button(scope, "Check").click();
  await expect(scope.locator(".failed, .error")).not.toHaveCount(0);
  await button(scope, words.en.show).click();
  await expect(scope.locator(".exercise-solution")).toBeVisible();
});

test("a verdict on code that has changed since says so", async ({ page }) => {
  await openLesson(page);
  const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
  const outdated = scope.getByText("Your code has changed since this check.");
  await write(page, id, solution);
  await button(scope, "Check").click();
  await expect(scope).toHaveAttribute("data-solved");
  await expect(outdated).toBeHidden();
  await write(page, id, `${solution}\n// more`);
  await expect(outdated).toBeVisible();
  // Checked again it is a verdict on what stands there: one that passes, and one that cannot be given.
  await button(scope, "Check").click();
  await expect(outdated).toBeHidden();
  await expect(scope.locator(".checks .passed")).not.toHaveCount(0);
  await write(page, id, "const office = 1;\nthrow new Error('half done')");
  await expect(outdated).toBeVisible();
  await button(scope, "Check").click();
  await expect(scope.locator(".exercise-feedback")).toContainText("Not run");
  await expect(outdated).toBeHidden();
});

test("a verdict is on what was checked, not on what was typed while it ran", async ({ page }) => {
  await openLesson(page);
  const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
  const slow = `await new Promise((resolve) => setTimeout(resolve, 1500));\n${solution}`;
  await write(page, id, slow);
  await button(scope, "Check").click();
  await expect(cell(page, id)).toHaveAttribute("data-activity", "evaluating");
  await plainEditor(cell(page, id)).fill(`${slow}\n// typed meanwhile`);
  await expect(scope).toHaveAttribute("data-solved");
  await expect(scope.getByText("Your code has changed since this check.")).toBeVisible();
});

for (const language of languages)
  test(`hints, verdict and solution are remembered after a reload, in both languages (${language})`, async ({
    page,
  }) => {
    await openLesson(page, "en");
    const scope = page.locator(`notebook-exercise[data-exercise="${id}"]`);
    await scope.locator(".exercise-bar [data-action=hint]").click();
    await write(page, id, solution);
    await button(scope, "Check").click();
    await expect(scope).toHaveAttribute("data-solved");
    await button(scope, words.en.show).click();
    await openLesson(page, language);
    await expect(scope).toHaveAttribute("data-solved");
    await expect(scope.locator(".exercise-label")).toContainText(words[language].solved);
    await expect(scope.locator(".exercise-hint:visible")).toHaveCount(1);
    await expect(scope.locator(".exercise-solution")).toBeHidden();
    await button(scope, words[language].show).click();
    await expect(scope.locator(".exercise-solution")).toBeVisible();
  });
