// Finds the reader's cells in an engine's stack trace. A program is evaluated under the name
// `cell:<id>:<run>` (named-source.ts), which the traces of all three engines carry, each in its own format:
//
//   V8              at async Server.boot (cell:first:3:12:7)
//   SpiderMonkey    async*boot@cell:first:3:12:7
//   JavaScriptCore  async boot@cell:first:3:12:7
import type { CompiledFrame } from "./protocol.ts";

/** Lines that `evaluate` puts before a program's own code. */
const linesBefore = 1;

const maximumFrames = 50;

/** Frames with a place: those of the engine's own functions (`Array.map`) have none, and are left out. */
const v8Frame = /^\s+at .*:\d+:\d+\)?$/;
const otherFrame = /@.*:\d+:\d+$/;

/** The name under which a cell's run is evaluated. */
export function sourceName(cell: string, run: number): string {
  const id = encodeURIComponent(cell).replace(/[()']/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `cell:${id}:${run}`;
}

/** The text that makes `code`, the source of one expression, an evaluable script named after its run. */
export function nameSource(code: string, cell: string, run: number): string {
  return `(${"\n".repeat(linesBefore)}${code}\n)\n//# sourceURL=${sourceName(cell, run)}`;
}

/** The frames of a stack trace that lie in cells, innermost first. Of those of the library the number is kept. */
export function parseStack(stack: string): CompiledFrame[] {
  const frames: CompiledFrame[] = [];
  const lines = stack.split("\n");
  // V8 sets the error's own text above its frames.
  const isFrame = lines.some((line) => v8Frame.test(line)) ? v8Frame : otherFrame;
  let library = 0;
  for (const line of lines) {
    const match = /cell:([^:\s()@]+):(\d+):(\d+):(\d+)\)?\s*$/.exec(line);
    if (!match) {
      if (isFrame.test(line)) library += 1;
      continue;
    }
    const [, id, run, lineNumber, column] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
    ];
    const cell = decodeId(id);
    if (cell === null) continue;
    frames.push({
      cell,
      run: Number(run),
      line: Number(lineNumber) - linesBefore,
      column: Number(column),
      name: functionName(line.slice(0, match.index)),
      ...(library > 0 && { library }),
    });
    library = 0;
    if (frames.length === maximumFrames) break;
  }
  return frames;
}

function decodeId(id: string): string | null {
  try {
    return decodeURIComponent(id);
  } catch {
    return null; // Not a name that `sourceName` made.
  }
}

/** Before the source's name: V8's "    at async f (", the others' "async*f@". */
function functionName(before: string): string | null {
  const name = before
    .replace(/^\s*at\s+/, "")
    .replace(/[(@]\s*$/, "")
    .trim()
    .replace(/^.*\*/, "")
    .replace(/^async /, "")
    .replace(/^new /, "")
    .replace(/ \[as [^\]]*\]$/, "")
    .replace(/\/?<$/, "");
  const anonymous = ["", "async", "eval", "<anonymous>", "anonymous", "eval code", "module code"];
  return anonymous.includes(name) || name.endsWith("<anonymous>") ? null : name;
}
