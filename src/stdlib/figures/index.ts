// What a cell can draw. The figures that fewer lessons show are parts: exit-path, lifecycle, snapshot-tree, timelines.
export { attempts } from "./attempts.ts";
export { checks, type Check } from "./checks.ts";
export { devices } from "./devices.ts";
export { Figure } from "./figure.ts";
export { layers } from "./layers.ts";
export { table, type ColumnUnit, type TableOptions } from "./table.ts";
