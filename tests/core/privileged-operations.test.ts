// Privileged operations of a guest's kernel under each way of running them: what they take, and how often the guest is left.
import { describe, expect, test } from "vitest";
import {
  batch,
  exitCycles,
  GHz,
  GiB,
  Hypervisor,
  ms,
  profiles,
  seconds,
  Server,
  service,
  testbed,
  virtualizationWays,
} from "../../src/stdlib/index.ts";
import type { KernelSpec, Profile } from "../../src/stdlib/index.ts";
import { refusal } from "./machine.ts";
import { cost, cyclesEach, takes, towerOf, wayNames, ways } from "./translated.ts";
import type { Way } from "./translated.ts";

const fault = cost("pageFault") + cost("pageTableWrite");
const call = cost("exception");
const checked = cost("pageTableWriteTranslated");
const first = cost("shadowFirstPages");

/** What one of each takes more than natively. */
const more: Readonly<Record<keyof KernelSpec, Readonly<Record<Way, number>>>> = {
  systemCalls: {
    "binary translation": cost("exceptionTranslated"),
    paravirtual: 0,
    "hardware, shadow": 0,
    "hardware, nested": 0,
  },
  pageFaults: {
    "binary translation": 3_927 - 1_093 + 391 - 1,
    paravirtual: 2 * call + checked,
    "hardware, shadow": 11_242 - 1_093 + 12_733 - 1,
    "hardware, nested": 0,
  },
  pageTableWrites: {
    "binary translation": 391 - 1,
    paravirtual: checked + call / 2_048,
    "hardware, shadow": 12_733 - 1,
    "hardware, nested": 0,
  },
  contextSwitches: {
    "binary translation": 1_254 + 2 * 216 + first * (3_927 - 1_093),
    paravirtual: 3 * call,
    "hardware, shadow": 1_931 + 2_409 + first * (11_242 - 1_093),
    "hardware, nested": 0,
  },
  // The process that is made has the CPU, and the one that waits for its end has it again.
  forks: {
    "binary translation":
      77 * (3_927 - 1_093 + 391 - 1) + 2 * (1_254 + 2 * 216 + first * (3_927 - 1_093)),
    paravirtual: 77 * (2 * call + checked) + 2 * 3 * call,
    "hardware, shadow":
      77 * (11_242 - 1_093 + 12_733 - 1) + 2 * (1_931 + 2_409 + first * (11_242 - 1_093)),
    "hardware, nested": 0,
  },
};
const natively: Readonly<Record<keyof KernelSpec, number>> = {
  systemCalls: cost("systemCall"),
  pageFaults: fault,
  pageTableWrites: 1,
  contextSwitches: cost("contextSwitch"),
  forks: cost("fork"),
};
const kinds = Object.keys(natively) as (keyof KernelSpec)[];
const counts = { pageTableWrites: 20_480, forks: 200 } as const;
const countOf = (kind: keyof KernelSpec) => (kind in counts ? counts[kind as "forks"] : 10_000);

describe.each(kinds)("%s", (kind) => {
  test("natively", () => {
    const cycles = cyclesEach([], kind, countOf(kind));
    expect(Math.abs(cycles / natively[kind] - 1)).toBeLessThan(
      kind === "pageTableWrites" ? 2 : 0.01,
    );
  });

  test.each(wayNames)("%s", (way) => {
    const cycles = cyclesEach([ways[way]], kind, countOf(kind));
    // The guest's own ticks are exits too: one in 4 ms.
    const ticks = 0.002 * cycles + 2;
    expect(Math.abs(cycles - natively[kind] - more[kind][way])).toBeLessThan(ticks);
  });
});

describe("a simple translator", () => {
  const simple: Profile = { ...ways["binary translation"], translator: "simple" };
  const write = 2_030 + 391 - 1;
  const trap = 3_927 - 1_093;
  const turn = 1_254 + 2 * 216 + first * trap;

  test.each<[keyof KernelSpec, number]>([
    ["pageTableWrites", write],
    ["pageFaults", trap + write + trap],
    ["contextSwitches", turn],
    ["forks", 77 * (trap + write + trap) + 2 * turn],
    ["systemCalls", cost("exceptionTranslated")],
  ])("%s: each write traps, and a resolved fault is followed by a hidden one", (kind, expected) => {
    const cycles = cyclesEach([simple], kind, countOf(kind));
    expect(Math.abs(cycles - natively[kind] - expected)).toBeLessThan(0.002 * cycles + 2);
  });

  test("leaves the guest for each write", () => {
    const kernel = { pageFaults: 1_000, pageTableWrites: 4_096 };
    const { exits } = takes([simple], { kernel });
    expect(exits("exception")).toBe(2 * 1_000 + 4_096);
  });

  test.each(kinds)("never makes %s cheaper than an adaptive one does", (kind) => {
    const [some, other] = [simple, ways["binary translation"]].map((way) =>
      cyclesEach([way], kind, countOf(kind)),
    );
    expect(some).toBeGreaterThanOrEqual(other ?? NaN);
  });

  test.each(["paravirtual", "hardware, shadow", "hardware, nested"] as const)(
    "is none of %s",
    (way) => {
      const profile: Profile = { ...ways[way], translator: "simple" };
      expect(refusal(() => new Hypervisor({ profile })).code).toBe("invalid-argument");
    },
  );
});

describe("exits", () => {
  const kernel = {
    pageFaults: 1_000,
    pageTableWrites: 4_096,
    contextSwitches: 100,
    systemCalls: 10,
  };

  test.each([
    ["binary translation", { exception: 1_010, "cr-access": 100, hypercall: 0 }],
    ["paravirtual", { exception: 1_000, "cr-access": 0, hypercall: 1_000 + 2 + 300 }],
    ["hardware, shadow", { exception: 2_000 + 4_096, "cr-access": 100, hypercall: 0 }],
    ["hardware, nested", { exception: 0, "cr-access": 0, hypercall: 0 }],
  ] as const)("under %s", (way, expected) => {
    const { exits } = takes([ways[way]], { kernel });
    expect(expected).toEqual({
      exception: exits("exception"),
      "cr-access": exits("cr-access"),
      hypercall: exits("hypercall"),
    });
  });

  test("a million of them are far fewer events", () => {
    const { events } = takes([ways["hardware, shadow"]], { kernel: { pageFaults: 100_000 } });
    expect(events).toBeLessThan(100_000);
  });
});

test("one experiment on all of them is one call", () => {
  const times = Object.values(virtualizationWays).map((way) =>
    testbed(way).vm.time({ kernel: { forks: 1_000 } }),
  );
  const [translated, paravirtual, shadowed, nested] = times;
  expect(times.toSorted((a, b) => a - b)).toEqual([nested, paravirtual, translated, shadowed]);
});

describe("other exits go by the way of the profile, too", () => {
  test.each([
    ["binary translation", 1_254, 1_254, 1_254 + 4_167],
    ["paravirtual", 889, 889, 889 + 4_167],
    ["hardware, shadow", 1_300, 2_565, 6_732],
    ["hardware, nested", 1_300, 2_565, 6_732],
  ] as const)("%s", (way, hypercall, hlt, io) => {
    const cycles = (["hypercall", "hlt", "io"] as const).map((reason) =>
      exitCycles({ reason }, ways[way]),
    );
    expect(cycles).toEqual([hypercall, hlt, io]);
  });

  test("a profile that says what it would be anyway costs what it did", () => {
    const said: Profile = { ...profiles.kvm, privileged: "hardware-assisted", paging: "nested" };
    for (const reason of ["hlt", "hypercall", "io", "mmio"] as const)
      expect(exitCycles({ reason }, said)).toBe(exitCycles({ reason }, profiles.kvm));
  });
});

test("a program that asks its kernel for nothing takes the same however addresses are translated", () => {
  const [nested, shadow] = (["hardware, nested", "hardware, shadow"] as const).map((way) => {
    const { seconds, events } = takes([ways[way]], { compute: ms(200), memory: GiB(1) });
    return { seconds, events };
  });
  expect(shadow).toEqual(nested);
});

describe("in a machine in a machine", () => {
  const [nested, shadow] = [ways["hardware, nested"], ways["hardware, shadow"]];

  test("nested paging on both has no exit for it: the one on the server makes one page table of two", () => {
    const { exits } = takes([nested, nested], { kernel: { pageFaults: 1_000 } });
    expect(exits("exception")).toBe(0);
  });

  test("shadow paging on the inner one exits through all levels", () => {
    const alone = cyclesEach([shadow], "pageFaults", 1_000);
    const inside = cyclesEach([nested, shadow], "pageFaults", 1_000);
    const { kvm } = profiles;
    const extra = exitCycles({ reason: "exception" }, nested, kvm);
    const own = exitCycles({ reason: "exception" }, kvm);
    expect(inside - alone).toBeGreaterThan(1.9 * (extra - own));
    expect(inside - alone).toBeLessThan(2.1 * (extra - own));
  });

  test("where the server's has none, nested paging inside is shadow paging", () => {
    const { exits } = takes([shadow, nested], { kernel: { pageFaults: 1_000 } });
    expect(exits("exception")).toBe(2_000);
  });
});

test("what was begun is not lost when the virtual CPU is taken away, nor in a snapshot", () => {
  const server = new Server({ cpus: 1, memory: GiB(8), disk: GiB(40), frequency: GHz(2) });
  const hypervisor = server.install(new Hypervisor({ profile: ways["hardware, shadow"] }));
  const size = { vcpus: 1, memory: GiB(1), disk: GiB(4), image: "alpine-3.21" };
  const [vm, other] = ["one", "two"].map((name) => hypervisor.create({ ...size, name }));
  server.run(seconds(20));
  other?.launch(batch({ name: "hog", compute: seconds(60) }));
  vm?.launch(batch({ name: "job", compute: 1, kernel: { pageFaults: 100_000 } }));
  server.run(seconds(0.5));
  const before = vm?.exits.exception ?? 0;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(100_000);
  vm?.snapshot("half");
  server.run(seconds(0.1));
  vm?.revert("half");
  server.run(seconds(10));
  const job = vm?.applications.find(({ name }) => name === "job");
  expect(job?.state).toBe("finished");
});

test("each request of a service has its kernel do it", () => {
  const { server, machine } = towerOf([ways.paravirtual]);
  const spec = { name: "web", compute: ms(1), every: ms(10), kernel: { pageFaults: 10 } };
  const web = machine?.launch(service(spec));
  server.run(seconds(1));
  const { completed = 0 } = web?.requests ?? {};
  expect(completed).toBeGreaterThan(90);
  expect(machine?.exits.exception).toBeGreaterThanOrEqual(10 * completed);
});

describe("refused", () => {
  const set = (profile: object) => new Hypervisor({ profile: { ...profiles.generic, ...profile } });

  test.each([
    ["another way", () => set({ privileged: "magic" })],
    ["nested paging without hardware", () => set({ privileged: "paravirtual", paging: "nested" })],
    [
      "shadow paging of a paravirtual guest",
      () => set({ privileged: "paravirtual", paging: "shadow" }),
    ],
    ["part of a fault", () => batch({ name: "a", compute: 1, kernel: { pageFaults: 0.5 } })],
    ["another operation", () => batch({ name: "a", compute: 1, kernel: { faults: 1 } as never })],
    ["visits to no memory", () => batch({ name: "a", compute: 1, locality: { pageVisits: 1 } })],
    [
      "another word for pages",
      () => batch({ name: "a", compute: 1, memory: 4096, locality: { pages: 1 } as never }),
    ],
  ])("%s", (_, ask) => {
    expect(refusal(ask).code).toBe("invalid-argument");
  });
});
