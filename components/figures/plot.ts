// A plot on the page, around its drawing: title, legend, and the data as a table. The data is a Vega-Lite specification
// of the few forms that the library's `plot` makes (src/stdlib/figures/plot.ts); anything else that bears that type is
// shown as its text. The drawing itself is made by plot-drawing.ts: when a lesson is recorded, or late in the page.
import { escape } from "./html.ts";
import { series, type SeriesStyle } from "./palette.ts";
import { figureStrings } from "./strings.ts";
import { tableHtml, type TableContext, type TableField } from "./table.ts";

type Datum = string | number | null;

export interface PlotChannel {
  readonly field: string;
  readonly type?: "quantitative" | "nominal" | "ordinal";
  readonly title?: string;
  readonly axis?: { readonly format?: string };
  readonly bin?: unknown;
}

export interface PlotData {
  readonly title?: string;
  readonly description: string;
  readonly data: { readonly values: readonly Readonly<Record<string, Datum>>[] };
  readonly mark: { readonly type: "line" | "point" | "bar" | "area" };
  readonly encoding: {
    readonly x: PlotChannel;
    readonly x2?: PlotChannel;
    readonly y: PlotChannel;
    readonly color?: PlotChannel;
  };
}

/** Rows and series of a plot that is drawn: more would be neither read nor drawn in good time. */
const maximumRows = 5000;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isDatum = (value: unknown): value is Datum =>
  value === null || typeof value === "string" || Number.isFinite(value);
const isWord = (value: unknown): boolean => value === undefined || typeof value === "string";

function isChannel(value: unknown): value is PlotChannel {
  if (!isRecord(value) || typeof value["field"] !== "string" || !isWord(value["title"]))
    return false;
  const { axis } = value;
  return (
    axis === undefined || (isRecord(axis) && [undefined, ".0%"].includes(axis["format"] as string))
  );
}

/** Whether data that a cell sent is a plot of the forms that are drawn here. */
export function isPlotData(value: unknown): value is PlotData {
  if (!isRecord(value) || typeof value["description"] !== "string" || !isWord(value["title"]))
    return false;
  const { data, mark, encoding } = value;
  if (!isRecord(data) || !Array.isArray(data["values"]) || !isRecord(mark) || !isRecord(encoding))
    return false;
  const { x, x2, y, color } = encoding;
  return (
    ["line", "point", "bar", "area"].includes(mark["type"] as string) &&
    data["values"].length <= maximumRows &&
    data["values"].every((row) => isRecord(row) && Object.values(row).every(isDatum)) &&
    isChannel(x) &&
    isChannel(y) &&
    (x2 === undefined || isChannel(x2)) &&
    (color === undefined || isChannel(color)) &&
    seriesOf(value as unknown as PlotData).length <= series.length
  );
}

/** The column of a channel: Vega-Lite escapes dots and brackets in it. */
export const fieldOf = ({ field }: PlotChannel): string => field.replace(/\\(.)/g, "$1");

/** The values of a channel, each once, in the order of the rows. */
export const distinct = ({ data }: PlotData, channel: PlotChannel): Datum[] => [
  ...new Set(data.values.map((row) => row[fieldOf(channel)] ?? null)),
];

/** The names of the series; one without a name where there is no more than one. */
export const seriesOf = (plot: PlotData): Datum[] =>
  plot.encoding.color === undefined ? [null] : distinct(plot, plot.encoding.color);

function key(mark: PlotData["mark"]["type"], style: SeriesStyle, index: number): string {
  const shape = {
    line: `<path d="M0 7H26" stroke-dasharray="${style.dash}"/>`,
    point: `<path d="${symbols[style.symbol]}"/>`,
    bar: `<svg x="5" width="16" height="14" viewBox="0 0 8 8" preserveAspectRatio="none"><rect width="8" height="8"/><path d="${style.pattern}"/></svg>`,
    area: `<rect width="26" height="14"/><path d="M0 1H26" stroke-dasharray="${style.dash}"/>`,
  }[mark];
  return `<svg class="plot-key plot-key-${mark} series-${String(index)}" width="26" height="14" aria-hidden="true">${shape}</svg>`;
}

const symbols: Readonly<Record<SeriesStyle["symbol"], string>> = {
  circle: "M8 7a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
  square: "M8.500 2.500h9v9h-9z",
  triangle: "M13 2l5.500 9.500h-11z",
  diamond: "M13 1l4.500 6l-4.500 6l-4.500 -6z",
  cross: "M11.500 2h3v3.500h3.500v3h-3.500v3.500h-3v-3.500h-3.500v-3h3.500z",
  star: "M13 1l1.600 4.200h4.400l-3.500 2.700l1.300 4.300l-3.800 -2.600l-3.800 2.600l1.300 -4.300l-3.500 -2.700h4.400z",
};

function legend(plot: PlotData): string {
  const { color } = plot.encoding;
  if (color === undefined) return "";
  const items = seriesOf(plot).map((name, index) => {
    const style = series[index];
    return style === undefined
      ? ""
      : `<li>${key(plot.mark.type, style, index)}${escape(String(name))}</li>`;
  });
  return `<div class="plot-legend"><span>${escape(color.title ?? color.field)}</span><ul>${items.join("")}</ul></div>`;
}

/** The data of a plot as a table: for readers who do not see the plot, and for those who want its numbers. */
function dataTable(plot: PlotData, context: TableContext): string {
  const { x, x2, y, color } = plot.encoding;
  const channels = [
    x,
    ...(x2 === undefined ? [] : [x2]),
    y,
    ...(color === undefined ? [] : [color]),
  ];
  const fields = channels.map((channel): TableField => {
    const numeric = distinct(plot, channel).every((value) => typeof value !== "string");
    const percent = channel.axis?.format === ".0%" ? { unit: "ratio" as const } : {};
    const title =
      x2 === undefined
        ? channel.title
        : { [x.field]: `≥ ${x.title ?? x.field}`, [x2.field]: `< ${x.title ?? x.field}` }[
            channel.field
          ];
    return {
      name: fieldOf(channel),
      title: title ?? channel.title ?? fieldOf(channel),
      type: numeric ? "number" : "string",
      ...percent,
    };
  });
  const once = fields.filter(({ name }, at) => fields.findIndex((one) => one.name === name) === at);
  return tableHtml({ schema: { fields: once }, data: plot.data.values }, context);
}

/**
 * A plot as HTML.
 * @param drawing The drawing's HTML, or what stands in its place until it is drawn.
 */
export function plotHtml(plot: PlotData, drawing: string, context: TableContext): string {
  const name = escape(plot.title ?? plot.description);
  const caption = plot.title === undefined ? "" : `<figcaption>${name}</figcaption>`;
  const data = `<details class="plot-data"><summary>${figureStrings[context.language].showData}</summary>${dataTable(plot, context)}</details>`;
  return `<figure class="plot">${caption}${drawing}${legend(plot)}${data}</figure>`;
}
