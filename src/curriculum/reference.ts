// The reference of the library: what its docstrings say, in the order of a page. English is the docstring itself, so
// that it is written once; the Korean of each is in content/reference/docstrings.ko.yaml, and a gap fails the build.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { parse, stringify } from "yaml";
import { ContentError } from "./content-error.ts";
import { checker, exported, membersOf, type Named } from "./library-program.ts";
import { contentFolder, type Localized } from "./lessons.ts";

/** A text of the reference, which is Markdown. */
export interface ReferenceText {
  /** What it is in the table of Korean texts: `Server.run`, `Server.run @throws`. */
  readonly key: string;
  readonly text: Localized;
}

/** A class or a member, as a reader meets it. */
export interface ReferenceEntry {
  /** `Server`, `Server.run`, `new Server`. */
  readonly name: string;
  /** One for each way to call it. */
  readonly signatures: readonly string[];
  readonly about: ReferenceText;
  readonly params: readonly (ReferenceText & { readonly name: string })[];
  readonly returns: ReferenceText | undefined;
  readonly throws: ReferenceText | undefined;
  readonly examples: readonly string[];
  /** Where it is declared, in the library's source. */
  readonly declarations: readonly ts.Declaration[];
}

export interface ReferenceClass extends ReferenceEntry {
  readonly members: readonly ReferenceEntry[];
}

export interface Reference {
  readonly classes: readonly ReferenceClass[];
  /** Constants that can be called, such as `GiB`, among them. */
  readonly functions: readonly ReferenceEntry[];
}

/** The Korean of docstrings, by key. */
export const koreanFile = join(contentFolder, "reference", "docstrings.ko.yaml");

const typeFormat = ts.TypeFormatFlags.NoTruncation;

/** The tag of TSDoc without what separates it, on one line. */
const tagText = (tag: ts.JSDocTagInfo): string =>
  ts
    .displayPartsToString(tag.text)
    .replace(/\s*\n\s*/g, " ")
    .trim();

function tagsOf(symbol: ts.Symbol): readonly ts.JSDocTagInfo[] {
  return symbol.getJsDocTags(checker);
}

/** Without the patterns that take an argument apart: it has the name of what it is. */
function signatureText(name: string, signature: ts.Signature, returns: boolean): string {
  const parameters = signature.getParameters().map((parameter) => {
    const declaration = parameter.valueDeclaration;
    const isParameter = declaration !== undefined && ts.isParameter(declaration);
    const optional = isParameter && checker.isOptionalParameter(declaration);
    const rest = isParameter && declaration.dotDotDotToken !== undefined;
    const type = isParameter && declaration.type !== undefined ? declaration.type.getText().replace(/\s+/g, " ") : typeText(checker.getTypeOfSymbol(parameter)); // prettier-ignore
    const called = parameter.name.startsWith("__") ? "options" : parameter.name;
    return `${rest ? "..." : ""}${called}${optional ? "?" : ""}: ${type}`;
  });
  const generic = (signature.getDeclaration().typeParameters ?? []).map((one) => one.getText());
  const generics = generic.length > 0 ? `<${generic.join(", ")}>` : "";
  const result = returns ? `: ${typeText(signature.getReturnType())}` : "";
  return `${name}${generics}(${parameters.join(", ")})${result}`;
}

const typeText = (type: ts.Type): string => checker.typeToString(type, undefined, typeFormat);

function signaturesOf(member: Named): string[] {
  const short = member.name.split(".").at(-1) ?? member.name;
  const type = checker.getTypeOfSymbol(member.symbol);
  const isProperty = member.symbol.flags & (ts.SymbolFlags.Accessor | ts.SymbolFlags.Property);
  const calls = isProperty ? [] : type.getCallSignatures();
  return calls.length > 0
    ? calls.map((call) => signatureText(short, call, true))
    : [`${short}: ${typeText(type)}`];
}

/** A text of codes alone, ``HypervisorError `no-domain` ``, is the same in every language. */
const hasWords = (text: string): boolean => /\p{L}/u.test(text.replace(/`[^`]*`/g, ""));

/** Reads one documented symbol; `korean` gives the Korean of a key. */
function entryOf(
  name: string,
  signatures: readonly string[],
  docs: string,
  tags: readonly ts.JSDocTagInfo[],
  symbol: ts.Symbol,
  korean: (key: string, english: string) => string,
): ReferenceEntry {
  const text = (key: string, english: string): ReferenceText => ({
    key,
    text: { en: english, ko: hasWords(english) ? korean(key, english) : english },
  });
  const tagged = (tag: string) => tags.filter((one) => one.name === tag);
  const first = (tag: string, of: (text: string) => string = (all) => all) => {
    const [one] = tagged(tag);
    return one && text(`${name} @${tag}`, of(tagText(one)));
  };
  return {
    name,
    signatures,
    about: text(name, docs.replace(/[ \t]*\n[ \t]*(?!\n)/g, " ").trim()),
    params: tagged("param").map((tag) => {
      const [, called = "", what = ""] = /^(\S+)\s*(.*)$/s.exec(tagText(tag)) ?? [];
      return { name: called, ...text(`${name} @param ${called}`, what) };
    }),
    returns: first("returns"),
    // Which class of error it is has no need of being said at each.
    throws: first("throws", (all) => all.replace(/^HypervisorError\s+/, "")),
    examples: tagged("example").map((tag) => ts.displayPartsToString(tag.text)),
    declarations: symbol.declarations ?? [],
  };
}

const docsOf = (symbol: ts.Symbol): string =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker));

function constructorsOf({ name, symbol }: Named): {
  signatures: string[];
  docs: string;
  tags: readonly ts.JSDocTagInfo[];
  declared: ts.Symbol;
}[] {
  const declared = symbol.members?.get(ts.InternalSymbolName.Constructor);
  if (declared === undefined || tagsOf(declared).some((tag) => tag.name === "internal")) return [];
  const all = checker.getTypeOfSymbol(symbol).getConstructSignatures();
  return [
    {
      signatures: all.map((signature) => signatureText(`new ${name}`, signature, false)),
      docs: ts.displayPartsToString(all[0]?.getDocumentationComment(checker)),
      tags: all[0]?.getJsDocTags() ?? [],
      declared,
    },
  ];
}

/** All classes that a cell can import, with Korean from `korean`. */
function classesWith(korean: (key: string, english: string) => string): ReferenceClass[] {
  return exported()
    .filter(({ symbol }) => symbol.flags & ts.SymbolFlags.Class)
    .map((one): ReferenceClass => ({
      ...entryOf(one.name, [], docsOf(one.symbol), tagsOf(one.symbol), one.symbol, korean),
      members: [
        ...constructorsOf(one).map(({ signatures, docs, tags, declared }) =>
          entryOf(`new ${one.name}`, signatures, docs, tags, declared, korean),
        ),
        ...membersOf(one)
          .filter(({ symbol }) => !tagsOf(symbol).some((tag) => tag.name === "internal"))
          .map((member) =>
            entryOf(
              member.name,
              signaturesOf(member),
              docsOf(member.symbol),
              tagsOf(member.symbol),
              member.symbol,
              korean,
            ),
          ),
      ],
    }));
}

/** All functions that a cell can import. */
function functionsWith(korean: (key: string, english: string) => string): ReferenceEntry[] {
  return exported()
    .filter(({ symbol }) => symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable))
    .filter(({ symbol }) => checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0)
    .map((one) =>
      entryOf(
        one.name,
        signaturesOf(one),
        docsOf(one.symbol),
        tagsOf(one.symbol),
        one.symbol,
        korean,
      ),
    );
}

/**
 * The reference, in both languages.
 * @param yaml The Korean of docstrings, `key: Korean`; the file's text unless given.
 * @throws ContentError with all keys that have no Korean, and all Korean that no docstring asks for.
 */
export function readReference(yaml: string = readFileSync(koreanFile, "utf8")): Reference {
  const table = new Map(Object.entries((parse(yaml) ?? {}) as Record<string, unknown>));
  const missing = new Map<string, string>();
  const used = new Set<string>();
  const korean = (key: string, english: string): string => {
    used.add(key);
    const words = table.get(key);
    if (typeof words === "string" && words.trim() !== "") return words;
    missing.set(key, english);
    return "";
  };
  const found = { classes: classesWith(korean), functions: functionsWith(korean) };
  const unused = [...table.keys()].filter((key) => !used.has(key));
  if (missing.size === 0 && unused.length === 0) return found;
  const stub = [...missing].map(
    ([key, english]) =>
      `# ${english.replace(/\s+/g, " ")}\n${stringify({ [key]: null }, { nullStr: "" })}`,
  );
  throw new ContentError(
    koreanFile,
    "the Korean of every docstring of the reference, and of no other",
    [
      ...(missing.size > 0 ? [`${String(missing.size)} without Korean`] : []),
      ...(unused.length > 0 ? [`Korean for no docstring: ${unused.join(", ")}`] : []),
    ].join("; "),
    stub.length > 0
      ? `add these lines with the Korean behind each\n\n${stub.join("")}`
      : "take out what no docstring asks for",
  );
}

let reference: Reference | undefined;

/** The reference as the pages show it, read once a build: TypeScript takes a while. */
export function siteReference(): Reference {
  reference ??= readReference();
  return reference;
}
