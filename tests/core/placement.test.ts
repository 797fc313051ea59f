// Which machine goes where: the heuristics by themselves, and what a cluster makes of them.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bestFit,
  bestFitDecreasing,
  Cluster,
  firstFit,
  firstFitDecreasing,
  GiB,
  Hypervisor,
  MiB,
  nextFit,
  place,
  profiles,
  seconds,
  TiB,
  worstFit,
} from "../../src/stdlib/index.ts";
import type { Bin } from "../../src/hypervisor/placement/heuristics.ts";
import type { Heuristic, Load, Room } from "../../src/stdlib/index.ts";
import { orders } from "../../src/hypervisor/placement/heuristics.ts";
import { OrderedBins } from "../../src/hypervisor/placement/ordered-bins.ts";
import { Random } from "../../src/simulation/random.ts";
import { refusal, small } from "./machine.ts";

const heuristics = [firstFit, nextFit, bestFit, worstFit, firstFitDecreasing, bestFitDecreasing];

/** One dimension: memory, with CPUs to spare. */
const loads = (...sizes: number[]): Load[] =>
  sizes.map((memory, n) => ({ name: `m${n}`, vcpus: 1, memory }));
const rooms = (count: number, memory: number): Room[] =>
  Array.from({ length: count }, (_, n) => ({ name: `s${n}`, cpus: 1e6, memory }));

/** Where each went, as in "s0 s1 s0"; "-" for one that was refused. */
function went(sizes: number[], servers: readonly Room[], heuristic: Heuristic): string {
  const { assignments } = place(loads(...sizes), servers, heuristic);
  const by = new Map(assignments.map(({ machine, server }) => [machine, server]));
  return sizes.map((_, n) => by.get(`m${n}`) ?? "-").join(" ");
}

describe("a heuristic places one machine after another", () => {
  test.each([
    [firstFit, "s0 s1 s0 s0"],
    [nextFit, "s0 s1 s1 s2"],
    [bestFit, "s0 s1 s1 s0"],
    [worstFit, "s0 s1 s2 s2"],
    // 6, 5, 4, 1.
    [firstFitDecreasing, "s1 s0 s0 s1"],
    [bestFitDecreasing, "s1 s0 s0 s1"],
  ])("$name: $1", (heuristic, expected) => {
    expect(went([5, 6, 4, 1], rooms(3, 10), heuristic)).toBe(expected);
  });

  test("both dimensions must fit", () => {
    const servers = [
      { name: "few-cpus", cpus: 1, memory: 100 },
      { name: "little-memory", cpus: 10, memory: 1 },
    ];
    const machines = [{ name: "m", vcpus: 2, memory: 2 }];
    expect(place(machines, servers)).toEqual({ assignments: [], refused: ["m"], used: 0 });
  });

  test("the larger share of both dimensions decides who is large", () => {
    const machines = [
      { name: "memory", vcpus: 1, memory: 40 },
      { name: "cpus", vcpus: 9, memory: 1 },
    ];
    const { assignments } = place(
      machines,
      [{ name: "s", cpus: 10, memory: 100 }],
      bestFitDecreasing,
    );
    expect(assignments.map(({ machine }) => machine)).toEqual(["cpus", "memory"]);
  });
});

/** The same heuristic as `begin` says, which `place` cannot know to be one of the library's. */
const asDefined = (heuristic: Heuristic): Heuristic => ({
  ...heuristic,
  begin: (left) => heuristic.begin(left),
});

/** Few sizes, so that servers are often alike, and some that are of no whole share. */
const amounts = fc.constantFrom(0, 1, 2, 3, 5, 7, 12, 100);
const described = fc.record({
  servers: fc.array(fc.record({ cpus: amounts, memory: amounts }), { maxLength: 40 }),
  machines: fc.array(
    fc.record({
      vcpus: amounts.map((n) => Math.max(1, n)),
      memory: amounts.map((n) => Math.max(1, n)),
    }),
    { maxLength: 80 },
  ),
});
const named = <T extends object>(all: readonly T[], prefix: string) =>
  all.map((one, n) => ({ name: `${prefix}${n}`, ...one }));

describe("what is placed at once goes where the definition says", () => {
  test.each(heuristics)("$name", (heuristic) => {
    fc.assert(
      fc.property(described, ({ machines, servers }) => {
        const [loads, rooms] = [named(machines, "m"), named(servers, "s")];
        expect(place(loads, rooms, heuristic)).toEqual(place(loads, rooms, asDefined(heuristic)));
      }),
      { numRuns: 500 },
    );
  });
});

/** A server that counts how often it is looked at. */
class Watched implements Bin {
  static looks = 0;
  machines = 0;
  readonly name: string;
  memory: number;
  #cpus = 16;

  constructor(name: string, memory: number) {
    this.name = name;
    this.memory = memory;
  }

  get cpus(): number {
    Watched.looks++;
    return this.#cpus;
  }

  set cpus(cpus: number) {
    this.#cpus = cpus;
  }
}

/** Servers looked at for a machine, on average, when there are four for each of so many servers. */
function looksPerMachine({ begin }: Heuristic, count: number, need: Need): number {
  const random = new Random(7);
  const upTo = (n: number) => 1 + (random.uint32() % n);
  const bins = Array.from({ length: count }, (_, n) => new Watched(`s${n}`, 16 + 8 * upTo(7)));
  const left = ({ cpus, memory }: Bin) => cpus / 16 + memory / 72;
  const ordered = new OrderedBins(bins, orders.of(begin), left);
  Watched.looks = 0;
  for (let n = 0; n < 4 * count; n++) ordered.fill(...need(upTo));
  return Watched.looks / (4 * count);
}

type Need = (upTo: (n: number) => number) => [vcpus: number, memory: number];
const needs: Record<string, Need> = {
  "of all sizes": (upTo) => [upTo(4), upTo(8)],
  "of two opposite kinds": (upTo) => (upTo(2) === 1 ? [8, 1] : [1, 30]),
  "too large for most": (upTo) => [upTo(8), upTo(40)],
};

describe("how many servers are looked at for a machine grows as a logarithm", () => {
  const cases = Object.entries(needs).flatMap(([kind, need]) =>
    [firstFit, nextFit, bestFit, worstFit].map((heuristic) => {
      return { name: heuristic.name, kind, heuristic, need };
    }),
  );
  test.each(cases)("$name, machines $kind", ({ heuristic, need }) => {
    for (const count of [250, 4000])
      expect(looksPerMachine(heuristic, count, need)).toBeLessThanOrEqual(5 * Math.log2(count));
  });
});

/** The smallest number of bins, by trying everything. */
function fewest(sizes: readonly number[], capacity: number): number {
  let best = sizes.length;
  const put = (at: number, bins: readonly number[]): void => {
    if (bins.length >= best) return;
    const size = sizes[at];
    if (size === undefined) {
      best = bins.length;
      return;
    }
    new Set(bins).forEach((filled) => {
      if (filled + size > capacity) return;
      const index = bins.indexOf(filled);
      put(
        at + 1,
        bins.map((one, n) => (n === index ? one + size : one)),
      );
    });
    put(at + 1, [...bins, size]);
  };
  put(0, []);
  return best;
}

describe("whatever is placed", () => {
  const machine = fc.record({
    vcpus: fc.integer({ min: 1, max: 8 }),
    memory: fc.integer({ min: 1, max: 50 }),
  });
  const server = fc.record({ cpus: fc.nat(16), memory: fc.nat(100) });
  const named = <T>(letter: string, list: readonly T[]) =>
    list.map((one, n) => ({ ...one, name: `${letter}${n}` }));

  test.each(heuristics)(
    "no server holds more than it has room for, and no machine is in two places: $name",
    (heuristic) => {
      fc.assert(
        fc.property(
          fc.array(machine, { maxLength: 25 }),
          fc.array(server, { maxLength: 8 }),
          (a, b) => {
            const [machines, servers] = [named("m", a), named("s", b)];
            const { assignments, refused, used } = place(machines, servers, heuristic);
            const all = [...assignments.map((one) => one.machine), ...refused].sort();
            expect(all).toEqual(machines.map(({ name }) => name).sort());
            expect(used).toBe(new Set(assignments.map((one) => one.server)).size);
            const left = servers.map((one) => {
              const here = machines.filter(({ name }) =>
                assignments.some((row) => row.machine === name && row.server === one.name),
              );
              const sum = (of: "vcpus" | "memory") => here.reduce((total, vm) => total + vm[of], 0);
              return { cpus: one.cpus - sum("vcpus"), memory: one.memory - sum("memory") };
            });
            for (const { cpus, memory } of left)
              expect(Math.min(cpus, memory)).toBeGreaterThanOrEqual(0);
            if (heuristic === nextFit) return;
            // Room only shrinks, so a machine that was refused has no room in the end either.
            for (const name of refused) {
              const vm = machines.find((one) => one.name === name);
              for (const { cpus, memory } of left)
                expect(vm && vm.vcpus <= cpus && vm.memory <= memory).toBe(false);
            }
          },
        ),
      );
    },
  );

  test("first fit decreasing needs at most 11/9 of the fewest servers, and 6/9", () => {
    let worse = 0;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 9 }),
        (sizes) => {
          const opt = fewest(sizes, 20);
          const { used, refused } = place(loads(...sizes), rooms(9, 20), firstFitDecreasing);
          expect(refused).toEqual([]);
          expect(used).toBeGreaterThanOrEqual(opt);
          expect(used).toBeLessThanOrEqual((11 / 9) * opt + 6 / 9);
          const first = place(loads(...sizes), rooms(9, 20), firstFit).used;
          if (first > opt) worse++;
        },
      ),
      { numRuns: 400, seed: 12 },
    );
    expect(worse).toBeGreaterThan(0);
  }, 30_000);
});

describe("a plan refuses", () => {
  const [one] = rooms(1, 10);
  test.each([
    ["a machine without memory", () => place([{ name: "m", vcpus: 1, memory: 0 }], [])],
    ["half a virtual CPU", () => place([{ name: "m", vcpus: 0.5, memory: 1 }], [])],
    ["negative room", () => place([], [{ name: "s", cpus: -1, memory: 1 }])],
    ["memory that is not a number", () => place([], [{ name: "s", cpus: 1, memory: NaN }])],
    ["the same machine twice", () => place([...loads(1), ...loads(1)], [])],
    [
      "the same machine twice, once typed with a letter and an accent",
      () =>
        place(
          ["NFC", "NFD"].map((form) => ({ name: "café".normalize(form), vcpus: 1, memory: 1 })),
          [],
        ),
    ],
    ["the same server twice", () => place([], [one as Room, one as Room])],
    ["what is no list", () => place("m" as never, [])],
    ["a machine that is none", () => place([null as never], [])],
    ["a heuristic by name", () => place([], [], "firstFit" as never)],
  ])("%s", (_, act) => {
    expect(refusal(act).code).toBe("invalid-argument");
  });
});

function cluster(servers = 3, machines = servers) {
  const all = new Cluster({ storage: TiB(1) });
  const racks = Array.from({ length: servers }, (_, n) =>
    all.add({ name: `r${n}`, cpus: 2, memory: GiB(2), disk: GiB(20) }),
  );
  const hypervisors = racks.map((rack) => rack.install(new Hypervisor()));
  const vms = Array.from({ length: machines }, (_, n) =>
    (hypervisors[n % servers] as Hypervisor).create({ name: `m${n}`, ...small, storage: "shared" }),
  );
  all.run(seconds(10));
  return { all, racks, hypervisors, vms };
}

describe("a cluster", () => {
  test("creates a machine where the heuristic says", () => {
    const on = (placement: Heuristic) => {
      const { all, vms } = cluster(3, 1);
      const made = ["a", "b", "c"].map((name) =>
        all.create({ name, ...small, storage: "shared" }, { placement }),
      );
      expect(all.lookup("m0")).toBe(vms[0]);
      return made.map(({ server }) => server).join(" ");
    };
    expect(on(firstFit)).toBe("r0 r0 r0");
    expect(on(worstFit)).toBe("r1 r2 r0");
  });

  test("creates a machine by its image, of the recommended size, where the heuristic says", () => {
    const all = new Cluster();
    for (const name of ["r0", "r1"]) {
      const server = all.add({ name, cpus: 4, memory: GiB(16), disk: GiB(100) });
      server.install(new Hypervisor());
    }
    const made = [
      all.create("debian-12"),
      all.create("debian-12", { vcpus: 3, placement: worstFit }),
    ];
    expect(made.map(({ name, server, vcpus }) => `${name} ${server} ${vcpus}`)).toEqual([
      "debian r0 1",
      "debian-2 r1 3",
    ]);
    expect(refusal(() => all.create("debian-1")).code).toBe("no-image");
  });

  test("creates none where there is no room, or the name is taken on any server", () => {
    const { all, racks } = cluster();
    const before = JSON.stringify(all);
    const big = { name: "big", ...small, memory: GiB(4) };
    expect(refusal(() => all.create(big)).code).toBe("no-valid-host");
    const wide = { name: "wide", ...small, vcpus: 3 };
    expect(refusal(() => all.create(wide, { cpuRatio: 64 })).code).toBe("no-valid-host");
    expect(refusal(() => all.create({ name: "m2", ...small })).code).toBe("domain-exists");
    expect(refusal(() => all.create({ name: "x", ...small }, { cpuRatio: 0 })).code).toBe(
      "invalid-argument",
    );
    expect(refusal(() => all.create({ name: "x", ...small, disk: GiB(100) })).code).toBe(
      "no-valid-host",
    );
    expect(refusal(() => all.create(undefined as never)).code).toBe("invalid-argument");
    expect(JSON.stringify(all)).toBe(before);
    for (const rack of racks) rack.crash("hypervisor");
    expect(refusal(() => all.create({ name: "x", ...small })).code).toBe("no-valid-host");
  });

  test("drains a server: its machines go on elsewhere", () => {
    const { all, racks, hypervisors, vms } = cluster();
    const [rack] = racks;
    if (!rack) throw new Error("no rack");
    const migrations = all.drain(rack);
    expect(migrations.map(({ vm, source }) => [vm, source])).toEqual([["m0", "r0"]]);
    all.run(seconds(30));
    expect([migrations[0]?.state, hypervisors[0]?.domains(), vms[0]?.state]).toEqual([
      "completed",
      [],
      "blocked",
    ]);
    expect(all.drain(rack)).toEqual([]);
  });

  test("drains all of a server or nothing", () => {
    const { all, racks, hypervisors, vms } = cluster(2, 6);
    const [rack] = racks;
    if (!rack || !hypervisors[0]) throw new Error("no rack");
    const before = JSON.stringify(all);
    expect(refusal(() => all.drain(rack)).code).toBe("no-valid-host");
    expect(refusal(() => all.drain("r0" as never)).code).toBe("invalid-argument");
    expect(JSON.stringify(all)).toBe(before);
    vms[1]?.destroy().undefine();
    vms[3]?.destroy().undefine();
    vms[5]?.destroy().undefine();
    const local = hypervisors[0].create({ name: "local", ...small, memory: MiB(128) });
    const again = JSON.stringify(all);
    expect(refusal(() => all.drain(rack)).code).toBe("config-unsupported");
    expect(JSON.stringify(all)).toBe(again);
    expect(all.drain(rack, { copyStorage: true }).map(({ vm }) => vm)).toContain("local");
    all.run(seconds(60));
    expect([local.server, hypervisors[0].domains()]).toEqual(["r1", []]);
  });

  test("sends no machine to a server that is down", () => {
    const { all, racks } = cluster(2, 2);
    racks[1]?.powerOff();
    expect(refusal(() => racks[0] && all.drain(racks[0])).code).toBe("no-valid-host");
  });

  test("sends no machine to a hypervisor of another product", () => {
    const { all, racks } = cluster(1, 1);
    all
      .add({ cpus: 8, memory: GiB(8), disk: GiB(20) })
      .install(new Hypervisor({ profile: profiles.xen }));
    const [rack] = racks;
    expect(refusal(() => rack && all.drain(rack)).code).toBe("no-valid-host");
  });

  test("consolidates machines that need little, and says which servers can be switched off", () => {
    const { all, vms } = cluster(5, 5);
    const { emptied, migrations } = all.consolidate();
    expect([emptied.length, migrations.length]).toEqual([3, 3]);
    all.run(seconds(60));
    expect(migrations.map(({ state }) => state)).toEqual(Array(3).fill("completed"));
    expect(new Set(vms.map(({ server }) => server)).size).toBe(2);
    for (const { server } of vms) expect(emptied).not.toContain(server);
    // With a virtual CPU on each physical one they need more servers.
    const alone = cluster(5, 5);
    expect(alone.all.consolidate({ cpuRatio: 1 }).emptied).toHaveLength(2);
  });

  test("consolidates nothing where every server is full", () => {
    const { all } = cluster(2, 6);
    expect(all.consolidate()).toEqual({ emptied: [], migrations: [] });
  });
});
