// Kernels outside of the site, by fakes of what they really offer (tslab 1.0.22; Deno.jupyter of Deno 2).
import { describe, expect, test } from "vitest";
import { otherKernel, withHtml, type OtherLooks } from "../../src/kernel/other-kernels.ts";
import { htmlTable } from "../../src/stdlib/figures/html-table.ts";

const looks: OtherLooks = { table: (data) => `<table>${String(data)}`, asText: () => "As text" };
const table = { "application/vnd.dataresource+json": "rows", "text/plain": "a  b" };
const diagram = { "text/vnd.mermaid": "block-beta\n  a", "text/plain": "layers" };
const text = { "text/plain": "42" };

describe("tslab", () => {
  /** Its globals, and what was shown. */
  function tslab(change: object = {}) {
    const shown: unknown[][] = [];
    const say = (how: string) => (value: unknown) => {
      shown.push([how, value]);
    };
    const display = { html: say("html"), markdown: say("markdown"), ...change };
    // As tslab makes it: what is defined on it is set on an object behind it.
    const behind: Record<string, unknown> = {};
    const exports = new Proxy(behind, {
      defineProperty: (_, name, defined) => {
        behind[name as string] = defined.get ? (defined.get() as unknown) : defined.value;
        return true;
      },
    });
    /** Runs a cell that ends in a value, as tslab's executor does. */
    const end = (value: unknown) => {
      exports["tsLastExpr"] = value;
      if (exports["tsLastExpr"] == null) return;
      const last = exports["tsLastExpr"];
      delete exports["tsLastExpr"];
      shown.push(["log", last]);
    };
    const globals = {
      __tslab__: {
        exports,
        require: (name: string) => {
          if (name !== "tslab") throw new Error(`Cannot find module '${name}'`);
          return { display };
        },
      },
    };
    return { globals, shown, end, exports };
  }

  test("shows tables as HTML, diagrams as Markdown that is drawn, and leaves text to the console", () => {
    const { globals, shown } = tslab();
    const kernel = otherKernel(globals, looks);
    expect([table, diagram, text].map((bundle) => kernel?.show(bundle))).toEqual([
      true,
      true,
      false,
    ]);
    expect(shown).toEqual([
      ["html", "<table>rows"],
      [
        "markdown",
        "```mermaid\nblock-beta\n  a\n```\n\n<details><summary>As text</summary>\n\n```text\nlayers\n```\n\n</details>",
      ],
    ]);
  });

  test("shows a last expression, which it writes on the console, in the same way", () => {
    const { globals, shown, end, exports } = tslab();
    const bundles = new Map<unknown, object>([
      ["t", table],
      ["n", text],
    ]);
    otherKernel(globals, looks)?.onResult?.((value) => (bundles.get(value) as never) ?? null);
    for (const value of ["t", "n", "other", undefined, "t", 0]) end(value);
    exports["mine"] = 5;
    expect(exports["mine"]).toBe(5);
    expect(Object.keys(exports)).toEqual(["mine"]);
    expect(shown).toEqual([
      ["html", "<table>rows"],
      ["log", "n"],
      ["log", "other"],
      ["html", "<table>rows"],
      ["log", 0],
    ]);
  });

  test.each([
    ["another version, without display", { __tslab__: { require: () => ({}) } }],
    [
      "another version, which throws",
      {
        __tslab__: {
          require: () => {
            throw new Error("no");
          },
        },
      },
    ],
    ["a name that is taken", { __tslab__: "mine" }],
    ["no HTML", tslab({ html: undefined }).globals],
  ])("is not known by %s", (_, globals) => {
    expect(otherKernel(globals, looks)).toBeNull();
  });
});

describe("Deno", () => {
  test("gets the whole bundle, with HTML, and is answered when it asks", () => {
    const shown: unknown[] = [];
    const display = (...told: unknown[]) => {
      shown.push(told);
      return Promise.resolve();
    };
    const kernel = otherKernel({ Deno: { jupyter: { display } } }, looks);
    expect(kernel?.show(table)).toBe(true);
    const rich = { ...table, "text/html": "<table>rows" };
    expect(shown).toEqual([[rich, { raw: true }]]);
    expect(kernel?.asked?.(table)).toEqual(rich);
  });

  test("outside of a notebook is none", () => {
    const Deno = {
      get jupyter(): never {
        throw new Error("Deno.jupyter is only available in Jupyter");
      },
    };
    expect(otherKernel({ Deno }, looks)).toBeNull();
    expect(otherKernel({ Deno: {} }, looks)).toBeNull();
    expect(otherKernel({}, looks)).toBeNull();
  });
});

describe("a bundle for other front ends", () => {
  test("keeps what it has, and HTML of its own", () => {
    expect(withHtml(text, looks)).toBe(text);
    const own = { ...table, "text/html": "mine" };
    expect(withHtml(own, looks)["text/html"]).toBe("mine");
  });

  test("has a fence that nothing in the diagram closes", () => {
    const { "text/markdown": markdown } = withHtml(
      { "text/vnd.mermaid": "a\n````\n![x](y)" },
      looks,
    );
    expect(markdown).toBe("`````mermaid\na\n````\n![x](y)\n`````");
  });
});

describe("a table as HTML", () => {
  const fields = [
    { name: "name", type: "string" },
    { name: "memory", type: "number", unit: "bytes", title: "memory <b>" },
  ] as const;

  test("has values as people read them, and no markup of theirs", () => {
    expect(
      htmlTable(
        { title: "A & B", schema: { fields }, data: [{ name: "<img src=x>", memory: 2 ** 30 }] },
        "en",
      ),
    ).toBe(
      '<table><caption>A &amp; B</caption><thead><tr><th style="text-align: left">name</th><th style="text-align: right">memory &lt;b&gt;</th></tr></thead><tbody><tr><td style="text-align: left">&lt;img src=x&gt;</td><td style="text-align: right">1 GiB</td></tr></tbody></table>',
    );
  });

  test("has its first thousand rows, and says how many more there are", () => {
    const data = Array.from({ length: 1500 }, (_, at) => ({
      name: `m${String(at)}`,
      memory: null,
    }));
    const shown = htmlTable({ schema: { fields }, data, totalRows: 9_000 }, "ko");
    expect(shown.match(/<tr>/g)).toHaveLength(1001);
    expect(shown).toContain("<p>… 8000행 더</p>");
  });
});
