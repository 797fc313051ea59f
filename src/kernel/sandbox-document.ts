// The document of the sandbox's frame, made at build time: its policy, its script (frame.ts) and the kernel's script
// as text. It has an address of its own, because a frame made from `srcdoc` or a blob inherits the policy of the page,
// which forbids what a kernel does: evaluate code. Everything is in the one document, so the first Run asks for one
// file, and by a navigation, which a page in somebody's sandbox may do where it could fetch nothing.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { build } from "esbuild";
import { bundleKernel, type KernelBundle, type Script } from "./bundle.ts";

let made: Promise<Script> | undefined;

/**
 * The document's text, and a hash of it for its address; later calls get the same one.
 * @param root The project's folder.
 */
export function sandboxDocument(root: string = process.cwd()): Promise<Script> {
  made ??= make(root).catch((error: unknown) => {
    made = undefined;
    throw error;
  });
  return made;
}

async function make(root: string): Promise<Script> {
  const [kernel, frame] = await Promise.all([bundleKernel(root), frameScript(root)]);
  const code = documentOf(frame, kernel);
  return { code, hash: createHash("sha256").update(code).digest("hex").slice(0, 12) };
}

/**
 * Nothing but this one script, evaluated code and the worker. The worker inherits it, so cells have no network: what
 * is not named here is `'none'`.
 */
export const sandboxPolicy = (frameScript: string): string =>
  `default-src 'none'; script-src '${cspHash(frameScript)}' 'unsafe-eval'; worker-src blob:; base-uri 'none'; form-action 'none'`;

/** A script's name in a Content-Security-Policy. */
export const cspHash = (script: string): string =>
  `sha256-${createHash("sha256").update(script).digest("base64")}`;

function documentOf(frame: string, { code, scripts }: KernelBundle): string {
  for (const script of [frame, code]) {
    const found = /<\/script|<!--|[\0\r]/i.exec(script)?.[0];
    if (found !== undefined)
      throw new Error(
        `sandbox: expected scripts that HTML keeps as they are, found ${JSON.stringify(found)} in one. Hint: write it in two pieces.`,
      );
  }
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${sandboxPolicy(frame)}"><title>Kernel</title><script type="text/plain" id="kernel" data-scripts="${scripts.map(({ hash }) => hash).join(" ")}">${code}</script><script>${frame}</script></html>\n`;
}

async function frameScript(root: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(root, "src/kernel/frame.ts")],
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
