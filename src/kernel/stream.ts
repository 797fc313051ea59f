// Console output on its way to the page. A loop may print a million lines: they leave in chunks, by size or
// after a short while, and never later than any other message, so the order of outputs is the order of calls.
// One run may print so much and no more: what nobody reads should not fill the reader's memory.
import type { Run } from "./run.ts";

export interface StreamChunk {
  readonly run: Run;
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

export interface StreamBuffer {
  write(run: Run, name: StreamChunk["name"], text: string): void;
  flush(): void;
}

const chunkCharacters = 64 * 1024;
const chunkMilliseconds = 50;

/** Past this many changes between stdout and stderr in one chunk their mutual order is given up. */
const maximumChanges = 32;

/** Characters that one run may print. */
export const maximumStream = 8_000_000;

// Taken before any cell can replace them.
const { setTimeout: nativeTimeout, clearTimeout: nativeClear } = globalThis;
const now = performance.now.bind(performance);

export function createStreamBuffer(send: (chunk: StreamChunk) => void): StreamBuffer {
  let chunks: { run: Run; name: StreamChunk["name"]; parts: string[] }[] = [];
  let size = 0;
  let oldest = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const printed = new WeakMap<Run, number>();

  function flush(): void {
    if (timer !== null) nativeClear(timer);
    timer = null;
    const leaving = chunks;
    chunks = [];
    size = 0;
    for (const { run, name, parts } of leaving) send({ run, name, text: parts.join("") });
  }

  function append(run: Run, name: StreamChunk["name"], text: string): void {
    if (chunks.length === 0) oldest = now();
    const last = chunks.at(-1);
    let chunk = last?.run === run && last.name === name ? last : undefined;
    if (!chunk && chunks.length >= maximumChanges)
      chunk = chunks.findLast((earlier) => earlier.run === run && earlier.name === name);
    if (chunk) chunk.parts.push(text);
    else chunks.push({ run, name, parts: [text] });
    size += text.length;
    // In a loop that never yields the timer has no turn: the clock is asked as well.
    if (size >= chunkCharacters || now() - oldest >= chunkMilliseconds) flush();
    else timer ??= nativeTimeout(flush, chunkMilliseconds);
  }

  return {
    flush,
    write(run, name, text) {
      const before = printed.get(run) ?? 0;
      if (before > maximumStream) return;
      printed.set(run, before + text.length);
      const room = maximumStream - before;
      append(run, name, text.slice(0, room));
      if (text.length <= room) return;
      printed.set(run, maximumStream + 1);
      const limit = maximumStream.toLocaleString("en");
      append(run, "stderr", `\n… the output stops here: one run may print ${limit} characters.\n`);
    },
  };
}
