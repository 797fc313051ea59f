// Where a cluster puts machines as its servers fill, empty, crash and are added to: what it keeps in order comes to the
// same as a look at every server for each machine.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  bestFit,
  bestFitDecreasing,
  Cluster,
  firstFit,
  firstFitDecreasing,
  GiB,
  HostOs,
  Hypervisor,
  HypervisorError,
  MiB,
  nextFit,
  overcommit,
  place,
  profiles,
  seconds,
  TiB,
  worstFit,
} from "../../src/stdlib/index.ts";
import type { CreateSpec, Heuristic, Server } from "../../src/stdlib/index.ts";
import { refusal, sized, small } from "./machine.ts";

const heuristics = [firstFit, nextFit, bestFit, worstFit, firstFitDecreasing, bestFitDecreasing];

/** The same heuristic as `begin` says, which a cluster cannot know to be one of the library's. */
const asDefined = (heuristic: Heuristic): Heuristic => ({
  ...heuristic,
  begin: (left) => heuristic.begin(left),
});

/** What is done to a cluster, by numbers that stand for servers, machines and choices. */
const steps = fc.array(
  fc.record({
    act: fc.constantFrom(
      ...(["create", "create", "create", "create", "create"] as const),
      ...(["destroy", "crash", "power", "add", "run"] as const),
    ),
    pick: fc.nat(1000),
    vcpus: fc.integer({ min: 1, max: 4 }),
    memory: fc.integer({ min: 1, max: 8 }),
    disk: fc.constantFrom(1, 1, 40),
    ratio: fc.constantFrom(1, 4),
    isShared: fc.boolean(),
  }),
  { maxLength: 60 },
);
type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;

/** Servers of different sizes and products; the host OS of the second is not up at once after a power cut. */
const kinds = [
  {
    spec: { cpus: 4, memory: GiB(4), disk: GiB(100) },
    install: (server: Server) => server.install(new Hypervisor({ memory: overcommit() })),
  },
  {
    spec: { cpus: 2, memory: GiB(8), disk: GiB(60) },
    install: (server: Server) =>
      server.install(new HostOs()).install(new Hypervisor({ profile: profiles.kvm })),
  },
  {
    spec: { cpus: 4, memory: GiB(3), disk: GiB(50) },
    install: (server: Server) => server.install(new Hypervisor({ profile: profiles.xen })),
  },
];

/** Carries the steps out, and says where every machine went. */
function carriedOut(all: Cluster, list: readonly Step[], placement: Heuristic): string[] {
  const add = (n: number) => {
    const { spec, install } = kinds[n % 3] as (typeof kinds)[number];
    install(all.add({ name: `r${all.servers.length}`, ...spec }));
  };
  for (const n of [0, 1, 2, 0, 1]) add(n);
  return list.map(({ act, pick, vcpus, memory, disk, ratio, isShared }, n) => {
    const server = all.servers[pick % all.servers.length];
    const on = all.domains().filter(({ state }) => state !== "shutoff");
    if (act === "add") add(pick);
    else if (act === "destroy") on[pick % on.length]?.destroy();
    else if (act === "crash" && server?.isOn === true) {
      const up = server.components().some((one) => one.role === "hypervisor" && one.state === "up");
      if (up) server.crash("hypervisor");
    } else if (act === "power") {
      if (server?.isOn === true) server.powerOff();
      else server?.powerOn();
    }
    if (act === "run") all.run(seconds(pick / 10));
    if (act !== "create") return "";
    const size = { vcpus, memory: MiB(256 * memory), disk: GiB(disk), image: "alpine-3.21" };
    const storage = isShared ? "shared" : "local";
    try {
      const how = { placement, cpuRatio: ratio };
      return all.create({ name: `m${n}`, ...size, storage }, how).server;
    } catch {
      return "-";
    }
  });
}

describe("a cluster whose servers fill, empty, crash and are added to keeps to the definition", () => {
  test.each(heuristics)("$name", (heuristic) => {
    fc.assert(
      fc.property(steps, (list) => {
        const build = () => new Cluster({ storage: TiB(1), trace: { limit: 0 } });
        const [one, other] = [build(), build()];
        const went = carriedOut(one, list, heuristic);
        expect(went).toEqual(carriedOut(other, list, asDefined(heuristic)));
      }),
      { numRuns: 40 },
    );
  });
});

/** What changes the room on a server, in steps; after each a machine is created that needs little, or what it says. */
const changes: Record<string, (all: Cluster) => (() => unknown)[]> = {
  "memory that a guest touches, where it is overcommitted": (all) => {
    const [one] = two(all, () => new Hypervisor({ memory: overcommit() }));
    return [
      () => one.create({ name: "big", ...small, memory: GiB(1) }),
      () => all.run(seconds(60)),
    ];
  },
  "a machine that is started, where memory is overcommitted": (all) => {
    const [one] = two(all, () => new Hypervisor({ memory: overcommit({ swap: GiB(8) }) }));
    const vm = one.define({ name: "wide", ...sized, vcpus: 4 }).install("alpine-3.21");
    return [() => undefined, () => vm.start()];
  },
  "a hypervisor installed on a host OS that was there": (all) => {
    const [server, other] = twoServers(all);
    const host = other.install(new HostOs());
    server.install(new Hypervisor());
    return [() => undefined, () => host.install(new Hypervisor({ profile: profiles.kvm }))];
  },
  "a thin disk that is written to": (all) => {
    const [one, other] = two(all);
    const vm = one.create({ name: "thin", ...small, disk: GiB(60), thin: true });
    other.define({ name: "full", ...sized, disk: GiB(60) });
    all.run(seconds(60));
    return [
      () => vm.launch(batch({ name: "fill", compute: 1, write: GiB(5) })),
      () => {
        all.run(seconds(60));
        return { disk: GiB(94) };
      },
    ];
  },
  "a machine that arrives": (all) => {
    const [one, other] = two(all);
    const vm = one.create({ name: "guest", ...small, vcpus: 4, storage: "shared" });
    all.run(seconds(60));
    return [() => vm.migrate(other), () => all.run(seconds(60))];
  },
  "a power cut, and its end": (all) => {
    two(all);
    const [server] = all.servers;
    return [() => undefined, () => server?.powerOff(), () => server?.powerOn()];
  },
  "a server with more CPUs than the others": (all) => {
    const [one, other] = two(all);
    one.create({ name: "memory", ...small, memory: GiB(5) });
    for (const n of [1, 2, 3]) other.create({ name: `cpus-${n}`, ...small, vcpus: 4 });
    return [
      () => undefined,
      () => all.add({ name: "wide", cpus: 64, memory: GiB(8) }).install(new Hypervisor()),
    ];
  },
};

function twoServers(all: Cluster): [Server, Server] {
  const add = (name: string) => all.add({ name, cpus: 4, memory: GiB(8), disk: GiB(100) });
  return [add("one"), add("other")];
}

const two = (all: Cluster, make = () => new Hypervisor()) =>
  twoServers(all).map((server) => server.install(make())) as [Hypervisor, Hypervisor];

describe("what changes the room on a server is seen", () => {
  test.each(Object.entries(changes))("%s", (_, prepare) => {
    const went = (wrapped: (heuristic: Heuristic) => Heuristic) =>
      [firstFit, worstFit, bestFit].map((heuristic) => {
        const all = new Cluster({ storage: TiB(1) });
        const placement = wrapped(heuristic);
        return prepare(all).map((step, n) => {
          const { disk = GiB(1) } = (step() ?? {}) as { disk?: number };
          const spec = { name: `probe-${n}`, ...small, memory: MiB(64), disk };
          try {
            return all.create(spec, { placement }).server;
          } catch (error) {
            return (error as Error).message;
          }
        });
      });
    expect(went((heuristic) => heuristic)).toEqual(went(asDefined));
  });
});

describe("machines are brought together as the definition says", () => {
  const machines = fc.array(
    fc.record({
      at: fc.nat(9),
      vcpus: fc.integer({ min: 1, max: 2 }),
      memory: fc.integer({ min: 1, max: 6 }),
    }),
    { minLength: 8, maxLength: 40 },
  );
  test.each(heuristics)("$name", (heuristic) => {
    fc.assert(
      fc.property(machines, (list) => {
        const gathered = (placement: Heuristic) => {
          const all = new Cluster({ storage: TiB(1) });
          for (let n = 0; n < 10; n++)
            all.add({ name: `r${n}`, cpus: 2, memory: GiB(2) }).install(new Hypervisor());
          for (const [n, { at, vcpus, memory }] of list.entries()) {
            const there = all.hypervisors[at] as Hypervisor;
            const spec = { ...small, name: `m${n}`, vcpus, memory: MiB(256 * memory) };
            const { cpus, memory: free } = {
              cpus: 8 - there.allocatedCpus,
              memory: all.servers[at]?.free.memory ?? 0,
            };
            if (cpus >= vcpus && free >= spec.memory) there.create({ ...spec, storage: "shared" });
          }
          all.run(seconds(30));
          const { emptied, migrations } = all.consolidate({ placement });
          return [emptied, migrations.map(({ vm, destination }) => [vm, destination])];
        };
        expect(gathered(heuristic)).toEqual(gathered(asDefined(heuristic)));
      }),
      { numRuns: 30 },
    );
  });
});

const overcommitted = (spec?: object) => () => new Hypervisor({ memory: overcommit(spec) });

describe("what each has room for on a server, and all of them have not, stays where it is", () => {
  const sends = {
    drain: (all: Cluster) => all.drain(all.servers[0] as Server, { copyStorage: true }),
    consolidate: (all: Cluster) => all.consolidate({ copyStorage: true }),
    migrate: (all: Cluster) =>
      all.lookup("m0").migrate(all.hypervisors[1] as Hypervisor, { copyStorage: true }),
  };
  // How the other server is set up, how many machines are to go there, how large they are, and the memory of the one there.
  const usual = () => new Hypervisor();
  test.each([
    ["disks", "drain", usual, 2, { disk: GiB(30) }, GiB(1)],
    ["disks", "consolidate", usual, 2, { disk: GiB(30) }, GiB(1)],
    ["swap", "drain", overcommitted({ swap: GiB(6) }), 2, { memory: GiB(1.5) }, GiB(3.5)],
    ["promises", "drain", overcommitted({ ratio: 1 }), 2, { memory: GiB(2.5) }, GiB(5.5)],
    ["promises", "consolidate", overcommitted({ ratio: 1 }), 2, { memory: GiB(2.5) }, GiB(5.5)],
    ["a disk and swap", "migrate", overcommitted(), 1, { disk: GiB(42), memory: GiB(5) }, GiB(5.5)],
  ] as const)("%s: %s", (_, how, make, count, size, memory) => {
    const all = new Cluster();
    const one = all
      .add({ name: "here", cpus: 8, memory: GiB(32), disk: GiB(500) })
      .install(make === usual ? usual() : overcommitted()());
    const there = all.add({ name: "there", cpus: 8, memory: GiB(10), disk: GiB(100) });
    const other = there.install(make());
    other.create({ ...small, name: "there", memory, disk: GiB(45) });
    for (let n = 0; n < count; n++) one.create({ ...small, name: `m${n}`, ...size });
    all.run(seconds(30));
    const free = JSON.stringify(there.free);
    expect(() => sends[how](all)).toThrow(HypervisorError);
    all.run(seconds(60));
    expect([one.domains().length, other.domains().length]).toEqual([count, 1]);
    expect(JSON.stringify(there.free)).toBe(free);
    expect(one.domains().map(({ migration }) => migration)).toEqual(Array(count).fill(undefined));
  });
});

describe("a machine goes where all that it needs to be on has room", () => {
  // How the first server is set up, and what of it a machine has already taken.
  const short = {
    "disk for its swap": [overcommitted(), { disk: GiB(63) }],
    "room in the swap area": [overcommitted({ swap: GiB(4) }), { memory: GiB(2) }],
    "what may be promised": [overcommitted({ ratio: 0.5 }), { memory: GiB(3) }],
    "disk for both": [overcommitted(), { disk: GiB(60.5), memory: GiB(2) }],
  } as const;
  const pair = (make: () => Hypervisor, taken: Partial<CreateSpec>, storage?: number) => {
    const all = new Cluster(storage === undefined ? {} : { storage });
    const here = all.add({ name: "here", cpus: 8, memory: GiB(10), disk: GiB(70) }).install(make());
    here.create({ ...small, name: "there", ...taken });
    const there = all
      .add({ name: "there", cpus: 8, memory: GiB(10), disk: GiB(500) })
      .install(overcommitted()());
    return { all, here, there };
  };
  test.each(Object.entries(short))("%s", (_, [make, taken]) => {
    for (const placement of [firstFit, asDefined(firstFit)]) {
      const { all, there } = pair(make, taken);
      all.create({ ...small, name: "big", memory: GiB(3) }, { placement });
      expect(there.domains().map(({ name }) => name)).toEqual(["big"]);
    }
  });

  test("where none has, the refusal says what lacks", () => {
    const { all } = pair(overcommitted(), { disk: GiB(63) });
    const create = (memory: number) => () =>
      all.create({ ...small, name: "big", memory, disk: GiB(490) });
    expect(refusal(create(GiB(8))).code).toBe("insufficient-disk");
    expect(refusal(create(GiB(64))).code).toBe("no-valid-host");
  });

  test("also after its server died", () => {
    const { all, here, there } = pair(overcommitted(), { disk: GiB(63) }, TiB(1));
    const last = all.add({ name: "last", cpus: 8, memory: GiB(10), disk: GiB(500) });
    const on = last.install(overcommitted()());
    const vm = on.create({ ...small, name: "big", memory: GiB(8), storage: "shared" });
    all.protect(vm);
    all.run(seconds(30));
    last.powerOff();
    all.run(seconds(60));
    expect([here, there].map((one) => one.domains().length)).toEqual([1, 1]);
  });
});

test.each([firstFit, bestFit, worstFit])(
  "machines that are created one by one go where a plan for all of them says: $name",
  (placement) => {
    const all = new Cluster({ storage: TiB(1) });
    const racks = [4, 8, 6, 8].map((memory, n) =>
      all.add({ name: `r${n}`, cpus: 4, memory: GiB(memory) }),
    );
    for (const rack of racks) rack.install(new Hypervisor());
    const room = racks.map(({ name, free }) => ({ name, cpus: 16, memory: free.memory }));
    const machines = Array.from({ length: 24 }, (_, n) => {
      return { name: `m${n}`, vcpus: 1 + ((n * 5) % 3), memory: MiB(256 * (1 + ((n * 7) % 5))) };
    });
    // What a server is a share of is its memory before the hypervisor has taken its own.
    const largest = { name: "none", cpus: 16, memory: GiB(8) };
    const plan = place(machines, [...room, { ...largest, cpus: 0 }], placement).assignments;
    const made = machines.flatMap((machine) => {
      try {
        return all.create({ ...small, ...machine, storage: "shared" }, { placement }).server;
      } catch {
        return [];
      }
    });
    expect(made).toEqual(plan.map(({ server }) => server));
  },
);
