// The words of plots in English.

type Summary = (y: string, x: string, by: string | undefined, rows: number) => string;

export interface PlotLabels {
  readonly plot: Readonly<Record<"line" | "point" | "bar" | "area", Summary>>;
  readonly histogram: (x: string, rows: number) => string;
  readonly count: string;
  /** The unit. */
  readonly cycles: string;
}

const english =
  (kind: string): Summary =>
  (y, x, by, rows) =>
    `${kind} of ${y} against ${x}${by === undefined ? "" : `, by ${by}`}: ${String(rows)} rows`;

export const en: PlotLabels = {
  plot: {
    line: english("Line plot"),
    point: english("Scatter plot"),
    bar: english("Bar chart"),
    area: english("Area chart"),
  },
  histogram: (x, rows) => `Histogram of ${x}: ${String(rows)} values`,
  count: "how many",
  cycles: "cycles",
};
