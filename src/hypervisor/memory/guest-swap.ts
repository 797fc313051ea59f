// How much of its disk a guest pages to when its memory is short: what was asked for, or what an installer makes. One rule
// stands for the installers of all systems: that of Ubuntu Server (curtin, curtin/swap.py, suggested_swapsize).
//
// The room that it takes on the disk is that of the installed system, whose files it is among (storage/file-system.ts).

import { PAGE_SIZE } from "../../host/memory.ts";
import type { OsImage } from "../../host/os-images.ts";
import { GiB } from "../../simulation/units.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";

/** Up to so much memory, so much swap. */
const sizes: readonly (readonly [memory: number, swap: (memory: number) => number])[] = [
  [GiB(1), (memory) => memory * 2],
  [GiB(2), () => GiB(2)],
  [GiB(4), (memory) => memory],
  [GiB(16), () => GiB(4)],
  [GiB(64), (memory) => memory / 2],
];

const most = GiB(8);

/** The swap of a guest with that operating system, in pages. */
export function guestSwap(
  { memory, disk, swap }: Pick<DomainSpec, "memory" | "disk" | "swap">,
  image: Pick<OsImage, "installedSize">,
): number {
  const [, suggested] = sizes.find(([below]) => memory < below) ?? [];
  const quarter = Math.max(0, disk - image.installedSize) / 4;
  const bytes = swap ?? Math.min(suggested?.(memory) ?? most, most, quarter);
  return Math.floor(bytes / PAGE_SIZE);
}
