// Page walks and the TLB: closed formulas, and that a run takes what they say.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  GHz,
  GiB,
  KiB,
  MiB,
  ms,
  pageWalk,
  seconds,
  service,
  tlbMissRate,
  tlbReach,
} from "../../src/stdlib/index.ts";
import type { Profile } from "../../src/stdlib/index.ts";
import { neighbours, refusal } from "./machine.ts";
import { cost, takes, ways, wayNames } from "./translated.ts";

test.each([
  ["x86-64, natively", 4, undefined, 4],
  ["x86-64", 4, 4, 24],
  ["Sv39 over Sv39x4", 3, 3, 15],
  ["Sv48 over Sv48x4", 4, 4, 24],
  ["Sv57 over Sv57x4", 5, 5, 35],
])("a page walk, %s", (_, levels, below, references) => {
  expect(pageWalk({ levels }, below === undefined ? undefined : { levels: below })).toBe(
    references,
  );
});

test.each([
  ["2 MiB natively on x86-64", { levels: 4, page: MiB(2) }, undefined, 3],
  ["1 GiB natively on x86-64", { levels: 4, page: GiB(1) }, undefined, 2],
  ["2 MiB over 2 MiB in Sv39", { levels: 3, page: MiB(2) }, { levels: 3, page: MiB(2) }, 8],
  ["2 MiB over 4 KiB on x86-64", { levels: 4, page: MiB(2) }, { levels: 4 }, 19],
])("a page walk for %s", (_, guest, below, references) => {
  expect(pageWalk(guest, below)).toBe(references);
});

const levels = fc.integer({ min: 1, max: 5 });

test("a two-dimensional walk reads an entry for each pair of levels, and those that end it", () => {
  fc.assert(
    fc.property(levels, levels, (n, m) => {
      let references = 0;
      for (let entry = 0; entry < n; entry++) references += pageWalk({ levels: m }) + 1;
      references += pageWalk({ levels: m });
      expect(pageWalk({ levels: n }, { levels: m })).toBe(references);
    }),
  );
});

test.each([
  ["no level", () => pageWalk({ levels: 0 })],
  ["a page of no level", () => pageWalk({ levels: 4, page: KiB(64) })],
  ["a page larger than the tree", () => pageWalk({ levels: 2, page: GiB(1) })],
  ["no table", () => pageWalk(4 as never)],
  ["no memory", () => tlbMissRate(0)],
  ["no word", () => tlbReach({ hugePages: "yes" as never })],
])("%s is refused", (_, ask) => {
  expect(refusal(ask).code).toBe("invalid-argument");
});

describe("the TLB", () => {
  test("reaches its entries times the size of a page", () => {
    expect([tlbReach(), tlbReach({ hugePages: true })]).toEqual([MiB(2), MiB(64)]);
  });

  test("misses nothing within its reach, and beyond it what is beyond it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4096, max: GiB(64) }), fc.boolean(), (memory, hugePages) => {
        const missed = tlbMissRate(memory, { hugePages }) * memory;
        expect(missed).toBeCloseTo(Math.max(0, memory - tlbReach({ hugePages })), 0);
      }),
    );
  });
});

const memory = MiB(256);
const pageVisits = 1_000_000;

/** What a program that computes for a tenth of a second takes more for its page walks. */
function walking(tower: readonly Profile[], hugePages = false): number {
  const compute = seconds(0.1);
  const here = takes(tower, { compute, memory, locality: { pageVisits, hugePages } });
  return here.seconds - takes(tower, { compute, memory }).seconds;
}

/** The same by the formula. */
function walks(references: number, hugePages = false): number {
  const missed = 0.1 * pageVisits * tlbMissRate(memory, { hugePages });
  return (missed * references * cost("walkReference")) / GHz(2);
}

/** A program that takes longer is interrupted more often: some ticks of the guest, of a few microseconds. */
const ticks = 0.0001;

describe("a program that goes from page to page", () => {
  test.each([
    ["natively", [], 4, 3],
    ...wayNames.map((way): [string, Profile[], number, number] =>
      way === "hardware, nested" ? [way, [ways[way]], 24, 15] : [way, [ways[way]], 4, 3],
    ),
    ["nested twice", [ways["hardware, nested"], ways["hardware, nested"]], 24, 15],
  ] as [string, Profile[], number, number][])("%s", (_, tower, small, huge) => {
    expect(Math.abs(walking(tower) - walks(small))).toBeLessThan(ticks);
    expect(Math.abs(walking(tower, true) - walks(huge, true))).toBeLessThan(ticks);
  });

  test.each<[string, Profile[], number, boolean]>([
    ["natively", [], 4, false],
    ["under shadow paging", [ways["hardware, shadow"]], 4, false],
    [
      "under nested paging",
      [ways["hardware, nested"]],
      pageWalk({ levels: 4 }, { levels: 3 }),
      false,
    ],
    ["under nested paging, the other way round", [ways["hardware, nested"]], 19, true],
  ])("with huge pages in one of the two page tables, %s", (_, tower, references, hugePages) => {
    const compute = seconds(0.1);
    const locality = { pageVisits, hugePages, hugePagesBelow: !hugePages };
    const more =
      takes(tower, { compute, memory, locality }).seconds -
      takes(tower, { compute, memory }).seconds;
    expect(Math.abs(more - walks(references))).toBeLessThan(ticks);
  });

  test("walks nowhere within the reach of the TLB", () => {
    const near = { compute: seconds(0.1), memory: tlbReach() };
    const [some, none] = [{ ...near, locality: { pageVisits } }, near].map(
      (spec) => takes([ways["hardware, nested"]], spec).seconds,
    );
    expect(some).toBe(none);
  });
});

test("requests whose work varies walk as much as those whose work does not", () => {
  const mean = (times: "constant" | "exponential") => {
    const { server, vm } = neighbours("generic", { memory: GiB(1) });
    const memory = MiB(256);
    const locality = { pageVisits: 50_000_000 };
    const web = { name: "web", compute: ms(1), every: ms(50), times, memory, locality };
    const app = vm.launch(service(web));
    server.run(seconds(200));
    return app.cpuTime / app.requests.completed;
  };
  expect(mean("constant")).toBeGreaterThan(ms(1.5));
  expect(Math.abs(mean("exponential") / mean("constant") - 1)).toBeLessThan(0.06);
});
