// The pages' Content-Security-Policy, written into each built page when all of them are there: the one place that has
// seen every inline script, Astro's, Starlight's and the site's. (Astro's own `security.csp` knows neither Starlight's
// `is:inline` scripts nor a page's own share of them.) While authoring, the dev server writes it into each page that it
// makes (policy-while-authoring.ts).
//
// Whatever a cell manages to put on a page, no script runs that was not built, and no other site is asked for anything.
// Styles are as free as Monaco's and Mermaid's, which are made in the browser, need them to be. `wasm-unsafe-eval` is
// for the search, and allows no JavaScript.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { changePages } from "./built-pages.ts";

export interface PolicyOptions {
  readonly embedded?: boolean;
  /** An address beside the site's own to which a page may open sockets: the dev server's. */
  readonly sockets?: string;
}

/** The policy of a page with these inline scripts. */
export const pagePolicy = (
  inlineScripts: readonly string[],
  { embedded = false, sockets }: PolicyOptions = {},
): string =>
  [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...new Set(inlineScripts.map(sourceOf))].join(" "),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src 'self'${sockets === undefined ? "" : ` ${sockets}`}`,
    // A page without an origin of its own can only start a worker of its own making (`startCompilerWorker`).
    `worker-src 'self'${embedded ? " blob:" : ""}`,
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

const sourceOf = (script: string) =>
  `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

const attributes = `(?:"[^"]*"|'[^']*'|[^"'>])*`;
const scriptElement = new RegExp(`<script\\b(${attributes})>([\\s\\S]*?)</script`, "gi");

/** The texts of a page's inline scripts; data in `<script>` is none. */
export function inlineScripts(html: string): string[] {
  return [...html.matchAll(scriptElement)].flatMap(([, has = "", text = ""]) => {
    const type = /\btype\s*=\s*["']?([^"'\s>]+)/i.exec(has)?.[1]?.toLowerCase() ?? "module";
    const isScript = type === "module" || type === "text/javascript";
    return isScript && !/\bsrc\s*=/i.test(has) ? [text] : [];
  });
}

/**
 * The page with its policy, before anything that it is to hold for.
 * @throws Error for a page that has no `<head>`, where the policy would hold for nothing.
 */
export function withPolicy(
  html: string,
  name = "the page",
  options: Pick<PolicyOptions, "sockets"> = {},
): string {
  const head = /<head\b[^>]*>(?:\s*<meta charset=[^>]*>)?/i.exec(html);
  if (head === null) throw new Error(`csp: expected ${name} to have a <head>, found none.`);
  const end = head.index + head[0].length;
  const embedded = /^embed[\\/]/.test(name);
  const policy = pagePolicy(inlineScripts(html), { ...options, embedded });
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  return html.slice(0, end) + meta + html.slice(end);
}

/** Gives every built page its policy. The sandbox's document, in `/kernel/`, comes with its own. */
export function contentSecurityPolicy(): AstroIntegration {
  return {
    name: "content-security-policy",
    hooks: {
      "astro:build:done": ({ dir }) =>
        changePages(fileURLToPath(dir), (html, name) =>
          /^kernel[\\/]/.test(name) ? html : withPolicy(html, name),
        ),
    },
  };
}
