// Learners read the library's docstrings in the editor, so every export has one, and every member of every exported
// class; functions and constructors that refuse say so.
import { describe, expect, test } from "vitest";
import { checker, exported, membersOf, type Named } from "../../src/curriculum/library-program.ts";

const documented = ({ symbol }: Named): boolean =>
  symbol.getDocumentationComment(checker).length > 0;

describe("a learner who hovers", () => {
  const all = exported();

  test("sees a docstring on every export", () => {
    expect(all.length).toBeGreaterThan(80);
    expect(all.filter((one) => !documented(one)).map(({ name }) => name)).toEqual([]);
  });

  test("and on every public member of every class", () => {
    const members = all.flatMap(membersOf);
    expect(members.length).toBeGreaterThan(80);
    expect(members.filter((one) => !documented(one)).map(({ name }) => name)).toEqual([]);
  });
});
