// The notebook's variables. One plain object holds what cells have declared, so that a use of a name costs what
// a property costs. Its prototype holds the standard globals, and behind those stands a proxy: a name that
// reaches it was declared by no cell, and its use throws, as in JavaScript.
//
//   names ──▶ standard (console, Math, …) ──▶ proxy: "x is not defined"
//
// A run's declarations are announced before it starts, so an assignment to any other missing name is refused.
// Names keep the values of the run before until the new run gives them one, as in Jupyter. A `const` is read-only once
// its run has ended, until a cell declares the name again.
import { nearestName } from "./nearest-name.ts";
import type { Run, RunContext } from "./run.ts";
import { standardGlobals } from "./standard-globals.ts";
import { plainVoice, type Sentence, type Voice } from "./voice.ts";

/** What cells can import, by module name: the module's exports by their names. */
export type ModuleRegistry = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Fetches what a module has of some names and is not here yet; null when all of it is. */
export type ProvideNames = (specifier: string, names: readonly string[]) => Promise<void> | null;

/** What a compiled cell asks of its kernel, beside the names: the second argument of a program. */
export interface CellRuntime {
  /** Announces the names that the cell is about to declare: those that may be assigned to later, and its `const`s. */
  declare(variables: readonly string[], constants?: readonly string[]): void;
  /**
   * Carries out an import statement: pairs of local name and export name, `*` for the whole module. To be awaited: the
   * module may have to be fetched.
   */
  bind(specifier: string, bindings: readonly (readonly [string, string])[]): Promise<void> | null;
  /** A dynamic `import(…)`. */
  load(specifier: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** Whose task this is. */
  readonly run: Run | null;
  /** The code after an `await` is that run's. Gives `value`, which was awaited. */
  resume<T>(run: Run | null, value?: T): T | undefined;
}

export interface NotebookScope {
  /** The names by value: the first argument of a program. */
  readonly names: Record<string, unknown>;
  readonly runtime: CellRuntime;
  /** Whether a cell has declared the name with `const`. */
  readonly isConstant: (name: string) => boolean;
  /** A run has ended: the constants that it declared are assigned to no more. */
  readonly seal: () => void;
}

/** An import that names a module or an export that does not exist. */
export class ImportError extends Error {
  override readonly name = "ImportError";
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** An ImportError for the reader. */
export const importError = (voice: Voice, message: Sentence, hint: Sentence): ImportError =>
  voice.error((...told) => new ImportError(...told), message, hint);

const absent: ReadonlyMap<string, Sentence> = new Map([
  ...hintFor(["Cells run without a network."], "fetch XMLHttpRequest WebSocket EventSource"),
  ...hintFor(
    [
      "Cells run in a worker, apart from the page. Show something with display(value), or as the last expression.",
    ],
    "window document alert prompt confirm localStorage sessionStorage navigator location HTMLElement",
  ),
  ...hintFor(
    [
      'Cells run in the browser, not in Node. Modules come by import statements, from "hypervisor-notebook".',
    ],
    "require process Buffer module exports __dirname __filename global setImmediate",
  ),
]);

function hintFor(hint: Sentence, names: string): [string, Sentence][] {
  return names.split(" ").map((name) => [name, hint]);
}

/**
 * A scope with no names of its own yet.
 * @param modules What import statements can name.
 * @param provided Values that stand in for the realm's globals of the same names (`console`, `display`, …).
 * @param provide Fetches names of modules; without it, they are all here.
 * @param voice The reader's, for what goes wrong.
 * @param context Knows whose task this is.
 */
export function createScope(
  modules: ModuleRegistry,
  provided: Readonly<Record<string, unknown>> = {},
  provide: ProvideNames = () => null,
  voice: Voice = plainVoice,
  context?: RunContext,
): NotebookScope {
  const declared = new Set<string>();
  const constants = new Set<string>();
  let unsealed: readonly string[] = [];
  const missing = new Proxy(Object.create(null) as Record<string, unknown>, {
    has: () => false,
    get(_, name) {
      if (typeof name === "string") throw undefinedName(name);
    },
    set(_, name, value: unknown, receiver: object) {
      const isMeant = constants.has(String(name))
        ? unsealed.includes(String(name))
        : declared.has(String(name));
      if (typeof name !== "string" || !isMeant) throw undefinedName(String(name));
      return Reflect.defineProperty(receiver, name, property(value, true));
    },
  });
  const standard = Object.create(missing) as Record<string, unknown>;
  for (const name of standardGlobals) {
    const own = Object.hasOwn(provided, name);
    if (!own && !(name in globalThis)) continue;
    const value: unknown = own ? provided[name] : Reflect.get(globalThis, name);
    Object.defineProperty(standard, name, property(value, false));
  }
  // Engines quote it when a name is read-only; `reportError` says that in the reader's terms.
  Object.defineProperty(standard, Symbol.toStringTag, property("Notebook", false));
  const names = Object.create(standard) as Record<string, unknown>;

  function undefinedName(name: string): ReferenceError {
    if (declared.has(name))
      return voice.error(
        referenceError,
        ["Cannot access '{0}' before initialization", name],
        ["The cell that declares {0} has not come that far, or has failed before it.", name],
      );
    return voice.error(referenceError, ["{0} is not defined", name], hintForName(name));
  }

  function hintForName(name: string): Sentence | undefined {
    const known = absent.get(name);
    if (known !== undefined) return known;
    for (const [specifier, exports] of Object.entries(modules))
      if (Object.hasOwn(exports, name))
        return ['Import it: import { {0} } from "{1}";', name, specifier];
    const nearest = nearestName(name, [
      ...Object.keys(names),
      ...Object.getOwnPropertyNames(standard),
    ]);
    return nearest === null ? undefined : ["Did you mean {0}?", nearest];
  }

  function moduleOf(specifier: unknown): Readonly<Record<string, unknown>> {
    const module =
      typeof specifier === "string" && Object.hasOwn(modules, specifier)
        ? modules[specifier]
        : undefined;
    if (module) return module;
    const expected = Object.keys(modules).map((name) => JSON.stringify(name));
    const found = JSON.stringify(String(specifier));
    throw importError(
      voice,
      ["Expected an import from {0}, found {1}.", expected.join(" or "), found],
      ["Cells run without a network: they can import what comes with the notebook."],
    );
  }

  const runtime: CellRuntime = {
    declare(variables, constant = []) {
      unsealed = constant;
      for (const name of variables) constants.delete(name);
      for (const name of constant) constants.add(name);
      for (const name of [...variables, ...constant]) {
        declared.add(name);
        const own = Object.getOwnPropertyDescriptor(names, name);
        // A name that was an import becomes a variable; one that hides a standard name has to be its own.
        if (own?.writable === false) Object.defineProperty(names, name, { writable: true });
        else if (!own && Object.hasOwn(standard, name))
          Object.defineProperty(names, name, property(undefined, true));
      }
    },
    bind(specifier, bindings) {
      const module = moduleOf(specifier);
      // All of them or none: a refused import changes nothing.
      for (const [, wanted] of bindings)
        if (wanted !== "*" && !Object.hasOwn(module, wanted))
          throw missingExport(specifier, wanted, Object.keys(module));
      const bindAll = () => {
        for (const [local, wanted] of bindings) {
          declared.add(local);
          constants.delete(local);
          const value = wanted === "*" ? module : module[wanted];
          Object.defineProperty(names, local, property(value, false));
        }
      };
      const wanted = bindings.flatMap(([, name]) => (name === "*" ? Object.keys(module) : name));
      const coming = provide(specifier, wanted);
      if (coming !== null) return coming.then(bindAll);
      bindAll();
      return null;
    },
    async load(specifier) {
      const module = moduleOf(specifier);
      await provide(String(specifier), Object.keys(module));
      return module;
    },
    get run() {
      return context?.current ?? null;
    },
    resume(run, value) {
      if (run !== null) context?.enter(run);
      return value;
    },
  };

  function missingExport(
    specifier: string,
    wanted: string,
    exports: readonly string[],
  ): ImportError {
    if (wanted === "default")
      return importError(
        voice,
        ['Expected a name that "{0}" exports, found a default import.', specifier],
        ['Import by name: import { … } from "{0}".', specifier],
      );
    const nearest = nearestName(wanted, exports);
    return importError(
      voice,
      ['Expected a name that "{0}" exports, found {1}.', specifier, wanted],
      nearest === null
        ? ['If {0} is a type, write: import type { {0} } from "{1}".', wanted, specifier]
        : ["Did you mean {0}?", nearest],
    );
  }

  return {
    names,
    runtime,
    isConstant: (name) => constants.has(name),
    seal() {
      for (const name of unsealed)
        if (Object.hasOwn(names, name)) Object.defineProperty(names, name, { writable: false });
      unsealed = [];
    },
  };
}

function property(value: unknown, writable: boolean): PropertyDescriptor {
  return { value, writable, enumerable: true, configurable: true };
}

function referenceError(message: string, hint: string): ReferenceError {
  const error = new ReferenceError(message);
  if (hint !== "") Object.defineProperty(error, "hint", { value: hint });
  return error;
}
