// Plots: from rows to a Vega-Lite specification and text, and from that to HTML.
import { describe, expect, test } from "vitest";
import { isPlotData, plotHtml, type PlotData } from "../../components/figures/plot.ts";
import { series } from "../../components/figures/palette.ts";
import { outputsHtml } from "../../components/notebook/recorded-outputs.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";
import { readFileSync } from "node:fs";
import { GiB, ms, plot, type PlotOptions } from "../../src/stdlib/index.ts";
import { bundleOf, text } from "./bundle.ts";

const type = "application/vnd.vegalite.v5+json";
const rows = [
  { machines: 1, ready: 0, memory: GiB(2), scheduler: "credit" },
  { machines: 2, ready: ms(40), memory: GiB(4), scheduler: "fair" },
  { machines: 3, ready: ms(120), memory: GiB(6), scheduler: "credit" },
];
const spec = (options: PlotOptions, data: Iterable<object> = rows) =>
  bundleOf(plot(data, options))[type] as PlotData;

describe("plot", () => {
  test("is a Vega-Lite specification with the rows' own values", () => {
    expect(spec({ x: "machines", y: "ready", title: "t" })).toEqual({
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      title: "t",
      description: "Line plot of ready against machines: 3 rows",
      width: 480,
      height: 240,
      data: { values: rows.map(({ machines, ready }) => ({ machines, ready })) },
      mark: { type: "line", point: true },
      encoding: {
        x: { field: "machines", type: "quantitative", title: "machines" },
        y: { field: "ready", type: "quantitative", title: "ready" },
      },
    });
  });

  test.each([
    ["ns", "ready", "ready (ms)", [0, 40, 120]],
    ["bytes", "memory", "memory (GiB)", [2, 4, 6]],
  ] as const)("brings %s to one unit, and says which", (unit, y, title, values) => {
    const made = spec({ x: "machines", y, units: { [y]: unit } });
    expect(made.encoding.y.title).toBe(title);
    expect(made.data.values.map((row) => row[y])).toEqual(values);
  });

  test("a bar's places are not numbers of an axis, and its series stand side by side", () => {
    const { encoding } = spec({ mark: "bar", x: "machines", y: "ready", color: "scheduler" });
    expect(encoding.x.type).toBe("ordinal");
    expect(encoding).toMatchObject({ xOffset: { field: "scheduler" } });
  });

  test("a histogram counts each value once, in bins that have no gap", () => {
    const values = [0, 1, 2, 2.5, 9.99, 10, 33];
    const { data, encoding } = spec(
      { mark: "histogram", x: "v", bins: 5 },
      values.map((v) => ({ v })),
    );
    const bins = data.values as unknown as { from: number; to: number; count: number }[];
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    expect(bins).toEqual(
      [0, 10, 20, 30].map((from) => ({
        from,
        to: from + 10,
        count: values.filter((v) => v >= from && v < from + 10).length,
      })),
    );
    expect(encoding).toMatchObject({ x: { bin: { binned: true, step: 10 } }, x2: { field: "to" } });
  });

  test.each<[string, readonly object[], readonly number[]]>([
    ["one value", [{ v: 5 }], [1]],
    ["equal values", [{ v: 0 }, { v: 0 }], [2]],
    ["no value", [{ v: null }], []],
  ])("a histogram of %s ends", (_, data, counts) => {
    const made = spec({ mark: "histogram", x: "v" }, data);
    const found = made.data.values.map((row) => row["count"]).filter((count) => count !== 0);
    expect(found).toEqual(counts);
  });

  test("its text is the title, what it is, and all data, in the reader's language", () => {
    const figure = plot(rows, { x: "machines", y: "ready", title: "t", units: { ready: "ns" } });
    expect(text(figure)).toBe(
      "t\nLine plot of ready (ms) against machines: 3 rows\nmachines  ready (ms)\n1         0\n2         40\n3         120",
    );
    expect(text(figure, "ko")).toContain("machines에 따른 ready (ms) 꺾은선그래프: 3행");
  });

  test("a dot in a column's name is not a path into it", () => {
    const made = spec({ x: "a.b", y: "n" }, [{ "a.b": 1, n: 2 }]);
    expect(made.encoding.x.field).toBe("a\\.b");
    expect(plotHtml(made, "", { language: "en" })).toContain(
      '<th scope="row" class="number">1</th>',
    );
  });

  test.each<[string, Iterable<object>, object, RegExp]>([
    [
      "a column that no row has",
      rows,
      { x: "machines", y: "nope" },
      /no row has "nope".*machines, ready/,
    ],
    ["no y", rows, { x: "machines" }, /no row has/],
    ["texts along y", rows, { x: "machines", y: "scheduler" }, /a number in each row/],
    ["objects", [{ a: {}, b: 1 }], { x: "a", y: "b" }, /numbers or texts/],
    ["an unknown mark", rows, { x: "machines", y: "ready", mark: "pie" }, /"line" or "point"/],
    [
      "too many rows",
      Array.from({ length: 5001 }, () => ({ a: 1 })),
      { x: "a", y: "a" },
      /at most 5000 rows/,
    ],
    [
      "too many series",
      Array.from({ length: 7 }, (_, a) => ({ a })),
      { x: "a", y: "a", color: "a" },
      /at most 6/,
    ],
    ["no options", rows, undefined as never, /write plot\(/],
    [
      "half a bin",
      rows,
      { x: "ready", mark: "histogram", bins: 0.5 },
      /whole number from 1 to 200/,
    ],
  ])("refuses %s", (_, data, options, message) => {
    expect(() => plot(data, options as PlotOptions)).toThrow(message);
  });
});

describe("the HTML of a plot", () => {
  const made = spec({ x: "machines", y: "ready", color: "scheduler", title: "Waiting" });
  const html = (diagrams = {}) =>
    outputsHtml([{ output_type: "display_data", data: { [type]: made, "text/plain": "text" } }], {
      language: "en",
      prefix: "cell",
      diagrams,
    });

  test("has its name, a legend and its data, before anything is drawn", () => {
    expect(html()).toMatch(
      /<figcaption>Waiting<\/figcaption><div class="undrawn" data-draw="plot"/,
    );
    for (const name of ["credit", "fair"]) expect(html()).toMatch(new RegExp(`</svg>${name}</li>`));
    expect(html()).toContain("Show the data");
    expect(html().match(/<tr>/g)).toHaveLength(rows.length + 1);
  });

  test("shows what was recorded, in both themes", () => {
    const drawn = { light: "/l.svg", dark: "/d.svg", width: 640, height: 300 };
    const recorded = html({ [hashSource(JSON.stringify(made))]: drawn });
    expect(recorded).toContain('src="/l.svg"');
    expect(recorded).toContain('src="/d.svg"');
    expect(recorded).not.toContain("data-draw");
  });

  test("series differ by more than colour", () => {
    for (const what of ["dash", "symbol", "pattern"] as const)
      expect(new Set(series.map((style) => style[what])).size).toBe(series.length);
  });

  test("the legend's colours are those of the drawings", () => {
    const css = readFileSync("components/site/theme.css", "utf8");
    const [light = "", dark = ""] = css.split("@media screen");
    for (const [index, style] of series.entries()) {
      expect(dark).toContain(`--series-${index}: ${style.dark};`);
      expect(light).toContain(`--series-${index}: ${style.light};`);
    }
  });

  test.each<[string, unknown]>([
    ["a specification of another kind", { ...made, mark: "geoshape" }],
    ["no data", { ...made, data: { url: "https://example.org/" } }],
    ["a row that is not one", { ...made, data: { values: [1] } }],
    ["a value that is not plain", { ...made, data: { values: [{ machines: {} }] } }],
    ["too many rows", { ...made, data: { values: Array.from({ length: 5001 }, () => ({})) } }],
    [
      "too many series",
      { ...made, data: { values: Array.from({ length: 7 }, (_, scheduler) => ({ scheduler })) } },
    ],
    [
      "a format of its own",
      { ...made, encoding: { ...made.encoding, x: { field: "x", axis: { format: "x" } } } },
    ],
    ["no encoding", { ...made, encoding: undefined }],
  ])("of %s is its text", (_, data) => {
    expect(isPlotData(data)).toBe(false);
  });
});
