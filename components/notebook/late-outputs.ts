// What draws outputs that only some cells have is fetched when the first of its kind arrives, before that is shown: so
// outputs are drawn at once, and in their order.
import type { MimeBundle } from "../../src/notebook/output.ts";
import { memoryMapType, plotType, timelineType, type Renderer } from "./output.ts";

const parts = new Map<string, () => Promise<{ readonly render: Renderer }>>([
  [memoryMapType, () => import("./outputs/memory-map.ts")],
  [timelineType, () => import("./outputs/timeline.ts")],
  [plotType, () => import("./outputs/plot.ts")],
]);

const fetched = new Map<string, Renderer>();

/** What this page has fetched so far, by MIME type. */
export const fetchedRenderers: ReadonlyMap<string, Renderer> = fetched;

/** Resolves when all that these data can be shown as has its renderer; what cannot be fetched is shown as its text. */
export async function fetchRenderers(data: MimeBundle): Promise<void> {
  for (const [type, load] of parts) {
    if (!(type in data)) continue;
    try {
      fetched.set(type, (await load()).render);
      parts.delete(type);
    } catch (error) {
      console.warn(`notebook: an output of type ${type} is shown as its text.`, error);
    }
  }
}
