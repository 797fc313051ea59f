// What a cell is to the notebook: the names it gives, the names it takes, and the mistakes that can be told
// before it runs. Works on JavaScript, after the types are gone.
import type { Program } from "acorn";
import type { CompilerSentence } from "./compiler-words.ts";
import { ownerOf, resolve } from "./resolve.ts";
import type { Binding, BindingKind, Declaration, Occurrence, Resolution } from "./resolve.ts";
import { constantGlobals, standardGlobals } from "./standard-globals.ts";

/** A mistake found by analysis, at an offset in the JavaScript. */
export interface Problem {
  readonly message: CompilerSentence;
  readonly hint: CompilerSentence;
  readonly offset: number;
}

export interface Analysis {
  /** The cell's own top-level names and what kind of declaration gave them, in the order of the source. */
  readonly names: ReadonlyMap<string, BindingKind>;
  /** Names used but not declared here, standard globals left out, in the order of first use. */
  readonly reads: readonly string[];
  /** Identifiers that mean a name of the notebook: a top-level one of this cell, or a free one. */
  readonly shared: readonly Occurrence[];
  /** Those of `shared` that this cell does not declare. */
  readonly isFree: (occurrence: Occurrence) => boolean;
  /** Top-level variable declarations, and `var`s in blocks that belong to the top level. */
  readonly variables: readonly Declaration[];
  readonly dynamicImports: Resolution["dynamicImports"];
  readonly awaits: Resolution["awaits"];
  readonly awaitLoops: Resolution["awaitLoops"];
  readonly tries: Resolution["tries"];
  readonly problems: readonly Problem[];
}

/**
 * Analyses a cell.
 * @param isGenerated tells names that the compiler itself introduced: they stay local to the cell.
 */
export function analyze(program: Program, isGenerated: (name: string) => boolean): Analysis {
  const { top, occurrences, declarations, metaProperties, ...found } = resolve(program);
  const names = new Map<string, BindingKind>();
  for (const [name, { kind }] of top.bindings) if (!isGenerated(name)) names.set(name, kind);

  const shared: Occurrence[] = [];
  const reads = new Set<string>();
  const problems: Problem[] = metaProperties.map(({ start }) => ({
    message: ["Expected an expression that a cell can run, found import.meta."],
    hint: ["A cell is not a file of its own: it has no address."],
    offset: start,
  }));
  for (const occurrence of occurrences) {
    const { name, scope } = occurrence;
    const owner = ownerOf(name, scope);
    if (owner === null) {
      if (constantGlobals.has(name)) continue;
      shared.push(occurrence);
      if (!standardGlobals.has(name)) reads.add(name);
    } else if (owner === top && names.has(name)) {
      shared.push(occurrence);
      const binding = top.bindings.get(name);
      const problem = binding ? misuse(occurrence, binding) : null;
      if (problem) problems.push(problem);
    }
  }
  return {
    names,
    reads: [...reads],
    shared,
    isFree: ({ name, scope }) => ownerOf(name, scope) === null,
    variables: declarations.filter(
      ({ node, scope }) =>
        scope === top &&
        !node.declarations.every(({ id }) => id.type === "Identifier" && isGenerated(id.name)),
    ),
    ...found,
    problems,
  };
}

function misuse({ name, node, role, deferred }: Occurrence, binding: Binding): Problem | null {
  if (role === "declare") return null;
  const { kind, start, initializer } = binding;
  if (role === "write" && kind === "const")
    return {
      message: ['Cannot assign to "{0}" because it is a constant.', name],
      hint: ['Declare it with "let {0}" if it is meant to change.', name],
      offset: node.start,
    };
  if (role === "write" && kind === "import")
    return {
      message: ['Cannot assign to "{0}" because it is an import.', name],
      hint: ["Give the new value a name of its own."],
      offset: node.start,
    };
  // A function that runs later may well mention a name declared further down; straight-line code may not.
  if (deferred || (kind !== "const" && kind !== "let" && kind !== "class")) return null;
  const inInitializer =
    initializer !== null && node.start >= initializer.start && node.end <= initializer.end;
  if (node.start >= start && !inInitializer) return null;
  return {
    message: ['Cannot use "{0}" before its declaration.', name],
    hint: inInitializer
      ? ['The value of "{0}" is being made here, so it has none yet.', name]
      : ['Move the declaration of "{0}" above this line.', name],
    offset: node.start,
  };
}
