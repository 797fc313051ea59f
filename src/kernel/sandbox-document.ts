// The document of the sandbox's frame, made at build time: its policy, its script (frame.ts) and the kernel's script
// as text. It has an address of its own, because a frame made from `srcdoc` or a blob inherits the policy of the page,
// which forbids what a kernel does: evaluate code. Everything is in the one document, so the first Run asks for one
// file, and by a navigation, which an embedded page in a sandbox may do where it could fetch nothing.
import { createHash } from "node:crypto";
import { hashOf, type Script } from "./bundle.ts";
import { classicScript } from "./classic-script.ts";
import type { Language } from "./protocol.ts";

/** A kernel's script, and what it may ask for. */
export interface DocumentKernel {
  readonly kernel: Script;
  readonly scripts: readonly Script[];
}

/**
 * The document's text, and a hash of it for its address.
 * @param root The project's folder.
 * @param whole Whether all that the kernel may ask for comes with it: for embedded pages, which in a sandbox can fetch
 * none.
 */
export async function sandboxDocument(
  language: Language,
  kernel: DocumentKernel,
  { root = process.cwd(), whole = false } = {},
): Promise<Script> {
  const frame = await classicScript("src/kernel/frame.ts", root);
  const code = documentOf(language, frame, kernel, whole ? kernel.scripts : []);
  return { code, hash: hashOf(code) };
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
  { kernel: { code }, scripts }: DocumentKernel,
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
