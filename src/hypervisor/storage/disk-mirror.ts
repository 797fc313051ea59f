// A copy of a disk that is written to meanwhile (QEMU's drive-mirror): a dirty bitmap says what the copy does not have
// yet, at first all that was ever written. A pass goes over the disk once, from its start to its end. A piece is clean as
// soon as it is read, and dirty again when it is written to after that: then the next pass has it. So a piece that is
// written to before the pass comes to it moves once, and none moves twice without having been written to in between.

import { BLOCK_SIZE } from "../../host/disk.ts";
import type { PhysicalDisk } from "../../host/disk.ts";
import { PIECE } from "./dirty-blocks.ts";
import type { DirtyBlocks } from "./dirty-blocks.ts";
import type { VirtualDisk } from "./virtual-disk.ts";

export class DiskMirror {
  readonly copy: VirtualDisk;
  readonly #source: VirtualDisk;
  readonly #dirty: DirtyBlocks;
  /** How far the pass is, in blocks. */
  #at = 0;
  #full = false;

  /** Takes the room that the copy needs by now. The caller has checked that there is so much. */
  constructor(source: VirtualDisk, disk: PhysicalDisk, kind: "thick" | "thin") {
    this.#source = source;
    this.#dirty = source.track();
    this.copy = source.emptyOn(disk, kind);
    for (const range of source.writtenRanges()) {
      this.copy.reserve(range);
      this.#dirty.mark(range);
    }
  }

  /** Bytes that the copy does not have yet. */
  get left(): number {
    return this.#source.writtenIn(this.#dirty.ranges);
  }

  /** Whether the disk of the copy had no room for what was written meanwhile. */
  get full(): boolean {
    return this.#full;
  }

  /** The next pass begins. */
  rewind(): void {
    this.#at = 0;
  }

  /** Copies the next pieces of this pass, about as many bytes as are asked for. Gives back how many; 0 when it is over. */
  next(most: number): number {
    let bytes = 0;
    while (!this.#full && bytes + PIECE * BLOCK_SIZE <= Math.max(most, PIECE * BLOCK_SIZE)) {
      const piece = this.#dirty.take(this.#at);
      if (!piece) break;
      this.#at = piece.virtual + piece.length;
      const copied = this.copy.copyRange(this.#source, piece);
      this.#full = copied === undefined;
      bytes += copied ?? 0;
    }
    return bytes;
  }

  /** The copy has all, and takes the place of the disk: with the file system on it, and what is known of its last backup. */
  replace(): VirtualDisk {
    this.#source.untrack(this.#dirty);
    this.copy.standIn(this.#source);
    return this.copy;
  }

  /** It is not needed any more. */
  drop(): void {
    this.#source.untrack(this.#dirty);
    this.copy.release();
  }
}
