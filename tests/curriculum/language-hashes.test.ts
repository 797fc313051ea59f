import { expect, test } from "vitest";
import { languageHashes } from "../../src/curriculum/notebook.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";

test("a cell is known by the hash of its English source, where the languages differ", () => {
  expect(languageHashes({ en: "1", ko: "1" })).toBeUndefined();
  expect(languageHashes({ en: "// one", ko: "// 하나" })).toEqual(
    ["// one", "// 하나"].map(hashSource),
  );
});
