// A backup is a copy on another server: it takes time and network, and outlives what a snapshot does not.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  Cluster,
  Gbps,
  GiB,
  KiB,
  Hypervisor,
  HypervisorError,
  MiB,
  minutes,
  ms,
  seconds,
} from "../../src/stdlib/index.ts";
import type { Backup, VirtualMachine } from "../../src/stdlib/index.ts";
import { refusal, sized, small } from "./machine.ts";
import { any } from "./dock.ts";

const box = { cpus: 2, memory: GiB(8), disk: GiB(20) };

function two(spec: object = {}) {
  const cluster = new Cluster({ storage: GiB(10), network: Gbps(1) });
  const [first, second] = ["rack-1", "rack-2"].map((name) => cluster.add({ ...box, name }));
  const here = (first as NonNullable<typeof first>).install(new Hypervisor({ name: "hv-1" }));
  const there = (second as NonNullable<typeof second>).install(new Hypervisor({ name: "hv-2" }));
  const vm = here.create({ ...small, name: "shop", thin: true, ...spec });
  cluster.run(seconds(10));
  return { cluster, first, second, here, there, vm };
}

const detailsOf = ({ trace }: Cluster) =>
  trace.flatMap((record) =>
    record.kind === "lifecycle" && record.operation === "backup" ? [record.detail] : [],
  );

const sector = (n: number) => 4096 + n * 8;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replace(/\0+$/, "");

describe("a backup", () => {
  test("takes the time that the slower network takes, and the room of what was written", () => {
    const { cluster, vm, second } = two();
    const before = second?.free.disk ?? 0;
    const backup = vm.backup(cluster.hypervisors[1] as Hypervisor);
    expect([backup.state, backup.bytes]).toEqual(["copying", MiB(130)]);
    expect(before - (second?.free.disk ?? 0)).toBe(MiB(130));
    cluster.run(minutes(1));
    expect([backup.state, backup.server, backup.vm]).toEqual(["completed", "rack-2", "shop"]);
    const wire = (MiB(130) * 8e9) / Gbps(1);
    expect(backup.duration).toBeGreaterThanOrEqual(wire);
    expect(backup.duration).toBeLessThan(wire * 1.1);
  });

  test.each(["local", "shared"] as const)(
    "of a disk that is %s holds the machine's system",
    (storage) => {
      const { cluster, here, there, vm } = two({ storage });
      const backup = vm.backup(there);
      cluster.run(minutes(1));
      const other = here.define({ name: "other", vcpus: 1, memory: MiB(256), disk: GiB(1) });
      other.restore(backup).start();
      cluster.run(seconds(10));
      expect(other.booted).toBe(true);
    },
  );

  test("slows the machine's own reads, which pass the same disk", () => {
    const time = (backing: boolean) => {
      const { cluster, there, vm } = two();
      if (backing) vm.backup(there);
      const job = vm.launch(batch({ name: "r", compute: 1, read: MiB(100) }));
      cluster.run(minutes(1));
      return job.duration ?? 0;
    };
    expect(time(true)).toBeGreaterThan(time(false) * 1.1);
  });

  test("a snapshot dies with its server's disk, a backup does not", () => {
    const { cluster, first, there, vm } = two();
    vm.guest.writeDisk(sector(0), "precious");
    vm.snapshot("kept");
    const backup = vm.backup(there);
    cluster.run(minutes(1));
    first?.powerOff();
    expect(refusal(() => vm.revert("kept")).code).toBe("no-connect");
    const again = there.define({ name: "again", vcpus: 1, memory: MiB(256), disk: GiB(1) });
    again.restore(backup).start();
    cluster.run(seconds(10));
    expect(text(again.guest.readDisk(sector(0)))).toBe("precious");
  });

  test("fails with either server, and gives the room back", () => {
    for (const which of [0, 1]) {
      const { cluster, first, second, here, there, vm } = two();
      const before = second?.free.disk;
      const backup = vm.backup(there);
      cluster.run(ms(200));
      [first, second][which]?.powerOff();
      cluster.run(minutes(1));
      expect([backup.state, second?.free.disk]).toEqual(["failed", before]);
      const other = [there, here][which]?.define({
        name: "o",
        vcpus: 1,
        memory: MiB(256),
        disk: GiB(1),
      });
      expect(refusal(() => other?.restore(backup)).code).toBe("invalid-argument");
    }
  });

  test("fails with a power cut, however short", () => {
    for (const which of [0, 1]) {
      const { cluster, first, second, there, vm } = two();
      const backup = vm.backup(there);
      cluster.run(ms(100));
      [first, second][which]?.powerOff();
      [first, second][which]?.powerOn();
      cluster.run(minutes(1));
      expect(backup.state).toBe("failed");
    }
  });

  const ways: readonly [string, (all: ReturnType<typeof two>) => unknown, string, string][] = [
    ["its server loses power", ({ first }) => first?.powerOff(), "rack-1", "power-failure"],
    ["the other loses power", ({ second }) => second?.powerOff(), "rack-2", "power-failure"],
    ["its hypervisor crashes", ({ first }) => first?.crash("hypervisor"), "rack-1", "crashed"],
    ["the other crashes", ({ second }) => second?.crash("hypervisor"), "rack-2", "crashed"],
  ];

  test.each(ways)("that fails says why in the machine's record: %s", (_, happens, server, code) => {
    const all = two();
    const { cluster, there, vm } = all;
    const backup = vm.backup(there);
    cluster.run(ms(200));
    happens(all);
    cluster.run(seconds(10));
    expect(backup).toMatchObject({ state: "failed", failure: { code: "server-lost", server } });
    expect(backup.failure?.cause.code).toBe(code);
    expect(detailsOf(cluster)).toEqual([
      { code: "backup-begun", server: "rack-2", bytes: MiB(130), incremental: false },
      { code: "backup-failed", server: "rack-2", failure: backup.failure },
    ]);
  });

  test("takes room for what is written meanwhile, also of a thick disk, and gives it back", () => {
    const { cluster, first, here, there, vm } = two({ thin: false });
    const backup = vm.backup(there);
    const hog = here.define({ ...sized, name: "hog", disk: first?.free.disk ?? 0 });
    const job = vm.launch(batch({ name: "w", compute: 1, write: MiB(8) }));
    cluster.run(ms(100));
    expect([vm.state, vm.pauseReason, backup.state]).toEqual(["paused", "I/O error", "copying"]);
    cluster.run(minutes(1));
    expect(backup.state).toBe("completed");
    vm.resume();
    cluster.run(seconds(10));
    expect(job.state).toBe("finished");
    hog.undefine();
    expect(vm.backup(there, { since: backup }).bytes).toBe(MiB(8));
  });

  test("that is completed is in the machine's record", () => {
    const { cluster, there, vm } = two();
    const { failure } = vm.backup(there);
    cluster.run(minutes(1));
    expect(failure).toBeUndefined();
    expect(detailsOf(cluster).at(-1)).toEqual({ code: "backup", server: "rack-2" });
  });

  test("that fails does not end the chain: the next has what it would have had, and what came after", () => {
    const { cluster, second, there, vm } = two();
    const monday = vm.backup(there);
    cluster.run(minutes(1));
    vm.guest.writeDisk(sector(0), "before");
    const tuesday = vm.backup(there, { since: monday });
    vm.guest.writeDisk(sector(100), "meanwhile");
    second?.powerOff();
    cluster.run(seconds(1));
    second?.powerOn();
    vm.guest.writeDisk(sector(200), "after");
    expect([tuesday.state, tuesday.bytes]).toEqual(["failed", KiB(64)]);
    const wednesday = vm.backup(there, { since: monday });
    expect(wednesday.bytes).toBe(3 * KiB(64));
    cluster.run(minutes(1));
    expect(vm.backup(there, { since: wednesday }).bytes).toBe(0);
  });

  test("of a failed full one the earlier chain goes on, and the failed one is none to go on from", () => {
    const { cluster, second, there, vm } = two();
    const monday = vm.backup(there);
    cluster.run(minutes(1));
    const full = vm.backup(there);
    second?.powerOff();
    cluster.run(seconds(1));
    second?.powerOn();
    vm.guest.writeDisk(sector(0), "one");
    expect(refusal(() => vm.backup(there, { since: full })).code).toBe("invalid-argument");
    expect(vm.backup(there, { since: monday }).bytes).toBe(KiB(64));
  });

  test("what is written while one is made belongs to the next", () => {
    const { cluster, there, vm } = two();
    const monday = vm.backup(there);
    vm.guest.writeDisk(sector(0), "meanwhile");
    cluster.run(minutes(1));
    expect(vm.backup(there, { since: monday }).bytes).toBe(KiB(64));
  });

  test("of a thick disk copies what was written, and so does the next", () => {
    const { cluster, there, second, vm } = two({ thin: false });
    const before = second?.free.disk ?? 0;
    const monday = vm.backup(there);
    expect([monday.bytes, vm.diskUsage.allocated]).toEqual([MiB(130), GiB(1)]);
    cluster.run(minutes(1));
    vm.guest.writeDisk(vm.disk / 512 - 1, "at the end");
    const tuesday = vm.backup(there, { since: monday });
    // One block of the piece: the guest never wrote the others.
    expect([tuesday.bytes, before - (second?.free.disk ?? 0)]).toEqual([KiB(4), MiB(130) + KiB(4)]);
  });

  test("a template is one while it is backed up, and afterwards", () => {
    const { cluster, there, vm } = two();
    vm.destroy().markAsTemplate();
    vm.backup(there);
    expect([vm.isTemplate, refusal(() => vm.start()).code]).toEqual([true, "operation-invalid"]);
    expect(refusal(() => vm.undefine()).code).toBe("resource-busy");
    cluster.run(minutes(1));
    expect(vm.isTemplate).toBe(true);
    vm.backup(there);
    vm.markAsVirtualMachine();
    expect(refusal(() => vm.undefine()).code).toBe("resource-busy");
  });

  test("is not undone by the end of a migration before it", () => {
    const { cluster, there, vm } = two({ storage: "shared", thin: false });
    vm.migrate(there);
    cluster.run(ms(100));
    vm.destroy();
    vm.start();
    const backup = vm.backup(there);
    cluster.run(seconds(1));
    expect(backup.state).toBe("copying");
    expect(refusal(() => vm.backup(there)).code).toBe("resource-busy");
    cluster.run(minutes(1));
    expect(backup.state).toBe("completed");
  });

  test("makes room for a system as large as the disk that it is restored on", () => {
    const { cluster, here, there, vm } = two();
    const backup = vm.backup(there);
    cluster.run(minutes(1));
    const large = here.define({ name: "large", vcpus: 1, memory: MiB(256), disk: GiB(4) });
    large.restore(backup).install("alpine-3.21").start();
    cluster.run(seconds(10));
    const job = large.launch(batch({ name: "job", compute: 1, write: GiB(2) }));
    cluster.run(minutes(1));
    expect(job.state).toBe("finished");
  });

  test("is one layer only while it is made", () => {
    const { cluster, there, vm } = two();
    vm.backup(there);
    expect(vm.diskUsage.depth).toBe(1);
    cluster.run(minutes(1));
    expect(vm.diskUsage.depth).toBe(0);
  });

  test("since another copies what was written since", () => {
    const { cluster, there, vm, second } = two();
    const monday = vm.backup(there);
    cluster.run(minutes(1));
    vm.launch(batch({ name: "w", compute: 1, write: MiB(7) }));
    cluster.run(seconds(10));
    const before = second?.free.disk ?? 0;
    const tuesday = vm.backup(there, { since: monday });
    expect([tuesday.bytes, tuesday.since]).toEqual([MiB(7), monday]);
    expect(before - (second?.free.disk ?? 0)).toBe(MiB(7));
    cluster.run(minutes(1));
    expect(JSON.parse(JSON.stringify(tuesday))).toMatchObject({ incremental: true });
  });
});

describe("in each state of the machine", () => {
  test.each([
    ["running", (vm: VirtualMachine) => vm, true, false],
    ["paused", (vm: VirtualMachine) => vm.suspend(), true, false],
    ["shutdown", (vm: VirtualMachine) => vm.shutdown(), true, false],
    ["shutoff", (vm: VirtualMachine) => vm.destroy(), true, true],
    ["undefined", (vm: VirtualMachine) => vm.destroy().undefine(), false, false],
  ] as const)("%s", (_, bring, backs, restores) => {
    const { cluster, there, vm } = two();
    const early = vm.backup(there);
    cluster.run(minutes(1));
    bring(vm);
    const may = (act: () => unknown) => {
      try {
        act();
        return true;
      } catch (error) {
        if (error instanceof HypervisorError) return false;
        throw error;
      }
    };
    expect(may(() => vm.restore(early))).toBe(restores);
    expect(may(() => vm.backup(there))).toBe(backs);
  });
});

describe("is refused", () => {
  const thin = { name: "o", vcpus: 1, memory: MiB(256), disk: GiB(1), thin: true };
  test.each<[string, () => unknown, string]>([
    ["on its own server", () => two().vm.backup(two().here), "no-connect"],
    [
      "in a template",
      () => {
        const { cluster, there, vm } = two();
        const backup = vm.backup(there);
        cluster.run(minutes(1));
        return vm.destroy().markAsTemplate().restore(backup);
      },
      "operation-invalid",
    ],
    [
      "of another cluster",
      () => {
        const { cluster, there, vm } = two();
        const backup = vm.backup(there);
        cluster.run(minutes(1));
        return two().vm.destroy().restore(backup);
      },
      "no-connect",
    ],
    ["to no hypervisor", () => two().vm.backup(any("rack-2")), "invalid-argument"],
    [
      "with an option that there is not",
      () => two().vm.backup(two().there, any({ sinse: 1 })),
      "invalid-argument",
    ],
  ])("%s", (_, act, code) => {
    expect(refusal(act).code).toBe(code);
  });

  test("where it has no room, or nothing to stand on, or one is being made", () => {
    const { cluster, here, there, vm } = two();
    expect(refusal(() => vm.backup(here)).code).toBe("operation-invalid");
    const full = there.define({ ...thin, name: "full", disk: GiB(16) - MiB(100), thin: false });
    expect(refusal(() => vm.backup(there)).code).toBe("insufficient-disk");
    full.undefine();
    const monday = vm.backup(there);
    for (const act of [() => vm.backup(there), () => vm.migrate(there), () => vm.revert("x")])
      expect(refusal(act).code).toBe("resource-busy");
    cluster.run(minutes(1));
    vm.snapshot("s").revert("s");
    expect(refusal(() => vm.backup(there, { since: monday })).code).toBe("invalid-argument");
    vm.destroy();
    expect(refusal(() => vm.restore(monday)).code).toBe("operation-invalid");
    vm.deleteSnapshot("s").restore(monday).undefine();
    expect(refusal(() => vm.backup(there)).code).toBe("no-domain");
  });
});

test("what is restored is what was there when the backup was begun, whatever is written meanwhile", () => {
  const step = fc.record({
    what: fc.constantFrom(
      ...["write", "write", "write", "backup", "incremental", "incremental", "run", "snapshot"],
      ...["cut"],
    ),
    at: fc.nat(7),
  });
  let restored = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), fc.boolean(), (steps, thin) => {
      const { cluster, second, here, there, vm } = two({ thin });
      const disk: string[] = Array.from({ length: 8 }, () => "");
      const kept: { backup: Backup; disk: string[] }[] = [];
      steps.forEach(({ what, at }, n) => {
        const since = kept.findLast(({ backup }) => backup.state === "completed")?.backup;
        if (what === "write") {
          vm.guest.writeDisk(sector(at), `v${n}`);
          disk[at] = `v${n}`;
        } else if (what === "run") cluster.run(at < 4 ? ms(100) : seconds(30));
        else if (what === "snapshot") vm.snapshot(`s${n}`);
        else if (what === "cut") {
          second?.powerOff();
          if (at < 4) cluster.run(ms(50));
          second?.powerOn();
          cluster.run(ms(50));
        } else if (kept.at(-1)?.backup.state !== "copying")
          kept.push({
            backup: vm.backup(there, what === "incremental" && since ? { since } : {}),
            disk: [...disk],
          });
      });
      cluster.run(minutes(1));
      kept.forEach(({ backup, disk: expected }, n) => {
        if (backup.state === "failed") return;
        const other = here.define({
          name: `o${n}`,
          vcpus: 1,
          memory: MiB(256),
          disk: GiB(1),
          thin: true,
        });
        other.restore(backup).start();
        expect(
          Array.from({ length: 8 }, (_, at) => text(other.guest.readDisk(sector(at)))),
        ).toEqual(expected);
        restored++;
        other.destroy();
      });
    }),
    { numRuns: 50, seed: 12 },
  );
  expect(restored).toBeGreaterThan(20);
});
