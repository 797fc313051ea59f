// Outputs as HTML where all renderers are at hand: in the build, and in tests of figures.
import type { Output } from "../../src/notebook/output.ts";
import {
  memoryMapType,
  outputsHtml as htmlOf,
  plotType,
  timelineType,
  type OutputContext,
  type Renderer,
} from "./output.ts";
import { render as memoryMap } from "./outputs/memory-map.ts";
import { render as plot } from "./outputs/plot.ts";
import { render as timeline } from "./outputs/timeline.ts";

const renderers: ReadonlyMap<string, Renderer> = new Map([
  [memoryMapType, memoryMap],
  [plotType, plot],
  [timelineType, timeline],
]);

/** All outputs of a cell, in order. */
export function outputsHtml(
  outputs: readonly Output[],
  context: Omit<OutputContext, "renderers">,
): string {
  return htmlOf(outputs, { ...context, renderers });
}
