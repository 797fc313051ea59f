// Disks that are copied while they are written to: a migration that takes the disk along, and what a backup holds.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLOCK_SIZE, PhysicalDisk } from "../../src/host/disk.ts";
import { DiskMirror } from "../../src/hypervisor/storage/disk-mirror.ts";
import { VirtualDisk } from "../../src/hypervisor/storage/virtual-disk.ts";
import { Simulation } from "../../src/simulation/simulation.ts";
import {
  batch,
  Cluster,
  costs,
  Gbps,
  GiB,
  Hypervisor,
  HypervisorError,
  KiB,
  MiB,
  ms,
  seconds,
  service,
} from "../../src/stdlib/index.ts";
import type { Backup, Migration, VirtualMachine } from "../../src/stdlib/index.ts";
import { refusal, sized, small } from "./machine.ts";
import { box, pair } from "./two-servers.ts";

const PIECE = costs.dirtyBitmapGranularity.value;
const perPiece = PIECE / BLOCK_SIZE;
const pieces = 8;
const sectorOf = (block: number) => (block * BLOCK_SIZE) / 512;

type Step =
  | { readonly what: "write"; readonly block: number }
  | { readonly what: "next"; readonly most: number }
  | { readonly what: "rewind" };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant("write" as const), block: fc.nat(127) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("next" as const),
      most: fc.constantFrom(1, PIECE, 4 * PIECE),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("rewind" as const) }) },
);

const physical = (blocks: number) => new PhysicalDisk(new Simulation(), blocks * BLOCK_SIZE);
const kinds = ["thick", "thin"] as const;

describe("a mirror of a disk that is written to", () => {
  /** A disk with some blocks written, and its mirror; what each step moves is checked against a list of dirty pieces. */
  const run = (
    [from, to]: readonly ["thick" | "thin", "thick" | "thin"],
    before: readonly number[],
    steps: readonly Step[],
  ) => {
    const disk = new VirtualDisk(physical(400), "d", pieces * PIECE, from);
    const written = new Set<number>();
    const dirty = new Set<number>();
    let stamp = 0;
    const write = (block: number) => {
      disk.write(sectorOf(block), Uint8Array.of((++stamp % 255) + 1));
      written.add(block);
      dirty.add(Math.floor(block / perPiece));
    };
    for (const block of before) write(block);
    const there = physical(400);
    const mirror = new DiskMirror(disk, there, to);
    const inPiece = (piece: number) =>
      [...written].filter((block) => Math.floor(block / perPiece) === piece).length * BLOCK_SIZE;
    let at = 0;
    let moved = 0;
    const next = (most: number) => {
      let expected = 0;
      for (let n = 0; n < Math.max(1, Math.floor(most / PIECE)); n++) {
        const piece = [...dirty].sort((a, b) => a - b).find((one) => one >= at);
        if (piece === undefined) break;
        // The room of pieces with few blocks is not filled up: as many fit as whole ones do, at the least.
        expected += inPiece(piece);
        dirty.delete(piece);
        at = piece + 1;
        if (expected + PIECE > Math.max(most, PIECE)) break;
        n = -1;
      }
      const bytes = mirror.next(most);
      expect(bytes).toBe(expected);
      moved += bytes;
      const left = [...dirty].reduce((sum, piece) => sum + inPiece(piece), 0);
      expect(mirror.left).toBe(left);
      return bytes;
    };
    for (const one of steps) {
      if (one.what === "write") write(one.block);
      else if (one.what === "next") next(one.most);
      else {
        mirror.rewind();
        at = 0;
      }
    }
    mirror.rewind();
    at = 0;
    while (next(4 * PIECE) > 0);
    return { disk, mirror, written, moved, there };
  };

  test("moves what is dirty, a piece no second time unless it was written to in between, and ends up equal", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds)),
        fc.array(fc.nat(127), { maxLength: 20 }),
        fc.array(step, { maxLength: 40 }),
        (ways, before, steps) => {
          const { disk, mirror, written, moved, there } = run(ways, before, steps);
          expect(mirror.left).toBe(0);
          expect(moved).toBeGreaterThanOrEqual(written.size * BLOCK_SIZE);
          const copy = mirror.replace();
          for (let block = 0; block < pieces * perPiece; block++)
            expect(copy.read(sectorOf(block))).toEqual(disk.read(sectorOf(block)));
          expect(copy.written()).toBe(written.size * BLOCK_SIZE);
          const taken = ways[1] === "thick" ? pieces * PIECE : written.size * BLOCK_SIZE;
          expect(there.size - there.free).toBe(taken);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("is full where a disk that grew has no room, and gives everything back", () => {
    const disk = new VirtualDisk(physical(400), "d", pieces * PIECE, "thin");
    disk.write(0, Uint8Array.of(1));
    const there = physical(2);
    const mirror = new DiskMirror(disk, there, "thin");
    for (const block of [20, 40]) disk.write(sectorOf(block), Uint8Array.of(1));
    expect([mirror.next(PIECE), mirror.next(PIECE), mirror.full]).toEqual([4096, 4096, false]);
    expect([mirror.next(PIECE), mirror.full]).toEqual([0, true]);
    mirror.drop();
    expect(there.free).toBe(there.size);
  });
});

/** Bytes of disk that a migration sent in each round: those of memory are known to be few. */
function copying(work: Parameters<typeof service>[0] | undefined, spec: { thin?: boolean } = {}) {
  const all = pair();
  const vm = all.here.create({ ...small, name: "db", ...spec });
  all.cluster.run(seconds(10));
  if (work) vm.launch(service(work));
  all.cluster.run(seconds(1));
  const migration = vm.migrate(all.there, { copyStorage: true, minBandwidth: Gbps(1) });
  all.cluster.run(seconds(60));
  return { ...all, vm, migration };
}

const memory = (migration: Migration) =>
  MiB(256) - migration.zeroPages * (KiB(4) - costs.zeroPageMarker.value);

describe("a migration that takes the disk along", () => {
  test.each([undefined, true])(
    "sends what was ever written, and nothing else; thin: %s",
    (thin) => {
      const { migration } = copying(undefined, { ...(thin && { thin }) });
      expect([migration.state, migration.sent - memory(migration)]).toEqual([
        "completed",
        MiB(130),
      ]);
    },
  );

  test("a megabyte that is written again and again is at most a megabyte in each round", () => {
    const { vm, migration } = copying({ name: "log", compute: 1, every: ms(5), write: MiB(1) });
    expect(migration.state).toBe("completed");
    const { rounds } = migration;
    expect(rounds.length).toBeGreaterThan(2);
    expect(vm.io.disk.bytes).toBeGreaterThan(100 * MiB(1));
    for (const { dirtied } of rounds) expect(dirtied).toBeLessThanOrEqual(MiB(1));
    const first = memory(migration) + MiB(131);
    expect(rounds[0]?.sent).toBe(first);
    // What is written between the end of a round and the pass over the place is sent with the rest.
    for (const [n, { sent }] of rounds.slice(1).entries()) {
      expect(sent).toBeLessThanOrEqual(MiB(1));
      expect(sent).toBeGreaterThanOrEqual(rounds[n]?.dirtied ?? Infinity);
    }
  });

  test("what is written before the pass comes there moves once", () => {
    const all = pair();
    const vm = all.here.create({ ...small, name: "db" });
    all.cluster.run(seconds(10));
    const migration = vm.migrate(all.there, { copyStorage: true, minBandwidth: Gbps(1) });
    all.cluster.run(ms(100));
    const last = vm.disk / 512 - 1;
    vm.guest.writeDisk(last, "at the end");
    all.cluster.run(seconds(60));
    expect(migration.rounds[0]?.dirtied).toBe(0);
    expect(migration.sent).toBe(memory(migration) + MiB(130) + KiB(4));
    expect(new TextDecoder().decode(vm.guest.readDisk(last)).slice(0, 10)).toBe("at the end");
  });

  test("fails as soon as a disk that grows finds no room, and the machine goes on", () => {
    const all = pair();
    const vm = all.here.create({ ...small, name: "db", thin: true, disk: GiB(8) });
    all.cluster.run(seconds(10));
    const free = all.second.free.disk;
    const job = vm.launch(batch({ name: "logs", compute: 1, write: GiB(1) }));
    const migration = vm.migrate(all.there, { copyStorage: true });
    const hog = all.there.define({ ...sized, name: "hog", disk: all.second.free.disk });
    all.cluster.run(seconds(60));
    expect(migration.failure).toEqual({ code: "no-room", server: "rack-2" });
    expect([vm.server, vm.state, job.state]).toEqual(["rack-1", "blocked", "finished"]);
    hog.undefine();
    expect(all.second.free.disk).toBe(free);
  });

  test("keeps the chain of backups: the next one copies what was written since the last", () => {
    const all = pair();
    const third = all.cluster.add({ name: "rack-3", cpus: 2, memory: GiB(8), disk: GiB(20) });
    const keeper = third.install(new Hypervisor({ name: "hv-3" }));
    const vm = all.here.create({ ...small, name: "db", thin: true });
    all.cluster.run(seconds(10));
    const monday = vm.backup(keeper);
    all.cluster.run(seconds(10));
    vm.guest.writeDisk(9000, "monday night");
    vm.migrate(all.there, { copyStorage: true });
    all.cluster.run(seconds(60));
    vm.guest.writeDisk(19_000, "tuesday");
    expect([vm.server, vm.backup(keeper, { since: monday }).bytes]).toEqual(["rack-2", 2 * PIECE]);
  });
});

test("what a program of the host OS has put past a thick disk is in a copy of it", () => {
  const raw = physical(400);
  const disk = new VirtualDisk(raw, "d", pieces * PIECE, "thick");
  raw.store(sectorOf(20), 0, 7);
  expect(disk.written()).toBe(BLOCK_SIZE);
  expect(disk.copyTo(physical(400), "thin").read(sectorOf(20))[0]).toBe(7);
  const mirror = new DiskMirror(disk, physical(400), "thin");
  expect([mirror.next(PIECE), mirror.copy.read(sectorOf(20))[0]]).toEqual([BLOCK_SIZE, 7]);
});

/** Three servers, with a machine on the first; the third keeps backups. */
function three(spec: object) {
  const cluster = new Cluster({ storage: GiB(10), network: Gbps(1) });
  const servers = ["rack-1", "rack-2", "rack-3"].map((name) => cluster.add({ ...box, name }));
  const [here, there, keeper] = servers.map((server) => server.install(new Hypervisor())) as [
    Hypervisor,
    Hypervisor,
    Hypervisor,
  ];
  const free = () => servers.map((server) => JSON.stringify(server.free));
  const before = free();
  const vm = here.create({ ...small, name: "shop", ...spec });
  return { cluster, servers, here, there, keeper, vm, free, before };
}

test("whatever breaks when, a copy ends, says why, and leaves nothing behind", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom("backup", "pre-copy", "post-copy", "stop-and-copy"),
      fc.record({ storage: fc.constantFrom("local", "shared"), thin: fc.boolean() }),
      fc.constantFrom("off", "off and on", "crash", "destroy"),
      fc.constantFrom(0, 1),
      fc.integer({ min: 0, max: 3000 }),
      (what, spec, how, which, at) => {
        const { cluster, servers, there, vm, free, before } = three(spec);
        vm.launch(service({ name: "w", compute: 1, every: ms(7), write: MiB(1) }));
        cluster.run(seconds(5));
        const copyStorage = spec.storage === "local";
        const copy =
          what === "backup"
            ? vm.backup(there)
            : vm.migrate(there, { mode: what as Migration["mode"], copyStorage });
        cluster.run(ms(at));
        const server = servers[which];
        if (how === "destroy") vm.destroy();
        else if (how === "crash") server?.crash("hypervisor");
        else server?.powerOff();
        if (how === "off and on") server?.powerOn();
        cluster.run(seconds(30));
        seen.add(`${what} ${copy.state}`);
        expect(["completed", "failed"]).toContain(copy.state);
        expect(copy.failure !== undefined).toBe(copy.state === "failed");
        if (how === "crash") server?.powerOff();
        for (const one of servers) if (!one.isOn) one.powerOn();
        (vm.state === "shutoff" ? vm : vm.destroy()).undefine();
        // A backup that is completed stays.
        const kept = what === "backup" && copy.state === "completed";
        expect(free().filter((_, n) => !kept || n !== 1)).toEqual(
          before.filter((_, n) => !kept || n !== 1),
        );
      },
    ),
    { numRuns: 60 },
  );
  expect([...seen].filter((one) => one.endsWith("failed"))).toHaveLength(4);
});

test("what is read after moves, and restored from backups, is what was written, whatever failed", () => {
  const places = [5, 4096, 4097, 4100, 4224, 266_240, 300_000, 300_008, 1_048_576, 2_097_151];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replace(/\0+$/, "");
  const contents = ({ guest }: VirtualMachine) =>
    places.map((place) => text(guest.readDisk(place)));
  const act = fc.record({
    what: fc.constantFrom(
      ...["write", "write", "write", "move", "full", "since", "since", "run", "run"],
      ...["snapshot", "revert", "merge", "cut"],
    ),
    at: fc.nat(9),
  });
  let restored = 0;
  fc.assert(
    fc.property(fc.array(act, { minLength: 8, maxLength: 40 }), fc.boolean(), (acts, thin) => {
      const { cluster, servers, here, there, keeper, vm } = three({ thin });
      cluster.run(seconds(5));
      let disk = places.map(() => "");
      const snapshots = new Map<string, string[]>();
      const backups: { readonly backup: Backup; readonly disk: string[] }[] = [];
      const one = (what: string, at: number, n: number): void => {
        if (what === "write") {
          vm.guest.writeDisk(places[at] ?? 0, `v${n}`);
          disk[at] = `v${n}`;
        } else if (what === "move") {
          const mode = (["pre-copy", "post-copy", "stop-and-copy"] as const)[at % 3] ?? "pre-copy";
          vm.migrate(vm.server === "rack-1" ? there : here, { copyStorage: true, mode });
        } else if (what === "full" || what === "since") {
          const since = backups.findLast(({ backup }) => backup.state === "completed")?.backup;
          const backup = vm.backup(keeper, what === "since" && since ? { since } : {});
          backups.push({ backup, disk: [...disk] });
        } else if (what === "run")
          cluster.run([ms(10), ms(100), ms(500), seconds(30)][at % 4] ?? 0);
        else if (what === "snapshot") {
          vm.snapshot(`s${at}`);
          snapshots.set(`s${at}`, [...disk]);
        } else if (what === "revert") {
          vm.revert(`s${at}`);
          disk = [...(snapshots.get(`s${at}`) ?? [])];
        } else if (what === "merge") {
          for (const { name } of vm.snapshots()) vm.deleteSnapshot(name);
        } else {
          servers[2]?.powerOff();
          if (at < 5) cluster.run(ms(50));
          servers[2]?.powerOn();
          cluster.run(ms(50));
        }
      };
      acts.forEach(({ what, at }, n) => {
        try {
          one(what, at, n);
        } catch (error) {
          if (!(error instanceof HypervisorError)) throw error;
        }
      });
      cluster.run(seconds(60));
      expect(contents(vm)).toEqual(disk);
      backups.forEach(({ backup, disk: kept }, n) => {
        expect(["completed", "failed"]).toContain(backup.state);
        if (backup.state === "failed") return;
        const other = keeper.define({ ...sized, name: `o${n}`, thin: n % 2 === 0 });
        other.restore(backup).start();
        expect(contents(other)).toEqual(kept);
        restored++;
        other.destroy().undefine();
      });
    }),
    { numRuns: 80 },
  );
  expect(restored).toBeGreaterThan(20);
});

test("an option that is wrong is named, and so is how to write it", () => {
  const { vm, there } = pair();
  const { message } = refusal(() => vm.migrate(there, { minBandwidth: 1 }));
  expect(message).toContain("minBandwidth: Mbps(100)");
});
