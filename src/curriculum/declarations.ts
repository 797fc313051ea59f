// The types and docstrings of what a cell can import, as declaration files for the editor. Made by TypeScript from
// the source itself, so that what a learner reads on hover is what an engineer wrote.
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { root } from "./root.ts";

const source = join(root, "src");

/** Declaration files by path below the package, `stdlib/index.d.ts` being its entry. */
export type Declarations = Readonly<Record<string, string>>;

const emitted = new Map<string, Declarations>();

/**
 * Emits the declarations of a module, by default the library's index, and everything it reaches.
 * @param entry Path of the module below `src`.
 * @throws Error when the source does not type-check well enough to be declared.
 */
export function declarations(entry = "stdlib/index.ts"): Declarations {
  const known = emitted.get(entry);
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
  const program = ts.createProgram([join(source, entry)], options);
  const result = program.emit(undefined, (file, text) => {
    // Older resolution, as in the editor's TypeScript, wants no extension.
    files[relative(source, file)] = text.replace(/(from "|import\(")(\.[^"]+)\.ts"/g, '$1$2"');
  });
  const problems = result.diagnostics.map((problem) =>
    ts.flattenDiagnosticMessageText(problem.messageText, "\n"),
  );
  if (problems.length > 0)
    throw new Error(`declarations of ${dirname(source)}: ${problems.join("; ")}`);
  emitted.set(entry, files);
  return files;
}
