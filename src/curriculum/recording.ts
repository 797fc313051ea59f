// Recorded outputs: what a lesson's cells showed when their author last ran `npm run record`. They are committed
// beside the lesson, one file a language, and carry the hash of the code that made them, so that the build can
// refuse a recording of other code; tests/lessons re-runs every cell and refuses one of another core.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Output } from "../notebook/output.ts";
import { hashSource } from "../notebook/source-hash.ts";
import { ContentError } from "./content-error.ts";
import type { Language, Lesson } from "./lessons.ts";

/** Outputs by cell id. Exercises have none: their outputs are the reader's. */
export interface Recording {
  readonly code: string;
  readonly cells: Readonly<Record<string, readonly Output[]>>;
}

/** A diagram drawn when it was recorded: one SVG a theme, at addresses that change with the content. */
export interface RecordedDiagram {
  readonly light: string;
  readonly dark: string;
  readonly width: number;
  readonly height: number;
}

const mermaidType = "text/vnd.mermaid";
const plotType = "application/vnd.vegalite.v5+json";

/** The hash that ties a recording to the lesson's code, as the page in that language has it. */
export function codeHash({ cells }: Lesson, language: Language): string {
  return hashSource(cells.map(({ id, source }) => `// %% ${id}\n${source[language]}\n`).join(""));
}

export function recordingFolder(lesson: Lesson): string {
  return join(lesson.folder, "recorded");
}

/** Writes down what a lesson's cells showed. */
export function writeRecording(
  lesson: Lesson,
  language: Language,
  cells: Recording["cells"],
): void {
  const recording: Recording = { code: codeHash(lesson, language), cells };
  mkdirSync(recordingFolder(lesson), { recursive: true });
  const file = join(recordingFolder(lesson), `${language}.json`);
  writeFileSync(file, `${JSON.stringify(recording, null, 1)}\n`);
}

/** Reads a recording without asking whether it is of today's code. */
export function readRecordingFile(lesson: Lesson, language: Language): Recording | null {
  const file = join(recordingFolder(lesson), `${language}.json`);
  if (!existsSync(file)) return null;
  return JSON.parse(readFileSync(file, "utf8")) as Recording;
}

/**
 * The recording of a lesson's code as it is now.
 * @throws ContentError when there is none, or it was made of other code.
 */
export function readRecording(lesson: Lesson, language: Language): Recording {
  const recording = readRecordingFile(lesson, language);
  const expected = codeHash(lesson, language);
  if (recording?.code !== expected)
    throw new ContentError(
      join(recordingFolder(lesson), `${language}.json`),
      `outputs recorded from the code with hash ${expected}`,
      recording === null ? "no recording" : `outputs of ${recording.code}`,
      "run npm run record and look at what changed",
    );
  return recording;
}

/** Something that is drawn with a library: the source of a Mermaid diagram, or the specification of a plot. */
export interface DrawnSource {
  readonly kind: "mermaid" | "plot";
  readonly source: string;
}

/** What is drawn in some outputs, each source once. */
export function drawnSources(outputs: Iterable<readonly Output[]>): DrawnSource[] {
  const sources = new Map<string, DrawnSource>();
  for (const list of outputs)
    for (const output of list)
      if (output.output_type === "display_data" || output.output_type === "execute_result") {
        const { [mermaidType]: mermaid, [plotType]: plot } = output.data;
        if (typeof mermaid === "string") sources.set(mermaid, { kind: "mermaid", source: mermaid });
        if (plot !== undefined) {
          const source = JSON.stringify(plot);
          sources.set(source, { kind: "plot", source });
        }
      }
  return [...sources.values()];
}

const svgName = /^(?<key>[0-9a-z]+)\.(?<theme>light|dark)\.svg$/;
const svgSize = /<svg[^>]* width="(?<width>\d+)"[^>]* height="(?<height>\d+)"/;

export interface DiagramFile {
  readonly name: string;
  readonly svg: string;
}

/** All SVG files recorded for a lesson. */
export function diagramFiles(lesson: Lesson): DiagramFile[] {
  const folder = recordingFolder(lesson);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => svgName.test(name))
    .sort()
    .map((name) => ({ name, svg: readFileSync(join(folder, name), "utf8") }));
}

/** Where the site serves a recorded diagram. */
export const diagramAddress = (name: string): string => `/diagrams/${name}`;

/**
 * The recorded drawings of some sources, by the hash of the source.
 * @throws ContentError when a source was never drawn.
 */
export function recordedDiagrams(
  lesson: Lesson,
  sources: readonly DrawnSource[],
): Record<string, RecordedDiagram> {
  const files = new Map(diagramFiles(lesson).map(({ name, svg }) => [name, svg]));
  return Object.fromEntries(
    sources.map(({ source }) => {
      const key = hashSource(source);
      const size = svgSize.exec(files.get(`${key}.light.svg`) ?? "")?.groups;
      if (size === undefined || !files.has(`${key}.dark.svg`))
        throw new ContentError(
          recordingFolder(lesson),
          `${key}.light.svg and ${key}.dark.svg, with their width and height`,
          "no such drawing",
          "run npm run record",
        );
      return [
        key,
        {
          light: diagramAddress(`${key}.light.svg`),
          dark: diagramAddress(`${key}.dark.svg`),
          width: Number(size["width"]),
          height: Number(size["height"]),
        },
      ];
    }),
  );
}
