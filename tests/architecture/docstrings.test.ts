// Learners read the library's docstrings in the editor, so every export has one, and every member of every exported
// class; functions and constructors that refuse say so.
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { root } from "../../src/curriculum/root.ts";

const entry = join(root, "src/stdlib/index.ts");
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, "tests/architecture/tsconfig.core.json"), (path) =>
    ts.sys.readFile(path),
  ).config,
  ts.sys,
  join(root, "tests/architecture"),
);
const program = ts.createProgram([entry], options);
const checker = program.getTypeChecker();

interface Named {
  readonly name: string;
  readonly symbol: ts.Symbol;
}

function exported(): Named[] {
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  return (module ? checker.getExportsOfModule(module) : []).map((symbol) => ({
    name: symbol.name,
    symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
}

/** What a reader meets by a dot. Without private ones, and the constructor, which its parameters' type explains. */
function membersOf({ name, symbol }: Named): Named[] {
  if (!(symbol.flags & ts.SymbolFlags.Class)) return [];
  return [...(symbol.members?.values() ?? [])]
    .filter(({ flags }) => !(flags & ts.SymbolFlags.TypeParameter))
    .filter((member) => !/^(?:__|#|toJSON$)/.test(member.name))
    .map((member) => ({ name: `${name}.${member.name}`, symbol: member }));
}

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
