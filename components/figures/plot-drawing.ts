// The drawing of a plot, by Observable Plot, for both uses: in the reader's page when a run makes a new plot, and in a
// browser started by `npm run record` for the plots that come with a lesson. Fetched only for that.
//
// What is drawn is said by plot.ts. Series differ by colour and by dash, symbol or pattern; the legend is HTML and
// stands beside the drawing.
import {
  areaY,
  barY,
  dot,
  line,
  plot as draw,
  rectY,
  ruleY,
  type Markish,
} from "@observablehq/plot";
import type { Drawing } from "./drawing.ts";
import { series, type Theme } from "./palette.ts";
import {
  distinct,
  fieldOf,
  isPlotData,
  seriesOf,
  type PlotChannel,
  type PlotData,
} from "./plot.ts";

type Row = PlotData["data"]["values"][number];

/** The page's fonts, and its colours of text and lines (theme.css): a drawing may stand in a file of its own. */
const fontFamily =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", sans-serif';
const paints = {
  light: { text: "#1f2328", surface: "#ffffff", line: "#d6d9e0" },
  dark: { text: "#e8e9ee", surface: "#17181c", line: "#3a3d46" },
} as const;

const size = { width: 640, height: 300 };

let drawn = 0;

interface Series {
  readonly name: Row[string];
  readonly rows: readonly Row[];
  readonly colour: string;
  readonly dash: string;
  readonly symbol: (typeof series)[number]["symbol"];
  /** The fill of a bar. */
  readonly pattern: string;
}

function seriesIn(plot: PlotData, theme: Theme, id: string): Series[] {
  const { color } = plot.encoding;
  return seriesOf(plot).map((name, index) => {
    const style = series[index % series.length];
    if (style === undefined) throw new Error("plot-drawing: expected a style for each series.");
    const { dash, symbol, pattern } = style;
    const rows = plot.data.values.filter(
      (row) => color === undefined || (row[fieldOf(color)] ?? null) === name,
    );
    const fill = pattern === "" ? style[theme] : `url(#${id}-${String(index)})`;
    return { name, rows, colour: style[theme], dash, symbol, pattern: fill };
  });
}

/** The tiles that bars are filled with. */
function patterns(theme: Theme, id: string): SVGDefsElement {
  const holder = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const tiles = series.map(
    ({ pattern, [theme]: colour }, index) =>
      `<pattern id="${id}-${String(index)}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="${colour}"/><path d="${pattern}" fill="none" stroke="${paints[theme].surface}" stroke-width="1.5"/></pattern>`,
  );
  holder.innerHTML = `<defs>${tiles.join("")}</defs>`;
  return holder.firstElementChild as SVGDefsElement;
}

function marksOf(plot: PlotData, all: readonly Series[]): Markish[] {
  const { x: channel, x2, y: height, color } = plot.encoding;
  const [x, y] = [fieldOf(channel), fieldOf(height)];
  const numeric = isNumeric(plot, channel);
  return all.flatMap(({ rows, colour, dash, symbol, pattern }): Markish[] => {
    const dashes = dash === "" ? {} : { strokeDasharray: dash };
    const data = [...rows];
    // As in Vega-Lite, a line goes from left to right.
    const path = { x, y, ...(numeric ? { sort: x } : {}) };
    switch (plot.mark.type) {
      case "line":
        return [
          line(data, { ...path, stroke: colour, strokeWidth: 2, ...dashes }),
          ...(data.length > 60
            ? []
            : [dot(data, { x, y, fill: colour, symbol, r: 3.5, stroke: "none" })]),
        ];
      case "point":
        return [dot(data, { x, y, fill: colour, symbol, r: 4, stroke: "none" })];
      case "area":
        return [
          areaY(data, { ...path, fill: colour, fillOpacity: 0.35, stroke: colour, ...dashes }),
        ];
      case "bar": {
        if (x2 !== undefined)
          return [rectY(data, { x1: x, x2: fieldOf(x2), y, fill: pattern, insetRight: 1 })];
        return color === undefined
          ? [barY(data, { x, y, fill: pattern })]
          : [barY(data, { fx: x, x: fieldOf(color), y, fill: pattern })];
      }
    }
  });
}

const isNumeric = (plot: PlotData, channel: PlotChannel): boolean =>
  distinct(plot, channel).every((value) => typeof value !== "string");

/**
 * Draws a plot for one theme.
 * @param source The specification, as JSON.
 * @throws Error when it is not of the forms that are drawn here.
 */
export function drawPlot(source: string, theme: Theme): Drawing {
  const plot: unknown = JSON.parse(source);
  if (!isPlotData(plot)) throw new Error("plot-drawing: expected a plot as the library makes it.");
  drawn += 1;
  const id = `plot-${String(drawn)}`;
  const { text, line: grid } = paints[theme];
  const { x, y, color } = plot.encoding;
  const all = seriesIn(plot, theme, id);
  const format = (channel: PlotChannel) =>
    channel.axis?.format === undefined ? {} : { tickFormat: channel.axis.format };
  const isBar = plot.mark.type === "bar";
  const isGrouped = isBar && color !== undefined;
  const label = {
    label: x.title ?? fieldOf(x),
    labelAnchor: "center",
    labelOffset: 40,
    labelArrow: "none",
  } as const;
  const discrete = (isBar && plot.encoding.x2 === undefined) || !isNumeric(plot, x);
  // Never a tick between two whole numbers where there are only those: half a machine.
  const whole = distinct(plot, x).every((value) => Number.isInteger(value));
  const places = distinct(plot, x);
  const ticks = !discrete && whole && places.length <= 12 ? { ticks: places as number[] } : {};
  const horizontal = {
    ...label,
    ...format(x),
    ...(discrete ? { domain: places } : {}),
    ...(discrete && !isBar ? { type: "point" as const } : {}),
    ...(whole && places.length <= 12 && x.axis === undefined && !discrete
      ? { tickFormat: "d" }
      : {}),
    ...ticks,
  };
  // 16M: a number with all its zeros has no room beside the axis.
  const large = distinct(plot, y).some((value) => Math.abs(Number(value)) >= 100_000);
  const svg = draw({
    ...size,
    marginLeft: 64,
    marginRight: 24,
    marginBottom: 48,
    marginTop: 28,
    style: {
      background: "transparent",
      color: text,
      fontFamily,
      fontSize: "13px",
      overflow: "visible",
    },
    ...(isGrouped
      ? { fx: horizontal, x: { axis: null, domain: seriesOf(plot) as string[] } }
      : { x: horizontal }),
    y: {
      label: y.title ?? fieldOf(y),
      grid: true,
      zero: plot.mark.type !== "point",
      ...format(y),
      ...(large ? { tickFormat: "~s" } : {}),
    },
    marks: [ruleY([0], { stroke: grid }), ...marksOf(plot, all)],
  }) as SVGSVGElement;
  if (isBar) svg.prepend(patterns(theme, id));
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return { svg: new XMLSerializer().serializeToString(svg), ...size };
}
