// What happened, and when: figures of the trace.
export { history } from "../figures/history.ts";
export { timeline, type TimelineOptions } from "../figures/timeline.ts";
