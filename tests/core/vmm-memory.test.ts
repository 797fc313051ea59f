// What a virtual machine monitor takes of the server's memory for each machine is counted where the machine's own is.

import { describe, expect, test } from "vitest";
import {
  batch,
  bestFit,
  Cluster,
  firstFit,
  Gbps,
  GiB,
  Hypervisor,
  MiB,
  overcommit,
  profiles,
  reserved,
  seconds,
  Server,
  TiB,
} from "../../src/stdlib/index.ts";
import type { Heuristic, Profile } from "../../src/stdlib/index.ts";
import { vmmMemory } from "../../src/hypervisor/profiles/vmm-memory.ts";
import { refusal, small } from "./machine.ts";

const { esxi, xen } = profiles;
const PAGE = 4096;

describe("follows the figures that were published", () => {
  // VMware, vSphere 6.5 Resource Management, Sample Overhead Memory on Virtual Machines: MB by memory and virtual CPUs.
  const table: readonly (readonly [number, readonly number[]])[] = [
    [256, [20.29, 24.28, 32.23, 48.16]],
    [1024, [25.9, 29.91, 37.86, 53.82]],
    [4096, [48.64, 52.72, 60.67, 76.78]],
    [16384, [139.62, 143.98, 151.93, 168.6]],
  ];
  const cases = table.flatMap(([memory, row]) =>
    row.map((published, at) => [memory, 2 ** at, published] as const),
  );
  test.each(cases)("ESXi, %i MB and %i virtual CPUs: %d MB", (memory, vcpus, published) => {
    const bytes = vmmMemory(esxi, { vcpus, memory: MiB(memory) });
    expect(Math.abs(bytes / (published * 1e6) - 1)).toBeLessThan(0.01);
  });

  test.each([MiB(128), MiB(256), GiB(8)])("QEMU, whatever the machine has: %i", (memory) => {
    const bytes = vmmMemory(profiles.kvm, { vcpus: 1, memory });
    expect(bytes % PAGE).toBe(0);
    expect(Math.abs(bytes - 131e6)).toBeLessThan(PAGE);
  });

  test.each([
    ["firecrackerMemory", 2.5],
    ["cloudHypervisorMemory", 13.3],
  ] as const)("of a monitor that a cell makes, %s: %d MB", (machine, published) => {
    const profile = { ...profiles.kvm, vmm: { machine } };
    const bytes = vmmMemory(new Hypervisor({ profile }).profile, { vcpus: 1, memory: MiB(256) });
    expect(Math.abs(bytes - published * 1e6)).toBeLessThan(PAGE);
  });

  test("and is nothing where none is", () => {
    expect(vmmMemory(xen, { vcpus: 4, memory: GiB(4) })).toBe(0);
  });
});

const own = vmmMemory(esxi, small);

test.each([
  ["reserved", reserved],
  ["overcommitted", overcommit],
] as const)("is taken at power-on and given back, %s", (kind, memory) => {
  const server = new Server({ cpus: 2, memory: GiB(2), disk: GiB(20) });
  const hypervisor = server.install(new Hypervisor({ profile: esxi, memory: memory() }));
  const vm = hypervisor.define({ name: "shop", vcpus: 1, memory: MiB(256), disk: GiB(1) });
  const before = server.free.memory;
  vm.install(small.image).start();
  const machine = kind === "reserved" ? MiB(256) : 0;
  expect(before - server.free.memory).toBe(machine + own);
  expect(vm.memoryUsage.overhead).toBe(own);
  server.run(seconds(10));
  expect(hypervisor.memoryUsage?.backing ?? vm.memoryUsage.resident).toBe(vm.memoryUsage.resident);
  vm.destroy();
  expect(server.free.memory).toBe(before);
  expect(vm.memoryUsage.overhead).toBe(0);
});

test("a machine that fits without it, and not with it, is refused", () => {
  const server = new Server({ cpus: 2, memory: GiB(1.25) + own - PAGE, disk: GiB(20) });
  const hypervisor = server.install(new Hypervisor({ name: "hv", profile: esxi }));
  const refused = refusal(() => hypervisor.create({ ...small, name: "shop" }));
  expect(refused.code).toBe("insufficient-memory");
  expect(refused.expected).toMatchInlineSnapshot(
    `"at least 275.348 MiB of free memory, 19.348 MiB of it for the machine's monitor"`,
  );
  const exact = new Server({ cpus: 2, memory: GiB(1.25) + own, disk: GiB(20) });
  exact.install(new Hypervisor({ profile: esxi })).create({ ...small, name: "shop" });
  expect(exact.free.memory).toBe(0);
});

test("a reservation is refused the same way", () => {
  const server = new Server({ cpus: 2, memory: GiB(1.25) + own - PAGE, disk: GiB(20) });
  const hypervisor = server.install(
    new Hypervisor({ name: "hv", profile: esxi, memory: overcommit() }),
  );
  const create = (reservation: number) =>
    hypervisor.create({ ...small, name: "shop", reservation });
  expect(refusal(() => create(MiB(256))).expected).toMatchInlineSnapshot(
    `"at least 275.348 MiB of memory that is not reserved, 19.348 MiB of it for the machine's monitor"`,
  );
  expect(create(MiB(256) - PAGE).state).toBe("running");
});

test("under overcommitment machines give memory for the monitor of one that is switched on", () => {
  const size = GiB(1) + MiB(220);
  const server = new Server({ cpus: 24, memory: size, disk: GiB(20) });
  const memory = overcommit({ pageSharing: false });
  const hypervisor = server.install(new Hypervisor({ profile: esxi, memory }));
  const shop = hypervisor.create({ ...small, name: "shop" });
  server.run(seconds(5));
  shop.launch(batch({ name: "job", compute: seconds(100), memory: MiB(150) }));
  server.run(seconds(10));
  const { resident } = shop.memoryUsage;
  const wide = { ...small, name: "desk", vcpus: 24 };
  const monitor = vmmMemory(esxi, wide);
  expect(server.free.memory).toBeLessThan(monitor);
  expect(hypervisor.create(wide).memoryUsage.overhead).toBe(monitor);
  expect(shop.memoryUsage.resident).toBeLessThan(resident);
  const { backing, free } = hypervisor.memoryUsage ?? { backing: NaN, free: NaN };
  expect(GiB(1) + backing + free + own + monitor).toBe(size);
});

describe("in a cluster", () => {
  /** Servers with room for that many machines of 256 MiB, and a page too little for the last one's monitor. */
  function cluster(profile: Profile, rooms: readonly number[]) {
    const site = new Cluster({ storage: TiB(1), network: Gbps(10) });
    rooms.forEach((machines, at) => {
      const memory = GiB(1) + machines * (MiB(256) + own);
      site
        .add({ name: `rack-${at}`, cpus: 4, memory, disk: GiB(50) })
        .install(new Hypervisor({ name: `hv-${at}`, profile }));
    });
    return site;
  }
  const create = (site: Cluster, name: string, placement: Heuristic) =>
    site.create({ ...small, name, storage: "shared" }, { placement });
  // One of the library's, for which servers are kept in order, and one that a cell made up.
  const ownHeuristic: Heuristic = { ...firstFit, begin: (left) => bestFit.begin(left) };

  test.each([
    ["first fit", firstFit],
    ["one that a cell made up", ownHeuristic],
  ])("a machine goes where there is room for its monitor too: %s", (_, placement) => {
    const site = cluster(esxi, [1, 2]);
    const servers = ["a", "b", "c"].map((name) => create(site, name, placement).server);
    expect(servers.toSorted()).toEqual(["rack-0", "rack-1", "rack-1"]);
    expect(refusal(() => create(site, "d", placement)).code).toBe("no-valid-host");
  });

  test("emptying a server counts it, and so do both ends of a move", () => {
    const site = cluster(esxi, [2, 1, 1]);
    const [a, b] = ["a", "b"].map((name) => create(site, name, firstFit));
    site.run(seconds(10));
    const [from] = site.servers;
    const before = site.servers.map(({ free }) => free.memory);
    if (!from || !a || !b) throw new Error("no server");
    site.drain(from);
    site.run(seconds(60));
    const after = site.servers.map(({ free }) => free.memory);
    expect([a.server, b.server].toSorted()).toEqual(["rack-1", "rack-2"]);
    expect(after.map((free, at) => free - (before[at] ?? NaN))).toEqual([
      ...[2 * (MiB(256) + own), -MiB(256) - own, -MiB(256) - own],
    ]);
  });
});
