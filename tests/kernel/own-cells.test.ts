// A new cell is empty and runs without a compiler: its program is the one that the compiler would make of it.
import { transform } from "esbuild";
import { expect, test } from "vitest";
import { compileCell } from "../../src/kernel/compile.ts";
import { emptyProgram } from "../../src/notebook/own-cells.ts";

test("the program of an empty cell is the compiler's", async () => {
  const compilation = await compileCell("own-1", "", transform);
  if (!compilation.ok) throw new Error(compilation.failure.message);
  expect({ ...compilation.program, mappings: "" }).toEqual(emptyProgram);
});
