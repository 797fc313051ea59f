// Plots among the outputs: their frame and their data; what draws them is another part (diagrams.ts).
import { isPlotData, plotHtml } from "../../figures/plot.ts";
import { drawingHtml, type Renderer } from "../output.ts";

export const render: Renderer = (data, _, context) =>
  isPlotData(data)
    ? plotHtml(data, drawingHtml("plot", JSON.stringify(data), data.description, context), context)
    : null;
