// Plots as Vega-Lite specifications (https://vega.github.io/vega-lite/docs/), of which JupyterLab shows version 5: the
// data as rows, a mark, and which column is which axis. Numbers with a unit are brought to one that reads well on an
// axis, in the data itself, so that every reader of notebooks shows the same figures.
import { oneOf, options as checkOptions, wholeNumber } from "../../simulation/argument.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { messages } from "../messages.ts";
import { inReadersWords, taken } from "./cell-words.ts";
import { Figure, type Bundle } from "./figure.ts";
import { listOfRows } from "./figure-argument.ts";
import type { Language } from "./labels.ts";
import { plotLabels } from "./plot-labels.ts";
import { tableBundle } from "./table.ts";

/** What is drawn for each row; a histogram's bars are counts of rows. */
export type PlotMark = "line" | "point" | "bar" | "area" | "histogram";

/** What a number on an axis counts. */
export type PlotUnit = "bytes" | "ns" | "ratio" | "cycles" | "count";

/** How a plot is made. */
export interface PlotOptions {
  /** Lines unless given. */
  readonly mark?: PlotMark;
  /** The column along the horizontal axis. */
  readonly x: string;
  /** The column along the vertical axis, of numbers; a histogram has none. */
  readonly y?: string;
  /** The column that tells series apart: by colour, and by dash, symbol or pattern. */
  readonly color?: string;
  /** A line above the plot. */
  readonly title?: string;
  /** Units by column: `{ ready: "ns" }`. The axis then says which one it is in, such as ms. */
  readonly units?: Readonly<Record<string, PlotUnit>>;
  /** What axes and legend are called, by column, where that is not the column's name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** How many bars a histogram has at most; 20 unless given. */
  readonly bins?: number;
}

const plotOptions: OptionNames<PlotOptions> = {
  mark: true,
  x: true,
  y: true,
  color: true,
  title: true,
  units: true,
  labels: true,
  bins: true,
};

/** More rows than this are no plot that a reader can make out. */
const maximumPlotRows = 5000;

/** More series than this cannot be told apart. */
const maximumPlotSeries = 6;

type Row = Readonly<Record<string, unknown>>;
type Datum = string | number | null;

const example = 'plot(rows, { x: "machines", y: "ready" })';

/** Steps of units, largest first. */
const scales: Readonly<Record<"bytes" | "ns", readonly (readonly [number, string])[]>> = {
  bytes: [
    [2 ** 40, "TiB"],
    [2 ** 30, "GiB"],
    [2 ** 20, "MiB"],
    [2 ** 10, "KiB"],
    [1, "B"],
  ],
  ns: [
    [1e9, "s"],
    [1e6, "ms"],
    [1e3, "µs"],
    [1, "ns"],
  ],
};

/** A column of the data, ready to be drawn. */
interface Column {
  readonly field: string;
  /** What it is called, without the unit. */
  readonly label: string;
  /** What its numbers are in; "" for what needs no word. */
  readonly word: string;
  readonly type: "quantitative" | "nominal";
  readonly values: readonly Datum[];
  readonly unit: PlotUnit | undefined;
}

function scaleOf(unit: PlotUnit | undefined, values: readonly Datum[]): readonly [number, string] {
  if (unit === "cycles") return [1, "cycles"];
  if (unit !== "bytes" && unit !== "ns") return [1, ""];
  const largest = Math.max(0, ...values.map((value) => Math.abs(Number(value))));
  return scales[unit].find(([size]) => size <= largest) ?? scales[unit].at(-1) ?? [1, ""];
}

function valueOf(request: Request, row: Row, name: string): Datum {
  const value: unknown = Reflect.get(row, name);
  if (typeof value === "number" || typeof value === "string")
    return Number.isFinite(value) || typeof value === "string" ? value : null;
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return String(value);
  throw messages.refusal("invalid-argument/values", request, {
    column: name,
    value: described(value),
  });
}

function column(
  request: Request,
  rows: readonly Row[],
  name: string,
  options: PlotOptions,
): Column {
  if (!rows.some((row) => name in row)) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, 8);
    throw messages.refusal("invalid-argument/column", request, {
      column: described(name),
      columns,
    });
  }
  const raw = rows.map((row) => valueOf(request, row, name));
  const type = raw.every((value) => typeof value !== "string") ? "quantitative" : "nominal";
  const unit = options.units?.[name];
  const [size, word] = type === "nominal" ? [1, ""] : scaleOf(unit, raw);
  const values = raw.map((value) =>
    typeof value === "number" ? Number((value / size).toPrecision(12)) : value,
  );
  return { field: name, label: options.labels?.[name] ?? name, word, type, values, unit };
}

function titleOf({ label, word }: Column, language: Language): string {
  if (word === "") return label;
  return `${label} (${word === "cycles" ? plotLabels[language].cycles : word})`;
}

const format = ({ unit }: Column): object => (unit === "ratio" ? { axis: { format: ".0%" } } : {});

const encoded = (one: Column, language: Language): object => ({
  // Vega-Lite reads a dot or a bracket in a field as a path into it.
  field: one.field.replace(/[\\.[\]]/g, "\\$&"),
  type: one.type,
  title: titleOf(one, language),
  // The order is that of the rows, not of the alphabet.
  ...(one.type === "nominal" ? { sort: null } : {}),
});

function rowsOf(columns: readonly Column[]): Record<string, Datum>[] {
  const length = columns[0]?.values.length ?? 0;
  return Array.from({ length }, (_, at) =>
    Object.fromEntries(columns.map(({ field, values }) => [field, values[at] ?? null])),
  );
}

/** Bars of one width that all values lie in, at round numbers. */
function histogram(one: Column, most: number): { rows: Record<string, number>[]; step: number } {
  const values = one.values.filter((value) => typeof value === "number");
  if (values.length === 0) return { rows: [], step: 1 };
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  // Equal values have no width of their own: one bar, about as wide as they are large.
  const range = largest - least > Math.abs(largest) * 1e-9 ? (largest - least) / most : 0;
  const rough = range || Math.abs(largest) || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(least / step);
  const counts = Array.from({ length: Math.floor(largest / step) - first + 1 }, () => 0);
  for (const value of values) {
    const at = Math.floor(value / step) - first;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const edge = (at: number) => Number(((first + at) * step).toPrecision(12));
  const rows = counts.map((count, at) => ({ from: edge(at), to: edge(at + 1), count }));
  return { rows, step };
}

interface Parts {
  readonly language: Language;
  readonly mark: "line" | "point" | "bar" | "area";
  readonly values: readonly Record<string, Datum>[];
  readonly encoding: Readonly<Record<string, object>>;
  readonly heads: Readonly<Record<string, string>>;
}

function bundle(parts: Parts, title: string | undefined, summary: string): Bundle {
  const { language, mark, values, encoding, heads } = parts;
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    ...(title === undefined ? {} : { title }),
    description: summary,
    width: 480,
    height: 240,
    data: { values },
    mark: mark === "line" ? { type: mark, point: true } : { type: mark },
    encoding,
  };
  const rows = tableBundle(values, { columns: Object.keys(heads) }, heads, language);
  const text = rows["text/plain"] as string;
  return {
    "application/vnd.vegalite.v5+json": spec,
    "text/plain": [title, summary, text].filter((line) => line !== undefined).join("\n"),
  };
}

/**
 * Plots rows: one column against another, as lines, points, bars or an area; or how often values of a column occur, as
 * a histogram. Series (`color`) differ by more than colour, and the same data is there as a table.
 *
 * @param rows objects with the columns named in the options; at most 5,000
 * @throws HypervisorError `invalid-argument` for a column that no row has, values that cannot be drawn, or too many rows
 * or series
 * @example plot([{ machines: 1, ready: 0 }, { machines: 2, ready: ms(40) }], { x: "machines", y: "ready", units: { ready: "ns" } })
 */
export function plot(rows: Iterable<object>, options: PlotOptions): Figure {
  const request = messages.request("plot", "plot");
  if (typeof options !== "object" || (options as unknown) === null)
    throw messages.refusal("invalid-argument/plot", request, {
      value: described(options),
      write: example,
    });
  checkOptions(request, options, example, plotOptions);
  const all = listOfRows(rows, example) as readonly Row[];
  if (all.length > maximumPlotRows)
    throw messages.refusal("invalid-argument/rows", request, {
      rows: all.length,
      most: maximumPlotRows,
    });
  const marks = ["line", "point", "bar", "area", "histogram"] as const;
  const mark = oneOf(request, "mark", options.mark ?? "line", marks);
  const x = column(request, all, options.x, options);
  if (mark === "histogram") {
    if (x.type !== "quantitative")
      throw messages.refusal("invalid-argument/numbers", request, {
        ...{ column: options.x, value: described(x.values[0]) },
        axis: "histogram",
      });
    const most = wholeNumber(request, "bins", options.bins ?? 20, {
      min: 1,
      max: 200,
      write: "bins: 20",
    });
    const { rows: values, step } = histogram(x, most);
    return new Figure((language) => {
      const { count, histogram: summary } = plotLabels[language];
      const title = titleOf(x, language);
      const bin = { binned: true, step };
      const encoding = {
        x: { field: "from", type: "quantitative", bin, title, ...format(x) },
        x2: { field: "to" },
        y: { field: "count", type: "quantitative", title: count },
      };
      const heads = { from: `${title} ≥`, to: `${title} <`, count };
      const text = summary(title, all.length);
      return bundle({ language, mark: "bar", values, encoding, heads }, options.title, text);
    });
  }
  const y = column(request, all, options.y ?? "", options);
  if (y.type !== "quantitative")
    throw messages.refusal("invalid-argument/numbers", request, {
      column: y.field,
      value: described(y.values.find((value) => typeof value === "string")),
      axis: "y",
    });
  const series = options.color === undefined ? [] : [seriesOf(request, all, options)];
  const columns = [x, y, ...series].filter(
    ({ field }, at, list) => list.findIndex((other) => other.field === field) === at,
  );
  const encodingIn = (language: Language) => ({
    // Bars stand side by side, not at places of an axis.
    x: {
      ...encoded(x, language),
      ...format(x),
      ...(mark === "bar" && { type: "ordinal", sort: null }),
    },
    // Areas lie over each other: their heights are the numbers, not their sums.
    y: { ...encoded(y, language), ...format(y), ...(mark === "area" && { stack: null }) },
    ...Object.fromEntries(series.map((one) => ["color", encoded(one, language)])),
    ...(mark === "bar" && Object.fromEntries(series.map(({ field }) => ["xOffset", { field }]))),
  });
  const values = rowsOf(columns);
  return new Figure((language) => {
    const called = (one: Column) => titleOf(one, language);
    const heads = Object.fromEntries(columns.map((one) => [one.field, called(one)]));
    const by = series[0] && called(series[0]);
    const summary = plotLabels[language].plot[mark](called(y), called(x), by, values.length);
    const encoding = encodingIn(language);
    const read = values.map((row) => taken(row));
    const shown = inReadersWords(read, language) as typeof values;
    return bundle({ language, mark, values: shown, encoding, heads }, options.title, summary);
  });
}

function seriesOf(request: Request, rows: readonly Row[], options: PlotOptions): Column {
  const one = column(request, rows, options.color ?? "", options);
  const values = one.values.map((value) => (value === null ? "—" : String(value)));
  const found = new Set(values).size;
  if (found > maximumPlotSeries)
    throw messages.refusal("invalid-argument/series", request, {
      ...{ column: one.field, series: found },
      most: maximumPlotSeries,
    });
  return { ...one, type: "nominal", values };
}
