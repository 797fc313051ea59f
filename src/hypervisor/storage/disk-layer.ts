// A virtual disk is a chain of layers, each holding the blocks written while it was on top (a qcow2 file and its
// backing files, a VMDK and its delta disks). Only the topmost layer of a chain is written to; a block that it does not
// have is read from the layer below. Snapshots and linked clones share layers, so the chains form a tree:
//
//     base ◀── layer ◀── active layer of "shop"        what looks at the disk through a layer holds it:
//       ▲        ▲                                     an active disk, a snapshot
//       │        └──── snapshot "before"
//       └── active layer of the linked clone "shop-2"
//
// A layer that nothing holds is merged into the one above it, or given back; blocks that nothing sees are given back.

import type { PhysicalDisk } from "../../host/disk.ts";
import type { Extent } from "../../host/extents.ts";
import { BlockMap } from "./block-map.ts";
import type { Range, Run } from "./block-map.ts";

const extentsOf = (runs: readonly Run[]): Extent[] =>
  runs.map(({ physical, length }) => ({ start: physical, length }));

/** The layers that belong to one machine: their blocks count as its own. */
export interface LayerOwner {
  readonly name: string;
  readonly layers: Set<DiskLayer>;
}

export class DiskLayer {
  readonly #disk: PhysicalDisk;
  readonly owner: LayerOwner;
  readonly #above = new Set<DiskLayer>();
  #map = new BlockMap();
  /** Those of its blocks that were taken before anything is written there. */
  #unwritten = new BlockMap();
  #below: DiskLayer | undefined;
  /** How many active disks and snapshots look at the disk through this layer. */
  #holders = 0;

  constructor(disk: PhysicalDisk, owner: LayerOwner, below?: DiskLayer) {
    this.#disk = disk;
    this.owner = owner;
    this.#below = below;
    if (below) below.#above.add(this);
    owner.layers.add(this);
  }

  /** How many blocks of the server it holds. */
  get blocks(): number {
    return this.#map.blocks;
  }

  /** Names of other machines whose disks stand on this layer. */
  get clones(): string[] {
    const others = [...this.#above].filter(({ owner }) => owner !== this.owner);
    return others.map(({ owner }) => owner.name);
  }

  hold(): this {
    this.#holders++;
    return this;
  }

  /** One that looked at the disk through this layer, a machine or a snapshot, no longer does. */
  letGo(): void {
    this.#holders--;
    const below = this.#below;
    this.#mergeOrRelease();
    for (let layer = below; layer; layer = layer.#below) layer.#trim();
  }

  /** The server's block behind a virtual one, in this layer or below it. */
  find(virtual: number): number | undefined {
    return this.#map.find(virtual) ?? this.#below?.find(virtual);
  }

  /** What is seen of a range through this layer: its own blocks, and where it has none those below. */
  seen(range: Range): Run[] {
    const holes = this.#below ? this.#map.holes(range) : [];
    return [...this.#map.within(range), ...holes.flatMap((hole) => this.#below?.seen(hole) ?? [])];
  }

  /**
   * The part of it that was ever written to. What was only taken beforehand reads as zeros, and a copy does without; but
   * what a program of the host OS has put there past the layer is content as well.
   */
  written(range: Range): Run[] {
    const holes = this.#below ? this.#map.holes(range) : [];
    return [
      ...this.#map.within(range).flatMap((run) => this.#writtenOf(run)),
      ...holes.flatMap((hole) => this.#below?.written(hole) ?? []),
    ];
  }

  #writtenOf(run: Run): Run[] {
    if (this.#unwritten.runs.length === 0) return [run];
    const offset = run.physical - run.virtual;
    const written = this.#unwritten
      .holes(run)
      .map(({ virtual, length }) => ({ virtual, physical: virtual + offset, length }));
    const filled = this.#unwritten
      .within(run)
      .flatMap(({ virtual, length }) => this.#disk.filledBlocks(virtual + offset, length))
      .map((physical) => ({ virtual: physical - offset, physical, length: 1 }));
    return [...written, ...filled];
  }

  /** Takes the blocks of a range beforehand, as fallocate does. The caller has checked that there is room. */
  preallocate(range: Range): void {
    this.#add(range);
    this.#unwritten.add({ ...range, physical: range.virtual });
  }

  /** A range of it, which it has, is written to. */
  write(range: Range): void {
    const first = this.#unwritten.next(range.virtual);
    if (first !== undefined && first < range.virtual + range.length) this.#unwritten.cut(range);
  }

  /** How many layers are below it. */
  get depth(): number {
    return this.#below ? 1 + this.#below.depth : 0;
  }

  /**
   * How often the layer below is asked for a range, and that asks the one below it, and so on: once for each part that a
   * layer does not have. What was never written is asked for down to the last.
   */
  lookups(range: Range): number {
    const below = this.#below;
    if (!below) return 0;
    return this.#map.holes(range).reduce((sum, hole) => sum + 1 + below.lookups(hole), 0);
  }

  /** How many blocks it would take for all of a range to be in this layer. */
  missing(range: Range): number {
    return this.#map.holes(range).reduce((sum, { length }) => sum + length, 0);
  }

  /**
   * Sees to it that all of a range is in this layer, to be written to; what was below is copied up (copy-on-write).
   * The caller has checked that there is room.
   */
  cover(range: Range): void {
    for (const hole of this.#map.holes(range)) {
      this.#add(hole);
      this.copyFrom(this.#below?.seen(hole) ?? []);
      for (let layer = this.#below; layer; layer = layer.#below) layer.#trim(hole);
    }
  }

  /** The layer of the same machine that shows all that this one does: nothing was written since to this one. */
  get same(): DiskLayer | undefined {
    const below = this.#below;
    return this.#map.runs.length === 0 && below?.owner === this.owner ? below : undefined;
  }

  /** Whether it stands on another one. */
  get stands(): boolean {
    return this.#below !== undefined;
  }

  /** Copies the contents of blocks, of another disk if one is given, over its own, which are there. */
  copyFrom(runs: readonly Run[], source?: PhysicalDisk): void {
    for (const run of runs) {
      for (const own of this.#map.within(run)) {
        const from = run.physical + own.virtual - run.virtual;
        this.write(own);
        this.#disk.copyBlocks(from, own.physical, own.length, source);
      }
    }
  }

  #add({ virtual, length }: Range): void {
    let at = virtual;
    for (const extent of this.#disk.allocateBlocks(length)) {
      this.#map.add({ virtual: at, physical: extent.start, length: extent.length });
      at += extent.length;
    }
  }

  /** With no holder it is not needed for itself: it goes, or becomes one with the only layer above. */
  #mergeOrRelease(): void {
    if (this.#holders > 0) return;
    const below = this.#below;
    const [only, second] = this.#above;
    if (!only) {
      this.#disk.release(extentsOf(this.#map.runs));
      this.#leave();
      if (below) below.#mergeOrRelease();
    } else if (!second && only.owner === this.owner) {
      for (const run of only.#map.runs) {
        this.#disk.release(extentsOf(this.#cut(run)));
        this.#map.add(run);
      }
      only.#map = this.#map;
      only.#unwritten = this.#unwritten;
      only.#below = below;
      if (below) below.#above.add(only);
      this.#leave();
      only.#trim();
    } else {
      this.#trim();
    }
  }

  #leave(): void {
    if (this.#below) this.#below.#above.delete(this);
    this.owner.layers.delete(this);
    this.#map = new BlockMap();
    this.#unwritten = new BlockMap();
  }

  #cut(range: Range): Run[] {
    this.write(range);
    return this.#map.cut(range);
  }

  /** Gives back the blocks that nothing sees, because every chain through here has its own. */
  #trim(range?: Range): void {
    const runs = range ? this.#map.within(range) : this.#map.runs;
    const unseen = runs.flatMap((run) => this.#unseen(run));
    for (const range of unseen) this.#disk.release(extentsOf(this.#cut(range)));
  }

  /** The parts of a range in this layer that nothing sees. */
  #unseen(range: Range): Range[] {
    if (this.#holders > 0) return [];
    let parts: Range[] = [range];
    for (const above of this.#above) {
      if (parts.length === 0) break;
      parts = parts.flatMap((part) => [
        ...above.#map.within(part).map(({ virtual, length }) => ({ virtual, length })),
        ...above.#map.holes(part).flatMap((hole) => above.#unseen(hole)),
      ]);
    }
    return parts;
  }
}
