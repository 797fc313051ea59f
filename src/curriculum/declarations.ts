// The types and docstrings of what a cell can import, as declaration files for the editor. Made by TypeScript from
// the source itself, so that what a learner reads on hover is what an engineer wrote.
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { koreanSources } from "./korean-docstrings.ts";
import type { Language } from "./lessons.ts";
import { root } from "./root.ts";

const source = join(root, "src");

/** Declaration files by path below the package, `stdlib/index.d.ts` being its entry. */
export type Declarations = Readonly<Record<string, string>>;

const emitted = new Map<string, Declarations>();

/**
 * Emits the declarations of a module, by default the library's index, and everything it reaches.
 * @param entry Path of the module below `src`.
 * @param language In which language docstrings are, as far as the reference has them.
 * @throws Error when the source does not type-check well enough to be declared.
 */
export function declarations(entry = "stdlib/index.ts", language: Language = "en"): Declarations {
  const key = `${language}:${entry}`;
  const known = emitted.get(key);
  if (known !== undefined) return known;
  const files: Record<string, string> = {};
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts"],
    types: [],
    strict: true,
    declaration: true,
    // Constructors that the library alone calls are no part of what a learner reads.
    stripInternal: true,
    emitDeclarationOnly: true,
    allowImportingTsExtensions: true,
    rootDir: source,
    outDir: source,
  };
  const host = ts.createCompilerHost(options);
  const translated = language === "ko" ? koreanSources() : undefined;
  const program = ts.createProgram([join(source, entry)], options, {
    ...host,
    getSourceFile: (file, version, ...rest) => {
      const text = translated?.get(file);
      return text === undefined
        ? host.getSourceFile(file, version, ...rest)
        : ts.createSourceFile(file, text, version);
    },
  });
  const result = program.emit(undefined, (file, text) => {
    // Older resolution, as in the editor's TypeScript, wants no extension.
    files[relative(source, file)] = text.replace(/(from "|import\(")(\.[^"]+)\.ts"/g, '$1$2"');
  });
  const problems = result.diagnostics.map((problem) =>
    ts.flattenDiagnosticMessageText(problem.messageText, "\n"),
  );
  if (problems.length > 0)
    throw new Error(`declarations of ${dirname(source)}: ${problems.join("; ")}`);
  emitted.set(key, files);
  return files;
}
