// Whether a server has room for what is asked of it: memory, disk, and a disk large enough for an operating system.

import { shown } from "../simulation/argument.ts";
import type { Asking } from "../simulation/argument.ts";
import type { Hardware } from "./hardware.ts";
import { HypervisorError } from "../simulation/error.ts";
import { formatBytes } from "../simulation/units.ts";
import { osImages } from "./os-images.ts";
import type { OsImage } from "./os-images.ts";
import { nearestNames } from "../simulation/nearest-name.ts";

export function checkDiskSpace(asking: Asking, { disk }: Hardware, bytes: number): void {
  if (bytes <= disk.free) return;
  throw new HypervisorError({
    code: "insufficient-disk",
    ...asking,
    expected: `at least ${formatBytes(bytes)} of free disk`,
    found: `${formatBytes(disk.free)} of ${formatBytes(disk.size)} is free`,
    hint: "undefine() a machine that is no longer needed, or ask for a smaller disk",
  });
}

export function checkMemory(asking: Asking, { memory }: Hardware, bytes: number): void {
  if (bytes <= memory.free) return;
  throw new HypervisorError({
    code: "insufficient-memory",
    ...asking,
    expected: `at least ${formatBytes(bytes)} of free memory`,
    found: `${formatBytes(memory.free)} of ${formatBytes(memory.size)} is free`,
    hint: "shutdown() or destroy() a machine to get its memory back, or ask for less",
  });
}

/** The image of that name, if it fits on the disk. */
export function checkImage(asking: Asking, id: unknown, disk: number): OsImage {
  const image = osImages.find((candidate) => candidate.id === id);
  if (!image) {
    const ids = osImages.map((candidate) => candidate.id);
    const near = nearestNames(id, ids);
    throw new HypervisorError({
      code: "no-image",
      ...asking,
      expected: "the name of an image in the catalogue",
      found: `there is no image ${shown(id)}`,
      hint:
        near.length > 0
          ? `did you mean ${near.map((name) => `"${name}"`).join(" or ")}`
          : `there are ${ids.join(", ")}`,
    });
  }
  if (image.minimumDisk > disk) {
    throw new HypervisorError({
      code: "insufficient-disk",
      ...asking,
      expected: `a disk of at least ${formatBytes(image.minimumDisk)} for ${image.name}`,
      found: `its disk has ${formatBytes(disk)}`,
      hint: "undefine() it and define it with a larger disk, or choose a smaller system",
    });
  }
  return image;
}
