// What a migration does to disks, networks and CPUs, and they to it.

import { describe, expect, test } from "vitest";
import {
  batch,
  costs,
  Gbps,
  GiB,
  Hypervisor,
  KiB,
  MiB,
  ms,
  seconds,
  service,
} from "../../src/stdlib/index.ts";
import type { VirtualMachine } from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";
import { box, busy, pair } from "./two-servers.ts";

describe("a migration and the devices of both servers", () => {
  test("its traffic passes both network interfaces, among what guests send", () => {
    const alone = pair();
    const quiet = alone.vm.migrate(alone.there, { minBandwidth: Gbps(1) });
    alone.cluster.run(seconds(60));
    const crowded = pair();
    const other = crowded.here.create({ name: "loud", ...small, storage: "shared" });
    crowded.cluster.run(seconds(10));
    other.launch(service({ name: "send", compute: ms(1), every: ms(10), send: KiB(900) }));
    const slowed = crowded.vm.migrate(crowded.there, { minBandwidth: Gbps(1) });
    crowded.cluster.run(seconds(60));
    expect(slowed.duration).toBeGreaterThan(1.5 * quiet.duration);
    // Two at once to one server share its interface.
    const third = alone.cluster.add({ name: "rack-3", ...box, network: Gbps(10) });
    const hv = third.install(new Hypervisor());
    const [a, b] = ["a", "b"].map((name, n) =>
      [hv, alone.here][n]?.create({ name, ...small, storage: "shared" }),
    ) as [VirtualMachine, VirtualMachine];
    const both = [a, b].map((vm) => vm.migrate(alone.there, { minBandwidth: Gbps(1) }));
    alone.cluster.run(seconds(60));
    for (const { duration } of both) expect(duration).toBeGreaterThan(1.8 * quiet.duration);
  });

  test("a disk on the server is copied when that is asked for, and what is written to it meanwhile", () => {
    const { cluster, vm, first, second, there } = pair({ disk: "local" });
    vm.launch(service({ name: "db", compute: ms(1), every: ms(100), write: KiB(64) }));
    vm.guest.writeDisk(9000, "kept on disk");
    const free = { here: first.free, there: second.free };
    const migration = vm.migrate(there, { copyStorage: true, minBandwidth: Gbps(1) });
    cluster.run(seconds(60));
    expect(migration.state).toBe("completed");
    const zeros = migration.zeroPages * (KiB(4) - costs.zeroPageMarker.value);
    // Of the disk its system, and the file that the service has; what was never written is zeros.
    expect(migration.rounds[0]?.sent).toBe(MiB(256) - zeros + MiB(130) + KiB(64));
    expect(migration.rounds[0]?.dirtied).toBeLessThanOrEqual(KiB(64));
    expect(first.free.disk).toBe(free.here.disk + GiB(1));
    expect(second.free.disk).toBe(free.there.disk - GiB(1));
    expect(new TextDecoder().decode(vm.guest.readDisk(9000)).slice(0, 12)).toBe("kept on disk");
    expect(vm.os?.id).toBe("alpine-3.21");
  });

  test("copying a disk competes with who uses the disks at both ends", () => {
    const mean = (move: boolean, busyAt: "here" | "there") => {
      const all = pair({ disk: "local" });
      const other = all[busyAt].create({ name: "db", ...small });
      all.cluster.run(seconds(10));
      const job = { compute: ms(1), every: ms(20), read: KiB(64) };
      const db = other.launch(service({ name: "db", ...job }));
      if (move) all.vm.migrate(all.there, { copyStorage: true, minBandwidth: Gbps(1) });
      all.cluster.run(seconds(3));
      return db.responseTime?.mean ?? 0;
    };
    for (const end of ["here", "there"] as const)
      expect(mean(true, end)).toBeGreaterThan(1.02 * mean(false, end));
  });

  test("a machine changes over when its devices are done with what it asked of them", () => {
    const { cluster, here, vm, there } = pair();
    // A machine has no more than a ring of requests at the disk, so several fill its queue.
    const others = ["a", "b", "c", "d", "e", "f"].map((name) =>
      here.create({ name, ...small, storage: "shared" }),
    );
    cluster.run(seconds(10));
    for (const other of others)
      other.launch(batch({ name: "queue", compute: 1, read: MiB(1), threads: 300 }));
    cluster.run(ms(500));
    const job = vm.launch(batch({ name: "late", compute: 1, read: MiB(1) }));
    cluster.run(ms(1));
    const asked = cluster.now;
    const migration = vm.migrate(there, { mode: "stop-and-copy", bandwidth: Gbps(10) });
    cluster.run(seconds(60));
    const done = cluster.trace.find(
      (one) => one.kind === "io" && one.time > asked && one.subject === "shop",
    );
    expect(done?.time).toBeGreaterThan(asked + MiB(256) * 8 + costs.migrationSwitchover.value);
    expect([migration.state, migration.downtime]).toEqual(["completed", expect.any(Number)]);
    expect(asked + migration.downtime).toBeGreaterThanOrEqual(done?.time ?? Infinity);
    expect(job.state).toBe("finished");
  });

  test("a machine finds CPUs on a server that has fewer", () => {
    const { cluster, here, vm } = pair();
    const tiny = cluster.add({ name: "tiny", ...box, cpus: 1 }).install(new Hypervisor());
    const other = here.create({ name: "other", ...small, storage: "shared" });
    cluster.run(seconds(10));
    const jobs = [vm, other].map((one) => one.launch(busy(0, 0)));
    cluster.run(seconds(1));
    for (const one of [vm, other]) one.migrate(tiny, { mode: "stop-and-copy" });
    cluster.run(seconds(10));
    const before = jobs.map(({ cpuTime }) => cpuTime);
    cluster.run(seconds(1));
    for (const [n, { cpuTime }] of jobs.entries())
      expect(cpuTime - (before[n] ?? 0)).toBeGreaterThan(seconds(0.45));
  });
});
