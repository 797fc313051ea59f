// From places in compiled code to places in the reader's TypeScript. Loaded when an error has frames to show.
// It decodes the map and looks for one place: trace-mapping, which can do far more, would be twice as much to fetch.
import { decode, type SourceMapMappings, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import type { ErrorOutput, SourcePosition } from "../notebook/output.ts";
import { nearestName } from "./nearest-name.ts";
import type { CompiledFrame, KernelMessage, Language } from "./protocol.ts";

/** A kernel's error as a cell shows it: its frames in terms of the reader's cells. */
export function errorOutput(
  { ename, evalue, hint, frames: compiled, printed }: Extract<KernelMessage, { type: "error" }>,
  mappingsOf: (run: number) => string | undefined,
): ErrorOutput {
  const frames = sourcePositions(compiled, mappingsOf);
  return {
    output_type: "error",
    ename,
    evalue,
    traceback: frames.map(({ cell, line, column }) => `${cell}:${line}:${column}`),
    ...(hint === null ? {} : { hint }),
    frames,
    ...(printed && { printed }),
  };
}

/**
 * Maps stack frames back, innermost first. Frames that no reader wrote (a prologue) are left out.
 * @param mappingsOf `Program.mappings` of the program that a run executed; undefined when forgotten.
 */
export function sourcePositions(
  frames: readonly CompiledFrame[],
  mappingsOf: (run: number) => string | undefined,
): SourcePosition[] {
  const maps = new Map<string, SourceMapMappings>();
  const positions: SourcePosition[] = [];
  let library = 0;
  for (const frame of frames) {
    library += frame.library ?? 0;
    const mappings = mappingsOf(frame.run);
    if (mappings === undefined || frame.line < 1 || frame.column < 1) continue;
    const map = maps.get(mappings) ?? decode(mappings);
    maps.set(mappings, map);
    const segment = segmentAt(map[frame.line - 1] ?? [], frame.column - 1);
    if (segment === undefined || segment.length === 1) continue;
    positions.push({
      cell: frame.cell,
      line: segment[2] + 1,
      column: segment[3] + 1,
      ...(frame.name !== null && { name: frame.name }),
      ...(library > 0 && { library }),
    });
    library = 0;
  }
  return positions;
}

/** The segment of a line that a column (from 0) lies in; of several that begin at one place, the first. */
function segmentAt(
  line: readonly SourceMapSegment[],
  column: number,
): SourceMapSegment | undefined {
  const before = line.findLast(([start]) => start <= column);
  return before && line.find(([start]) => start === before[0]);
}

const meant: Readonly<Record<Language, (name: string) => string>> = {
  en: (name) => `Did you mean ${name}? The cell that declares it has not run.`,
  ko: (name) => `혹시 ${name}인가요? 이 이름을 선언한 셀은 아직 실행하지 않았습니다.`,
};

/**
 * A hint about a name that no cell has declared so far: one that is like it, of a cell that has not run; null where there
 * is none.
 * @param names What the notebook's cells declare.
 */
export function hintAtNames(
  { ename, evalue }: { readonly ename: string; readonly evalue: string },
  names: readonly string[],
  language: Language,
): string | null {
  const [, name] = /^(\S+) is not defined$/.exec(evalue) ?? [];
  if (name === undefined || ename !== "ReferenceError") return null;
  const nearest = nearestName(name, names);
  return nearest === null ? null : meant[language](nearest);
}
