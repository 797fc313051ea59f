// Whether a server has room for what is asked of it: memory, disk, and a disk large enough for an operating system.

import type { Request } from "../simulation/catalogue.ts";
import { described } from "../simulation/described.ts";
import type { Hardware } from "./hardware.ts";
import { messages } from "./messages.ts";
import { osImages } from "./os-images.ts";
import type { OsImage } from "./os-images.ts";
import { nearestNames } from "../simulation/nearest-name.ts";

export function checkDiskSpace(request: Request, { disk }: Hardware, bytes: number): void {
  if (bytes <= disk.free) return;
  throw messages.refusal("insufficient-disk", request, {
    needed: bytes,
    free: disk.free,
    size: disk.size,
  });
}

/** `overhead` is what a machine's monitor needs besides. */
export function checkMemory(
  request: Request,
  { memory }: Hardware,
  bytes: number,
  overhead = 0,
): void {
  const needed = bytes + overhead;
  if (needed <= memory.free) return;
  const { free, size } = memory;
  throw messages.refusal("insufficient-memory", request, {
    ...{ needed, free, size },
    ...(overhead > 0 && { overhead }),
  });
}

/** The image of that name, if it fits on the disk. */
export function checkImage(request: Request, id: unknown, disk: number): OsImage {
  const image = osImages.find((candidate) => candidate.id === id);
  if (!image) {
    const known = osImages.map((candidate) => candidate.id);
    throw messages.refusal("no-image", request, {
      ...{ image: described(id), near: nearestNames(id, known), known },
    });
  }
  if (image.minimumDisk > disk) {
    throw messages.refusal("insufficient-disk/image", request, {
      ...{ needed: image.minimumDisk, disk, image: image.name },
    });
  }
  return image;
}
