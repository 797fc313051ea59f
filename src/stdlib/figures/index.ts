// What a cell can draw. More is in parts/diagrams.ts.
export { attempts } from "./attempts.ts";
export { checks, type Check } from "./checks.ts";
export { devices } from "./devices.ts";
export { Figure } from "./figure.ts";
export { history } from "./history.ts";
export { layers } from "./layers.ts";
export { table, type ColumnUnit, type TableOptions } from "./table.ts";
export { timeline, type TimelineOptions } from "./timeline.ts";
