// What a container sees of files: its image's layers, read-only, and on top a layer of its own that takes everything
// it writes (overlayfs: a file is copied up as a whole when it is first written). No other container sees that layer.

import { BLOCK_SIZE } from "../../host/disk.ts";
import type { PhysicalDisk } from "../../host/disk.ts";
import type { Extent } from "../../host/extents.ts";
import type { ImageLayer } from "./container-images.ts";

const blocksOf = (bytes: number): number => Math.ceil(bytes / BLOCK_SIZE);
const encoder = new TextEncoder();

interface StoredFile {
  readonly bytes: Uint8Array;
  readonly blocks: readonly Extent[];
}

export class WritableLayer {
  readonly #disk: PhysicalDisk;
  readonly #below: readonly ImageLayer[];
  readonly #files = new Map<string, StoredFile>();
  /** What processes wrote without a cell saying where. */
  readonly #data: Extent[] = [];
  #dataBytes = 0;

  constructor(disk: PhysicalDisk, below: readonly ImageLayer[]) {
    this.#disk = disk;
    this.#below = below;
  }

  /** Bytes of the server's disk that it takes. */
  get allocated(): number {
    const extents = [...this.#data, ...[...this.#files.values()].flatMap(({ blocks }) => blocks)];
    return extents.reduce((sum, { length }) => sum + length, 0) * BLOCK_SIZE;
  }

  /** The paths of files that are its own, in alphabetical order. */
  get changed(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** A file's contents as the container sees them; undefined when there is no such file. */
  read(path: string): Uint8Array | undefined {
    const own = this.#files.get(path);
    if (own) return own.bytes.slice();
    const layer = [...this.#below].reverse().find(({ files }) => Object.hasOwn(files, path));
    return layer && encoder.encode(layer.files[path]);
  }

  /** Writes a whole file; false when the server's disk has no room for it, and then nothing was written. */
  write(path: string, bytes: Uint8Array): boolean {
    const old = this.#files.get(path)?.blocks ?? [];
    const needed = blocksOf(bytes.length);
    const had = old.reduce((sum, { length }) => sum + length, 0);
    if ((needed - had) * BLOCK_SIZE > this.#disk.free) return false;
    this.#disk.release(old);
    this.#files.set(path, { bytes: bytes.slice(), blocks: this.#disk.allocateBlocks(needed) });
    return true;
  }

  /** Takes the room for data that a process writes; the workload engine knows no contents. False without room. */
  append(bytes: number): boolean {
    const more = blocksOf(this.#dataBytes + bytes) - blocksOf(this.#dataBytes);
    if (more * BLOCK_SIZE > this.#disk.free) return false;
    for (const { start, length } of this.#disk.allocateBlocks(more)) {
      const last = this.#data.at(-1);
      const touches = last !== undefined && last.start + last.length === start;
      if (touches) this.#data[this.#data.length - 1] = { ...last, length: last.length + length };
      else this.#data.push({ start, length });
    }
    this.#dataBytes += bytes;
    return true;
  }

  /** Gives its blocks back to the server, which erases them. */
  release(): void {
    const files = [...this.#files.values()].flatMap(({ blocks }) => blocks);
    this.#disk.release([...this.#data.splice(0), ...files]);
    this.#files.clear();
  }
}
