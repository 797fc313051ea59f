// The server's disk as a program with all rights on the host OS uses it: every sector, those of guests' disks among
// them. A program that writes there is asked nothing, and no snapshot brings back what was there.

import { SECTOR_SIZE } from "../../host/disk.ts";
import type { PhysicalDisk } from "../../host/disk.ts";
import { bytesOf, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { messages } from "./messages.ts";

/** A sector that the disk has. */
function checkSector(request: Request, disk: PhysicalDisk, sector: number): void {
  wholeNumber(request, "sector", sector, { note: "sectors from 0" });
  const sectors = disk.size / SECTOR_SIZE;
  if (sector < sectors) return;
  throw messages.refusal("io-error", request, { sectors, sectorSize: SECTOR_SIZE });
}

/** What a sector holds. */
export function readSector(disk: PhysicalDisk, sector: number): Uint8Array {
  return Uint8Array.from({ length: SECTOR_SIZE }, (_, at) => disk.load(sector, at));
}

/** Puts bytes into a sector that is there; what they leave becomes zeros. */
export function writeSector(disk: PhysicalDisk, sector: number, bytes: Uint8Array): void {
  for (let at = 0; at < SECTOR_SIZE; at++) disk.store(sector, at, bytes[at] ?? 0);
}

/** As `readSector`, for a cell, which may ask for anything. */
export function readAsked(request: Request, disk: PhysicalDisk, sector: number): Uint8Array {
  checkSector(request, disk, sector);
  return readSector(disk, sector);
}

/** As `writeSector`, for a cell, which may ask for anything. */
export function writeAsked(
  request: Request,
  disk: PhysicalDisk,
  sector: number,
  data: string | Uint8Array,
): void {
  const bytes = bytesOf(request, data);
  wholeNumber(request, "the data's length", bytes.length, {
    max: SECTOR_SIZE,
    note: "the rest to the next sector",
  });
  checkSector(request, disk, sector);
  writeSector(disk, sector, bytes);
}
