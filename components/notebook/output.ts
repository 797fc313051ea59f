// Outputs as HTML, the same at build time (recorded) and in the reader's browser (live). Only our own renderers
// make markup, and all text is escaped: an output from a stranger's code can show anything but run nothing.
// Drawings that few cells put out are rendered by outputs/, and stand here by their place alone.
import type { MimeBundle, Output } from "../../src/notebook/output.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";
import { attemptsHtml, isAttempts } from "../figures/attempts.ts";
import { errorHtml } from "../figures/error.ts";
import { escape } from "../figures/html.ts";
import { textHtml } from "../figures/long-text.ts";
import { isProgress, progressHtml } from "../figures/progress.ts";
import { figureStrings } from "../figures/strings.ts";
import { isTableData, tableHtml } from "../figures/table.ts";
import { strings, type Language } from "../site/strings.ts";
import { extentOf, fits, noExtent, sumOf, type Extent } from "./output-room.ts";

/** A diagram drawn when the lesson was recorded; the addresses of its two SVGs. */
export interface DrawnDiagram {
  readonly light: string;
  readonly dark: string;
  readonly width: number;
  readonly height: number;
}

export interface OutputContext {
  readonly language: Language;
  /** Unique on the page; ids inside figures start with it. */
  readonly prefix: string;
  /** Recorded drawings by the hash of their Mermaid source. */
  readonly diagrams: Readonly<Record<string, DrawnDiagram>>;
  /** Of what only some cells put out: the build has all of them, a page those that it fetched (late-outputs.ts). */
  readonly renderers: ReadonlyMap<string, Renderer>;
  /** After a Run, when scripts can show more of it; what is recorded is all there. */
  readonly live?: boolean;
}

export interface Check {
  readonly passed: boolean;
  readonly message: string;
}

/** More checks than this are of no exercise, and are shown as their text. */
const maximumChecks = 1_000;

/** Whether data that a cell sent is what a check says. */
export function isChecks(value: unknown): value is readonly Check[] {
  return (
    Array.isArray(value) &&
    value.length <= maximumChecks &&
    value.every((item: unknown) => {
      if (typeof item !== "object" || item === null) return false;
      const { passed, message } = item as Record<string, unknown>;
      return typeof passed === "boolean" && typeof message === "string";
    })
  );
}

/** Data as text: what every output can be shown as. */
export const text = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** What a library that is fetched late draws: components/notebook/diagrams.ts. */
export type DrawnKind = "mermaid" | "plot";

/** The recorded drawing of a source, or a place for it with its text until it is drawn. */
export function drawingHtml(
  kind: DrawnKind,
  source: string,
  alternative: string,
  { diagrams }: OutputContext,
): string {
  const label = escape(alternative);
  const drawn = diagrams[hashSource(source)];
  if (drawn === undefined)
    return `<div class="undrawn" data-draw="${kind}" data-source="${escape(source)}" data-alternative="${label}"><pre>${label}</pre></div>`;
  const image = (theme: "light" | "dark") =>
    `<img class="on-${theme}" src="${escape(drawn[theme])}" style="--natural-width:${String(drawn.width)}" width="${String(drawn.width)}" height="${String(drawn.height)}" alt="${label}" loading="lazy" decoding="async">`;
  // A drawing that is wider than the column scrolls, by keyboard too.
  const title = escape(alternative.split("\n")[0] ?? "");
  return `<div class="figure-scroll" tabindex="0" role="group" aria-label="${title}">${image("light")}${image("dark")}</div>`;
}

/** More than this is shown as its text: a page's own thread has to read it. In characters. */
const maximumHtml = 1_000_000;

/** What stands for an image that the browser cannot show, in characters. */
const maximumAlternative = 10_000;

/** As an image, an SVG runs no script, loads nothing, and its styles end at its edge. */
function imageHtml(
  type: string,
  data: unknown,
  bundle: MimeBundle,
  { live = false }: OutputContext,
): string | null {
  if (typeof data !== "string") return null;
  const isText = type === "image/svg+xml";
  if (!isText && !/^[A-Za-z0-9+/=\s]+$/.test(data)) return null;
  const alternative = escape(text(bundle["text/plain"] ?? "").slice(0, maximumAlternative));
  // A cell's own is looked at first (html/svg.ts): one of two kilobytes can take a minute to draw.
  if (isText && live) return lateHtml("svg", data, alternative);
  const content = isText ? `,${encodeURIComponent(data.toWellFormed())}` : `;base64,${data}`;
  return `<img src="data:${type}${content}" alt="${alternative}" style="max-width:100%;height:auto">`;
}

/** What html-outputs.ts puts in place of its text. */
const lateHtml = (kind: "html" | "svg", data: string, alternative: string): string | null =>
  data.length <= maximumHtml
    ? `<div class="html-output" data-${kind}="${escape(data)}"><pre class="plain">${alternative}</pre></div>`
    : null;

function checksHtml(checks: readonly Check[], { language }: OutputContext): string {
  const s = strings[language];
  const items = checks.map(
    ({ passed, message }) =>
      `<li class="${passed ? "passed" : "failed"}"><span class="check-mark">${passed ? s.passed : s.failed}</span> ${escape(message)}</li>`,
  );
  return `<ul class="checks">${items.join("")}</ul>`;
}

/** What the session left out of a flood (src/notebook/output-log.ts). */
function leftOutHtml(data: unknown, language: Language): string | null {
  const s = figureStrings[language];
  const { of, lines, outputs, characters } = (data ?? {}) as Record<string, unknown>;
  const note = (
    [
      [of === "outputs" ? outputs : 0, s.outputsLeftOut],
      [lines, s.linesLeftOut],
      [characters, s.charactersLeftOut],
    ] as const
  ).find(([count]) => typeof count === "number" && count > 0);
  return note === undefined
    ? null
    : `<p class="left-out">${escape(note[1](note[0] as number))}</p>`;
}

/** Gives the HTML of data of one MIME type; null when the data, a cell's to choose, is not of that type after all. */
export type Renderer = (
  data: unknown,
  bundle: MimeBundle,
  context: OutputContext,
  index: number,
) => string | null;

export const memoryMapType = "application/vnd.hypervisor-notebook.memory-map+json";
export const timelineType = "application/vnd.hypervisor-notebook.timeline+json";
export const plotType = "application/vnd.vegalite.v5+json";

/** What only some cells put out is drawn by the context's own renderers, in its place among the others. */
const late = (type: string): readonly [string, Renderer] => [
  type,
  (data, bundle, context, index) =>
    context.renderers.get(type)?.(data, bundle, context, index) ?? null,
];

/** Richest first. */
const renderers: readonly (readonly [string, Renderer])[] = [
  [
    "application/vnd.hypervisor-notebook.left-out+json",
    (data, _, { language }) => leftOutHtml(data, language),
  ],
  [
    "application/vnd.hypervisor-notebook.attempts+json",
    (data, _, { language }) => (isAttempts(data) ? attemptsHtml(data, language) : null),
  ],
  [
    "application/vnd.hypervisor-notebook.checks+json",
    (data, _, context) => (isChecks(data) ? checksHtml(data, context) : null),
  ],
  [
    "application/vnd.hypervisor-notebook.progress+json",
    (data) => (isProgress(data) ? progressHtml(data) : null),
  ],
  late(memoryMapType),
  late(timelineType),
  [
    "text/vnd.mermaid",
    (data, bundle, context) =>
      typeof data === "string"
        ? `<figure class="diagram">${drawingHtml("mermaid", data, text(bundle["text/plain"] ?? ""), context)}</figure>`
        : null,
  ],
  late(plotType),
  [
    "application/vnd.dataresource+json",
    (data, _, context) => (isTableData(data) ? tableHtml(data, context) : null),
  ],
  [
    "text/html",
    (data, bundle) =>
      typeof data === "string"
        ? lateHtml("html", data, escape(text(bundle["text/plain"] ?? data)))
        : null,
  ],
  ...["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"].map(
    (type): [string, Renderer] => [
      type,
      (data, bundle, context) => imageHtml(type, data, bundle, context),
    ],
  ),
  ["text/plain", (data, _, { language }) => textHtml(text(data), "plain", language)],
];

function bundleHtml(bundle: MimeBundle, context: OutputContext, index: number): string {
  for (const [type, render] of renderers) {
    try {
      const html = type in bundle ? render(bundle[type], bundle, context, index) : null;
      if (html !== null) return html;
    } catch (error) {
      // Data that looked right and was not: the next representation will do, and the other outputs are to be shown.
      console.warn(`notebook: an output of type ${type} could not be shown.`, error);
    }
  }
  return `<pre class="plain">${escape(Object.keys(bundle).slice(0, 10).join(", ").slice(0, 1_000))}</pre>`;
}

/** One output of a cell: one element. */
export function outputHtml(output: Output, context: OutputContext, index: number): string {
  switch (output.output_type) {
    case "stream":
      return `<div class="stream-text">${textHtml(output.text, `stream ${output.name}`, context.language)}</div>`;
    case "display_data":
    case "execute_result":
      return `<div class="${output.output_type === "execute_result" ? "result" : "display"}">${bundleHtml(output.data, context, index)}</div>`;
    case "error":
      return errorHtml(output, context.language);
  }
}

/** How much is shown of an output that is too much, in characters. */
const shownOfTooMuch = 2_000;

/** The beginning of an output's text; why there is no more of it is said by html/show.ts. */
function tooMuchHtml(output: Output): string {
  const all =
    "data" in output
      ? text(output.data["text/plain"] ?? "")
      : output.output_type === "stream"
        ? output.text
        : output.evalue;
  return `<div class="display" data-too-much><pre class="plain">${escape(all.slice(0, shownOfTooMuch))}…</pre></div>`;
}

/**
 * One output of a run: one element, or the beginning of its text where that is more than a page bears.
 * @param taken What the outputs beside it take.
 */
export function liveOutputHtml(
  output: Output,
  context: OutputContext,
  index: number,
  taken: Extent,
): { readonly html: string; readonly extent: Extent } {
  const html = outputHtml(output, context, index);
  const extent = extentOf(html);
  if (fits(extent, taken)) return { html, extent };
  const less = tooMuchHtml(output);
  return { html: less, extent: extentOf(less) };
}

/** All outputs of a cell, in order. */
export function outputsHtml(outputs: readonly Output[], context: OutputContext): string {
  let taken = noExtent;
  return outputs
    .map((output, index) => {
      if (context.live !== true) return outputHtml(output, context, index);
      const { html, extent } = liveOutputHtml(output, context, index, taken);
      taken = sumOf(taken, extent);
      return html;
    })
    .join("");
}
