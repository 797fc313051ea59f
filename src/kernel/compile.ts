// From a cell of TypeScript to a program that the kernel runs. esbuild takes the types away, acorn reads the
// JavaScript, `analyze` tells what it means to the notebook, `rewrite` ties it to the notebook's scope; the two
// source maps are joined into one, so that every message names the reader's own line.
//
// esbuild comes as an argument: native at build time, WebAssembly in the reader's browser, the same version of
// both, so that a cell compiles to the same program in either place.
import {
  originalPositionFor,
  traceSegment,
  encodedMappings,
  TraceMap,
} from "@jridgewell/trace-mapping";
import type { SourceMapSegment } from "@jridgewell/trace-mapping";
import { parse } from "acorn";
import type { AnyNode, Program as Module } from "acorn";
import type { TransformOptions } from "esbuild";
import type { Compilation, CompileFailure, Program } from "../notebook/program.ts";
import { analyze } from "./analyze.ts";
import { inWords } from "./compiler-words.ts";
import { lastStatement } from "./last-statement.ts";
import type { Language } from "./protocol.ts";
import { rewrite } from "./rewrite.ts";
import { hintAtMeaning, syntaxHint } from "./syntax-hints.ts";
import type { Read, Refusal } from "./syntax-hints.ts";
import { lostConstant } from "./trailing-constant.ts";
import type { Erased } from "./trailing-constant.ts";

/** esbuild's `transform`, of the package `esbuild` or `esbuild-wasm`. */
export type Transform = (
  input: string,
  options: TransformOptions,
) => Promise<{ readonly code: string; readonly map: string }>;

/** A line of its own before the cell makes the file a module, hence strict, whatever the cell contains. */
const modulePrefix = "export {};\n";
const prefixLines = 1;

const options = {
  loader: "ts",
  format: "esm",
  target: "es2022",
  charset: "utf8",
  sourcemap: "external",
  sourcesContent: false,
  treeShaking: false,
  logLevel: "silent",
  tsconfigRaw: {
    // An import that this cell does not use may be used by another: only `import type` goes away.
    compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true },
  },
} satisfies TransformOptions;

/** Thrown inside this module only; the caller gets a `CompileFailure`. */
class Failure extends Error {
  readonly failure: CompileFailure;
  constructor(message: string, at: { line: number; column: number }, hint?: string) {
    super(message);
    this.failure = { message, ...at, ...(hint === undefined ? {} : { hint }) };
  }
}

/**
 * Compiles one cell.
 * @param cell The cell's id, as it is named in messages.
 * @param source The reader's TypeScript.
 * @param transform esbuild's transform.
 * @param language The reader's, for what is wrong with the source.
 * @returns The program, or why there is none, by line and column of `source` counted from 1.
 * @throws What `transform` throws for reasons other than the source (it could not be loaded, for instance).
 */
export async function compileCell(
  cell: string,
  source: string,
  transform: Transform,
  language: Language = "en",
): Promise<Compilation> {
  return refused(async () => {
    const erase = (module: string, loader: "ts" | "tsx" = "ts") =>
      transform(module, { ...options, loader, sourcefile: cell });
    const erased = await eraseTypes(modulePrefix + source, erase, language);
    const lost = await lostConstant(
      modulePrefix + source,
      erased,
      ({ code, map }) => lastOf(parseModule(code, new TraceMap(map)), source, new TraceMap(map)),
      (marked) => erase(marked).catch(unread),
    );
    return programOf(source, erased, language, lost);
  });
}

/**
 * Compiles one cell whose types another tool takes away, all at once.
 * @param source The reader's TypeScript.
 * @param erase Gives JavaScript of the same lines, and its map; throws for what it cannot read.
 * @param language As of `compileCell`.
 * @returns As `compileCell`.
 * @throws What `erase` throws.
 */
export async function compileErased(
  source: string,
  erase: (module: string) => Erased,
  language: Language,
): Promise<Compilation> {
  const erased = erase(modulePrefix + source);
  return refused(() => programOf(source, erased, language));
}

/** Null for what esbuild could not read; any other failure is thrown on. */
function unread(error: unknown): null {
  if ("errors" in Object(error)) return null;
  throw error;
}

/** What the source is to blame for becomes a result. */
async function refused(compile: () => Program | Promise<Program>): Promise<Compilation> {
  try {
    return { ok: true, program: await compile() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, failure: error.failure };
    throw error;
  }
}

/**
 * @param lost The constant that the cell ends in, where the JavaScript has it no more.
 * @throws Failure
 */
function programOf(
  source: string,
  erased: Erased,
  language: Language,
  lost: string | null = null,
): Program {
  const original = new TraceMap(erased.map);
  const complete = lost === null ? erased.code : `${erased.code}${lost};\n`;
  const module = parseModule(complete, original);
  refuseExports(module, source, original, language);
  const code = declareExports(module, complete);
  const analysis = analyze(module, generatedIn(source));
  const [problem] = analysis.problems;
  if (problem) {
    const at = offsetToPosition(code, problem.offset);
    throw new Failure(
      inWords(problem.message, language),
      readerPosition(original, at),
      inWords(problem.hint, language),
    );
  }
  const last = lost === null ? lastOf(module, source, original) : (module.body.at(-1) ?? null);
  const program = rewrite(code, module, analysis, last);
  const rewritten = program.generateDecodedMap({ hires: "boundary" }).mappings;
  return {
    code: program.toString(),
    mappings: join(rewritten, original),
    defines: [...analysis.names.keys()],
    imports: [...analysis.names].filter(([, kind]) => kind === "import").map(([name]) => name),
    reads: analysis.reads,
  };
}

/** Tells names that the compiler itself has introduced: words that the source does not have. */
function generatedIn(source: string): (name: string) => boolean {
  const words = new Set(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  return (name) => !words.has(name);
}

function lastOf(module: Module, source: string, original: TraceMap): AnyNode | null {
  return lastStatement(module, generatedIn(source), ({ loc }) => {
    const { line, column } = originalPositionFor(original, loc?.start ?? { line: 1, column: 0 });
    return line === null ? null : line * 1e6 + column;
  });
}

async function eraseTypes(
  module: string,
  erase: (module: string, loader?: "ts" | "tsx") => Promise<Erased>,
  language: Language,
) {
  try {
    return await erase(module);
  } catch (error) {
    const [first] = (error as { errors?: readonly EsbuildError[] }).errors ?? [];
    if (!first) throw error;
    const { location, text, notes } = first;
    const position = {
      line: Math.max(1, (location?.line ?? 1) - prefixLines),
      column: location ? characterColumn(location.lineText, location.column) + 1 : 1,
    };
    // What esbuild says further belongs to the message when it has no place of its own to point at.
    const note = notes.find(({ location }) => !location || location.line > prefixLines);
    const elsewhere = note?.location
      ? inWords([" (line {0})", note.location.line - prefixLines], language)
      : "";
    const read: Read = async (source, withJsx) => {
      try {
        await erase(source, withJsx ? "tsx" : "ts");
        return null;
      } catch (again) {
        return refusalIn(source, again);
      }
    };
    const refusal = refusalIn(module, error);
    const own =
      (refusal && (await hintAtMeaning(module, refusal, read))) ?? (note ? null : syntaxHint(text));
    const hint = own
      ? inWords(own, language)
      : note && `${note.text.replace(/:$/, "")}${elsewhere}`;
    throw new Failure(text, position, hint);
  }
}

interface EsbuildError {
  readonly text: string;
  readonly location: { line: number; column: number; lineText: string } | null;
  readonly notes: readonly { text: string; location: { line: number } | null }[];
}

/** What esbuild says is wrong with a source; null for any other failure. */
function refusalIn(source: string, error: unknown): Refusal | null {
  const [first] = (error as { errors?: readonly EsbuildError[] }).errors ?? [];
  if (!first) return null;
  const { line = 1, column = 0, lineText = "" } = first.location ?? {};
  const before = source.split("\n").slice(0, line - 1);
  const start = before.reduce((sum, { length }) => sum + length + 1, 0);
  return { message: first.text, offset: start + characterColumn(lineText, column) };
}

/** esbuild counts columns in bytes of UTF-8; editors count UTF-16 units. */
function characterColumn(line: string, byteColumn: number): number {
  const bytes = new TextEncoder().encode(line).subarray(0, byteColumn);
  return new TextDecoder().decode(bytes).length;
}

function parseModule(code: string, original: TraceMap): Module {
  // Sucrase leaves `using` as it is: where the browser does not know it, it is a mistake.
  const ecmaVersion = typeof DisposableStack === "function" ? "latest" : 2025;
  try {
    return parse(code, { ecmaVersion, sourceType: "module", locations: true });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as SyntaxError & { loc: { line: number; column: number } };
    throw new Failure(
      error.message.replace(/ \(\d+:\d+\)$/, ""),
      readerPosition(original, { line: loc.line - 1, column: loc.column }),
    );
  }
}

/** Makes `export const x` the declaration alone, as esbuild does; every place in the code stays where it is. */
function declareExports(module: Module, code: string): string {
  let declared = code;
  module.body = module.body.map((node) => {
    if (node.type !== "ExportNamedDeclaration" || !node.declaration) return node;
    const { start, declaration } = node;
    declared = `${declared.slice(0, start)}${" ".repeat("export".length)}${declared.slice(start + "export".length)}`;
    return declaration;
  });
  return declared;
}

/** No module could import other exports than declarations. */
function refuseExports(
  module: Module,
  source: string,
  original: TraceMap,
  language: Language,
): void {
  for (const node of module.body as AnyNode[]) {
    const mapped = originalPositionFor(original, node.loc?.start ?? { line: 1, column: 0 });
    const found =
      node.type === "ExportAllDeclaration" ||
      (node.type === "ExportNamedDeclaration" && node.source)
        ? "Expected declarations and expressions, found an export from another module."
        : node.type === "ExportDefaultDeclaration" || isRenaming(node, "default")
          ? "Expected declarations and expressions, found export default."
          : isRenaming(node)
            ? "Expected declarations and expressions, found an export under another name."
            : isExportAssignment(node) && /^export\s*=/.test(textAt(source, mapped))
              ? "Expected declarations and expressions, found export =."
              : null;
    if (found === null) continue;
    // esbuild gathers lists of exports at the end and says no more where they were.
    const isThere = mapped.line !== null && textAt(source, mapped).startsWith("export");
    const at = isThere
      ? { line: mapped.line - 1 - prefixLines, column: mapped.column }
      : offsetToPosition(source, Math.max(0, source.search(/\bexport\s*(?:[{*]|default\b)/)));
    throw new Failure(
      inWords([found], language),
      { line: at.line + 1, column: at.column + 1 },
      inWords(
        [
          "Every cell sees the names that a cell declares at its top level. Declare it, or write the expression alone to show it.",
        ],
        language,
      ),
    );
  }
}

function textAt(source: string, at: { line: number | null; column: number | null }): string {
  const line = source.split("\n")[(at.line ?? 0) - 1 - prefixLines] ?? "";
  return line.slice(at.column ?? 0);
}

/** `export = …` comes to an assignment to the exports of a CommonJS module. */
function isExportAssignment(node: AnyNode): boolean {
  if (node.type !== "ExpressionStatement" || node.expression.type !== "AssignmentExpression")
    return false;
  const { left } = node.expression;
  if (left.type !== "MemberExpression" || left.computed) return false;
  return left.property.type === "Identifier" && left.property.name === "exports";
}

function isRenaming(node: AnyNode, to?: string): boolean {
  if (node.type !== "ExportNamedDeclaration") return false;
  return node.specifiers.some(({ local, exported }) => {
    const name = exported.type === "Identifier" ? exported.name : String(exported.value);
    return to === undefined ? local.type !== "Identifier" || local.name !== name : name === to;
  });
}

interface ZeroBased {
  readonly line: number;
  readonly column: number;
}

function offsetToPosition(text: string, offset: number): ZeroBased {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}

/** The place in the reader's TypeScript, counted from 1, of a place in esbuild's JavaScript. */
function readerPosition(original: TraceMap, at: ZeroBased): { line: number; column: number } {
  const { line, column } = originalPositionFor(original, { line: at.line + 1, column: at.column });
  return line === null || line <= prefixLines
    ? { line: 1, column: 1 }
    : { line: line - prefixLines, column: column + 1 };
}

/** Joins rewritten → JavaScript with JavaScript → TypeScript, and takes the module prefix out of the lines. */
function join(rewritten: readonly (readonly number[][])[], original: TraceMap): string {
  const mappings = rewritten.map((line) => {
    const segments: SourceMapSegment[] = [];
    for (const [column, , viaLine, viaColumn] of line as [number, number, number, number][]) {
      const segment = traceSegment(original, viaLine, viaColumn);
      if (!segment || segment.length === 1 || segment[2] < prefixLines) continue;
      const [, , originalLine, originalColumn] = segment;
      const previous = segments.at(-1);
      const repeats =
        previous?.[2] === originalLine - prefixLines && previous[3] === originalColumn;
      if (!repeats) segments.push([column, 0, originalLine - prefixLines, originalColumn]);
    }
    return segments;
  });
  return encodedMappings(new TraceMap({ version: 3, names: [], sources: ["cell"], mappings }));
}
