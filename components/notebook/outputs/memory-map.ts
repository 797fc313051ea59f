// Memory maps among the outputs.
import { isMemoryMapData, memoryMapHtml } from "../../figures/memory-map.ts";
import type { Renderer } from "../output.ts";

export const render: Renderer = (data, _, context, index) =>
  isMemoryMapData(data) ? memoryMapHtml(data, `${context.prefix}-${String(index)}`, context) : null;
