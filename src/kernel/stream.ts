// Console output on its way to the page. A loop may print a million lines: they leave in chunks, by size or
// after a short while, and never later than any other message, so the order of outputs is the order of calls.
// One run may send so much and no more: text too long to read should not fill the page's memory. Of what it prints
// beyond that, the end is kept here and sent when the run ends.
import type { Run } from "./run.ts";
import { plainVoice, type Voice } from "./voice.ts";

export interface StreamChunk {
  readonly run: Run;
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

export interface StreamBuffer {
  write(run: Run, name: StreamChunk["name"], text: string): void;
  flush(): void;
  /** The run has ended: sends the end of what was too much. */
  finish(run: Run): void;
}

const chunkCharacters = 64 * 1024;
const chunkMilliseconds = 50;

/** Past this many changes between stdout and stderr in one chunk their mutual order is given up. */
const maximumChanges = 32;

/** Characters of what one run prints that are sent as they come. */
export const maximumStream = 8_000_000;

/** Characters of the rest that are kept, from its end. It may grow to twice this before it is cut again. */
export const keptEnd = 16_000;

/** What a run has printed beyond what is sent. */
interface Excess {
  name: StreamChunk["name"];
  end: string;
  lines: number;
  characters: number;
}

// Taken before any cell can replace them.
const { setTimeout: nativeTimeout, clearTimeout: nativeClear } = globalThis;
const now = performance.now.bind(performance);

export function createStreamBuffer(
  send: (chunk: StreamChunk) => void,
  voice: Voice = plainVoice,
): StreamBuffer {
  let chunks: { run: Run; name: StreamChunk["name"]; parts: string[] }[] = [];
  let size = 0;
  let oldest = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const printed = new WeakMap<Run, number>();
  const excesses = new WeakMap<Run, Excess>();

  function keep(run: Run, name: StreamChunk["name"], text: string): void {
    const excess = excesses.get(run) ?? { name, end: "", lines: 0, characters: 0 };
    excesses.set(run, excess);
    excess.name = name;
    excess.end += text;
    if (excess.end.length <= 2 * keptEnd) return;
    const newline = excess.end.indexOf("\n", excess.end.length - keptEnd);
    const isInside = newline >= 0 && newline < excess.end.length - 1;
    const cut = isInside ? newline + 1 : excess.end.length - keptEnd;
    for (let at = -1; (at = excess.end.indexOf("\n", at + 1)) >= 0 && at < cut;) excess.lines += 1;
    excess.characters += cut;
    excess.end = excess.end.slice(cut);
  }

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
      const room = maximumStream - (printed.get(run) ?? 0);
      printed.set(run, maximumStream - room + text.length);
      if (room > 0) append(run, name, text.slice(0, room));
      if (text.length > room) keep(run, name, text.slice(Math.max(0, room)));
    },
    finish(run) {
      const excess = excesses.get(run);
      if (excess === undefined) return;
      excesses.delete(run);
      const { name, end, lines, characters } = excess;
      const number = (count: number) => count.toLocaleString("en");
      const limit = number(maximumStream);
      const left =
        lines > 0
          ? voice.say("… {0} lines beyond the first {1} characters …", number(lines), limit)
          : voice.say(
              "… {0} characters beyond the first {1} characters …",
              number(characters),
              limit,
            );
      append(run, name, characters === 0 ? end : `\n${left}\n${end}`);
    },
  };
}
