// The library as TypeScript sees it: what a cell can import, and what a reader meets there by a dot.
import { join } from "node:path";
import ts from "typescript";
import { root } from "./root.ts";

const entry = join(root, "src/stdlib/index.ts");
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, "tests/architecture/tsconfig.core.json"), (path) =>
    ts.sys.readFile(path),
  ).config,
  ts.sys,
  join(root, "tests/architecture"),
);
const program = ts.createProgram([entry], options);

export const checker = program.getTypeChecker();

export interface Named {
  readonly name: string;
  readonly symbol: ts.Symbol;
}

/** All that a cell can import, types included. */
export function exported(): Named[] {
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  return (module ? checker.getExportsOfModule(module) : []).map((symbol) => ({
    name: symbol.name,
    symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
}

/** What a reader meets by a dot. Without private ones, and the constructor, which its parameters' type explains. */
export function membersOf({ name, symbol }: Named): Named[] {
  if (!(symbol.flags & ts.SymbolFlags.Class)) return [];
  return [...(symbol.members?.values() ?? [])]
    .filter(({ flags }) => !(flags & ts.SymbolFlags.TypeParameter))
    .filter((member) => !/^(?:__|#|toJSON$)/.test(member.name))
    .map((member) => ({ name: `${name}.${member.name}`, symbol: member }));
}
