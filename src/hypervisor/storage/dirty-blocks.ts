// Which parts of a disk were written to since some moment: QEMU's dirty bitmap (docs/interop/bitmaps.rst). One bit stands
// for a piece of 64 KiB: a byte that is written makes all of its piece dirty, and a piece that is written to a thousand
// times is dirty once. Written down as runs, so that a disk of 40 GiB in one piece is one line.
//
// It is kept with the disk and outlives a power cut: a simplification, for QEMU distrusts one that was in use then, and
// the next backup would have to be a full one.

import { costs } from "../../host/costs.ts";
import { BLOCK_SIZE } from "../../host/disk.ts";
import { BlockMap } from "./block-map.ts";
import type { Range } from "./block-map.ts";

/** How many blocks one bit stands for. */
export const PIECE = costs.dirtyBitmapGranularity.value / BLOCK_SIZE;

/** The pieces that a range of blocks is in. */
function pieces({ virtual, length }: Range): Range {
  const start = Math.floor(virtual / PIECE) * PIECE;
  return { virtual: start, length: Math.ceil((virtual + length - start) / PIECE) * PIECE };
}

export class DirtyBlocks {
  /** Of a range in it, `virtual` and `physical` are the same. */
  readonly #map = new BlockMap();

  /** Dirty ranges of whole pieces, in order; the last one may go beyond the end of the disk. */
  get ranges(): readonly Range[] {
    return this.#map.runs;
  }

  /** These blocks were written to. */
  mark(range: Range): void {
    for (const { virtual, length } of this.#map.holes(pieces(range)))
      this.#map.add({ virtual, physical: virtual, length });
  }

  /** The first dirty piece that begins at or after a block, which is clean from now on; undefined when there is none. */
  take(from: number): Range | undefined {
    const virtual = this.#map.next(from);
    if (virtual === undefined) return undefined;
    const piece = { virtual, length: PIECE };
    this.#map.cut(piece);
    return piece;
  }
}
