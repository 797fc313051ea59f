// The kernel as classic scripts, made at build time by native esbuild: the sandbox runs them from text, where nothing
// can be imported. One script is the kernel, with all of the standard library that comes with it; the library's parts
// (src/stdlib/parts) are scripts of their own, fetched when a cell imports a name of theirs.
//
// esbuild splits the modules so that each is in exactly one script: a class is the same class for all of them. Its
// scripts import each other as modules do; here those imports become entries of one table, `$chunks`, that the kernel
// keeps. Scripts are evaluated after those they need (they cannot be in a circle), so an entry is always there.
//
// Each language has a bundle of its own: English comes in both, since errors' messages are English everywhere, and what
// lies in files `*.ko.ts` in the Korean one alone.
import { basename, relative, resolve } from "node:path";
import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { build, type Metafile, type Plugin } from "esbuild";
import { minify } from "vite";
import { hashSource } from "../notebook/source-hash.ts";
import { withoutUnseenNames } from "./function-names.ts";
import type { LibraryPart } from "./library-parts.ts";
import type { Language } from "./protocol.ts";

/** A script: its address on the site changes when its text does. */
export interface Script {
  readonly code: string;
  readonly hash: string;
}

export interface KernelBundle extends Script {
  /**
   * Where in the script stands what depends on nothing but what it is given, the library and what shows values: the
   * place of its first character, and of the one after its last.
   */
  readonly pure: readonly [start: number, end: number];
  /** What may have to be fetched later. */
  readonly scripts: readonly Script[];
  /** Which names need which of them. */
  readonly parts: readonly LibraryPart[];
  /** What an answer about the scope needs; no cell can import from it. */
  readonly bench: LibraryPart;
  /** What hints about the engine's messages need. */
  readonly hints: LibraryPart;
}

const bundled = new Map<Language, Promise<KernelBundle>>();

/**
 * Bundles the kernel's worker for pages in a language; later calls get the same bundle.
 * @param root The project's folder. (Not found by this module's own address: a site's build moves modules.)
 */
export function bundleKernel(
  language: Language,
  root: string = process.cwd(),
): Promise<KernelBundle> {
  const bundling =
    bundled.get(language) ??
    bundle(language, root).catch((error: unknown) => {
      bundled.delete(language);
      throw error;
    });
  bundled.set(language, bundling);
  return bundling;
}

const worker = "src/kernel/worker.ts";
const partFolder = "src/stdlib/parts/";
const libraryIndex = "src/stdlib/index.ts";
const showing = "src/kernel/showing.ts";
/** Fetched when the bench shows what is in scope: the library's, and for no cell to import. */
const benchPart = "src/stdlib/bench/inspect-scope.ts";
/** Fetched with the first error that the engine words. It needs what the kernel has, too. */
const hintsPart = "src/kernel/engine-hints.ts";
const partExport = /^export \* from "(\.\/parts\/[a-z-]+\.ts)";$/gm;

async function bundle(language: Language, root: string): Promise<KernelBundle> {
  const index = readFileSync(resolve(root, libraryIndex), "utf8");
  const partFiles = [
    ...[...index.matchAll(partExport)].map(([, file = ""]) => resolve(root, "src/stdlib", file)),
    resolve(root, benchPart),
    resolve(root, hintsPart),
  ];
  const { outputFiles, metafile } = await build({
    // What late-library.ts cuts are scripts of their own: so their heads are among the entries.
    entryPoints: [worker, libraryIndex, showing, ...partFiles],
    absWorkingDir: root,
    outdir: root,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    // Names are left to the second pass (`scriptOf`): function-names.ts must find esbuild's calls of `__name` first.
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    legalComments: "none",
    charset: "utf8",
    write: false,
    metafile: true,
    logLevel: "silent",
    plugins: [cutIntoParts(root), ...(language === "ko" ? [] : [withoutKorean])],
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [relative(root, path), text]));
  const keys = new Map([...texts.keys()].map((path, number) => [basename(path), `c${number}`]));
  const outputOf = (entry: string) => outputOfEntry(metafile, relative(root, entry));
  const isPart = (path: string) =>
    partFiles.some((file) => basename(outputOf(file)) === basename(path));
  const entries = new Map<string, string>();
  const entryOf = (path: string, name: string) => {
    // A part's names are those that a cell imports; the others are seen only by the scripts.
    if (isPart(path)) return name;
    const entry = `${basename(path)} ${name}`;
    if (!entries.has(entry)) entries.set(entry, `$${entries.size.toString(36)}`);
    return entries.get(entry) ?? name;
  };
  const textOf = (path: string) => classicScript(texts.get(path) ?? "", path, keys, entryOf);

  const kernelFiles = filesBelow(metafile, outputOf(worker));
  for (const file of partFiles.slice(0, -1))
    refuseEager(metafile, kernelFiles, relative(root, file));
  const needs = partFiles.map((file) =>
    filesBelow(metafile, outputOf(file)).filter((path) => !kernelFiles.includes(path)),
  );
  const lazyFiles = [...new Set(needs.flat())];
  const pureFiles = [libraryIndex, showing].flatMap((head) =>
    filesBelow(metafile, outputOf(head)).slice(0, -1),
  );
  const isPure = (path: string) => pureFiles.includes(path);
  const chunksOf = (paths: readonly string[]) =>
    paths.map((path) => `(()=>{${textOf(path)}})();`).join("");
  const [pureText = "", kernelText = "", ...lazyTexts] = withoutUnseenNames([
    chunksOf(kernelFiles.filter(isPure)),
    chunksOf(kernelFiles.filter((path) => !isPure(path))),
    ...lazyFiles.map((path) => `"use strict";${textOf(path)}`),
  ]);
  const scripts = await Promise.all(lazyTexts.map(scriptOf));
  const parts = partFiles.map((file, at): LibraryPart => {
    const output = outputOf(file);
    return {
      // How it is shown, its default export, is for the kernel.
      names: (metafile.outputs[output]?.exports ?? []).filter((name) => name !== "default"),
      scripts: (needs[at] ?? []).map((path) => scripts[lazyFiles.indexOf(path)]?.hash ?? ""),
      chunk: keys.get(basename(output)) ?? "",
    };
  });
  const none: LibraryPart = { names: [], scripts: [], chunk: "" };
  const [bench = none, hints = none] = parts.splice(-2);
  const given = Object.entries({
    $chunks: {},
    $parts: parts,
    $bench: bench,
    $hints: hints,
    $late: null,
  });
  const constants = given.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const before = `(()=>{"use strict";const ${constants.join(",")};`;
  const [pure = "", own = ""] = await Promise.all([pureText, kernelText].map(made));
  const code = `${before}${pure}${own}})();\n`;
  const start = before.length;
  return {
    ...{ code, hash: hashOf(code), pure: [start, start + pure.length] },
    ...{ scripts, parts, bench, hints },
  };
}

/**
 * Shows esbuild the library cut into parts. The index has none of them, for the kernel's worker. A part comes after
 * all of the kernel, so it imports the kernel: else each module of the kernel would lie in a script for the very set of
 * parts that need it, and handing names from script to script would cost a kilobyte.
 */
function cutIntoParts(root: string): Plugin {
  return {
    name: "cut-into-parts",
    setup(hooks) {
      hooks.onLoad({ filter: /\b(?:stdlib|kernel)\b.*\.ts$/ }, ({ path }) => {
        const file = relative(root, path).replaceAll("\\", "/");
        const isIndex = file === libraryIndex;
        const isPart = [benchPart, hintsPart].includes(file) || file.startsWith(partFolder);
        if (!isIndex && !isPart) return null;
        const text = readFileSync(path, "utf8");
        const contents = isIndex
          ? text.replace(partExport, "")
          : `${text}import ${JSON.stringify(resolve(root, worker))};`;
        return { contents, loader: "ts" };
      });
    },
  };
}

/** Takes what a page in English does not say out of its kernel. */
const withoutKorean: Plugin = {
  name: "without-korean",
  setup(hooks) {
    // Each of these files exports this one name, and who imports it takes English where there is none.
    hooks.onLoad({ filter: /\.ko\.ts$/ }, () => ({ contents: "export const ko = undefined;" }));
  },
};

function outputOfEntry({ outputs }: Metafile, entry: string): string {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry);
  if (!found) throw new Error(`bundle: expected esbuild to make a script of ${entry}, found none.`);
  return found[0];
}

/** The scripts that one needs, before it, and itself. */
function filesBelow({ outputs }: Metafile, path: string, found: string[] = []): string[] {
  for (const { path: needed } of outputs[path]?.imports ?? [])
    if (!found.includes(needed)) filesBelow({ outputs } as Metafile, needed, found);
  if (!found.includes(path)) found.push(path);
  return found;
}

/** A part whose module the kernel needs anyway would save nothing, and no test would notice. */
function refuseEager({ inputs, outputs }: Metafile, kernelFiles: readonly string[], part: string) {
  const eager = new Set(kernelFiles.flatMap((path) => Object.keys(outputs[path]?.inputs ?? {})));
  const imports = inputs[part]?.imports ?? [];
  const found = imports.find(({ path }) => path !== worker && eager.has(path))?.path;
  if (found === undefined) return;
  const [by] = [...eager].filter((path) => inputs[path]?.imports.some((own) => own.path === found));
  throw new Error(
    `bundle: expected ${found} to come with ${part} alone, found it in the kernel: ${by ?? "its worker"} imports it. Hint: pass in what that needs, or export it in ${libraryIndex}.`,
  );
}

/**
 * A module of esbuild's as statements. What it imports becomes constants: the library exports no variable that changes
 * later.
 */
function classicScript(
  code: string,
  path: string,
  keys: ReadonlyMap<string, string>,
  entryOf: (path: string, name: string) => string,
): string {
  const chunk = (file: string) => `$chunks.${keys.get(basename(file)) ?? ""}`;
  let text = "";
  let end = 0;
  for (const node of parse(code, { ecmaVersion: "latest", sourceType: "module" }).body) {
    if (node.type !== "ImportDeclaration" && node.type !== "ExportNamedDeclaration") continue;
    text += code.slice(end, node.start);
    end = node.end;
    const from = node.type === "ImportDeclaration" ? String(node.source.value) : path;
    const pairs = node.specifiers.map((specifier) => {
      if (specifier.type === "ImportSpecifier")
        return `${entryOf(from, nameOf(specifier.imported))}:${nameOf(specifier.local)}`;
      if (specifier.type === "ExportSpecifier")
        return `${entryOf(from, nameOf(specifier.exported))}:${nameOf(specifier.local)}`;
      throw new Error(`bundle: expected imports by name, found one of type ${specifier.type}.`);
    });
    if (node.type === "ExportNamedDeclaration") text += `${chunk(path)}={${pairs.join(",")}};`;
    else if (pairs.length > 0) text += `const{${pairs.join(",")}}=${chunk(from)};`;
  }
  return text + code.slice(end);
}

function nameOf(node: { readonly type: string }): string {
  const { name } = node as { readonly name?: unknown };
  if (typeof name !== "string") throw new Error(`bundle: expected a name, found a ${node.type}.`);
  return name;
}

/** A script made small, and named by its text, by which the page knows it from a damaged one (site-answer.ts). */
async function scriptOf(text: string): Promise<Script> {
  const code = await made(text);
  return { code, hash: hashOf(code) };
}

/** A script made small. */
async function made(text: string): Promise<string> {
  const { code } = await minify("script.cjs", text, {
    compress: { target: "es2022" },
    mangle: { toplevel: true },
  });
  return code.trim();
}

/** What a script is called on the site. */
export const hashOf = (code: string): string => hashSource(code).slice(0, 12);
