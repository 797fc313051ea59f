// The words of plots, in the reader's language; they come with the plots.
import type { Language } from "./labels.ts";

type Summary = (y: string, x: string, by: string | undefined, rows: number) => string;

interface PlotLabels {
  readonly plot: Readonly<Record<"line" | "point" | "bar" | "area", Summary>>;
  readonly histogram: (x: string, rows: number) => string;
  readonly count: string;
}

const english =
  (kind: string): Summary =>
  (y, x, by, rows) =>
    `${kind} of ${y} against ${x}${by === undefined ? "" : `, by ${by}`}: ${String(rows)} rows`;

const korean =
  (kind: string): Summary =>
  (y, x, by, rows) =>
    `${x}에 따른 ${y} ${kind}${by === undefined ? "" : `, ${by}별`}: ${String(rows)}행`;

/** The words inside and around a plot. */
export const plotLabels: Readonly<Record<Language, PlotLabels>> = {
  en: {
    plot: {
      line: english("Line plot"),
      point: english("Scatter plot"),
      bar: english("Bar chart"),
      area: english("Area chart"),
    },
    histogram: (x, rows) => `Histogram of ${x}: ${String(rows)} values`,
    count: "how many",
  },
  ko: {
    plot: {
      line: korean("꺾은선그래프"),
      point: korean("산점도"),
      bar: korean("막대그래프"),
      area: korean("영역 그래프"),
    },
    histogram: (x, rows) => `${x} 히스토그램: 값 ${String(rows)}개`,
    count: "개수",
  },
};
