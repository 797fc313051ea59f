// Figures of numbers, which the first Run of most cells does without: plots, and where the server's memory is.
export { memoryMap } from "../figures/memory-map.ts";
export { plot } from "../figures/plot.ts";
export type { PlotMark, PlotOptions, PlotUnit } from "../figures/plot.ts";
