// The editor's declarations on Korean pages: those of English pages, with the docstrings of the reference in Korean.
import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { declarationsAsset } from "../../src/curriculum/assets.ts";
import { declarations } from "../../src/curriculum/declarations.ts";
import { languages } from "../../src/curriculum/lessons.ts";
import { koreanFile } from "../../src/curriculum/reference.ts";

const [english, korean] = languages.map((language) => declarations(undefined, language));
const table = Object.entries(parse(readFileSync(koreanFile, "utf8")) as Record<string, string>);

/** A declaration file as TypeScript prints it when it leaves comments out. */
function withoutComments(text = ""): string {
  const file = ts.createSourceFile("file.d.ts", text, ts.ScriptTarget.Latest);
  return ts.createPrinter({ removeComments: true }).printFile(file);
}

type Documented = Pick<ts.Symbol, "getDocumentationComment" | "getJsDocTags">;

/** What the editor's TypeScript reads of the Korean files: the docstring behind each key of the reference. */
function docstringsOf(files: Readonly<Record<string, string>>): (key: string) => string {
  const folder = "/library/";
  const host = ts.createCompilerHost({});
  const program = ts.createProgram(
    [`${folder}stdlib/index.d.ts`],
    { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext },
    {
      ...host,
      directoryExists: () => true,
      fileExists: (path) => path.replace(folder, "") in files || host.fileExists(path),
      getSourceFile: (path, version) => {
        const text = files[path.replace(folder, "")];
        return text === undefined
          ? host.getSourceFile(path, version)
          : ts.createSourceFile(path, text, version);
      },
    },
  );
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(`${folder}stdlib/index.d.ts`);
  const module = index && checker.getSymbolAtLocation(index);
  const aliased = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const named = new Map(
    (module ? checker.getExportsOfModule(module) : []).map((one) => [one.name, aliased(one)]),
  );
  const find = (name: string): Documented | undefined => {
    const [, made] = /^new (.+)$/.exec(name) ?? [];
    const [owner = "", member] = (made ?? name).split(".");
    const symbol = named.get(owner);
    if (symbol === undefined) return undefined;
    if (made) return checker.getTypeOfSymbol(symbol).getConstructSignatures()[0];
    return member ? symbol.members?.get(ts.escapeLeadingUnderscores(member)) : symbol;
  };
  return (key) => {
    const [, name = "", tag, about] = /^(.+?)(?: @(\w+)(?: (\S+))?)?$/.exec(key) ?? [];
    const found = find(name);
    if (tag === undefined) return ts.displayPartsToString(found?.getDocumentationComment(checker));
    const texts = (found?.getJsDocTags(checker) ?? [])
      .filter((one) => one.name === tag)
      .map((one) => ts.displayPartsToString(one.text));
    return texts.find((text) => about === undefined || text.startsWith(`${about} `)) ?? "";
  };
}

describe("the declarations of Korean pages", () => {
  test("differ from the English ones in comments alone", () => {
    expect(Object.keys(korean ?? {})).toEqual(Object.keys(english ?? {}));
    expect(korean).not.toEqual(english);
    for (const [path, text] of Object.entries(english ?? {}))
      expect(withoutComments(korean?.[path]), path).toBe(withoutComments(text));
  });

  test("say each docstring of the reference in Korean, where it is declared", () => {
    const said = docstringsOf(korean ?? {});
    const one = (text: string) => text.replace(/\s+/g, " ").trim();
    expect(table.length).toBeGreaterThan(200);
    for (const [key, text] of table) expect(one(said(key)), key).toContain(one(text));
  });

  test("keep the English of what the reference does not have", () => {
    expect(korean?.["host/server-spec.d.ts"]).toContain("/**");
    expect(korean?.["host/server-spec.d.ts"]).not.toMatch(/[가-힣]/);
  });

  test("are an asset of their own", () => {
    const hashes = languages.map((language) => declarationsAsset(language).hash);
    expect(new Set(hashes).size).toBe(languages.length);
  });
});
