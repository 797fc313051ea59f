import { describe, expect, test } from "vitest";
import {
  cellsAbove,
  createNotebook,
  findCell,
  getCell,
  isEdited,
  storedSource,
  withSource,
  type CellOwner,
} from "../../src/notebook/document.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";

const spec = (id: string) => ({ id, lessonSource: `${id}()`, lessonProgram: null });
const notebook = createNotebook([spec("a"), { ...spec("b"), source: "mine" }, spec("c")]);

describe("createNotebook", () => {
  test("completes a cell: code of the lesson, as in the lesson", () => {
    expect(findCell(notebook, "a")).toEqual({
      ...spec("a"),
      kind: "code",
      owner: "lesson",
      beside: "previous",
      source: "a()",
    });
  });

  test.each([
    [
      "a malformed id",
      [spec("a b")],
      'notebook: expected a cell id of letters, digits, - and _, found "a b". Hint: name the cell after what it shows, for example two-vms.',
    ],
    [
      "an empty id",
      [spec("")],
      'notebook: expected a cell id of letters, digits, - and _, found "". Hint: name the cell after what it shows, for example two-vms.',
    ],
    [
      "an id that is taken",
      [spec("a"), spec("a")],
      "notebook: expected each cell id once, found two cells named a. Hint: rename one of them: a reader's edits are stored under this name.",
    ],
    [
      "a source that is not text",
      [{ ...spec("a"), source: 3 as unknown as string }],
      "notebook: expected text as the source of cell a, found 3. Hint: pass the TypeScript as a string.",
    ],
  ])("refuses %s", (_, specs, message) => {
    expect(() => createNotebook(specs)).toThrow(message);
  });
});

test("withSource changes one cell and leaves the given notebook alone", () => {
  const edited = withSource(notebook, "a", "new");
  expect(edited.cells.map((cell) => cell.source)).toEqual(["new", "mine", "c()"]);
  expect(findCell(notebook, "a")?.source).toBe("a()");
});

test("what is stored of a cell is the reader's alone, not the lesson's text in another language", () => {
  const languageHashes = ["// words", "// 말"].map(hashSource);
  const stored = (source: string, owner: CellOwner = "lesson") => {
    const cells = [{ ...spec("a"), lessonSource: "// 말", languageHashes, source, owner }];
    return storedSource(getCell(createNotebook(cells), "a"));
  };
  expect(stored("// 말")).toBeNull();
  expect(stored("// words")).toBeNull();
  expect(stored("// mine")).toBe("// mine");
  expect(stored("// 말", "reader")).toBe("// 말");
});

test("a cell is edited when its source is not the lesson's", () => {
  expect(notebook.cells.map(isEdited)).toEqual([false, true, false]);
});

test("cellsAbove stops before the cell", () => {
  expect(cellsAbove(notebook, "c").map((cell) => cell.id)).toEqual(["a", "b"]);
});

test("getCell says which cells there are", () => {
  expect(() => getCell(notebook, "d")).toThrow(
    'notebook: expected the id of a cell, found "d". Hint: the cells are: a, b, c.',
  );
});
