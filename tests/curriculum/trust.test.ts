// The page on trust: by which rule a prediction is off, and that no row of it is left without a word on whether it counts.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { ContentError } from "../../src/curriculum/content-error.ts";
import { errorLine } from "../../src/curriculum/error-line.ts";
import { languages, readLessons } from "../../src/curriculum/lessons.ts";
import { compileSource } from "../../src/curriculum/notebook.ts";
import { readRecordingFile } from "../../src/curriculum/recording.ts";
import { createNodeKernel, type NodeKernel } from "../../src/kernel/node.ts";
import type { Output } from "../../src/notebook/output.ts";

const page = readLessons().find(({ slug }) => slug === "trust");
if (!page) throw new Error("content/trust is not there");
const sources = new Map(page.cells.map(({ id, source }) => [id, source.en]));

type Row = Readonly<Record<string, unknown>>;
function rowsOf(outputs: readonly Output[] | undefined): readonly Row[] {
  const last = outputs?.at(-1);
  if (last?.output_type !== "execute_result") throw new Error("no result");
  return (last.data["application/vnd.dataresource+json"] as { readonly data: Row[] }).data;
}

/** What a cell of a reader's says after these cells of the page. */
async function say<T>(kernel: NodeKernel, code: string): Promise<T> {
  const print = `console.log(JSON.stringify(${code}))`;
  const outputs = await kernel.run("probe", await compileSource("probe.ts", "probe", print));
  const [said] = outputs;
  if (said?.output_type !== "stream") throw new Error(JSON.stringify(outputs));
  return JSON.parse(said.text) as T;
}
async function after(ids: readonly string[]): Promise<NodeKernel> {
  const kernel = createNodeKernel("en");
  for (const id of ids)
    await kernel.run(id, await compileSource("cells.ts", id, sources.get(id) ?? ""));
  return kernel;
}

interface Comparison {
  published: number;
  predicted: number;
  native?: number;
  nativePredicted?: number;
  rate?: boolean;
  spread?: number;
}

describe("the error of a prediction", () => {
  let kernel: NodeKernel;
  beforeAll(async () => {
    kernel = await after(["rule"]);
  });
  const factors = (rows: readonly Comparison[]) =>
    say<(number | null)[]>(
      kernel,
      `${JSON.stringify(rows)}.map((row) => errorFactor(row) ?? null)`,
    );

  test.each<[string, Comparison, number | null]>([
    ["an overhead met is 1", { published: 120, predicted: 120, native: 100 }, 1],
    ["twice the overhead is 2", { published: 110, predicted: 120, native: 100 }, 2],
    ["half of it is 2 as well", { published: 120, predicted: 110, native: 100 }, 2],
    [
      "of a rate it is that of the time",
      { published: 50, predicted: 80, native: 100, rate: true },
      4,
    ],
    [
      "the simulator is held to its own bare machine",
      { published: 110, predicted: 240, native: 100, nativePredicted: 200 },
      2,
    ],
    ["no overhead is 100", { published: 110, predicted: 100, native: 100 }, 100],
    ["faster than natively is 100", { published: 110, predicted: 90, native: 100 }, 100],
    [
      "a rate above the native one is 100",
      { published: 90, predicted: 101, native: 100, rate: true },
      100,
    ],
    ["hardly any is more than 100", { published: 110, predicted: 100.01, native: 100 }, 1000],
    ["less than 1 % has none", { published: 100.9, predicted: 150, native: 100 }, null],
    ["a gain has none", { published: 99, predicted: 150, native: 100 }, null],
    [
      "less than the spread has none",
      { published: 104, predicted: 150, native: 100, spread: 0.05 },
      null,
    ],
    [
      "more than the spread has one",
      { published: 106, predicted: 112, native: 100, spread: 0.05 },
      2,
    ],
    ["without a bare machine it is that of the figure", { published: 12, predicted: 4 }, 3],
    ["then too, nothing is 100", { published: 12, predicted: 0 }, 100],
    ["then a small figure is no small overhead", { published: 0.004, predicted: 0.008 }, 2],
  ])("%s", async (_, row, factor) => {
    const [found = null] = await factors([row]);
    if (factor === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(factor, 6);
  });

  const times = fc.record({
    native: fc.integer({ min: 1, max: 1000 }),
    // In percent of the native time: more than the spread.
    published: fc.integer({ min: 2, max: 5000 }),
    predicted: fc.integer({ min: 1, max: 5000 }),
  });
  const samples = fc.sample(times, 200).map(({ native, published, predicted }) => ({
    native,
    published: native * (1 + published / 100),
    predicted: native * (1 + predicted / 100),
  }));

  test("is at least 1, and the same for times, for other units of them, and for rates", async () => {
    const found = await factors(samples);
    const minutes = await factors(
      samples.map((row) => ({
        native: row.native / 60,
        published: row.published / 60,
        predicted: row.predicted / 60,
      })),
    );
    const rates = await factors(
      samples.map((row) => ({
        native: 1 / row.native,
        published: 1 / row.published,
        predicted: 1 / row.predicted,
        rate: true,
      })),
    );
    found.forEach((factor, n) => {
      expect(factor).toBeGreaterThanOrEqual(1);
      expect(minutes[n]).toBeCloseTo(factor ?? NaN, 6);
      expect(rates[n]).toBeCloseTo(factor ?? NaN, 6);
    });
  });

  test("is the same when prediction and publication change places", async () => {
    const both = samples.filter(({ native, predicted }) => predicted > native * 1.011);
    const there = await factors(both);
    const back = await factors(
      both.map(({ native, published, predicted }) => ({
        native,
        published: predicted,
        predicted: published,
      })),
    );
    back.forEach((factor, n) => expect(factor).toBeCloseTo(there[n] ?? NaN, 6));
  });
});

describe.each(languages)("the rows (%s)", (language) => {
  const cells = readRecordingFile(page, language)?.cells ?? {};
  const words = {
    en: /^(?:(?<yes>yes)(?:, .+)?|no: .+)$/,
    ko: /^(?:(?<yes>예)(?:, .+)?|아니요: .+)$/,
  };
  const [figure, factor, counts] = {
    en: ["figure", "factor", "counts"],
    ko: ["항목", "배수", "세는가"],
  }[language] as [string, string, string];
  const rows = rowsOf(cells["all"]);
  const counted = rows.filter((row) => words[language].exec(String(row[counts]))?.groups?.["yes"]);

  test("each counts, and then has a factor, or says why it does not", () => {
    expect(rows.filter((row) => !words[language].test(String(row[counts])))).toEqual([]);
    expect(counted.filter((row) => !(Number(row[factor]) >= 1)).map((row) => row[figure])).toEqual(
      [],
    );
  });

  test("come to the mean and the median at the top", () => {
    const [result = {}] = rowsOf(cells["result"]);
    const [mean, median, count, all] = Object.values(result).map(Number);
    expect([count, all]).toEqual([counted.length, rows.length]);
    const factors = counted.map((row) => Number(row[factor])).sort((a, b) => a - b);
    const product = factors.reduce((sum, one) => sum + Math.log(one), 0) / factors.length;
    // Factors are shown with three digits.
    expect((mean ?? NaN) / Math.exp(product)).toBeCloseTo(1, 2);
    const middle =
      ((factors[Math.ceil(factors.length / 2) - 1] ?? NaN) +
        (factors[Math.floor(factors.length / 2)] ?? NaN)) /
      2;
    expect((median ?? NaN) / middle).toBeCloseTo(1, 2);
  });
});

describe("what went into a prediction", () => {
  interface Shown {
    figure: string;
    published: number;
    took?: string;
    sets?: string[];
    no?: string;
  }
  let rows: Shown[];
  let named: string[];
  beforeAll(async () => {
    const kernel = await after([...sources.keys()]);
    rows = await say<Shown[]>(kernel, "everything");
    named = await say<string[]>(kernel, 'named.map((row) => row["what was set"])');
  }, 240_000);

  test("no figure counts that set a constant", () => {
    const wrong = rows.filter(({ sets = [], no }) => sets.length > 0 && no === undefined);
    expect(wrong.map(({ figure }) => figure)).toEqual([]);
    // And one that is said to be handed back says by what it was set.
    expect(rows.filter(({ sets = [] }) => sets.length > 0).length).toBeGreaterThan(8);
  });

  test("no experiment took the figure that it predicts", () => {
    const taken = rows.filter(({ took = "", published }) =>
      (took.match(/\d+(?:\.\d+)?/g) ?? []).some((number) => Number(number) === published),
    );
    // Xen's ttcp is as fast as Linux's: within the spread, and so not counted.
    expect(taken.map(({ figure }) => figure)).toEqual(["ttcp, Xen, Mb/s"]);
  });

  test("every constant with a publication is in the record", () => {
    const listed = rowsOf(readRecordingFile(page, "en")?.cells["calibration"]);
    expect(named).toEqual(listed.map((row) => row["name"]));
  });
});

describe("the last line of npm run validate", () => {
  test("says the mean and how many rows it is of", () => {
    const line = errorLine(readRecordingFile(page, "en")?.cells["result"] ?? []);
    expect(line).toMatch(/^geometric mean of the error factor: \d+(?:\.\d+)? over \d+ rows$/);
  });

  test("is refused when the cell shows something else", () => {
    expect(() => errorLine([])).toThrow(ContentError);
    expect(() => errorLine(readRecordingFile(page, "en")?.cells["all"] ?? [])).toThrow(
      ContentError,
    );
  });
});
