// Whose a server's memory is: a bar from address 0 up, a list of the owners with their sizes, and the machines' memory as
// a table. Owners differ by hue and pattern, and wide stretches carry their name, as on a timeline.
import { escape } from "./html.ts";
import { isTableData, tableHtml, type TableContext, type TableData } from "./table.ts";
import { patternCount, patternDefinitions } from "./timeline.ts";
import { formatQuantity } from "./units.ts";

export interface MemoryMapData {
  readonly title: string;
  /** Bytes of the server's memory. */
  readonly size: number;
  readonly owners: readonly {
    readonly name: string;
    readonly kind: "software" | "machine" | "free";
    readonly bytes: number;
  }[];
  /** Stretches in order of address; `owner` is an index into `owners`. */
  readonly map: readonly { readonly start: number; readonly end: number; readonly owner: number }[];
  readonly machines: TableData;
}

const maximumStretches = 1000;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether data that a cell sent is a memory map. */
export function isMemoryMapData(value: unknown): value is MemoryMapData {
  if (!isRecord(value)) return false;
  const { title, size, owners, map, machines } = value;
  return (
    typeof title === "string" &&
    isCount(size) &&
    size !== 0 &&
    Array.isArray(owners) &&
    owners.length <= maximumStretches &&
    owners.every(
      (owner) =>
        isRecord(owner) &&
        typeof owner["name"] === "string" &&
        ["software", "machine", "free"].includes(owner["kind"] as string) &&
        isCount(owner["bytes"]),
    ) &&
    Array.isArray(map) &&
    map.length <= maximumStretches &&
    map.every(
      (one) =>
        isRecord(one) && isCount(one["start"]) && isCount(one["end"]) && isCount(one["owner"]),
    ) &&
    isTableData(machines)
  );
}

const width = 640;
const height = 40;

/** A memory map as HTML with an inline SVG. `id` must be unique on the page. */
export function memoryMapHtml(data: MemoryMapData, id: string, context: TableContext): string {
  const { title, size, owners, map, machines } = data;
  const x = (address: number) => (Math.min(address, size) / size) * width;
  const paint = (index: number, box: string) => {
    const kind = owners[index]?.kind;
    if (kind !== "machine") return `<rect class="memory-${kind ?? "free"}" ${box}/>`;
    const hue = String(index % patternCount);
    return `<rect class="timeline-span hue-${hue}" ${box}/><rect fill="url(#${id}-${hue})" ${box}/>`;
  };
  const bars = map.map(({ start, end, owner }) => {
    const [left, right] = [x(start), x(end)];
    const name = owners[owner]?.name ?? "";
    const box = `x="${left.toFixed(1)}" y="0" width="${Math.max(0.5, right - left).toFixed(1)}" height="${String(height)}"`;
    const label =
      right - left > name.length * 8 + 12
        ? `<text class="timeline-label" x="${((left + right) / 2).toFixed(1)}" y="${String(height / 2)}">${escape(name)}</text>`
        : "";
    return paint(owner, box) + label;
  });
  const ticks = [0, 1, 2, 3, 4].map((part) => {
    const at = ((part / 4) * width).toFixed(1);
    const anchor = part === 0 ? "start" : part === 4 ? "end" : "middle";
    return `<path class="timeline-tick" d="M${at} ${String(height)}v4"/><text class="timeline-axis" x="${at}" y="${String(height + 14)}" text-anchor="${anchor}">${escape(formatQuantity((size * part) / 4, "bytes"))}</text>`;
  });
  const legend = owners
    .map(
      ({ name, bytes }, index) =>
        `<li><svg class="timeline-key" width="18" height="14" aria-hidden="true">${paint(index, 'width="18" height="14"')}</svg>${escape(name)}: ${escape(formatQuantity(bytes, "bytes"))}</li>`,
    )
    .join("");
  const table = machines.data.length === 0 ? "" : tableHtml(machines, context);
  return `<figure class="timeline memory-map"><figcaption>${escape(title)}</figcaption><div class="figure-scroll" tabindex="0" role="group" aria-label="${escape(title)}"><svg viewBox="0 0 ${String(width)} ${String(height + 22)}" width="${String(width)}" height="${String(height + 22)}" aria-hidden="true"><defs>${patternDefinitions(id)}</defs>${bars.join("")}${ticks.join("")}</svg></div><ul class="timeline-legend">${legend}</ul>${table}</figure>`;
}
