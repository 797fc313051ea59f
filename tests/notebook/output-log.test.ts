import { describe, expect, test } from "vitest";
import {
  LEFT_OUT_MIME_TYPE,
  OUTPUT_HEAD_COUNT,
  OUTPUT_TAIL_COUNT,
  STREAM_HEAD_LENGTH,
  STREAM_TAIL_LENGTH,
  appendOutput,
  leftOutBy,
} from "../../src/notebook/output-log.ts";
import type { Output } from "../../src/notebook/output.ts";

const stdout = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const stderr = (text: string): Output => ({ output_type: "stream", name: "stderr", text });
const shown = (value: number): Output => ({ output_type: "display_data", data: { value } });
const log = (...outputs: readonly Output[]) => outputs.reduce<readonly Output[]>(appendOutput, []);
const textOf = (output: Output | undefined) =>
  output?.output_type === "stream" ? output.text : "";
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => stdout(`line ${index + 1}\n`));

describe("appendOutput", () => {
  test.each([
    ["joins text of one stream", [stdout("a"), stdout("b")], [stdout("ab")]],
    ["keeps two streams apart", [stdout("a"), stderr("b")], [stdout("a"), stderr("b")]],
    [
      "keeps the order of streams",
      [stdout("a"), stderr("b"), stdout("c")],
      [stdout("a"), stderr("b"), stdout("c")],
    ],
    [
      "does not join across a display",
      [stdout("a"), shown(1), stdout("b")],
      [stdout("a"), shown(1), stdout("b")],
    ],
  ])("%s", (_, outputs, expected) => {
    expect(log(...outputs)).toEqual(expected);
  });

  test("leaves the given outputs alone", () => {
    const before = log(stdout("a"));
    appendOutput(before, stdout("b"));
    expect(before).toEqual([stdout("a")]);
  });
});

describe("a flood of lines", () => {
  const count = 50_000;
  const outputs = log(...numbered(count));
  const [head, record, tail] = outputs;

  test("keeps its first and last lines whole", () => {
    expect(outputs).toHaveLength(3);
    expect(textOf(head)).toMatch(/^line 1\n[^]*\nline \d+\n$/);
    expect(textOf(tail)).toMatch(/^line \d+\n/);
    expect(textOf(tail).endsWith(`\nline ${count}\n`)).toBe(true);
  });

  test("says how much was left out between", () => {
    const lines = (output: Output | undefined) => textOf(output).split("\n").length - 1;
    const total = numbered(count).map(textOf).join("").length;
    expect(leftOutBy(record)).toEqual({
      of: "stream",
      outputs: 0,
      lines: count - lines(head) - lines(tail),
      characters: total - textOf(head).length - textOf(tail).length,
    });
    expect(record).toMatchObject({
      data: { "text/plain": `… ${count - lines(head) - lines(tail)} lines left out` },
    });
  });

  test("stays within its bounds", () => {
    expect(textOf(head).length).toBeLessThanOrEqual(STREAM_HEAD_LENGTH);
    expect(textOf(tail).length).toBeLessThanOrEqual(2 * STREAM_TAIL_LENGTH);
  });

  test("is the same when it comes at once, up to where the tail was cut", () => {
    const [headAtOnce, , tailAtOnce] = log(stdout(numbered(count).map(textOf).join("")));
    expect(headAtOnce).toEqual(head);
    expect(textOf(tail).endsWith(textOf(tailAtOnce))).toBe(true);
  });
});

test("a flood without line ends is cut between characters", () => {
  const outputs = log(stdout(`.${"🙂".repeat(60_000)}`));
  // A half of a pair does not survive being encoded.
  const encoded = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text));
  expect(outputs.map(textOf).map(encoded)).toEqual(outputs.map(textOf));
  expect(leftOutBy(outputs[1])).toMatchObject({ lines: 0 });
  expect(outputs[1]).toMatchObject({
    data: { "text/plain": expect.stringMatching(/^… \d+ characters left out$/) as string },
  });
});

test("a second flood of another stream has its own record", () => {
  const flood = "x\n".repeat(100_000);
  const records = log(stdout(flood), stderr(flood)).map(leftOutBy);
  expect(records.map((record) => record?.of)).toEqual([
    undefined,
    "stream",
    undefined,
    undefined,
    "stream",
    undefined,
  ]);
});

describe("a flood of outputs", () => {
  const total = 1000;
  const outputs = log(...Array.from({ length: total }, (_, index) => shown(index)));

  test("keeps the first and the last, and says how many are missing", () => {
    expect(outputs).toHaveLength(OUTPUT_HEAD_COUNT + 1 + OUTPUT_TAIL_COUNT);
    expect(outputs[0]).toEqual(shown(0));
    expect(outputs[OUTPUT_HEAD_COUNT - 1]).toEqual(shown(OUTPUT_HEAD_COUNT - 1));
    expect(leftOutBy(outputs[OUTPUT_HEAD_COUNT])?.outputs).toBe(
      total - OUTPUT_HEAD_COUNT - OUTPUT_TAIL_COUNT,
    );
    expect(outputs.at(-OUTPUT_TAIL_COUNT)).toEqual(shown(total - OUTPUT_TAIL_COUNT));
    expect(outputs.at(-1)).toEqual(shown(total - 1));
  });

  test("up to the bound, keeps all", () => {
    const bound = OUTPUT_HEAD_COUNT + OUTPUT_TAIL_COUNT;
    const all = Array.from({ length: bound }, (_, index) => shown(index));
    expect(log(...all)).toEqual(all);
  });
});

test("what merely looks like an output is no record", () => {
  expect(leftOutBy(stdout("a"))).toBeNull();
  expect(leftOutBy(shown(1))).toBeNull();
  expect(leftOutBy(undefined)).toBeNull();
  expect(LEFT_OUT_MIME_TYPE).toMatch(/^application\/vnd\..*\+json$/);
});
