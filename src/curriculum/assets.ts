// What the notebook fetches besides its pages, by content: the kernel, the editor's type declarations,
// and the source maps of a page's cells, which few readers need.
import { bundleKernel, type Script } from "../kernel/bundle.ts";
import { classicScript } from "../kernel/classic-script.ts";
import { cutKernel, type CutKernel } from "../kernel/late-library.ts";
import { sandboxDocument } from "../kernel/sandbox-document.ts";
import type { RecordedRun } from "../notebook/program.ts";
import { hashSource } from "../notebook/source-hash.ts";
import { declarations } from "./declarations.ts";
import { firstPrograms, runOrder } from "./first-programs.ts";
import { languages, type Language } from "./lessons.ts";
import type { PageNotebook } from "./notebook.ts";

/** A kernel of pages, as they fetch it, and the one of embedded pages, with all of the library in its document. */
interface Kernel {
  readonly document: Script;
  readonly embedded: Script;
  /** What the first may ask a page for. */
  readonly scripts: readonly Script[];
  readonly recorded: CutKernel["recorded"];
}

const kernels = new Map<Language, Promise<Kernel>>();

/** The kernel of the pages in a language; later calls get the same one. */
function kernelOf(language: Language): Promise<Kernel> {
  const making =
    kernels.get(language) ??
    makeKernel(language).catch((error: unknown) => {
      kernels.delete(language);
      throw error;
    });
  kernels.set(language, making);
  return making;
}

async function makeKernel(language: Language): Promise<Kernel> {
  const bundle = await bundleKernel(language);
  const whole = { kernel: bundle, scripts: bundle.scripts };
  // While an author writes, lessons change with every keystroke: the kernel is whole then.
  const cut: CutKernel = import.meta.env?.DEV
    ? { ...whole, rest: "", recorded: new Map() }
    : await cutKernel(bundle, language, await firstPrograms(language));
  return {
    document: await sandboxDocument(language, cut),
    embedded: await sandboxDocument(language, whole, { whole: true }),
    scripts: cut.scripts,
    recorded: cut.recorded,
  };
}

/**
 * The scripts that kernels ask their pages for, of all languages, by the hash of their text. One that says nothing in
 * words is the same for all.
 */
export async function partScripts(): Promise<Script[]> {
  const made = await Promise.all(languages.map(kernelOf));
  const scripts = made.flatMap((kernel) => kernel.scripts);
  return [...new Map(scripts.map((script) => [script.hash, script])).values()];
}

/** The sandbox's documents, of all languages, with the kernel's script in them; for pages, and for embedded ones. */
export async function kernelDocuments(): Promise<Script[]> {
  const made = await Promise.all(languages.map(kernelOf));
  return made.flatMap(({ document, embedded }) => [document, embedded]);
}

/** Address on the site of the sandbox's document for a language. */
export async function kernelAddress(language: Language): Promise<string> {
  return `/kernel/${(await kernelOf(language)).document.hash}.html`;
}

/** Address of the one with the whole library in it, for embedded pages. */
export async function embedKernelAddress(language: Language): Promise<string> {
  return `/kernel/${(await kernelOf(language)).embedded.hash}.html`;
}

/**
 * How the build has run a cell or an exercise of a page; undefined of one that it has not.
 * @param page The page's address: the kernel of an embedded one is whole.
 */
export async function recordedRun(
  { language, lesson }: PageNotebook,
  cell: string,
  page: URL,
): Promise<RecordedRun | undefined> {
  if (page.pathname.startsWith("/embed/")) return undefined;
  const { recorded } = await kernelOf(language);
  return recorded.get(lesson.slug)?.[runOrder(lesson).indexOf(cell)];
}

let early: Promise<string> | undefined;

/** The script that stands in a page with cells: what hears buttons before the notebook is there. */
export const earlyScript = (): Promise<string> =>
  (early ??= classicScript("components/notebook/early-clicks.ts"));

let storage: Promise<string> | undefined;

/** The script that stands in an embedded page: what keeps edits where the page may store nothing. */
export const frameStorageScript = (): Promise<string> =>
  (storage ??= classicScript("components/embed/frame-storage.ts"));

interface Asset {
  readonly text: string;
  readonly hash: string;
}

let small: Promise<Asset> | undefined;

/** The small compiler as a classic script, for embedded pages. */
export function quickCompiler(): Promise<Asset> {
  small ??= classicScript("src/kernel/quick-compiler.worker.ts").then((text) => ({
    text,
    hash: hashSource(text),
  }));
  return small;
}

/** Address of that. */
export async function quickCompilerAddress(): Promise<string> {
  return `/kernel/${(await quickCompiler()).hash}.js`;
}

const types = new Map<Language, Asset>();

/** The declaration files as JSON, docstrings in a language: text by path. */
export function declarationsAsset(language: Language): Asset {
  const known = types.get(language);
  if (known !== undefined) return known;
  const text = JSON.stringify(declarations(undefined, language));
  const made = { text, hash: hashSource(text) };
  types.set(language, made);
  return made;
}

/** Address of the declaration files on the site. */
export const declarationsAddress = (language: Language): string =>
  `/types/${declarationsAsset(language).hash}.json`;

/** The source maps of a page's cells as JSON: `Program.mappings` by the cell's id. */
export function mapsAsset({ programs }: PageNotebook): Asset {
  const maps = [...programs].map(([id, { mappings }]) => [id, mappings] as const);
  const text = JSON.stringify(Object.fromEntries(maps));
  return { text, hash: hashSource(text) };
}

/** Address of a page's source maps on the site. */
export const mapsAddress = (page: PageNotebook): string => `/maps/${mapsAsset(page).hash}.json`;
