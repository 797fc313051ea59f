// The server's disk: space, contents, and a queue. Requests are served one after another in the order in which they
// came; each takes a fixed latency and then its bytes at the disk's bandwidth.

import type { Simulation } from "../simulation/simulation.ts";
import { Priority } from "../simulation/simulation.ts";
import { costs } from "./costs.ts";
import { ExtentAllocator } from "./extents.ts";
import type { Extent } from "./extents.ts";
import { SparseStore } from "./sparse-store.ts";

/** The size of a disk sector, in bytes. */
export const SECTOR_SIZE = 512;
/** Space on a disk is handed out in blocks of 4 KiB. */
export const BLOCK_SIZE = 4096;

/** When a device worked on a request. */
export interface Service {
  readonly submitted: number;
  readonly start: number;
  readonly end: number;
}

export class PhysicalDisk {
  readonly #simulation: Simulation;
  readonly #blocks: ExtentAllocator;
  readonly #contents = new SparseStore(SECTOR_SIZE);
  #freeAt = 0;
  #busy = 0;

  constructor(simulation: Simulation, bytes: number) {
    this.#simulation = simulation;
    this.#blocks = new ExtentAllocator(bytes / BLOCK_SIZE);
  }

  /** Size in bytes. */
  get size(): number {
    return this.#blocks.total * BLOCK_SIZE;
  }

  /** Bytes in blocks that nobody holds. */
  get free(): number {
    return this.#blocks.free * BLOCK_SIZE;
  }

  /** Time that the requests given to the disk so far take, in nanoseconds. */
  get busy(): number {
    return this.#busy;
  }

  allocate(bytes: number): Extent[] {
    return this.allocateBlocks(bytes / BLOCK_SIZE);
  }

  /**
   * Takes that many blocks, erased: a host OS can write to blocks that nobody holds. The caller has checked that as many
   * are free.
   */
  allocateBlocks(count: number): Extent[] {
    const taken = this.#blocks.take(count);
    this.#erase(taken);
    return taken;
  }

  /** Takes blocks back and erases them, so that nobody finds another's data there. */
  release(blocks: readonly Extent[]): void {
    this.#erase(blocks);
    this.#blocks.give(blocks);
  }

  #erase(blocks: readonly Extent[]): void {
    const sectors = BLOCK_SIZE / SECTOR_SIZE;
    for (const { start, length } of blocks) this.#contents.erase(start * sectors, length * sectors);
  }

  /** One byte of a sector, counted from the start of the disk. */
  load(sector: number, offset: number): number {
    return this.#contents.get(sector, offset);
  }

  store(sector: number, offset: number, byte: number): void {
    this.#contents.set(sector, offset, byte);
  }

  /** Copies `length` blocks, of another disk if one is given, over as many of its own. Takes no time: it is not a transfer. */
  copyBlocks(from: number, to: number, length: number, source: PhysicalDisk = this): void {
    const sectors = BLOCK_SIZE / SECTOR_SIZE;
    this.#contents.copy(from * sectors, to * sectors, length * sectors, source.#contents);
  }

  /** What a block holds. */
  readBlock(block: number): Uint8Array {
    const first = block * (BLOCK_SIZE / SECTOR_SIZE);
    return Uint8Array.from({ length: BLOCK_SIZE }, (_, at) =>
      this.load(first + Math.floor(at / SECTOR_SIZE), at % SECTOR_SIZE),
    );
  }

  writeBlock(block: number, bytes: Uint8Array): void {
    const first = block * (BLOCK_SIZE / SECTOR_SIZE);
    bytes.forEach((byte, at) => {
      this.store(first + Math.floor(at / SECTOR_SIZE), at % SECTOR_SIZE, byte);
    });
  }

  /** Puts a transfer of `bytes` into the queue; `done` is called when it is complete. */
  submit(bytes: number, done: (service: Service) => void): void {
    const submitted = this.#simulation.now;
    const start = Math.max(submitted, this.#freeAt);
    const time = costs.diskLatency.value + Math.ceil((bytes * 1e9) / costs.diskBandwidth.value);
    const service = { submitted, start, end: start + time };
    this.#freeAt = service.end;
    this.#busy += time;
    this.#simulation.schedule(service.end - submitted, Priority.device, () => done(service));
  }
}
