// A second, small compiler: Sucrase takes the types away where esbuild is not there yet. esbuild as WebAssembly is 3 MB,
// two and a half seconds on a common line; this is a seventieth of that. It knows less of the language, and what it does
// not know for certain it leaves to esbuild, so that a cell means the same whichever compiled it.
import { transform } from "sucrase";
import type { Compilation } from "../notebook/program.ts";
import { compileErased } from "./compile.ts";
import { inWords } from "./compiler-words.ts";
import type { Language } from "./protocol.ts";
import { syntaxHint } from "./syntax-hints.ts";

/** Longer sources wait for esbuild. In UTF-16 units. */
export const QUICK_LENGTH = 100_000;

/**
 * What Sucrase does otherwise than esbuild, or not at all: exports, decorators, `namespace`, `declare`, `accessor`,
 * `import … =`, and `using`. A word too many costs a reader nothing but the wait for esbuild.
 */
const leftToEsbuild =
  /@|\\u|\b(?:export|namespace|module|declare|abstract|accessor|using)\b|\bimport\s+\w+\s*=/;

/** Sucrase's errors are plain ones that name a place. */
const place = /\((\d+):(\d+)\)$/;

/**
 * Compiles one cell, if that is certain to give what esbuild would.
 * @param source The reader's TypeScript.
 * @returns The program; null when it should be asked of esbuild, which also words the errors.
 */
export async function compileQuickly(source: string): Promise<Compilation | null> {
  if (source.length > QUICK_LENGTH || leftToEsbuild.test(source)) return null;
  const compilation = await compileWithoutEsbuild(source);
  return compilation.ok ? compilation : null;
}

/** Compiles one cell where there is no esbuild at all: what Sucrase does not know is the source's fault then. */
export async function compileWithoutEsbuild(
  source: string,
  language: Language = "en",
): Promise<Compilation> {
  const erase = (module: string) => {
    const { code, sourceMap } = transform(module, {
      transforms: ["typescript"],
      // Modern JavaScript stays as it is, and so do imports that only another cell uses.
      disableESTransforms: true,
      keepUnusedImports: true,
      filePath: "cell",
      sourceMapOptions: { compiledFilename: "cell" },
    });
    return { code, map: JSON.stringify(sourceMap) };
  };
  try {
    return await compileErased(source, erase, language);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, line = "2", column = "1"] = place.exec(error.message) ?? [];
    const message = error.message
      .replace(place, "")
      .replace(/^Error transforming \S+: /, "")
      .trim();
    const hint = syntaxHint(message);
    // The first line is the compiler's own.
    const at = { line: Math.max(1, Number(line) - 1), column: Number(column) };
    return {
      ok: false,
      failure: { message, ...at, ...(hint && { hint: inWords(hint, language) }) },
    };
  }
}
