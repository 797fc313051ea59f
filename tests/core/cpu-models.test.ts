// What a guest finds of a CPU, and where a machine may be because of that: by the flags that libvirt's maps have.

import { inLanguage } from "../../src/simulation/in-language.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  baselineCpu,
  Cluster,
  cpuModels,
  GiB,
  Hypervisor,
  profiles,
  seconds,
  Server,
  TiB,
} from "../../src/stdlib/index.ts";
import type { ClusterSpec, CpuModelName, DomainSpec } from "../../src/stdlib/index.ts";
import { refusal, small, snapshot } from "./machine.ts";

const names = Object.keys(cpuModels) as CpuModelName[];
const box = { cpus: 2, memory: GiB(8), disk: GiB(20) };
/** All servers as they are. */
const whole = (cluster: Cluster) => cluster.servers.map(snapshot).join();
/** Whether all that one has, the other has too. */
const isWithin = (one: CpuModelName, other: CpuModelName) =>
  cpuModels[one].vendor === cpuModels[other].vendor &&
  cpuModels[one].flags.every((flag) => cpuModels[other].flags.includes(flag));

/** Servers with these CPUs, and a machine on the first, that is up. */
function rooms(
  models: readonly CpuModelName[],
  spec: Partial<DomainSpec> = {},
  how: ClusterSpec = {},
) {
  const cluster = new Cluster({ storage: TiB(1), ...how });
  const servers = models.map((cpuModel, n) => cluster.add({ ...box, name: `r${n}`, cpuModel }));
  const hypervisors = servers.map((server) => server.install(new Hypervisor()));
  const [here, there] = hypervisors as [Hypervisor, Hypervisor];
  const vm = here.create({ ...small, name: "vm", storage: "shared", ...spec });
  cluster.run(seconds(10));
  return { cluster, servers, hypervisors, here, there, vm };
}

describe("models", () => {
  test("no flag stands twice, and those of one vendor have all that older ones have", () => {
    for (const { flags } of Object.values(cpuModels))
      expect(new Set(flags).size).toBe(flags.length);
    const chains = ["Intel", "AMD"].map((vendor) =>
      names.filter((name) => cpuModels[name].vendor === vendor),
    );
    for (const chain of chains)
      chain.forEach((name, at) => {
        for (const newer of chain.slice(at)) expect(isWithin(name, newer)).toBe(true);
      });
  });

  // As counted in libvirt's maps, less monitor, svm and its parts, and intel-pt.
  test.each<[CpuModelName, number]>([
    ["Nehalem", 31],
    ["SandyBridge", 38],
    ["Haswell", 50],
    ["Skylake-Server", 70],
    ["Cascadelake-Server", 74],
    ["Icelake-Server", 85],
    ["EPYC", 64],
    ["EPYC-Rome", 73],
    ["EPYC-Milan", 81],
  ])("%s has as many features as its map: %i", (name, count) => {
    expect(cpuModels[name].flags).toHaveLength(count);
  });

  test("a server says its own; one that says nothing has the CPU that the costs are of", () => {
    expect(new Server().cpuModel).toBe(cpuModels.SandyBridge);
    expect(new Server({ cpuModel: "EPYC" }).cpuModel.vendor).toBe("AMD");
    expect(refusal(() => new Server({ cpuModel: "Hasswell" as "Haswell" })).hint).toContain(
      "Haswell",
    );
  });
});

describe("a baseline", () => {
  test("is the newest model within all of them, in whatever order, and of one itself", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 6 }), (some) => {
        const vendors = new Set(some.map((name) => cpuModels[name].vendor));
        if (vendors.size > 1) {
          expect(refusal(() => baselineCpu(some)).code).toBe("config-unsupported");
          return;
        }
        const { name } = baselineCpu(some);
        for (const one of some) expect(isWithin(name, one)).toBe(true);
        for (const other of names)
          if (some.every((one) => isWithin(other, one))) expect(isWithin(other, name)).toBe(true);
        expect(baselineCpu(some.toReversed().map((one) => cpuModels[one])).name).toBe(name);
      }),
    );
    expect(baselineCpu(["Haswell"])).toBe(cpuModels.Haswell);
  });

  test.each<[string, () => unknown]>([
    ["CPUs of two vendors", () => baselineCpu(["EPYC", "Haswell"])],
    ["no CPU", () => baselineCpu([])],
    ["no list", () => baselineCpu("Haswell" as never)],
    ["a model that is none", () => baselineCpu([null as never])],
  ])("of %s is refused, in both languages", (_, ask) => {
    const said = inLanguage(refusal(ask).about, "ko");
    for (const part of ["request", "found", "expected", "hint"] as const) {
      expect(said?.[part]).toMatch(/\p{Script=Hangul}/u);
      expect(said?.[part]).not.toMatch(/undefined/);
    }
  });

  test("hides the rest from guests, so that they move everywhere", () => {
    const { cluster, there, here, vm } = rooms(
      ["Icelake-Server", "Haswell"],
      {},
      {
        cpuBaseline: "Haswell",
      },
    );
    expect(vm.cpuModel.name).toBe("Haswell");
    expect(vm.cpuModel.flags).not.toContain("avx512f");
    vm.migrate(there);
    cluster.run(seconds(20));
    vm.migrate(here);
    cluster.run(seconds(20));
    expect(vm.migration?.state).toBe("completed");
    expect(refusal(() => cluster.add({ ...box, cpuModel: "Nehalem" })).found).toContain("avx2");
    expect(refusal(() => cluster.add({ ...box, cpuModel: "EPYC-Milan" })).code).toBe(
      "config-unsupported",
    );
    expect(cluster.servers).toHaveLength(2);
  });
});

describe("what a guest finds", () => {
  test("is what its server has, and that there is a hypervisor", () => {
    const { vm, servers } = rooms(["Haswell"]);
    expect(vm.cpuModel.flags).toEqual([...(servers[0]?.cpuModel.flags ?? []), "hypervisor"]);
    expect(Object.isFrozen(vm.cpuModel.flags)).toBe(true);
  });

  test("stays what it was started with when it moves, and is another after the next start", () => {
    const { cluster, there, vm } = rooms(["Nehalem", "Haswell"]);
    vm.migrate(there);
    cluster.run(seconds(20));
    expect([vm.server, vm.cpuModel.name]).toEqual(["r1", "Nehalem"]);
    vm.destroy().start();
    expect(vm.cpuModel.name).toBe("Haswell");
  });

  test("inside a machine it is at most the CPU of that machine", () => {
    const server = new Server({ ...box, cpuModel: "Icelake-Server" });
    const hypervisor = server.install(new Hypervisor());
    const outer = hypervisor
      .define({ name: "m", vcpus: 1, memory: GiB(4), disk: GiB(10), cpu: "Haswell" })
      .start();
    const inner = outer.nest(new Hypervisor({ name: "L1" }));
    expect(inner.create({ ...small, name: "in" }).cpuModel.name).toBe("Haswell");
    const newer = { ...small, name: "more", cpu: "Skylake-Server" } as const;
    expect(refusal(() => inner.create(newer)).code).toBe("config-unsupported");
  });
});

describe("a machine that is on moves where all of its CPU is", () => {
  const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));
  test.each(pairs)("from %s to %s", (from, to) => {
    const { cluster, there, vm } = rooms([from, to]);
    for (const mode of ["pre-copy", "post-copy", "stop-and-copy"] as const) {
      if (isWithin(from, to)) continue;
      const before = whole(cluster);
      const { code, found } = refusal(() => vm.migrate(there, { mode }));
      expect(code).toBe("config-unsupported");
      const lacks = cpuModels[from].flags.filter((flag) => !cpuModels[to].flags.includes(flag));
      if (cpuModels[from].vendor === cpuModels[to].vendor)
        expect(found).toContain(lacks.join(", "));
      expect(whole(cluster)).toBe(before);
    }
    if (!isWithin(from, to)) return;
    vm.migrate(there);
    cluster.run(seconds(20));
    expect([vm.server, vm.migration?.state]).toEqual(["r1", "completed"]);
  });

  test("as it is passed through: only to the same", () => {
    const spec = { cpu: "host-passthrough" } as const;
    const { cluster, there, hypervisors, vm } = rooms(
      ["Haswell", "Icelake-Server", "Haswell"],
      spec,
    );
    expect(refusal(() => vm.migrate(there)).code).toBe("config-unsupported");
    vm.migrate(hypervisors[2] as Hypervisor);
    cluster.run(seconds(20));
    expect(vm.server).toBe("r2");
  });

  test("by name: wherever that is, and it starts nowhere else", () => {
    const { cluster, there, vm } = rooms(["Icelake-Server", "Nehalem"], { cpu: "Nehalem" });
    vm.migrate(there);
    cluster.run(seconds(20));
    expect(vm.server).toBe("r1");
    const newer = { ...small, name: "new", cpu: "Haswell", storage: "shared" } as const;
    const before = whole(cluster);
    expect(refusal(() => there.create(newer)).code).toBe("config-unsupported");
    expect(whole(cluster)).toBe(before);
    expect(cluster.create(newer).server).toBe("r0");
  });

  test("what a snapshot of it kept comes back where its CPU is", () => {
    const { cluster, here, there, vm } = rooms(["Haswell", "Nehalem"]);
    vm.snapshot("new");
    vm.destroy();
    vm.snapshot("off");
    const like = { ...small, name: "other", storage: "shared" } as const;
    const old = there.create(like);
    cluster.run(seconds(10));
    old.snapshot("old");
    old.migrate(here);
    cluster.run(seconds(20));
    expect(old.revert("old").cpuModel.name).toBe("Nehalem");
    old.destroy().start();
    old.snapshot("started-here");
    expect(old.cpuModel.name).toBe("Haswell");
    old.revert("old");
    old.migrate(there);
    cluster.run(seconds(20));
    expect(old.server).toBe("r1");
    const before = whole(cluster);
    expect(refusal(() => old.revert("started-here")).code).toBe("config-unsupported");
    expect(whole(cluster)).toBe(before);
  });
});

describe("a cluster", () => {
  test("empties a server to those that its machines can be on", () => {
    const { cluster, servers, vm } = rooms(["Haswell", "Nehalem", "EPYC", "Icelake-Server"]);
    cluster.drain(servers[0] as Server);
    cluster.run(seconds(20));
    expect(vm.server).toBe("r3");
    const only = rooms(["Haswell", "Nehalem"]);
    expect(refusal(() => only.cluster.drain(only.servers[0] as Server)).code).toBe("no-valid-host");
  });

  test("brings machines together where they can be, and leaves the others", () => {
    const { cluster, hypervisors } = rooms(["Icelake-Server", "Nehalem", "Haswell"]);
    hypervisors.slice(1).forEach((hypervisor, n) => {
      hypervisor.create({ ...small, name: `vm${n}`, storage: "shared" });
    });
    cluster.run(seconds(10));
    const { migrations } = cluster.consolidate();
    cluster.run(seconds(30));
    expect(migrations.length).toBeGreaterThan(0);
    for (const { state } of migrations) expect(state).toBe("completed");
    expect(cluster.lookup("vm").server).toBe("r0");
  });

  test("restarts a machine of a dead server where its CPU is to be had", () => {
    const spec = { cpu: "Haswell" } as const;
    const { cluster, servers, vm } = rooms(["Haswell", "Nehalem", "Icelake-Server"], spec);
    cluster.protect(vm);
    servers[0]?.powerOff();
    cluster.run(seconds(60));
    expect([vm.server, vm.cpuModel.name, vm.booted]).toEqual(["r2", "Haswell", true]);

    // One that takes what it gets goes to the first, and finds another CPU there.
    const any = rooms(["Haswell", "EPYC"]);
    any.cluster.protect(any.vm);
    any.servers[0]?.powerOff();
    any.cluster.run(seconds(60));
    expect([any.vm.server, any.vm.cpuModel.name]).toEqual(["r1", "EPYC"]);

    const none = rooms(["Haswell", "Nehalem"], spec);
    none.cluster.protect(none.vm);
    none.servers[0]?.powerOff();
    none.cluster.run(seconds(60));
    expect([none.vm.server, none.vm.state]).toEqual(["r0", "shutoff"]);
  });
});

test("products have the same rule", () => {
  const cluster = new Cluster({ storage: TiB(1) });
  const [here, there] = (["Haswell", "Nehalem"] as const).map((cpuModel, n) =>
    cluster
      .add({ ...box, name: `r${n}`, cpuModel })
      .install(new Hypervisor({ profile: profiles.esxi })),
  ) as [Hypervisor, Hypervisor];
  const vm = here.create({ ...small, name: "vm", storage: "shared" });
  cluster.run(seconds(20));
  expect(refusal(() => vm.migrate(there)).code).toBe("config-unsupported");
});
