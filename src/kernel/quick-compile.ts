// A second, small compiler: Sucrase takes the types away where esbuild is not there yet. esbuild as WebAssembly is 3 MB,
// two and a half seconds on a common line; this is a seventieth of that. It knows less of the language, and what it does
// not know for certain it leaves to esbuild, so that a cell means the same whichever compiled it.
import { transform } from "sucrase";
import type { Compilation } from "../notebook/program.ts";
import { beyondAt, droppedNamespace } from "./beyond-sucrase.ts";
import { compileErased } from "./compile.ts";
import { inWords } from "./compiler-words.ts";
import type { Language } from "./protocol.ts";
import { hintAtMeaning, syntaxHint } from "./syntax-hints.ts";
import type { Read } from "./syntax-hints.ts";
import type { Erased } from "./trailing-constant.ts";

/** Longer sources wait for esbuild. In UTF-16 units. */
export const QUICK_LENGTH = 100_000;

/**
 * What Sucrase does otherwise than esbuild, or not at all: exports, decorators, `namespace`, `declare`, `accessor`,
 * `import … =`, and `using`. A word too many costs a reader nothing but the wait for esbuild.
 */
const leftToEsbuild =
  /@|\\u|\b(?:export|namespace|module|declare|abstract|accessor|using)\b|\bimport\s+\w+\s*=/;

/** Sucrase's errors name a place at their end. */
const place = /\((\d+):(\d+)\)$/;

/**
 * Compiles one cell, if that is certain to give what esbuild would.
 * @param source The reader's TypeScript.
 * @returns The program; null when it should be asked of esbuild, which also words the errors.
 */
export async function compileQuickly(source: string): Promise<Compilation | null> {
  if (source.length > QUICK_LENGTH || leftToEsbuild.test(source)) return null;
  const compilation = await compileBySucrase(source, "en");
  return compilation.ok ? compilation : null;
}

/**
 * Compiles one cell where there is no esbuild at all. What Sucrase does not compile is named; all else that it cannot read is
 * the source's fault.
 */
export async function compileWithoutEsbuild(
  source: string,
  language: Language = "en",
): Promise<Compilation> {
  const compilation = await compileBySucrase(source, language);
  const beyond = compilation.ok
    ? droppedNamespace(source, (marked) => erase(marked))
    : beyondAt(source, offsetOf(source, compilation.failure));
  if (beyond === null) return compilation;
  const { found, offset } = beyond;
  const lines = source.slice(0, offset).split("\n");
  const message = inWords(
    ["Expected TypeScript that an embedded page can compile, found {0}.", found],
    language,
  );
  const hint = inWords(
    ["The lesson's own page runs it: open it by the link below, and edit the cell there."],
    language,
  );
  const at = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  return { ok: false, failure: { message, ...at, hint } };
}

/** Takes the types away; throws for what it cannot read. */
function erase(source: string, withJsx = false): Erased {
  const { code, sourceMap } = transform(source, {
    transforms: withJsx ? ["typescript", "jsx"] : ["typescript"],
    // Modern JavaScript stays as it is, and so do imports that only another cell uses.
    disableESTransforms: true,
    keepUnusedImports: true,
    filePath: "cell",
    sourceMapOptions: { compiledFilename: "cell" },
  });
  return { code, map: JSON.stringify(sourceMap) };
}

async function compileBySucrase(source: string, language: Language): Promise<Compilation> {
  try {
    return await compileErased(source, (module) => erase(module), language);
  } catch (error) {
    const said =
      error instanceof Error ? /^Error transforming \S+: ([^]*)$/.exec(error.message) : null;
    if (!said) throw error;
    const { message, line, column } = refusal(said[1] ?? "", source);
    const hint =
      (await hintAtMeaning(
        source,
        { message, offset: offsetOf(source, { line, column }) },
        read,
      )) ?? syntaxHint(message);
    return {
      ok: false,
      failure: { message, line, column, ...(hint && { hint: inWords(hint, language) }) },
    };
  }
}

/** As `hintAtMeaning` asks. */
const read: Read = (source, withJsx) => {
  try {
    erase(source, withJsx);
    return Promise.resolve(null);
  } catch (error) {
    const said = String(error);
    const [, line = "1", column = "1"] = place.exec(said) ?? [];
    const at = { line: Number(line), column: Number(column) };
    return Promise.resolve({ message: said, offset: offsetOf(source, at) });
  }
};

/** What Sucrase says of a source, and where. */
function refusal(said: string, source: string) {
  const [, line = "2", column = "1"] = place.exec(said) ?? [];
  const message = said.replace(place, "").trim();
  // The first line is the compiler's own.
  const at = { line: Math.max(1, Number(line) - 1), column: Number(column) };
  const isAtEnd =
    message.startsWith("Unexpected token") && offsetOf(source, at) >= source.trimEnd().length;
  if (!isAtEnd && !message.startsWith("Invalid scope depth")) return { message, ...at };
  const lines = source.split("\n");
  const end = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  return { message: "Unexpected end of file", ...end };
}

/** The offset of a line and column counted from 1. */
function offsetOf(source: string, at: { readonly line: number; readonly column: number }): number {
  const before = source.split("\n").slice(0, at.line - 1);
  return before.reduce((sum, line) => sum + line.length + 1, at.column - 1);
}
