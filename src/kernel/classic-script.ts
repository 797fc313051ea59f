// A module and all that it imports as one classic script, made at build time by native esbuild: for documents and
// workers that may load no modules.
import { resolve } from "node:path";
import { build } from "esbuild";

/**
 * The text of the script.
 * @param entry The module's path from the project's folder.
 * @param root The project's folder.
 */
export async function classicScript(entry: string, root: string = process.cwd()): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(root, entry)],
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "silent",
  });
  return (outputFiles[0]?.text ?? "").trim();
}
