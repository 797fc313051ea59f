// The server's disk: space, contents, and a queue. Unless told otherwise it serves requests one after another in the
// order in which they came; each takes a fixed latency and then its bytes at the disk's bandwidth.

import type { OptionNames } from "../simulation/argument.ts";
import type { Simulation } from "../simulation/simulation.ts";
import { options, wholeNumber } from "../simulation/argument.ts";
import type { Request } from "../simulation/catalogue.ts";
import { costs } from "./costs.ts";
import { DeviceQueue } from "./device-queue.ts";
import type { QueueDiscipline, Service } from "./device-queue.ts";
import { ExtentAllocator } from "./extents.ts";
import type { Extent } from "./extents.ts";
import { SparseStore } from "./sparse-store.ts";

/** The size of a disk sector, in bytes. */
export const SECTOR_SIZE = 512;
/** Space on a disk is handed out in blocks of 4 KiB. */
export const BLOCK_SIZE = 4096;

/** How a server's disk works. */
export interface StorageSpec {
  /** How many requests it works on at once, 1 to 1,024: a hard disk on one, a solid-state disk on many. 1 unless given. */
  readonly channels?: number;
  /** Time per request whatever its size, in nanoseconds, as in `us(80)`. 80 µs unless given. */
  readonly latency?: number;
  /** Bytes per second, over all channels. 500 MB/s unless given. */
  readonly bandwidth?: number;
  /** The most requests per second, over all channels, however small. No limit unless given. */
  readonly iops?: number;
}

/** What a disk is unless told otherwise; a request a nanosecond is no limit. */
const usual: Required<StorageSpec> = {
  channels: 1,
  latency: costs.diskLatency.value,
  bandwidth: costs.diskBandwidth.value,
  iops: 1e9,
};

export const storageOptions: OptionNames<StorageSpec> = {
  channels: true,
  latency: true,
  bandwidth: true,
  iops: true,
};

/** A complete description. */
export function checkStorage(
  request: Request,
  spec: StorageSpec,
  name: "storage" | "sharedStorage" = "storage",
): Required<StorageSpec> {
  const full = { ...usual, ...options(request, spec, `${name}: { channels: 32 }`, storageOptions) };
  const least = {
    min: 1,
    write: `${name}: { channels: 32, latency: us(80), bandwidth: 5e8 }`,
  };
  wholeNumber(request, `${name}.channels`, full.channels, { ...least, max: 1024 });
  wholeNumber(request, `${name}.latency`, full.latency, { ...least, max: 1e12 });
  wholeNumber(request, `${name}.bandwidth`, full.bandwidth, { ...least, max: 1e13 });
  wholeNumber(request, `${name}.iops`, full.iops, {
    ...{ min: 1, max: 1e9, write: `${name}: { iops: 20_000 }` },
  });
  return full;
}

export class PhysicalDisk {
  readonly #queue: DeviceQueue;
  readonly #storage: Required<StorageSpec>;
  readonly #blocks: ExtentAllocator;
  readonly #contents: SparseStore;
  #busy = 0;

  /** Of so many bytes; or another way to a disk that is there, with the same space and contents. */
  constructor(
    simulation: Simulation,
    size: number | PhysicalDisk,
    storage = usual,
    discipline: QueueDiscipline = "fifo",
  ) {
    this.#queue = new DeviceQueue(simulation, storage.channels, discipline);
    this.#storage = storage;
    const isNew = typeof size === "number";
    this.#blocks = isNew ? new ExtentAllocator(size / BLOCK_SIZE) : size.#blocks;
    this.#contents = isNew ? new SparseStore(SECTOR_SIZE) : size.#contents;
  }

  /** Size in bytes. */
  get size(): number {
    return this.#blocks.total * BLOCK_SIZE;
  }

  /** Bytes in free blocks. */
  get free(): number {
    return this.#blocks.free * BLOCK_SIZE;
  }

  /** Calls `changed` whenever there is more or less free than before. */
  watch(changed: () => void): void {
    this.#blocks.watch(changed);
  }

  /** Time that the requests given to the disk so far take, in nanoseconds. */
  get busy(): number {
    return this.#busy;
  }

  /** Takes whole blocks for so many bytes; see `allocateBlocks`. */
  allocate(bytes: number): Extent[] {
    return this.allocateBlocks(Math.ceil(bytes / BLOCK_SIZE));
  }

  /**
   * Takes that many blocks, erased: a host OS can write to free blocks. The caller has checked that as many
   * are free.
   */
  allocateBlocks(count: number): Extent[] {
    const taken = this.#blocks.take(count);
    this.#erase(taken);
    return taken;
  }

  /** Takes blocks back and erases them, so that no machine finds another's data there. */
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

  /** Which of `length` blocks from `start` on hold something, in ascending order. */
  filledBlocks(start: number, length: number): number[] {
    const sectors = BLOCK_SIZE / SECTOR_SIZE;
    const written = this.#contents.writtenIn(start * sectors, length * sectors);
    return [...new Set(written.map((sector) => Math.floor(sector / sectors)))];
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

  /** The power is cut: what is under way is not carried out, and what is on it stays. */
  cutPower(): void {
    this.#queue.cutPower();
  }

  /**
   * Puts a transfer of `bytes` into the queue of `owner`; `done` is called when it is complete. Reading and writing take
   * the same time on a disk, and different ways to one on the network. It may stand for several of the same size, each made
   * when the one before it is complete.
   */
  submit(
    bytes: number,
    done: (service: Service) => void,
    owner = "",
    _operation: "read" | "write" = "read",
    times = 1,
  ): void {
    const { bandwidth, iops } = this.#storage;
    const latency = this.#storage.latency * times;
    const transfer = Math.max(
      Math.ceil((bytes * 1e9) / bandwidth),
      Math.ceil((times * 1e9) / iops),
    );
    this.#busy += latency + transfer;
    this.#queue.submit({ owner, latency, transfer, done });
  }
}
