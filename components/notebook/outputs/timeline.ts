// Timelines among the outputs, with their text for readers who do not see them.
import { escape } from "../../figures/html.ts";
import { isTimelineData, timelineHtml } from "../../figures/timeline.ts";
import { text, type Renderer } from "../output.ts";

export const render: Renderer = (data, bundle, context, index) =>
  isTimelineData(data)
    ? timelineHtml(data, `${context.prefix}-${String(index)}`) +
      `<p class="visually-hidden">${escape(text(bundle["text/plain"] ?? ""))}</p>`
    : null;
