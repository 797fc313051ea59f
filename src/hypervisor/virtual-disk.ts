// A virtual disk: sectors from 0 on, and the blocks of the server's disk behind them. All its space is taken when the
// machine is defined (a thick disk); its contents outlive a power-off.

import { BLOCK_SIZE, SECTOR_SIZE } from "../host/disk.ts";
import type { PhysicalDisk } from "../host/disk.ts";
import { locate } from "../host/extents.ts";
import type { Extent } from "../host/extents.ts";
import { osImages } from "../host/os-images.ts";
import type { OsImage } from "../host/os-images.ts";

const SECTORS_PER_BLOCK = BLOCK_SIZE / SECTOR_SIZE;
/** The last two bytes of a sector that a BIOS boots from. */
const BOOT_SIGNATURE = [0x55, 0xaa] as const;

export class VirtualDisk {
  readonly #disk: PhysicalDisk;
  readonly #blocks: readonly Extent[];
  readonly size: number;

  constructor(disk: PhysicalDisk, size: number) {
    this.#disk = disk;
    this.#blocks = disk.allocate(size);
    this.size = size;
  }

  /** How many sectors it has. */
  get sectors(): number {
    return this.size / SECTOR_SIZE;
  }

  read(sector: number): Uint8Array {
    const host = this.#locate(sector);
    return Uint8Array.from({ length: SECTOR_SIZE }, (_, offset) => this.#disk.load(host, offset));
  }

  /** Writes a whole sector; what `bytes` leaves becomes zeros. */
  write(sector: number, bytes: Uint8Array): void {
    const host = this.#locate(sector);
    for (let offset = 0; offset < SECTOR_SIZE; offset++)
      this.#disk.store(host, offset, bytes[offset] ?? 0);
  }

  /**
   * Makes the disk boot an operating system. The system's files stand behind it as a read-only image, as with a
   * qcow2 backing file, so nothing needs to be copied; only the boot sector is written.
   */
  install(image: OsImage): void {
    const sector = new Uint8Array(SECTOR_SIZE);
    sector.set(new TextEncoder().encode(image.id));
    sector.set(BOOT_SIGNATURE, SECTOR_SIZE - 2);
    this.write(0, sector);
  }

  /** What a BIOS finds: the operating system that the boot sector names, if the sector is one. */
  bootable(): OsImage | undefined {
    const sector = this.read(0);
    if (!BOOT_SIGNATURE.every((byte, i) => sector[SECTOR_SIZE - 2 + i] === byte)) return undefined;
    const id = new TextDecoder().decode(sector.subarray(0, sector.indexOf(0)));
    return osImages.find((image) => image.id === id);
  }

  /** Gives the blocks back to the server, which erases them. */
  release(): void {
    this.#disk.release(this.#blocks);
  }

  #locate(sector: number): number {
    const block = locate(this.#blocks, Math.floor(sector / SECTORS_PER_BLOCK));
    if (block === undefined) throw new RangeError(`sector ${sector} is beyond the disk's end`);
    return block * SECTORS_PER_BLOCK + (sector % SECTORS_PER_BLOCK);
  }
}
