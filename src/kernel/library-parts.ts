// The standard library in parts: what every cell needs is in the kernel's own script, the rest is fetched when a cell
// imports a name of it. The kernel has no network, so it asks the page for a script by its hash and evaluates the text
// it gets. bundle.ts makes the scripts and the table of which name needs which; in Node there are no parts, and
// everything is there from the start. Either way a cell sees one module with the same names.
import type { RecordedRun } from "../notebook/program.ts";
import type { ScriptAnswer } from "./protocol.ts";
import { importError } from "./scope.ts";
import { plainVoice, type Sentence, type Voice } from "./voice.ts";

/** Some names of the library, and what has to be evaluated before they can be had. */
export interface LibraryPart {
  readonly names: readonly string[];
  /** Hashes of scripts, in the order of their evaluation; parts may share some. */
  readonly scripts: readonly string[];
  /** The entry of the table of chunks that then has the names. */
  readonly chunk: string;
}

/** What the kernel's scripts give to each other, as bundle.ts wrote them; and the last pack, as late-library.ts did. */
export type Chunks = Record<string, Readonly<Record<string, unknown>>> & { pack?: Pack };

/** Functions that come late, by number, and scripts, by hash. */
interface Pack {
  readonly functions: Readonly<Record<number, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

/** What is cut out of the kernel's script, as late-library.ts wrote it; null of one that is whole. */
export type LateFunctions = {
  /** The functions that have come. */
  readonly texts: Record<number, string>;
  /** Hash of the pack that has all of them. */
  readonly rest: string;
  /** Called for one that has not come. */
  missing?: (number: number) => never;
} | null;

/** Gets a script's text from the page, which knows it for whole. */
export type RequestScript = (hash: string) => Promise<ScriptAnswer>;

export interface PartedLibrary {
  /** All names of the library; those of a part are undefined until it is there. */
  readonly module: Readonly<Record<string, unknown>>;
  /**
   * Fetches what some names need; null when all of it is there.
   * @throws (rejects with) ImportError when a script cannot be had; the next import tries again.
   */
  provide(names: readonly string[]): Promise<void> | null;
  /**
   * Fetches what a program may call that is not here yet, before it runs; null when all of it is.
   * @param recorded What it needs, if it is a lesson's own.
   * @throws (rejects with) ImportError as `provide`.
   */
  prepare(recorded?: RecordedRun): Promise<void> | null;
  /**
   * Fetches a part that is the kernel's own: no cell can import from it. Rejects as `provide`.
   * @param whole Whether it calls what no program may have called.
   */
  fetch(part: LibraryPart, whole: boolean): Promise<Readonly<Record<string, unknown>>>;
}

// Taken before any cell can replace it.
const compile = globalThis.Function as unknown as (
  parameter: string,
  code: string,
) => (chunks: Chunks) => void;

/**
 * The library with its parts; without any where all of it is there from the start.
 * @param eager What is there from the start, by name.
 * @param show Is given the default export of a part that has come: how what it brings is shown.
 * @param late What is cut out of the kernel's script.
 */
export function partedLibrary(
  eager: Readonly<Record<string, unknown>>,
  parts: readonly LibraryPart[] = [],
  chunks: Chunks = {},
  request: RequestScript = () => Promise.resolve({ code: null, why: "" }),
  voice: Voice = plainVoice,
  show: (shown: unknown) => void = () => undefined,
  late: LateFunctions = null,
): PartedLibrary {
  // As a module's namespace: in the order of the names, and not to be written to.
  const module = Object.create(null, { [Symbol.toStringTag]: { value: "Module" } }) as object;
  const have = (name: string, value: unknown, configurable: boolean) => {
    // The scripts were made small without the names of functions.
    if (typeof value === "function" && value.name !== name)
      Object.defineProperty(value, "name", { value: name, configurable: true });
    Object.defineProperty(module, name, { value, enumerable: true, configurable });
  };
  for (const name of [...Object.keys(eager), ...parts.flatMap(({ names }) => names)].sort())
    have(name, eager[name], !Object.hasOwn(eager, name));
  const evaluated = new Set<string>();
  const texts = new Map<string, Promise<ScriptAnswer>>();
  const missing = new Set(parts);

  /** How many programs have run as the build has run them, from the top; null once one has not. */
  let asRecorded: number | null = 0;
  if (late)
    late.missing = (number) => {
      asRecorded = null;
      throw new Error(
        `kernel: expected function ${number} of the library to have come, found it missing. Hint: restart the kernel, and run the cells again.`,
      );
    };

  /** Fetches packs, and takes what is in them. Where they cannot be had the program does not run: so many did before. */
  async function unpack(hashes: readonly string[], before = asRecorded): Promise<void> {
    const wanted = hashes.filter((hash) => !evaluated.has(hash));
    try {
      await evaluate(wanted, [
        "Expected the rest of the library, found that it could not be fetched.",
      ]);
    } catch (error) {
      asRecorded = before;
      throw error;
    }
  }

  async function load(needed: readonly LibraryPart[]): Promise<void> {
    const hashes = [...new Set(needed.flatMap(({ scripts }) => scripts))];
    await evaluate(hashes, [
      "Expected the part of the library that has {0}, found that it could not be fetched.",
      needed.flatMap(({ names }) => names).join(", "),
    ]);
    for (const part of needed) {
      // The bench's part is not among `parts`: its names are not for cells.
      if (!missing.delete(part)) continue;
      const { default: shown, ...names } = chunks[part.chunk] ?? {};
      for (const [name, value] of Object.entries(names)) have(name, value, false);
      if (shown !== undefined) show(shown);
    }
  }

  /** Fetches scripts and evaluates those that have not been. */
  async function evaluate(hashes: readonly string[], absence: Sentence): Promise<void> {
    const found = await Promise.all(
      hashes.map((hash) => {
        const text = texts.get(hash) ?? request(hash);
        texts.set(hash, text);
        return text;
      }),
    );
    let absent: string | null = null;
    hashes.forEach((hash, at) => {
      const answer = found[at];
      if (answer?.code !== null) return;
      texts.delete(hash);
      absent ??= answer.why;
    });
    if (absent !== null) throw importError(voice, absence, ["{0}", absent]);
    hashes.forEach((hash, at) => {
      // Another import may have come first.
      if (evaluated.has(hash)) return;
      compile("$chunks", found[at]?.code ?? "")(chunks);
      evaluated.add(hash);
      const { pack } = chunks;
      if (!pack) return;
      Object.assign(late?.texts ?? {}, pack.functions);
      for (const [name, text] of Object.entries(pack.scripts))
        texts.set(name, Promise.resolve({ code: text }));
      delete chunks.pack;
    });
  }

  return {
    module: module as PartedLibrary["module"],
    provide(names) {
      const needed = [...missing].filter((part) => part.names.some((name) => names.includes(name)));
      return needed.length === 0 ? null : load(needed);
    },
    prepare(recorded) {
      if (!late) return null;
      const before = asRecorded;
      asRecorded = recorded !== undefined && recorded.after === before ? before + 1 : null;
      const needed = asRecorded === null ? [late.rest] : (recorded?.scripts ?? []);
      if (needed.every((hash) => evaluated.has(hash))) return null;
      return unpack(needed, before);
    },
    async fetch(part, whole) {
      if (late && whole) await unpack([late.rest]);
      await load([part]);
      return chunks[part.chunk] ?? {};
    },
  };
}
