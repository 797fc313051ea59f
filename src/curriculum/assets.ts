// What the notebook fetches besides its pages, by content: the kernel's script, the editor's type declarations,
// and the source maps of a page's cells, which few readers need.
import { bundleKernel } from "../kernel/bundle.ts";
import { hashSource } from "../notebook/source-hash.ts";
import { declarations } from "./declarations.ts";
import type { PageNotebook } from "./notebook.ts";

/** The kernel's script and the hash of its text. */
export const kernelBundle = bundleKernel;

/** Address of the kernel's script on the site. */
export async function kernelAddress(): Promise<string> {
  return `/kernel/${(await kernelBundle()).hash}.js`;
}

interface Asset {
  readonly text: string;
  readonly hash: string;
}

let types: Asset | undefined;

/** The declaration files as JSON: text by path. */
export function declarationsAsset(): Asset {
  if (types === undefined) {
    const text = JSON.stringify(declarations());
    types = { text, hash: hashSource(text) };
  }
  return types;
}

/** Address of the declaration files on the site. */
export const declarationsAddress = (): string => `/types/${declarationsAsset().hash}.json`;

/** The source maps of a page's cells as JSON: `Program.mappings` by the cell's id. */
export function mapsAsset({ programs }: PageNotebook): Asset {
  const maps = [...programs].map(([id, { mappings }]) => [id, mappings] as const);
  const text = JSON.stringify(Object.fromEntries(maps));
  return { text, hash: hashSource(text) };
}

/** Address of a page's source maps on the site. */
export const mapsAddress = (page: PageNotebook): string => `/maps/${mapsAsset(page).hash}.json`;
