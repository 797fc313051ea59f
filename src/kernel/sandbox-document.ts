// The document of the sandbox's frame, made at build time: its policy, its script (frame.ts) and the kernel's script
// as text. It has an address of its own, because a frame made from `srcdoc` or a blob inherits the policy of the page,
// which forbids what a kernel does: evaluate code. Everything is in the one document, so the first Run asks for one
// file, and by a navigation, which an embedded page in a sandbox may do where it could fetch nothing.
import { createHash } from "node:crypto";
import { hashSource } from "../notebook/source-hash.ts";
import { bundleKernel, type KernelBundle, type Script } from "./bundle.ts";
import { classicScript } from "./classic-script.ts";
import type { Language } from "./protocol.ts";

const made = new Map<string, Promise<Script>>();

/**
 * The document's text, for pages in a language, and a hash of it for its address; later calls get the same one.
 * @param root The project's folder.
 * @param whole Whether the library's parts come with it: for embedded pages, which in a sandbox can fetch none.
 */
export function sandboxDocument(
  language: Language,
  {
    root = process.cwd(),
    whole = false,
  }: { readonly root?: string; readonly whole?: boolean } = {},
): Promise<Script> {
  const key = `${language} ${String(whole)}`;
  const making =
    made.get(key) ??
    make(language, root, whole).catch((error: unknown) => {
      made.delete(key);
      throw error;
    });
  made.set(key, making);
  return making;
}

async function make(language: Language, root: string, whole: boolean): Promise<Script> {
  const [kernel, frame] = await Promise.all([
    bundleKernel(language, root),
    classicScript("src/kernel/frame.ts", root),
  ]);
  const code = documentOf(language, frame, kernel, whole ? kernel.scripts : []);
  return { code, hash: hashSource(code).slice(0, 12) };
}

/**
 * Nothing but this one script, evaluated code (in WebKit from a blob: named-source.ts) and the worker. The worker
 * inherits it, so cells have no network: what is not named here is `'none'`.
 */
export const sandboxPolicy = (frameScript: string): string =>
  `default-src 'none'; script-src '${cspHash(frameScript)}' 'unsafe-eval' blob:; worker-src blob:; base-uri 'none'; form-action 'none'`;

/** A script's name in a Content-Security-Policy. */
export const cspHash = (script: string): string =>
  `sha256-${createHash("sha256").update(script).digest("base64")}`;

const titles: Readonly<Record<Language, string>> = { en: "Kernel", ko: "커널" };

function documentOf(
  language: Language,
  frame: string,
  { code, scripts }: KernelBundle,
  parts: readonly Script[],
): string {
  for (const script of [frame, code, ...parts.map((part) => part.code)]) {
    const found = /<\/script|<!--|[\0\r]/i.exec(script)?.[0];
    if (found !== undefined)
      throw new Error(
        `sandbox: expected scripts that HTML keeps as they are, found ${JSON.stringify(found)} in one. Hint: write it in two pieces.`,
      );
  }
  const within = parts.map(
    (part) => `<script type="text/plain" data-part="${part.hash}">${part.code}</script>`,
  );
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${sandboxPolicy(frame)}"><title>${titles[language]}</title><script type="text/plain" id="kernel" data-scripts="${scripts.map(({ hash }) => hash).join(" ")}">${code}</script>${within.join("")}<script>${frame}</script></html>\n`;
}
