// The storage of a cluster is an array on the network: what its disks, its link and the servers' links let through.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costs } from "../../src/host/costs.ts";
import {
  batch,
  Cluster,
  Gbps,
  GiB,
  Hypervisor,
  KiB,
  MiB,
  minutes,
  ms,
  seconds,
  TiB,
  us,
} from "../../src/stdlib/index.ts";
import type { BatchSpec, SharedStorageSpec } from "../../src/stdlib/index.ts";
import { wakeTime } from "../../src/host/packet-costs.ts";
import { refusal, small } from "./machine.ts";
import { busy } from "./two-servers.ts";

const box = { cpus: 4, memory: GiB(8), disk: GiB(20) };

function cluster(sharedStorage: SharedStorageSpec = {}, network = Gbps(10), servers = 1) {
  const all = new Cluster({ storage: TiB(1), sharedStorage, network });
  const hypervisors = Array.from({ length: servers }, () => all.add(box).install(new Hypervisor()));
  const vms = hypervisors.map((hypervisor, n) =>
    hypervisor.create({ ...small, name: `vm-${n}`, disk: GiB(4), storage: "shared" }),
  );
  all.run(seconds(20));
  return { all, hypervisors, vms };
}

const wire = (bytes: number, bitsPerSecond: number) => Math.ceil((bytes * 8e9) / bitsPerSecond);
const latency = costs.networkLatency.value;

describe("one request", () => {
  const time = (spec: SharedStorageSpec, network: number, work: object) =>
    cluster(spec, network).vms[0]?.time(work) ?? NaN;

  test.each(["read", "write"] as const)(
    "%s: the latencies of network and disks add up, and each link is passed",
    (operation) => {
      const array = { latency: us(200), bandwidth: 1e9, network: Gbps(5) };
      const bytes = KiB(64);
      const local = new Cluster().add(box).install(new Hypervisor());
      const vm = local.create({ ...small, name: "local" });
      // What the guest and its hypervisor take is the same with the server's own disk.
      const own = vm.time({ [operation]: bytes });
      const disk = costs.diskLatency.value + Math.ceil((bytes * 1e9) / costs.diskBandwidth.value);
      // Receiving begins when sending does: the slower of two links counts.
      // Whoever waits here is woken as with the server's own disk.
      const way = 2 * latency - wakeTime + wire(bytes, Gbps(1));
      const there = us(200) + bytes + way;
      expect(time(array, Gbps(1), { [operation]: bytes })).toBe(own - disk + there);
    },
  );
});

describe("throughput is at most what the narrowest part lets through", () => {
  const parts = [
    ["the server's link", { bandwidth: 1e10, network: Gbps(100) }, Gbps(1), 1.25e8],
    ["the array's link", { bandwidth: 1e10, network: 500e6 }, Gbps(10), 6.25e7],
    ["the array's disks", { bandwidth: 5e7, network: Gbps(100) }, Gbps(10), 5e7],
  ] as const;

  test.each(
    parts.flatMap((part) => (["read", "write"] as const).map((op) => [op, ...part] as const)),
  )("%s: %s", (operation, _, array, network, most) => {
    const { vms } = cluster({ channels: 64, ...array }, network);
    const bytes = MiB(500);
    const taken = vms[0]?.time({ [operation]: bytes, queueDepth: 32 }) ?? NaN;
    const rate = (bytes * 1e9) / taken;
    expect(rate).toBeLessThanOrEqual(most);
    expect(rate).toBeGreaterThan(most * 0.97);
  });

  test("whatever they are, and however many servers ask", () => {
    const rate = fc.constantFrom(100e6, 800e6, Gbps(4));
    fc.assert(
      fc.property(
        rate,
        rate,
        fc.constantFrom(2e7, 2e8),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom("read" as const, "write" as const),
        (network, link, bandwidth, servers, operation) => {
          const { all, vms } = cluster(
            { channels: 32, bandwidth, network: link },
            network,
            servers,
          );
          const work: BatchSpec = { name: "io", compute: 1, [operation]: MiB(64), queueDepth: 8 };
          const jobs = vms.map((vm) => vm.launch(batch(work)));
          all.run(minutes(5));
          const slowest = Math.max(...jobs.map(({ duration }) => duration ?? Infinity));
          const bytes = MiB(64) * servers;
          const least = Math.max(
            wire(MiB(64), network),
            wire(bytes, link),
            (bytes * 1e9) / bandwidth,
          );
          expect(slowest).toBeGreaterThanOrEqual(least);
          expect(slowest).toBeLessThan(least * 1.1 + ms(50));
        },
      ),
      { numRuns: 15 },
    );
  });
});

test("the requests a second of the array are shared by the servers", () => {
  const { all, vms } = cluster({ channels: 64, iops: 1000 }, Gbps(10), 4);
  const work = { name: "fio", compute: 1, read: MiB(400), requestSize: KiB(4), queueDepth: 16 };
  const before = vms.map((vm) => vm.io.disk.requests);
  for (const vm of vms) vm.launch(batch(work));
  all.run(seconds(10));
  const each = vms.map((vm, n) => vm.io.disk.requests - (before[n] ?? 0));
  const sum = each.reduce((a, b) => a + b, 0);
  // Those that are under way at the end are counted as well.
  expect(sum).toBeLessThanOrEqual(10_000 + 4 * 16);
  expect(sum).toBeGreaterThan(9_900);
  for (const one of each) expect(one / sum).toBeCloseTo(1 / 4, 1);
});

describe("it takes the servers' own network", () => {
  test("what is written is sent by the server, what is read is not", () => {
    const { all, vms } = cluster();
    const sent = () => JSON.stringify(all.servers[0]?.devices());
    const idle = sent();
    vms[0]?.time({ read: MiB(8) });
    expect(sent()).toBe(idle);
  });

  test("a migration and writes to the array slow each other down", () => {
    const run = (writing: boolean, moving: boolean) => {
      const { all, vms, hypervisors } = cluster({ channels: 32, bandwidth: 1e10 }, Gbps(1), 2);
      const [vm] = vms;
      const other = hypervisors[0]?.create({
        ...small,
        name: "beside",
        storage: "shared",
        disk: GiB(4),
      });
      all.run(seconds(20));
      vm?.launch(busy(MiB(64), MiB(1)));
      const job = batch({ name: "w", compute: 1, write: GiB(1), queueDepth: 16 });
      const writer = writing ? other?.launch(job) : undefined;
      const to = hypervisors[1];
      const migration = moving && vm && to && vm.migrate(to, { mode: "stop-and-copy" });
      all.run(minutes(2));
      return { moved: migration ? migration.duration : 0, wrote: writer?.duration ?? 0 };
    };
    const { moved, wrote } = run(true, true);
    expect(moved).toBeGreaterThan(run(false, true).moved * 1.5);
    expect(wrote).toBeGreaterThan(run(true, false).wrote + ms(50));
  });

  test("a server's own disk takes none of it", () => {
    const all = new Cluster({ storage: TiB(1), network: 1e6 });
    const vm = all
      .add(box)
      .install(new Hypervisor())
      .create({ ...small, name: "local" });
    all.run(seconds(10));
    expect(vm.time({ write: MiB(100) })).toBeLessThan(seconds(1));
  });
});

test("an array that is no array is refused", () => {
  const found = (sharedStorage: object) =>
    refusal(() => new Cluster({ storage: TiB(1), sharedStorage })).message;
  expect(found({ iops: 0 })).toContain("sharedStorage.iops");
  expect(found({ iops: 0 })).toContain("sharedStorage: { iops: 20_000 }");
  expect(found({ network: 1 })).toContain("sharedStorage.network");
  expect(found({ chanels: 4 })).toContain("channels");
});
