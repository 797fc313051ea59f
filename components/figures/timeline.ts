// A timeline shows which vCPU each physical CPU ran, and when, from the trace's schedule slices. Every VM has its
// own hue and its own pattern, so the figure reads without colour; wide slices also carry the name.
import { escape } from "./html.ts";
import { formatQuantity } from "./units.ts";

export interface TimelineSpan {
  /** Nanoseconds of simulated time. */
  readonly start: number;
  readonly end: number;
  /** Index into `subjects`. */
  readonly subject: number;
}

export interface TimelineData {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  /** What can occupy a lane: VMs in order of creation, by name. */
  readonly subjects: readonly string[];
  readonly lanes: readonly { readonly name: string; readonly spans: readonly TimelineSpan[] }[];
}

const width = 640;
const labelWidth = 56;
const laneHeight = 26;
const laneGap = 6;
const axisHeight = 22;
/** How many patterns there are. */
export const patternCount = 6;

/** Spans of a lane that are drawn one by one; of more, each stretch is drawn as what it was mostly. */
const maximumSpans = 1000;

/** Spans of all lanes together. */
const maximumDrawn = 8_000;

/** Lanes and subjects that a timeline may have. */
const maximumLanes = 256;

const isTime = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
const isTextList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

function isLane(lane: unknown): boolean {
  if (typeof lane !== "object" || lane === null) return false;
  const { name, spans } = lane as Record<string, unknown>;
  return typeof name === "string" && Array.isArray(spans) && areInOrder(spans);
}

/** Whether spans are each after the last: a CPU is at one thing at a time. */
function areInOrder(spans: readonly unknown[]): boolean {
  let last = 0;
  return spans.every((span) => {
    if (typeof span !== "object" || span === null) return false;
    const { start, end, subject } = span as Record<string, unknown>;
    if (!isTime(start) || !isTime(end) || !isTime(subject)) return false;
    if (start < last || end < start) return false;
    last = end;
    return true;
  });
}

/** Whether data that a cell sent is a timeline: times in whole nanoseconds, in order. */
export function isTimelineData(value: unknown): value is TimelineData {
  if (typeof value !== "object" || value === null) return false;
  const { title, from, to, subjects, lanes } = value as Record<string, unknown>;
  return (
    typeof title === "string" &&
    isTime(from) &&
    isTime(to) &&
    from <= to &&
    isTextList(subjects) &&
    (subjects as unknown[]).length <= maximumLanes &&
    Array.isArray(lanes) &&
    lanes.length <= maximumLanes &&
    lanes.every(isLane)
  );
}

/** Tick distances that people count in: 1, 2 or 5 times a power of ten. */
function tickStep(range: number): number {
  const rough = range / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}

/** The patterns as SVG; `id` and a number make the name of each. */
export function patternDefinitions(id: string): string {
  const lines = [
    "",
    '<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5"/>',
    '<path d="M0 3H6"/>',
    '<path d="M3 0V6"/>',
    '<path d="M0 0L6 6M-1 5L1 7M5 -1L7 1"/>',
    '<circle cx="3" cy="3" r="1"/>',
  ];
  return lines
    .map(
      (line, index) =>
        `<pattern id="${id}-${String(index)}" class="timeline-pattern" width="6" height="6" patternUnits="userSpaceOnUse">${line}</pattern>`,
    )
    .join("");
}

/** A lane's spans, as many as can be told apart: of more, each stretch belongs to the span that has most of it. */
function drawable(
  spans: readonly TimelineSpan[],
  from: number,
  to: number,
  most: number,
): readonly TimelineSpan[] {
  if (spans.length <= most) return spans;
  const width = (to - from) / most;
  const shares = Array.from({ length: most }, () => new Map<number, number>());
  for (const { start, end, subject } of spans) {
    const first = Math.max(0, Math.floor((start - from) / width));
    for (let at = first; at < most && from + at * width < end; at += 1) {
      const left = Math.max(start, from + at * width);
      const right = Math.min(end, from + (at + 1) * width);
      const share = shares[at];
      share?.set(subject, (share.get(subject) ?? 0) + right - left);
    }
  }
  return shares.flatMap((share, at) => {
    const [most] = [...share].sort(([, a], [, b]) => b - a);
    // What was idle for the most part stays empty.
    if (most === undefined || most[1] < width / 2) return [];
    const start = from + at * width;
    return [{ start, end: start + width, subject: most[0] }];
  });
}

/** The timeline as HTML with an inline SVG. `id` must be unique on the page. */
export function timelineHtml(data: TimelineData, id: string): string {
  const range = Math.max(1, data.to - data.from);
  const plot = width - labelWidth;
  const x = (time: number) => labelWidth + ((time - data.from) / range) * plot;
  const height = data.lanes.length * (laneHeight + laneGap) + axisHeight;
  const step = tickStep(range);
  const ticks: string[] = [];
  // Counted: at the end of what numbers can say, a small step leads nowhere.
  const firstTick = Math.ceil(data.from / step);
  for (let tick = 0; (firstTick + tick) * step <= data.to && tick <= 10; tick += 1) {
    const time = (firstTick + tick) * step;
    const at = x(time).toFixed(1);
    const anchor = time >= data.to - step / 10 ? "end" : "middle";
    ticks.push(
      `<path class="timeline-tick" d="M${at} 0V${String(height - axisHeight)}"/><text class="timeline-axis" x="${at}" y="${String(height - 6)}" text-anchor="${anchor}">${escape(formatQuantity(time, "ns"))}</text>`,
    );
  }
  const lanes = data.lanes.map((lane, index) => {
    const y = index * (laneHeight + laneGap);
    const middle = y + laneHeight / 2;
    const most = Math.min(maximumSpans, Math.floor(maximumDrawn / data.lanes.length));
    const spans = drawable(lane.spans, data.from, data.to, most).map((span) => {
      const left = x(Math.max(span.start, data.from));
      const right = x(Math.min(span.end, data.to));
      const name = data.subjects[span.subject] ?? "";
      const hue = String(span.subject % patternCount);
      const box = `x="${left.toFixed(1)}" y="${String(y)}" width="${Math.max(0.5, right - left).toFixed(1)}" height="${String(laneHeight)}"`;
      const label =
        right - left > name.length * 8 + 12
          ? `<text class="timeline-label" x="${((left + right) / 2).toFixed(1)}" y="${String(middle)}">${escape(name)}</text>`
          : "";
      return `<rect class="timeline-span hue-${hue}" ${box}/><rect fill="url(#${id}-${hue})" ${box}/>${label}`;
    });
    return `<text class="timeline-lane" x="0" y="${String(middle)}">${escape(lane.name)}</text><rect class="timeline-idle" x="${String(labelWidth)}" y="${String(y)}" width="${String(plot)}" height="${String(laneHeight)}"/>${spans.join("")}`;
  });
  const legend = data.subjects
    .map((name, index) => {
      const hue = String(index % patternCount);
      return `<li><svg class="timeline-key" width="18" height="14" aria-hidden="true"><rect class="timeline-span hue-${hue}" width="18" height="14"/><rect fill="url(#${id}-${hue})" width="18" height="14"/></svg>${escape(name)}</li>`;
    })
    .join("");
  return `<figure class="timeline"><figcaption>${escape(data.title)}</figcaption><div class="figure-scroll" tabindex="0" role="group" aria-label="${escape(data.title)}"><svg viewBox="0 0 ${String(width)} ${String(height)}" width="${String(width)}" height="${String(height)}" aria-hidden="true"><defs>${patternDefinitions(id)}</defs>${ticks.join("")}${lanes.join("")}</svg></div><ul class="timeline-legend">${legend}</ul></figure>`;
}
