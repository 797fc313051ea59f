// 그래프에 쓰는 한국어.

import type { PlotLabels } from "./plot-labels.en.ts";

type Summary = PlotLabels["plot"]["line"];

const korean =
  (kind: string): Summary =>
  (y, x, by, rows) =>
    `${x}에 따른 ${y} ${kind}${by === undefined ? "" : `, ${by}별`}: ${String(rows)}행`;

export const ko: PlotLabels = {
  plot: {
    line: korean("꺾은선그래프"),
    point: korean("산점도"),
    bar: korean("막대그래프"),
    area: korean("영역 그래프"),
  },
  histogram: (x, rows) => `${x} 히스토그램: 값 ${String(rows)}개`,
  count: "개수",
  cycles: "사이클",
};
