// From places in compiled code to places in the reader's TypeScript. Loaded when an error has frames to show.
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { ErrorOutput, SourcePosition } from "../notebook/output.ts";
import type { CompiledFrame, KernelMessage } from "./protocol.ts";

/** A kernel's error as a cell shows it: its frames in terms of the reader's cells. */
export function errorOutput(
  { ename, evalue, hint, frames: compiled }: Extract<KernelMessage, { type: "error" }>,
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
  const maps = new Map<string, TraceMap>();
  const positions: SourcePosition[] = [];
  let library = 0;
  for (const frame of frames) {
    library += frame.library ?? 0;
    const mappings = mappingsOf(frame.run);
    if (mappings === undefined || frame.line < 1 || frame.column < 1) continue;
    const map = maps.get(mappings) ?? traceMap(mappings);
    maps.set(mappings, map);
    const at = originalPositionFor(map, { line: frame.line, column: frame.column - 1 });
    if (at.line === null) continue;
    positions.push({
      cell: frame.cell,
      line: at.line,
      column: at.column + 1,
      ...(frame.name !== null && { name: frame.name }),
      ...(library > 0 && { library }),
    });
    library = 0;
  }
  return positions;
}

function traceMap(mappings: string): TraceMap {
  return new TraceMap({ version: 3, names: [], sources: ["cell"], mappings });
}
