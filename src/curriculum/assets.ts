// What the notebook fetches besides its pages, by content: the kernel's script and the editor's type declarations.
import { bundleKernel } from "../kernel/bundle.ts";
import { hashSource } from "../notebook/source-hash.ts";
import { declarations } from "./declarations.ts";

/** The kernel's script and the hash of its text. */
export const kernelBundle = bundleKernel;

/** Address of the kernel's script on the site. */
export async function kernelAddress(): Promise<string> {
  return `/kernel/${(await kernelBundle()).hash}.js`;
}

let types: { readonly text: string; readonly hash: string } | undefined;

/** The declaration files as JSON: text by path. */
export function declarationsAsset(): { readonly text: string; readonly hash: string } {
  if (types === undefined) {
    const text = JSON.stringify(declarations());
    types = { text, hash: hashSource(text) };
  }
  return types;
}

/** Address of the declaration files on the site. */
export const declarationsAddress = (): string => `/types/${declarationsAsset().hash}.json`;
