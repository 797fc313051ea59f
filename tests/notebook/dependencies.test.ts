import { describe, expect, test } from "vitest";
import {
  analyzeDependencies,
  dependentsOf,
  type Dependencies,
} from "../../src/notebook/dependencies.ts";
import { parseCells, parseProgram } from "./mini-notebook.ts";

/** Dependencies of a notebook in one line; a cell with the source "?" has no known program. */
function analyze(line: string): Dependencies {
  return analyzeDependencies(
    parseCells(line).map(({ id, source }) => ({
      id,
      program: source === "?" ? null : parseProgram(source),
      observer: id.endsWith("-check"),
    })),
  );
}

function needs(line: string, cell: string): string {
  return (analyze(line).get(cell) ?? []).map((need) => need.cell).join(" ");
}

/** The same with names and ways: "a(server) lib(make import)". */
function reasons(line: string, cell: string): string {
  const found = (analyze(line).get(cell) ?? []).map(({ cell: id, names, through }) =>
    `${id}(${names.join(",")}${through === "value" ? "" : ` ${through}`})`.replace("( ", "("),
  );
  return found.join(" ");
}

describe("a cell needs", () => {
  test.each([
    ["the cell that defines what it reads", "a:=x b:x", "b", "a"],
    ["nothing when it reads nothing from above", "a:=x b:=y", "b", ""],
    ["nothing through names that no cell above defines", "a:x b:x c:=x", "b", ""],
    ["no cell below", "a:y b:=y", "a", ""],
    ["what may change the object it reads", "a:=server b:server=vm c:vm d:server", "d", "a b c"],
    ["not the cells that touch something else", "a:=x b:=y c:y d:x", "d", "a"],
    ["two groups once a cell above ties them", "a:=x b:=y c:x,y d:x", "d", "a b c"],
    ["two groups that it ties itself", "a:=x b:=y c:x,y", "c", "a b"],
    ["but groups tied below it stay apart", "a:=x b:=y c:x d:x,y", "c", "a"],
    ["every cell that defines the name, as functions may see either", "a:=x b:=x c:x", "c", "a b"],
    ["the importing cell alone for an import", "lib:=!make a:make=x b:make=y", "b", "lib"],
    ["what the importing cell needs to run", "n:=n lib:n=!make,x b:make=y", "b", "n lib"],
    ["the nearest of two importing cells", "a:=!make b:=!make c:make", "c", "b"],
    ["the value when a cell redefines an import", "a:=!make b:=make c:make", "c", "b"],
    ["the import when a cell imports over a value", "a:=make b:=!make c:make", "c", "b"],
    [
      "names that objects inherit are ordinary names",
      "a:=constructor b:toString c:constructor",
      "c",
      "a",
    ],
    ["no check of an exercise", "a:=x b-check:x=y c:x,y", "c", "a"],
  ])("%s", (_, line, cell, expected) => {
    expect(needs(line, cell)).toBe(expected);
  });

  test("what a check needs is like any other cell's", () => {
    expect(needs("a:=x b:=y c-check:x", "c-check")).toBe("a");
  });

  test("a check ties no groups together", () => {
    expect(needs("a:=x b:=y c-check:x,y d:x", "d")).toBe("a");
  });
});

describe("an unknown program", () => {
  test.each([
    ["needs every cell above", "a:=x b:=y c:?", "c", "a b"],
    ["is needed by a cell that mentions a name", "a:? b:x", "b", "a"],
    ["is not needed by a cell that mentions none", "a:? b:", "b", ""],
    ["ties together what stands above it", "a:=x b:=y c:? d:x", "d", "a b c"],
    ["needs no check", "a-check:=x b:?", "b", ""],
  ])("%s", (_, line, cell, expected) => {
    expect(needs(line, cell)).toBe(expected);
  });
});

describe("the reason names", () => {
  test.each([
    ["what both cells touch", "a:=server,n b:server", "b", "a(server)"],
    ["what this cell touches when the tie is further off", "a:=x b:x=y c:y", "c", "a(y) b(y)"],
    ["the imported names", "lib:=!make,!other a:make", "a", "lib(make import)"],
    [
      "an import's own needs as indirect",
      "n:=n lib:n=!make,x b:make",
      "b",
      "n(make indirect) lib(make import)",
    ],
    ["a value before an import", "a:=!make,x b:make,x", "b", "a(x)"],
    [
      "the strongest of several ways",
      "k:=!make d:make=!other j:other=x l:x,make=y m:y",
      "m",
      "k(y import) d(y import) j(y) l(y)",
    ],
    ["imports of a needed cell", "lib:=!make a:make=x b:x", "b", "lib(x import) a(x)"],
    ["nothing for sure when unknown", "a:? b:x", "b", "a(x unknown)"],
  ])("%s", (_, line, cell, expected) => {
    expect(reasons(line, cell)).toBe(expected);
  });
});

test("dependents are the cells below that need it, from the top", () => {
  const line = "a:=server b:server=vm c:=other d:vm";
  expect(["a", "b", "c", "d"].map((id) => dependentsOf(analyze(line), id).join(" "))).toEqual([
    "b d",
    "d",
    "",
    "",
  ]);
});
