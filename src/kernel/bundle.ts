// The kernel as one self-contained classic script, made at build time by native esbuild: the sandbox runs it from
// a blob, where nothing can be imported.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { build } from "esbuild";

export interface KernelBundle {
  readonly code: string;
  /** Of the code: the script's address on the site changes when the script does. */
  readonly hash: string;
}

let bundled: Promise<KernelBundle> | undefined;

/**
 * Bundles the kernel's worker; later calls get the same bundle.
 * @param root The project's folder. (Not found by this module's own address: a site's build moves modules.)
 */
export function bundleKernel(root: string = process.cwd()): Promise<KernelBundle> {
  bundled ??= bundle(root).catch((error: unknown) => {
    bundled = undefined;
    throw error;
  });
  return bundled;
}

async function bundle(root: string): Promise<KernelBundle> {
  const { outputFiles } = await build({
    entryPoints: [resolve(root, "src/kernel/worker.ts")],
    absWorkingDir: root,
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    // Readers see the names of the library's classes and functions in outputs and errors.
    keepNames: true,
    legalComments: "none",
    charset: "utf8",
    write: false,
    logLevel: "silent",
  });
  const code = outputFiles.map(({ text }) => text).join("");
  return { code, hash: createHash("sha256").update(code).digest("hex").slice(0, 12) };
}
