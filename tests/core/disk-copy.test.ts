// Disks that are copied while they are written to: a migration that takes the disk along, and what a backup holds.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLOCK_SIZE, PhysicalDisk } from "../../src/host/disk.ts";
import { DiskMirror } from "../../src/hypervisor/storage/disk-mirror.ts";
import { VirtualDisk } from "../../src/hypervisor/storage/virtual-disk.ts";
import { Simulation } from "../../src/simulation/simulation.ts";
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
import type { Migration } from "../../src/stdlib/index.ts";
import { refusal, sized, small } from "./machine.ts";
import { pair } from "./two-servers.ts";

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
      { numRuns: 100 },
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

test("an option that is wrong is named, and so is how to write it", () => {
  const { vm, there } = pair();
  const { message } = refusal(() => vm.migrate(there, { minBandwidth: 1 }));
  expect(message).toContain("minBandwidth: Mbps(100)");
});
