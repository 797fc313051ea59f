// Outputs as HTML where all renderers are at hand: in the build, and in tests of figures.
import { addRenderer, memoryMapType, plotType, timelineType } from "./output.ts";
import { render as memoryMap } from "./outputs/memory-map.ts";
import { render as plot } from "./outputs/plot.ts";
import { render as timeline } from "./outputs/timeline.ts";

addRenderer(memoryMapType, memoryMap);
addRenderer(plotType, plot);
addRenderer(timelineType, timeline);

export { outputsHtml } from "./output.ts";
