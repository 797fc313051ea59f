// Kernels outside of the site that show more than text. Each is asked in its own words:
//
// - tslab (1.0.22): what a cell gets by `import { display } from "tslab"` is reached through the `require` that tslab runs
//   its cells with, since a package that is installed beside it cannot import tslab; one representation at a time. A last
//   expression is compiled to `export const tsLastExpr = …`, and when the cell has run, tslab reads that name of its
//   `exports` and writes what it finds on the console. So a property of that name, which `exports` inherits, sees it first.
// - Deno: `Deno.jupyter.display` takes a whole bundle. A last expression is asked for its `Symbol.for("Jupyter.display")`,
//   which the figures have.
//
// Where neither is there (Node, a debugger), nothing is changed.
import type { MimeBundle } from "../notebook/output.ts";

/** Where figures can be shown otherwise than as text. */
export interface OtherKernel {
  /** Shows a bundle; false where its text does as well. */
  show(bundle: MimeBundle): boolean;
  /** Gives values that a cell ends with to `represent`, where the kernel has no way of its own to ask them. */
  onResult?(represent: (value: unknown) => MimeBundle | null): void;
  /** What a value is to give that is asked by its `Symbol.for("Jupyter.display")`, where the kernel asks. */
  readonly asked?: (bundle: MimeBundle) => MimeBundle;
}

/** How bundles look there. */
export interface OtherLooks {
  /** Of a table's data, as HTML. */
  readonly table: (data: unknown) => string;
  /** Heads a diagram's text, which stands below the drawing. */
  readonly asText: () => string;
}

interface TslabDisplay {
  html(text: string): void;
  markdown(text: string): void;
}

interface DenoJupyter {
  display(bundle: MimeBundle, options: { raw: true }): Promise<void>;
}

type Callable = (...values: unknown[]) => unknown;

const get = (from: unknown, name: string): unknown =>
  (typeof from === "object" || typeof from === "function") && from !== null
    ? Reflect.get(from, name)
    : undefined;
const isCallable = (value: unknown): value is Callable => typeof value === "function";

/**
 * The kernel that this runs in, if it is one of these.
 * @param globals The global object.
 */
export function otherKernel(globals: object, looks: OtherLooks): OtherKernel | null {
  try {
    const tslab = tslabDisplay(globals);
    if (tslab !== null) return inTslab(tslab, looks, get(get(globals, "__tslab__"), "exports"));
    const deno = get(get(globals, "Deno"), "jupyter");
    if (isCallable(get(deno, "display"))) return inDeno(deno as DenoJupyter, looks);
  } catch {
    // Another version of a kernel, which has no such thing; Deno throws outside of a notebook. Text is shown there.
  }
  return null;
}

function tslabDisplay(globals: object): TslabDisplay | null {
  const require = get(get(globals, "__tslab__"), "require");
  if (!isCallable(require)) return null;
  const display = get(require("tslab"), "display");
  return isCallable(get(display, "html")) && isCallable(get(display, "markdown"))
    ? (display as TslabDisplay)
    : null;
}

function inTslab(display: TslabDisplay, looks: OtherLooks, exports: unknown): OtherKernel {
  const show = (bundle: MimeBundle): boolean => {
    const richer = withHtml(bundle, looks);
    const html = richer["text/html"];
    const markdown = richer["text/markdown"];
    if (typeof html === "string") display.html(html);
    else if (typeof markdown === "string") display.markdown(markdown);
    else return false;
    return true;
  };
  return {
    show,
    onResult(represent) {
      if (typeof exports !== "object" || exports === null) return;
      let value: unknown;
      const inherited = Object.create(Object.getPrototypeOf(exports) as object | null, {
        tsLastExpr: {
          configurable: true,
          set(result: unknown) {
            value = result;
          },
          get() {
            const bundle = represent(value);
            // tslab writes nothing where it finds nothing.
            if (bundle !== null && show(bundle)) value = undefined;
            return value;
          },
        },
      }) as object;
      Object.setPrototypeOf(exports, inherited);
    },
  };
}

function inDeno(jupyter: DenoJupyter, looks: OtherLooks): OtherKernel {
  return {
    show(bundle) {
      jupyter.display(withHtml(bundle, looks), { raw: true }).catch((error: unknown) => {
        console.error(error);
      });
      return true;
    },
    asked: (bundle) => withHtml(bundle, looks),
  };
}

/** The bundle with what every front end of Jupyter shows beside what only this site's page does. */
export function withHtml(bundle: MimeBundle, { table, asText }: OtherLooks): MimeBundle {
  const rows = bundle["application/vnd.dataresource+json"];
  if (rows !== undefined && !("text/html" in bundle))
    return { ...bundle, "text/html": table(rows) };
  const mermaid = bundle["text/vnd.mermaid"];
  if (typeof mermaid !== "string" || "text/markdown" in bundle) return bundle;
  const text = bundle["text/plain"];
  // JupyterLab and others draw the fence; where it is not drawn, there are its source and the text.
  const below =
    typeof text === "string"
      ? `\n\n<details><summary>${asText()}</summary>\n\n${fenced("text", text)}\n\n</details>`
      : "";
  return { ...bundle, "text/markdown": fenced("mermaid", mermaid) + below };
}

/** A block of code in Markdown, whatever back quotes are in it. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
