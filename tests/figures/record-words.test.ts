// What records, devices, migrations and requests say: today's code and data beside the sentences that the core itself
// wrote before it knew codes. Those are in record-sentences.json, as that core said them of the same scenarios; what has
// happened in them only since then (an interface says that it has sent) is there as it was said first.
import { describe, expect, test } from "vitest";
import { en } from "../../src/stdlib/figures/record-words.en.ts";
import { ko } from "../../src/stdlib/figures/record-words.ko.ts";
import { say } from "../../src/stdlib/figures/record-words.ts";
import type { Sayable } from "../../src/stdlib/figures/sentences.ts";
import { history } from "../../src/stdlib/index.ts";
import type { TraceRecord } from "../../src/stdlib/index.ts";
import { bundleOf, rowsOf } from "./bundle.ts";
import { corpus } from "./record-corpus.ts";
import before from "./record-sentences.json" with { type: "json" };

const hangul = /\p{Script=Hangul}/u;

/** One text of each that differ in their numbers alone. */
function oneOfEachShape(texts: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const text of texts) {
    const shape = text.replace(/[0-9a-f_]*\d[0-9a-f_]*/g, "#");
    if (!found.has(shape)) found.set(shape, text);
  }
  return [...found.values()];
}

const detailsOf = (record: TraceRecord): Sayable[] =>
  "detail" in record && record.detail ? [record.detail] : [];

const stories = Object.entries(corpus).map(([name, tell]) => {
  const { trace, devices = [], migrations = [], hops = [] } = tell();
  const records = [...trace];
  const backed = devices.flatMap(({ description, backedBy }) =>
    backedBy ? [description, backedBy] : [description],
  );
  const failures = migrations.flatMap(({ failure }) => (failure ? [failure] : []));
  const requests = records.flatMap((record) =>
    record.kind === "management" ? [record.request] : [],
  );
  return { name: name as keyof typeof before, records, backed, failures, requests, hops };
});

const said: Sayable[] = stories.flatMap(({ records, backed, failures, requests, hops }) => [
  ...hops,
  ...records.flatMap(detailsOf),
  ...backed,
  ...failures,
  ...requests,
]);

/** The table of what happened to everything in a story. */
const told = (records: readonly TraceRecord[], language: "en" | "ko") =>
  [...new Set(records.map(({ subject }) => subject))].flatMap((subject) =>
    rowsOf(bundleOf(history({ trace: records }, subject), language)),
  );

describe.each(stories)("$name", ({ name, records, backed, failures, requests, hops }) => {
  test("is told in English in the same words as before", () => {
    const english = (data: readonly Sayable[]) => data.map((one) => say(one, "en"));
    const details = records.flatMap((record) =>
      english(detailsOf(record)).map((sentence) => `${record.kind}: ${sentence}`),
    );
    expect({
      details: oneOfEachShape(details),
      requests: oneOfEachShape(english(requests)),
      history: oneOfEachShape(
        told(records, "en").map(({ event, detail }) => `${String(event)} | ${String(detail)}`),
      ),
      devices: oneOfEachShape(english(backed)),
      failures: oneOfEachShape(english(failures)),
      ...(hops.length > 0 && { hops: oneOfEachShape(english(hops)) }),
    }).toEqual(before[name]);
  });

  test("is told in Korean", () => {
    for (const { event } of told(records, "ko")) expect(event).toMatch(hangul);
  });
});

test("the scenarios provoke every code", () => {
  const seen = new Set(said.map(({ code }) => code));
  expect([...seen].sort()).toEqual(Object.keys(en).sort());
});

describe("in Korean", () => {
  /** What is a name or an amount in any language. */
  const alike = new Set("part system snapshot image process bytes msr interface".split(" "));

  test.each(Object.keys(ko) as Sayable["code"][])("%s", (code) => {
    const examples = said.filter((one) => one.code === code);
    for (const one of examples) {
      const [korean, english] = [say(one, "ko"), say(one, "en")];
      if (alike.has(code)) expect(korean).toBe(english);
      else expect(korean).toMatch(hangul);
    }
  });
});

test("details are plain data that JSON carries", () => {
  for (const one of said) expect(JSON.parse(JSON.stringify(one))).toEqual(one);
});
