// A virtual disk: sectors from 0 on, and the blocks of the server's disk behind them. A thick disk takes all its space
// when the machine is defined; a thin one takes a block when it is first written (qcow2, thin VMDK). Its contents
// outlive a power-off. Where the guest's file system puts what is written is file-system.ts.
//
// A thick disk is a raw file whose space was taken by fallocate(2), as libvirt makes it. To the host's file system blocks
// of it that were never written to are unwritten extents, and lseek(2) with SEEK_DATA passes over them; so QEMU knows that
// they are zeros without reading them (block/file-posix.c, find_allocation), and neither a backup nor a mirror has them.
// On a raw device without a file system all of it would be read, and what is zero might be left out.

import { bootable, bootSector } from "../../host/boot-sector.ts";
import { BLOCK_SIZE, SECTOR_SIZE } from "../../host/disk.ts";
import type { PhysicalDisk } from "../../host/disk.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { Range, Run } from "./block-map.ts";
import { DirtyBlocks } from "./dirty-blocks.ts";
import { DiskLayer } from "./disk-layer.ts";
import type { LayerOwner } from "./disk-layer.ts";
import { FileSystem } from "./file-system.ts";
import type { Place } from "./file-system.ts";

const SECTORS_PER_BLOCK = BLOCK_SIZE / SECTOR_SIZE;

/** Whether a request is for a place on a disk. */
export const isPlaced = <T extends Partial<Place>>(request: T): request is T & Place =>
  request.offset !== undefined && request.bytes !== undefined;

/** The blocks that bytes are in. */
function blocksOf({ offset, bytes }: Place): Range {
  const virtual = Math.floor(offset / BLOCK_SIZE);
  return { virtual, length: Math.ceil((offset + bytes) / BLOCK_SIZE) - virtual };
}

const bytesIn = (runs: readonly Run[]): number =>
  runs.reduce((sum, { length }) => sum + length, 0) * BLOCK_SIZE;

/** A backup of a disk, and what was written to the disk since that was begun. */
interface Checkpoint {
  readonly backup: VirtualDisk;
  readonly changed: DirtyBlocks;
}

/** A backup of a disk that is being made: when it is over it is completed, or has failed. */
export interface DiskBackup {
  /** Its blocks. */
  readonly disk: VirtualDisk;
  completed(): void;
  /** Gives its blocks back. */
  failed(): void;
}

/** A disk as it was at some moment: the layer to look through, and the file system on it. */
export interface DiskImage {
  readonly layer: DiskLayer;
  readonly files: FileSystem;
}

/** The blocks of several; requests that follow one another on the disk may meet in one. */
function rangesOf(places: readonly Place[]): Range[] {
  const ranges: Range[] = [];
  for (const place of places) {
    const { virtual, length } = blocksOf(place);
    const before = ranges.at(-1);
    const follows =
      before && virtual >= before.virtual && virtual <= before.virtual + before.length;
    if (!follows) ranges.push({ virtual, length });
    else
      ranges[ranges.length - 1] = {
        virtual: before.virtual,
        length: Math.max(before.length, virtual + length - before.virtual),
      };
  }
  return ranges;
}

/** What a transfer takes beyond that to the server's disk. */
export interface Detour {
  /** How often a layer below another is asked. */
  readonly lookups: number;
  /** Whether the topmost layer's table is written first, as it has not had all of these blocks. */
  readonly allocates: boolean;
}

/** How much room a disk takes. */
export interface DiskUsage {
  /** What the guest sees, in bytes. */
  readonly size: number;
  /**
   * Bytes of the server's disk that are this machine's own: its disk, its snapshots with their memory, and what its linked
   * clones still need. A linked clone's own bytes are those that differ from its parent's.
   */
  readonly allocated: number;
  /**
   * How many layers are below the one that is written to: snapshots, and what a linked clone stands on. A read goes down
   * layer by layer to the one that has the block, and each step costs time; the first write to a block of a new layer
   * costs a write of its table. 0 without any.
   */
  readonly depth: number;
  /** Whether blocks are taken when first written, and not all at once. */
  readonly thin: boolean;
}

export class VirtualDisk {
  readonly #disk: PhysicalDisk;
  readonly #owner: LayerOwner;
  readonly size: number;
  #active: DiskLayer;
  /** The file system that the guest has on it. */
  files: FileSystem;
  /** The last backup of it that was completed. */
  #checkpoint: Checkpoint | undefined;
  /** What notes writes: for the next backup, or while it is copied. */
  readonly #tracking = new Set<DirtyBlocks>();
  readonly #allocating = new WeakSet<Place>();

  /** An empty disk, or one that stands on another's layer. The caller has checked that there is room. */
  constructor(disk: PhysicalDisk, name: string, size: number, kind: "thick" | "thin" | DiskImage) {
    this.#disk = disk;
    this.#owner = { name, layers: new Set() };
    this.size = size;
    const below = typeof kind === "object" ? kind.layer : undefined;
    this.#active = new DiskLayer(disk, this.#owner, below).hold();
    if (kind === "thick") this.#active.preallocate(this.#all);
    this.files = typeof kind === "object" ? kind.files.copy() : new FileSystem(size);
  }

  /** How many sectors it has. */
  get sectors(): number {
    return this.size / SECTOR_SIZE;
  }

  /** Bytes of the server's disk in its own layers. */
  get allocated(): number {
    return [...this.#owner.layers].reduce((sum, { blocks }) => sum + blocks, 0) * BLOCK_SIZE;
  }

  /** Names of the machines whose disks stand on this one's. */
  get linkedClones(): string[] {
    return [...this.#owner.layers].flatMap(({ clones }) => clones).sort();
  }

  read(sector: number): Uint8Array {
    const host = this.#locate(sector);
    return Uint8Array.from({ length: SECTOR_SIZE }, (_, offset) =>
      host === undefined ? 0 : this.#disk.load(host, offset),
    );
  }

  /**
   * Writes a whole sector; what `bytes` leaves becomes zeros.
   * @returns false when the server's disk has no room for it; then nothing was written
   */
  write(sector: number, bytes: Uint8Array): boolean {
    const range = { virtual: Math.floor(sector / SECTORS_PER_BLOCK), length: 1 };
    if (!this.#cover(range)) return false;
    this.#written(range);
    const host = this.#locate(sector) as number;
    for (let offset = 0; offset < SECTOR_SIZE; offset++)
      this.#disk.store(host, offset, bytes[offset] ?? 0);
    return true;
  }

  /**
   * Takes the room for what the guest writes at these places; the workload engine knows no contents.
   * @returns false when the server's disk has no room for all of it; then nothing was taken
   */
  take(places: readonly Place[]): boolean {
    const ranges = rangesOf(places);
    const missing = ranges.reduce((sum, range) => sum + this.#active.missing(range), 0);
    if (missing * BLOCK_SIZE > this.#disk.free) return false;
    if (missing > 0) {
      if (this.#active.stands) this.#note(places);
      for (const range of ranges) this.#active.cover(range);
    }
    for (const range of ranges) this.#written(range);
    return true;
  }

  /** Keeps which of these are the first to write to a block of the topmost layer. */
  #note(places: readonly Place[]): void {
    for (const place of places)
      if (this.#active.missing(blocksOf(place)) > 0) this.#allocating.add(place);
  }

  /**
   * What a transfer takes beyond that to the server's disk, because this disk stands on other layers; undefined where it
   * stands on none. A write is known by the very object that `take` was given.
   */
  detour(place: Place, operation: "read" | "write"): Detour | undefined {
    if (!this.#active.stands) return undefined;
    return operation === "read"
      ? { lookups: this.#active.lookups(blocksOf(place)), allocates: false }
      : { lookups: 0, allocates: this.#allocating.has(place) };
  }

  /** Bytes of the server's disk that installing an operating system will take. */
  installRoom(image: OsImage): number {
    return this.#active.missing(this.#system(image)) * BLOCK_SIZE;
  }

  /**
   * Makes the disk boot an operating system, which takes `installedSize` of it. Of its contents only the boot sector
   * is modelled. The caller has checked that there is room.
   */
  install(image: OsImage): void {
    const range = this.#system(image);
    this.#active.cover(range);
    this.#written(range);
    this.files.format(range.length * BLOCK_SIZE, this.size);
    this.write(0, bootSector(image));
  }

  /** What a BIOS finds: the operating system that the boot sector names, if the sector is one. */
  bootable(): OsImage | undefined {
    return bootable(this.read(0));
  }

  /**
   * The disk as it is now: what is written from now on goes to a new layer. The disk's hold on the old layer passes
   * to the caller, who lets go of it when the image is no longer needed.
   */
  freeze(): DiskImage {
    const { image } = this;
    const next = new DiskLayer(this.#disk, this.#owner, this.#active).hold();
    this.#active = next;
    return image;
  }

  /** The disk is again as it was: what was written since is dropped, unless a snapshot has it. */
  revert(image: DiskImage): void {
    const dropped = this.#active;
    this.#active = new DiskLayer(this.#disk, this.#owner, image.layer).hold();
    this.files = image.files.copy();
    // What differs from the last backup is no longer known.
    this.#keep(undefined);
    dropped.letGo();
  }

  /** The disk as it is now, and only as long as no machine writes to it. */
  get image(): DiskImage {
    return { layer: this.#active, files: this.files.copy() };
  }

  /** How many bytes of it were ever written, or of the disk as it was: what a thin copy takes. */
  written({ layer }: Pick<DiskImage, "layer"> = { layer: this.#active }): number {
    return bytesIn(layer.written(this.#all));
  }

  /** How many bytes of these parts of it were ever written. */
  writtenIn(ranges: readonly Range[]): number {
    return bytesIn(ranges.flatMap((range) => this.#active.written(range)));
  }

  /** The parts of it that were ever written to. */
  writtenRanges(): Range[] {
    return this.#active.written(this.#all);
  }

  /**
   * A disk with the same contents, or with those that a snapshot kept, for another machine: a thick or thin copy, or a
   * linked clone, which takes nothing
   * until it is written to. The caller has checked that there is room.
   */
  clone(name: string, kind: "thick" | "thin" | "linked", kept?: DiskImage): VirtualDisk {
    if (kind === "linked") {
      // Of a template that stays as it is all clones stand on one layer, and not each on one more.
      const { same } = this.#active;
      const shown = kept ?? (same && { ...this.image, layer: same });
      if (shown) return new VirtualDisk(this.#disk, name, this.size, shown);
      const image = this.freeze();
      const linked = new VirtualDisk(this.#disk, name, this.size, image);
      image.layer.letGo();
      return linked;
    }
    const copy = new VirtualDisk(this.#disk, name, this.size, kind);
    copy.#copyFrom(this, kept);
    return copy;
  }

  /** How many layers a read may have to go down: one for each snapshot below, and for what a clone is linked to. */
  get depth(): number {
    return this.#active.depth;
  }

  /** Whether it stands on layers that others may hold: it has snapshots, or is a linked clone. */
  get linked(): boolean {
    return this.#active.stands;
  }

  /** The same disk on another server's, or for another machine. The caller has checked that there is room. */
  copyTo(
    disk: PhysicalDisk,
    kind: "thick" | "thin",
    { name, size }: { readonly name: string; readonly size: number } = {
      name: this.#owner.name,
      size: this.size,
    },
  ): VirtualDisk {
    const copy = new VirtualDisk(disk, name, size, kind);
    copy.#copyFrom(this);
    return copy;
  }

  /** What is written to it is noted from now on. */
  track(): DirtyBlocks {
    const dirty = new DirtyBlocks();
    this.#tracking.add(dirty);
    return dirty;
  }

  untrack(dirty: DirtyBlocks | undefined): void {
    if (dirty) this.#tracking.delete(dirty);
  }

  /** A disk of the same size for the same machine, on another server's and with nothing on it. */
  emptyOn(disk: PhysicalDisk, kind: "thick" | "thin"): VirtualDisk {
    return new VirtualDisk(disk, this.#owner.name, this.size, kind);
  }

  /** Takes the room for a range that is copied later. The caller has checked that there is so much. */
  reserve(range: Range): void {
    this.#active.cover(range);
  }

  /**
   * What another disk holds in a range is in this one as well, as far as it was ever written.
   * @returns how many bytes that is; undefined when the server's disk has no room for them
   */
  copyRange(source: VirtualDisk, range: Range): number | undefined {
    const runs = source.#active.written(range);
    const missing = runs.reduce((sum, run) => sum + this.#active.missing(run), 0);
    if (missing * BLOCK_SIZE > this.#disk.free) return undefined;
    for (const run of runs) this.#active.cover(run);
    this.#active.copyFrom(runs, source.#disk);
    return bytesIn(runs);
  }

  /** Takes the place of a disk whose contents it has: with its file system, and what is known of its last backup. */
  standIn(other: VirtualDisk): void {
    this.files = other.files.copy();
    this.#keep(other.#checkpoint);
  }

  /** Whether that is its last backup, so that it is known what was written since. */
  follows(backup: VirtualDisk): boolean {
    return this.#checkpoint?.backup === backup;
  }

  /** Bytes that a backup copies: all that was ever written, or what was written since the last one was begun. */
  changedSince(base: VirtualDisk | undefined): number {
    return this.writtenIn(this.#changed(base));
  }

  /**
   * Copies this disk, as it was, to another server's; or, upon the backup before, what was written since that was begun.
   * The caller has checked that there is room.
   *
   * From now on what is written is noted for the backup after this one, if this one is completed; until then, and if it
   * is not, the one before stays the last (QEMU's bitmap-mode "on-success"; libvirt begins a checkpoint with a backup).
   */
  backUp(disk: PhysicalDisk, image: DiskImage, base: VirtualDisk | undefined): DiskBackup {
    const copy = new VirtualDisk(disk, this.#owner.name, this.size, base?.image ?? "thin");
    for (const range of this.#changed(base)) {
      const runs = image.layer.written(range);
      for (const run of runs) copy.#active.cover(run);
      copy.#active.copyFrom(runs, this.#disk);
    }
    copy.files = image.files.copy();
    const changed = this.track();
    return {
      disk: copy,
      completed: () => {
        this.#keep({ backup: copy, changed });
      },
      failed: () => {
        this.untrack(changed);
        copy.release();
      },
    };
  }

  #changed(base: VirtualDisk | undefined): readonly Range[] {
    return (base && this.#checkpoint?.changed.ranges) ?? [this.#all];
  }

  /** That is its last backup from now on. */
  #keep(checkpoint: Checkpoint | undefined): void {
    this.untrack(this.#checkpoint?.changed);
    this.#checkpoint = checkpoint;
    if (checkpoint) this.#tracking.add(checkpoint.changed);
  }

  /** A range, which its topmost layer has, is written to. */
  #written(range: Range): void {
    this.#active.write(range);
    for (const dirty of this.#tracking) dirty.mark(range);
  }

  /** Gives its blocks back to the server, which erases them. */
  release(): void {
    this.#active.letGo();
  }

  #copyFrom(other: VirtualDisk, image = other.image): void {
    const runs = image.layer.written(this.#all);
    for (const run of runs) this.#active.cover(run);
    this.#active.copyFrom(runs, other.#disk);
    this.files = image.files.copy();
  }

  get #all(): Range {
    return { virtual: 0, length: this.size / BLOCK_SIZE };
  }

  #system({ installedSize }: OsImage): Range {
    return { virtual: 0, length: Math.ceil(installedSize / BLOCK_SIZE) };
  }

  /** Makes a range writable; false when the server has no room for it. */
  #cover(range: Range): boolean {
    const missing = this.#active.missing(range);
    if (missing * BLOCK_SIZE > this.#disk.free) return false;
    if (missing > 0) this.#active.cover(range);
    return true;
  }

  /** The sector of the server's disk behind one of this; undefined when it was never written. */
  #locate(sector: number): number | undefined {
    if (sector >= this.sectors) throw new RangeError(`sector ${sector} is beyond the disk's end`);
    const block = this.#active.find(Math.floor(sector / SECTORS_PER_BLOCK));
    if (block === undefined) return undefined;
    return block * SECTORS_PER_BLOCK + (sector % SECTORS_PER_BLOCK);
  }
}
