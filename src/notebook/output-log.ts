// The outputs of one cell as they grow. Writing is joined (a thousand `console.log`s are one block of text)
// and bounded: a flood keeps its beginning, where mistakes start, and its end, where things stand, and says
// in between how much was left out. The record of what was left out is itself an output in nbformat's
// words, so a page can put it in the reader's language, and a lesson saved as .ipynb still reads well.
import type { DisplayOutput, Output, StreamOutput } from "./output.ts";

/** Characters (UTF-16 units) of a stream kept from its beginning. */
export const STREAM_HEAD_LENGTH = 20_000;
/** Characters kept from its end. The end may grow to twice this before it is cut again. */
export const STREAM_TAIL_LENGTH = 20_000;
/** Outputs of a cell kept from the beginning. */
export const OUTPUT_HEAD_COUNT = 100;
/** Outputs of a cell kept from the end. */
export const OUTPUT_TAIL_COUNT = 100;

/** MIME type of the record; its value is a {@link LeftOut}. */
export const LEFT_OUT_MIME_TYPE = "application/vnd.hypervisor-notebook.left-out+json";

/** How much was left out at one place: of a stream, or of the list of outputs. */
export interface LeftOut {
  readonly of: "stream" | "outputs";
  readonly outputs: number;
  readonly lines: number;
  readonly characters: number;
}

/** The outputs with one more at the end. */
export function appendOutput(outputs: readonly Output[], output: Output): readonly Output[] {
  const last = outputs.at(-1);
  if (
    output.output_type === "stream" &&
    last?.output_type === "stream" &&
    last.name === output.name
  ) {
    const joined: StreamOutput = { ...last, text: last.text + output.text };
    return boundStream([...outputs.slice(0, -1), joined]);
  }
  return boundCount(boundStream([...outputs, output]));
}

/** The outputs with a newer version of the one that has its display id; null when none has it (any more). */
export function updateOutput(outputs: readonly Output[], output: Output): readonly Output[] | null {
  const id = displayIdOf(output);
  const at = id === null ? -1 : outputs.findLastIndex((other) => displayIdOf(other) === id);
  return at < 0 ? null : outputs.with(at, output);
}

function displayIdOf(output: Output): string | null {
  return (output.output_type === "display_data" && output.transient?.display_id) || null;
}

/** What this output says was left out, if it is such a record. */
export function leftOutBy(output: Output | undefined): LeftOut | null {
  if (output?.output_type !== "display_data") return null;
  return (output.data[LEFT_OUT_MIME_TYPE] as LeftOut | undefined) ?? null;
}

/** Cuts the middle of the stream at the end, which is one output, or head, record and tail. */
function boundStream(outputs: readonly Output[]): readonly Output[] {
  const last = outputs.at(-1);
  if (last?.output_type !== "stream") return outputs;
  const before = outputs.slice(0, -1);
  const known = leftOutBy(before.at(-1));
  if (known?.of === "stream") {
    if (last.text.length <= 2 * STREAM_TAIL_LENGTH) return outputs;
    const cut = tailStart(last.text);
    const record = leftOut(grow(known, last.text.slice(0, cut)));
    return [...before.slice(0, -1), record, { ...last, text: last.text.slice(cut) }];
  }
  if (last.text.length <= STREAM_HEAD_LENGTH + 2 * STREAM_TAIL_LENGTH) return outputs;
  const end = headEnd(last.text);
  const start = tailStart(last.text);
  const none: LeftOut = { of: "stream", outputs: 0, lines: 0, characters: 0 };
  return [
    ...before,
    { ...last, text: last.text.slice(0, end) },
    leftOut(grow(none, last.text.slice(end, start))),
    { ...last, text: last.text.slice(start) },
  ];
}

function boundCount(outputs: readonly Output[]): readonly Output[] {
  const known = leftOutBy(outputs[OUTPUT_HEAD_COUNT]);
  const isKnown = known?.of === "outputs";
  const start = OUTPUT_HEAD_COUNT + (isKnown ? 1 : 0);
  const surplus = outputs.length - start - OUTPUT_TAIL_COUNT;
  if (surplus <= 0) return outputs;
  const dropped = outputs.slice(start, start + surplus);
  const record: LeftOut = {
    of: "outputs",
    outputs: (isKnown ? known.outputs : 0) + dropped.length,
    lines: 0,
    characters: 0,
  };
  const head = outputs.slice(0, OUTPUT_HEAD_COUNT);
  return [...head, leftOut(record), ...outputs.slice(start + surplus)];
}

function grow(record: LeftOut, text: string): LeftOut {
  const lines = text.split("\n").length - 1;
  return {
    ...record,
    lines: record.lines + lines,
    characters: record.characters + text.length,
  };
}

function leftOut(record: LeftOut): DisplayOutput {
  const [count, unit] =
    record.of === "outputs"
      ? [record.outputs, "outputs"]
      : record.lines > 0
        ? [record.lines, "lines"]
        : [record.characters, "characters"];
  return {
    output_type: "display_data",
    data: { [LEFT_OUT_MIME_TYPE]: record, "text/plain": `… ${count} ${unit} left out` },
  };
}

/** Where the head ends: after a whole line if it has one, never within a surrogate pair. */
function headEnd(text: string): number {
  const newline = text.lastIndexOf("\n", STREAM_HEAD_LENGTH - 1);
  return newline >= 0 ? newline + 1 : beforePair(text, STREAM_HEAD_LENGTH);
}

/** Where the tail starts: at a line's start if it holds one. */
function tailStart(text: string): number {
  const start = text.length - STREAM_TAIL_LENGTH;
  const newline = text.indexOf("\n", start - 1);
  return newline >= 0 && newline < text.length - 1 ? newline + 1 : beforePair(text, start);
}

function beforePair(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
