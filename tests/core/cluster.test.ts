// Several servers with one clock.

import { describe, expect, test } from "vitest";
import {
  Cluster,
  Gbps,
  GiB,
  HostOs,
  Hypervisor,
  MiB,
  profiles,
  seconds,
  TiB,
  ms,
  service,
} from "../../src/stdlib/index.ts";
import { refusal, sized, small } from "./machine.ts";

const box = { cpus: 2, memory: GiB(8), disk: GiB(20) };

function two(seed = 1) {
  const cluster = new Cluster({ seed, storage: GiB(10), network: Gbps(1), trace: { limit: 1000 } });
  const servers = ["rack-1", "rack-2"].map((name) => cluster.add({ name, ...box }));
  const [here, there] = servers.map((server) => server.install(new Hypervisor())) as [
    Hypervisor,
    Hypervisor,
  ];
  return { cluster, servers, here, there };
}

const poisson = service({ name: "web", compute: ms(1), every: ms(10), arrivals: "poisson" });

describe("a cluster", () => {
  test("has one clock: who lets a server run lets all of them run", () => {
    const { cluster, servers, here, there } = two();
    const machines = [here, there].map((hv) => hv.create({ name: "vm", ...small }));
    expect(servers[0]?.run(seconds(5))).toBe(seconds(5));
    expect([cluster.now, ...servers.map(({ now }) => now)]).toEqual(Array(3).fill(seconds(5)));
    expect(machines.map(({ booted }) => booted)).toEqual([true, true]);
    expect(cluster.run(seconds(1))).toBe(seconds(6));
    expect(cluster.events).toBe(servers[1]?.events);
  });

  test("gives servers that are added late no time that they did not have", () => {
    const { cluster } = two();
    cluster.run(seconds(5));
    const late = cluster.add({ name: "late", ...box });
    cluster.run(seconds(1));
    expect(late.cpuUsage.map(({ idle }) => idle)).toEqual([seconds(1), seconds(1)]);
  });

  test("gives each server and each machine an address and a stream of random numbers of its own", () => {
    const { cluster, servers, here, there } = two();
    const applications = [here, there].map((hv) => {
      const vm = hv.create({ name: "vm", ...small });
      cluster.run(seconds(5));
      return vm.launch(poisson);
    });
    cluster.run(seconds(20));
    const [a, b] = applications.map(({ requests }) => requests.arrived);
    expect(a).not.toBe(b);
    expect(new Set(servers.map(({ seed }) => seed)).size).toBe(2);
    expect(
      new Set(servers.map((server) => JSON.stringify(server.devices()[3]?.description))).size,
    ).toBe(2);
    expect(new Set(cluster.domains().map(({ mac }) => mac)).size).toBe(2);
  });

  test.each([1, 7])("repeats itself with the same seed, %d", (seed) => {
    const life = (from: number) => {
      const { cluster, here, there } = two(from);
      const vm = here.create({ name: "vm", ...small, storage: "shared" });
      cluster.run(seconds(5));
      vm.launch(poisson);
      vm.migrate(there);
      cluster.run(seconds(20));
      return JSON.stringify([cluster, cluster.trace, vm.migration]);
    };
    expect(life(seed)).toBe(life(seed));
    expect(life(seed)).not.toBe(life(seed + 1));
  });

  test("finds machines by name, on whichever server they are", () => {
    const { cluster, here, there } = two();
    const shop = there.define({ name: "shop", ...sized });
    expect(cluster.lookup("shop")).toBe(shop);
    expect(refusal(() => cluster.lookup("shopp")).hint).toContain('"shop"');
    here.define({ name: "shop", ...sized });
    expect(refusal(() => cluster.lookup("shop")).found).toMatch(/"rack-1" and "rack-2"/);
  });

  test("gives the first name of a system that no machine of it has", () => {
    const { cluster, here, there } = two();
    const make = () => cluster.create("alpine-3.21", { memory: MiB(256), disk: GiB(1) }).name;
    expect([make(), make(), make()]).toEqual(["alpine", "alpine-2", "alpine-3"]);
    there.define({ name: "alpine-2", ...sized });
    for (const name of ["alpine", "alpine-3"]) cluster.lookup(name).destroy().undefine();
    here.lookup("alpine-2").destroy().undefine();
    // The other server still has the second.
    expect([make(), make(), make()]).toEqual(["alpine", "alpine-3", "alpine-4"]);
    expect(cluster.lookup("alpine-2")).toBe(there.lookup("alpine-2"));
  });

  test("knows hypervisors on host operating systems too", () => {
    const cluster = new Cluster();
    const host = cluster.add(box).install(new HostOs());
    cluster.add(box);
    const kvm = host.install(new Hypervisor({ profile: profiles.kvm }));
    expect(cluster.hypervisors).toEqual([kvm]);
    expect(cluster.servers.map(({ name }) => name)).toEqual(["server-1", "server-2"]);
  });

  test("merges what its servers recorded in the order of time", () => {
    const { cluster, here, there } = two();
    there.create({ name: "b", ...small });
    cluster.run(seconds(1));
    here.create({ name: "a", ...small });
    cluster.run(seconds(1));
    const times = cluster.trace.map(({ time }) => time);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    const made = cluster.trace.filter(
      (record) => record.kind === "lifecycle" && record.operation === "define",
    );
    expect(made.map(({ subject }) => subject)).toEqual(["b", "a"]);
  });
});

describe("shared storage", () => {
  test("has the disks of machines that ask for it, and the servers' own have the others", () => {
    const { cluster, servers, here, there } = two();
    const free = servers.map((server) => server.free.disk);
    const shared = here.define({ name: "a", ...sized, storage: "shared" });
    there.define({ name: "b", ...sized, storage: "shared", thin: true });
    expect(cluster.storage).toEqual({ size: GiB(10), free: GiB(9) });
    expect(servers.map((server) => server.free.disk)).toEqual(free);
    expect(shared.devices()[2]?.backedBy).toMatchObject({ storage: "shared" });
    here.define({ name: "c", ...sized });
    expect(here.lookup("c").devices()[2]?.backedBy).toMatchObject({ storage: "local" });
    expect(cluster.storage?.free).toBe(GiB(9));
    shared.undefine();
    expect(cluster.storage?.free).toBe(GiB(10));
  });

  test("is one device: machines of different servers wait for each other at it", () => {
    const alone = two();
    const time = ({ cluster, here, there }: ReturnType<typeof two>, both: boolean) => {
      const names = both ? [here, there] : [here];
      const all = names.map((hv) => hv.create({ name: "vm", ...small, storage: "shared" }));
      cluster.run(seconds(10));
      const jobs = all.map((vm) =>
        vm.launch(service({ name: "db", compute: ms(1), every: ms(100), read: GiB(0.005) })),
      );
      cluster.run(seconds(10));
      return jobs[0]?.responseTime?.mean ?? 0;
    };
    expect(time(two(), true)).toBeGreaterThan(1.3 * time(alone, false));
  });

  test("is full when it is full", () => {
    const { here } = two();
    const big = { ...sized, disk: GiB(11), storage: "shared" } as const;
    expect(refusal(() => here.define({ name: "big", ...big })).code).toBe("insufficient-disk");
  });
});

describe("a cluster refuses", () => {
  test.each<[string, (cluster: Cluster) => unknown]>([
    ["add", (cluster) => cluster.add({ name: "rack-1", ...box })],
    ["lookup", (cluster) => cluster.lookup("nobody")],
    ["create", (cluster) => cluster.create({ name: "big", ...small, memory: GiB(1024) })],
    ["drain", (cluster) => cluster.drain({} as never)],
    ["consolidate", (cluster) => cluster.consolidate({ cpuRatio: 0 })],
    ["protect", (cluster) => cluster.protect({} as never)],
  ])("%s with a record in its trace, and nothing else", (operation, ask) => {
    const { cluster } = two();
    const before = [JSON.stringify(cluster), cluster.trace.length] as const;
    const { code } = refusal(() => ask(cluster));
    expect(cluster.trace.filter(({ kind }) => kind === "refusal")).toMatchObject([
      { subject: "cluster", operation, code },
    ]);
    expect([JSON.stringify(cluster), cluster.trace.length - 1]).toEqual(before);
  });

  test.each([
    ["half a seed", () => new Cluster({ seed: 0.5 })],
    ["no storage", () => new Cluster({ storage: 0 })],
    ["storage that is not a number", () => new Cluster({ storage: NaN })],
    ["a network without speed", () => new Cluster({ network: 0 })],
    ["a trace with a negative limit", () => new Cluster({ trace: { limit: -1 } })],
    ["anything but options", () => new Cluster(3 as never)],
    ["a server without CPUs", () => new Cluster().add({ ...box, cpus: 0 })],
    ["a server that is none", () => new Cluster().add(undefined as never)],
    ["to run backwards", () => new Cluster().run(-1)],
    ["to run for half a nanosecond", () => new Cluster().run(0.5)],
  ])("%s", (_, act) => {
    expect(refusal(act).code).toBe("invalid-argument");
  });

  test("another server of the same name, and a strange kind of storage", () => {
    const { cluster, here } = two();
    const before = JSON.stringify(cluster);
    expect(refusal(() => cluster.add({ name: "rack-1", ...box })).code).toBe("server-exists");
    const odd = { ...small, storage: "cloud" as never };
    expect(refusal(() => here.define({ name: "a", ...odd })).code).toBe("invalid-argument");
    const without = new Cluster().add(box).install(new Hypervisor());
    const error = refusal(() => without.define({ name: "a", ...sized, storage: "shared" }));
    expect(error.code).toBe("config-unsupported");
    expect(JSON.stringify(cluster)).toBe(before);
    expect(new Cluster({ storage: TiB(1) }).storage?.free).toBe(TiB(1));
  });
});
