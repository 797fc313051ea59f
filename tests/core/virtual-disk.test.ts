import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLOCK_SIZE, PhysicalDisk, SECTOR_SIZE } from "../../src/host/disk.ts";
import { VirtualDisk } from "../../src/hypervisor/storage/virtual-disk.ts";
import type { DiskImage } from "../../src/hypervisor/storage/virtual-disk.ts";
import { Simulation } from "../../src/simulation/simulation.ts";

// Disks, snapshots and clones on one small physical disk, each beside a plain list of what its blocks should hold.

const blocks = 6;
const perBlock = BLOCK_SIZE / SECTOR_SIZE;
const size = blocks * BLOCK_SIZE;
/** Two sectors of each block are written to, so that copying a block keeps what is beside. */
const places = 2 * blocks;
const sector = (place: number): number => Math.floor(place / 2) * perBlock + (place % 2) * 4 + 3;

interface Disk {
  readonly disk: VirtualDisk;
  bytes: number[];
  readonly kept: { readonly image: DiskImage; readonly bytes: number[] }[];
}

interface Command {
  readonly what: string;
  readonly on: number;
  readonly at: number;
  readonly how: "linked" | "thin" | "thick";
}

const command: fc.Arbitrary<Command> = fc.record({
  what: fc.constantFrom("write", "write", "write", "freeze", "revert", "drop", "clone", "remove"),
  on: fc.nat(7),
  at: fc.nat(places - 1),
  how: fc.constantFrom("linked" as const, "thin" as const, "thick" as const),
});

interface World {
  readonly physical: PhysicalDisk;
  readonly disks: Disk[];
}

function world(kind: "thick" | "thin", total: number): World {
  const physical = new PhysicalDisk(new Simulation(), total * BLOCK_SIZE);
  const first = new VirtualDisk(physical, "d0", size, kind);
  const disks: Disk[] = [{ disk: first, bytes: Array<number>(places).fill(0), kept: [] }];
  return { physical, disks };
}

function act({ physical, disks }: World, c: Command, n: number): void {
  const one = disks[c.on % disks.length];
  if (!one) return;
  const free = physical.free;
  switch (c.what) {
    case "write": {
      const done = one.disk.write(sector(c.at), Uint8Array.of((n % 255) + 1));
      if (done) one.bytes[c.at] = (n % 255) + 1;
      else expect([free, physical.free]).toEqual([0, 0]);
      return;
    }
    case "freeze":
      one.kept.push({ image: one.disk.freeze(), bytes: [...one.bytes] });
      return;
    case "revert": {
      const kept = one.kept[c.at % one.kept.length];
      if (!kept) return;
      one.disk.revert(kept.image);
      one.bytes = [...kept.bytes];
      return;
    }
    case "drop":
      for (const { image } of one.kept.splice(c.at % Math.max(1, one.kept.length), 1))
        image.layer.letGo();
      return;
    case "clone": {
      if (disks.length > 6) return;
      const room = c.how === "thick" ? size : c.how === "thin" ? one.disk.written() : 0;
      if (room > free) return;
      const disk = one.disk.clone(`d${n}`, c.how);
      disks.push({ disk, bytes: [...one.bytes], kept: [] });
      return;
    }
    default:
      if (disks.length < 2 || one.disk.linkedClones.length > 0) return;
      for (const { image } of one.kept) image.layer.letGo();
      one.disk.release();
      disks.splice(disks.indexOf(one), 1);
  }
}

const byteOf = (disk: VirtualDisk): number[] =>
  Array.from({ length: places }, (_, at) => disk.read(sector(at))[0] ?? -1);

describe.each(["thick", "thin"] as const)(
  "after any writes, snapshots and clones of a %s disk",
  (kind) => {
    const check = (after: (world: World) => void) => {
      fc.assert(
        fc.property(
          fc.array(command, { maxLength: 40 }),
          fc.constantFrom(14, 60),
          (list, total) => {
            const all = setUp(total);
            list.forEach((c, n) => {
              act(all, c, n);
              after(all);
            });
          },
        ),
        { numRuns: 300 },
      );
    };
    const setUp = (total: number) => world(kind, total);

    test("every disk holds what was written to it, and nothing of another's", () => {
      check(({ disks }) => {
        for (const { disk, bytes } of disks) expect(byteOf(disk)).toEqual(bytes);
      });
    });

    test("reverting gives back every snapshot byte by byte", () => {
      check(({ disks }) => {
        for (const one of disks) {
          const kept = one.kept.at(-1);
          if (!kept) continue;
          one.disk.revert(kept.image);
          one.bytes = [...kept.bytes];
          expect(byteOf(one.disk)).toEqual(kept.bytes);
        }
      });
    });

    test("the blocks taken are exactly those that a disk or a snapshot can see", () => {
      check(({ physical, disks }) => {
        const seen = new Set<number>();
        for (const { disk, kept } of disks)
          for (const { layer } of [disk.image, ...kept.map(({ image }) => image)])
            for (const run of layer.seen({ virtual: 0, length: blocks }))
              for (let at = 0; at < run.length; at++) seen.add(run.physical + at);
        expect(physical.size - physical.free).toBe(seen.size * BLOCK_SIZE);
        const owned = disks.reduce((sum, { disk }) => sum + disk.allocated, 0);
        expect(owned).toBe(seen.size * BLOCK_SIZE);
      });
    });

    test("so also when a layer that two disks have written over becomes one with a snapshot's", () => {
      const all = setUp(14);
      const { physical, disks } = all;
      const steps: [string, number][] = [
        ["freeze", 0],
        ["clone", 0],
        ["write", 0],
        ["write", 1],
      ];
      steps.forEach(([what, on], n) => {
        act(all, { what, on, at: 8, how: "linked" }, n);
      });
      const before = physical.free;
      act(all, { what: "drop", on: 0, at: 0, how: "linked" }, 4);
      expect((physical.free - before) / BLOCK_SIZE).toBe(kind === "thick" ? 1 : 0);
      expect(disks.map(({ bytes }) => bytes[8])).toEqual([3, 4]);
      for (const { disk, bytes } of disks) expect(byteOf(disk)).toEqual(bytes);
    });

    test("once all is removed, everything is free again, and erased", () => {
      fc.assert(
        fc.property(fc.array(command, { maxLength: 40 }), (list) => {
          const all = setUp(60);
          list.forEach((c, n) => {
            act(all, c, n);
          });
          const { physical, disks } = all;
          while (disks.length > 0) {
            const next = disks.findIndex(({ disk }) => disk.linkedClones.length === 0);
            expect(next).toBeGreaterThanOrEqual(0);
            for (const { disk, kept } of disks.splice(next, 1)) {
              for (const { image } of kept) image.layer.letGo();
              disk.release();
            }
          }
          expect(physical.free).toBe(physical.size);
          const fresh = new VirtualDisk(physical, "fresh", size, "thick");
          expect(byteOf(fresh)).toEqual(Array(places).fill(0));
        }),
      );
    });
  },
);

test.each(["thick", "thin"] as const)(
  "a %s disk knows which blocks were ever written, though not what with, through snapshots and copies",
  (kind) => {
    const taking = fc.record({
      what: fc.constantFrom("take", "take", "freeze", "drop", "revert", "copy"),
      at: fc.nat(blocks - 1),
      length: fc.integer({ min: 1, max: blocks }),
    });
    fc.assert(
      fc.property(fc.array(taking, { maxLength: 30 }), (steps) => {
        const physical = new PhysicalDisk(new Simulation(), 400 * BLOCK_SIZE);
        let disk = new VirtualDisk(physical, "d", size, kind);
        let written = new Set<number>();
        const kept: { readonly image: DiskImage; readonly written: Set<number> }[] = [];
        for (const { what, at, length } of steps) {
          const end = Math.min(blocks, at + length);
          if (what === "take") {
            disk.take([{ offset: at * BLOCK_SIZE, bytes: (end - at) * BLOCK_SIZE }]);
            for (let block = at; block < end; block++) written.add(block);
          } else if (what === "freeze")
            kept.push({ image: disk.freeze(), written: new Set(written) });
          else if (what === "drop") kept.shift()?.image.layer.letGo();
          else if (what === "copy" && kept.length === 0) {
            const copy = disk.copyTo(physical, at % 2 === 0 ? "thick" : "thin");
            disk.release();
            disk = copy;
          } else if (what === "revert") {
            const last = kept.at(-1);
            if (!last) continue;
            disk.revert(last.image);
            written = new Set(last.written);
          }
          expect(disk.written()).toBe(written.size * BLOCK_SIZE);
          for (const one of kept)
            expect(disk.written(one.image)).toBe(one.written.size * BLOCK_SIZE);
        }
      }),
      { numRuns: 300 },
    );
  },
);
