// The kernel's script as a first Run needs it. Half of the library is not called by the first cell of most lessons: those
// functions are cut out of it (late-functions.ts), and come as texts, in scripts of their own:
//
//   of each notebook   what its first cell needs beyond the kernel, parts of the library among it; one request
//                      what its other cells need
//   of all             every function that is cut out, for programs that the build has not run
//
// What a notebook's programs need is found by running them from the top (called-functions.ts). A program of the lesson's
// own therefore says which of these scripts it wants, and after how many others it has been run (`RecordedRun`); the
// kernel holds it to that, and fetches everything where anything is different.
import type { RecordedRun } from "../notebook/program.ts";
import { hashOf, type KernelBundle, type Script } from "./bundle.ts";
import { walk, type Programs, type WalkStep } from "./called-functions.ts";
import { cutFunctions, lateFunctions, type LateFunction } from "./late-functions.ts";
import type { Language } from "./protocol.ts";

export interface CutKernel {
  /** The kernel's script without the functions that are late. */
  readonly kernel: Script;
  /** Hash of the script with everything that is cut out. */
  readonly rest: string;
  /** All that a kernel may ask for: those of the whole bundle among them. */
  readonly scripts: readonly Script[];
  /** For each notebook, by its name: how the build has run each of its programs. */
  readonly recorded: ReadonlyMap<string, readonly RecordedRun[]>;
}

/** Stands in the script for the hash of what is cut out, until there is one. */
const nameless = "0".repeat(12);

/** What the cut script calls to have a late function. No minifier makes such a name. */
const have = "ƒ";

/**
 * Cuts out of a kernel what most notebooks' first programs do not call.
 * @param notebooks Their programs, by the notebooks' names.
 * @param root The project's folder.
 */
export async function cutKernel(
  bundle: KernelBundle,
  language: Language,
  notebooks: ReadonlyMap<string, Programs>,
  root: string = process.cwd(),
): Promise<CutKernel> {
  const whole = withLate(bundle.code, nameless);
  const shift = whole.length - bundle.code.length;
  const [start, end] = bundle.pure.map((place) => place + shift) as [number, number];
  const all = lateFunctions(whole).filter((one) => one.start >= start && one.end <= end);
  const scripts = Object.fromEntries(bundle.scripts.map(({ hash, code }) => [hash, code]));
  const walks = new Map<string, readonly Step[]>();
  for (const [name, programs] of notebooks) {
    const asRecorded = programs.map((program, after) => ({
      ...program,
      recorded: { after, scripts: [] },
    }));
    const steps = await walk({ kernel: whole, scripts, language, programs: asRecorded }, root);
    walks.set(
      name,
      steps.map((step) => ({ called: calledOf(step, all), scripts: step.scripts })),
    );
  }
  // When nothing can be fetched it is said so, with what is there.
  const unfetched = {
    kernel: whole,
    scripts: {},
    language,
    programs: [{ cell: "none", code: "" }],
  };
  const always = (await walk(unfetched, root)).flatMap((step) => calledOf(step, all));
  const kept = calledByMost([...walks.values()].map(([first]) => first?.called ?? []));
  const late = new Set(
    all.keys().filter((number) => !kept.has(number) && !always.includes(number)),
  );
  // Evaluated where it is called, in the scope of the function that it stands for. What holds the text has a name that
  // no text uses.
  const value = (number: number) => `${have}(${number},${have}=>eval(${have}))`;
  const cut = cutFunctions(whole, all, late, value);

  const packed = new Map<string, Script>();
  const pack = (functions: readonly number[], parts: readonly string[]): string[] => {
    if (functions.length + parts.length === 0) return [];
    const script = packOf(
      cut.texts,
      functions,
      Object.fromEntries(parts.map((hash) => [hash, scripts[hash] ?? ""])),
    );
    packed.set(script.hash, script);
    return [script.hash];
  };
  const recorded = new Map<string, readonly RecordedRun[]>();
  for (const [name, [first = { called: [], scripts: [] }, ...others]] of walks) {
    const wanted = (steps: readonly Step[], have: ReadonlySet<number | string>) =>
      [
        [...new Set(steps.flatMap(({ called }) => called))].filter(
          (number) => late.has(number) && !have.has(number),
        ),
        [...new Set(steps.flatMap((step) => step.scripts))].filter((hash) => !have.has(hash)),
      ] as const;
    const atFirst = pack(...wanted([first], new Set()));
    const later = pack(...wanted(others, new Set([...first.called, ...first.scripts])));
    const runs = [first, ...others].map((_, at): RecordedRun => ({
      after: at,
      scripts: at === 0 ? atFirst : [...atFirst, ...later],
    }));
    recorded.set(name, runs);
  }
  const [rest = ""] = pack([...late], []);
  const code = cut.code.replace(nameless, rest);
  return {
    kernel: { code, hash: hashOf(code) },
    rest,
    scripts: [...bundle.scripts, ...packed.values()],
    recorded,
  };
}

interface Step {
  /** Numbers of the functions called. */
  readonly called: readonly number[];
  readonly scripts: readonly string[];
}

const calledOf = ({ reached }: WalkStep, all: readonly LateFunction[]): number[] =>
  [...all.keys()].filter((number) => reached[all[number]?.body ?? 0] === 1);

/** What more than half of them have called. */
function calledByMost(firsts: readonly (readonly number[])[]): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const called of firsts)
    for (const number of called) counts.set(number, (counts.get(number) ?? 0) + 1);
  return new Set(
    [...counts].flatMap(([number, count]) => (count * 2 > firsts.length ? [number] : [])),
  );
}

/** A script that leaves texts of functions, and whole scripts, where library-parts.ts takes them. */
function packOf(
  texts: ReadonlyMap<number, string>,
  functions: readonly number[],
  scripts: Readonly<Record<string, string>>,
): Script {
  const given = Object.fromEntries(functions.map((number) => [number, texts.get(number)]));
  const code = `$chunks.pack={functions:${JSON.stringify(given)},scripts:${JSON.stringify(scripts)}};\n`;
  return { code, hash: hashOf(code) };
}

/** The script with what its stubs ask for. bundle.ts has left the place. */
function withLate(code: string, rest: string): string {
  const place = "$late=null;";
  if (!code.includes(place)) throw new Error(`kernel: expected ${place} in its script.`);
  // In parentheses a text that begins with `function` is an expression.
  const had = "(n,e)=>$had[n]??=e(`(${$late.texts[n]??$late.missing(n)})`)";
  const late = `$late={texts:{},rest:${JSON.stringify(rest)}},$had=[],${have}=${had};`;
  return code.replace(place, () => late);
}
