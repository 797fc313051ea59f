// The boot sector, the first of a disk: what the firmware of a computer looks at to find an operating system, physical
// or virtual. Of a system's contents on the disk it is the only thing modelled, and losing it is enough not to boot.

import { SECTOR_SIZE } from "./disk.ts";
import { osImages } from "./os-images.ts";
import type { OsImage } from "./os-images.ts";

/** The last two bytes of a sector that a BIOS boots from. */
const BOOT_SIGNATURE = [0x55, 0xaa] as const;

/** The sector with which an operating system makes a disk its own. */
export function bootSector(image: OsImage): Uint8Array {
  const sector = new Uint8Array(SECTOR_SIZE);
  sector.set(new TextEncoder().encode(image.id));
  sector.set(BOOT_SIGNATURE, SECTOR_SIZE - 2);
  return sector;
}

/** What a BIOS finds in a disk's first sector: the operating system that it names, if it is a boot sector. */
export function bootable(sector: Uint8Array): OsImage | undefined {
  if (!BOOT_SIGNATURE.every((byte, i) => sector[SECTOR_SIZE - 2 + i] === byte)) return undefined;
  const id = new TextDecoder().decode(sector.subarray(0, sector.indexOf(0)));
  return osImages.find((image) => image.id === id);
}
