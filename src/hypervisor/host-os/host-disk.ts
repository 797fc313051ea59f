// The server's disk as a program with all rights on the host OS uses it: every sector, those of guests' disks among
// them. Whoever writes there is asked nothing, and no snapshot brings back what was there.

import { SECTOR_SIZE } from "../../host/disk.ts";
import type { PhysicalDisk } from "../../host/disk.ts";
import { bytesOf, wholeNumber } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { count } from "../../simulation/units.ts";

/** A sector that the disk has. */
function checkSector(asking: Asking, disk: PhysicalDisk, sector: number): void {
  wholeNumber(asking, "sector", sector, { note: "sectors from 0" });
  const sectors = disk.size / SECTOR_SIZE;
  if (sector < sectors) return;
  throw new HypervisorError({
    code: "io-error",
    ...asking,
    expected: `a sector from 0 to ${sectors - 1}`,
    found: "the sector is beyond the end of the disk",
    hint: `sda has ${count(sectors, "sector")} of ${SECTOR_SIZE} bytes`,
  });
}

/** What a sector holds. */
export function readSector(disk: PhysicalDisk, sector: number): Uint8Array {
  return Uint8Array.from({ length: SECTOR_SIZE }, (_, at) => disk.load(sector, at));
}

/** Puts bytes into a sector that is there; what they leave becomes zeros. */
export function writeSector(disk: PhysicalDisk, sector: number, bytes: Uint8Array): void {
  for (let at = 0; at < SECTOR_SIZE; at++) disk.store(sector, at, bytes[at] ?? 0);
}

/** As `readSector`, for somebody who may ask for anything. */
export function readAsked(asking: Asking, disk: PhysicalDisk, sector: number): Uint8Array {
  checkSector(asking, disk, sector);
  return readSector(disk, sector);
}

/** As `writeSector`, for somebody who may ask for anything. */
export function writeAsked(
  asking: Asking,
  disk: PhysicalDisk,
  sector: number,
  data: string | Uint8Array,
): void {
  const bytes = bytesOf(asking, data);
  wholeNumber(asking, "the data's length", bytes.length, {
    max: SECTOR_SIZE,
    note: "the rest to the next sector",
  });
  checkSector(asking, disk, sector);
  writeSector(disk, sector, bytes);
}
