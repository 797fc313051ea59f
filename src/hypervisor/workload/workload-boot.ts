// What a guest operating system of the workload engine does while it boots: it reads itself from the disk, sets itself
// up, and says on its console that it is up; or it finds that the memory is too small, and panics. And what it does
// before it powers off.

import { costs } from "../../host/costs.ts";
import type { OsImage } from "../../host/os-images.ts";
import { formatBytes } from "../../simulation/units.ts";
import type { Exit } from "../exits/exit.ts";
import type { Demand } from "../exits/guest-paging.ts";

/** The demands of a boot in a machine with `memory` bytes. */
export function bootDemands(image: OsImage, memory: number): Demand[] {
  const load: Demand = { kind: "read", amount: image.bootReads };
  if (memory >= image.minimumMemory) {
    return [
      load,
      { kind: "compute", amount: image.bootCompute },
      { kind: "console", amount: 1, text: `${image.name} is up` },
    ];
  }
  // The hypervisor cannot know what a guest needs, so it starts it; the guest then finds out for itself.
  const { name: system, minimumMemory: needed } = image;
  const message = `out of memory: ${system} needs ${formatBytes(needed)}, the machine has ${formatBytes(memory)}`;
  return [
    load,
    { kind: "compute", amount: Math.ceil((image.bootCompute * memory) / needed) },
    { kind: "console", amount: 1, text: `panic: ${message}` },
    {
      kind: "power",
      amount: 1,
      event: "crash",
      cause: { code: "out-of-memory", system, needed, memory },
    },
  ];
}

/** The demands of a power-off or restart: what the system holds in memory is written first. */
export function powerOffDemands(event: "shutdown" | "reset"): Demand[] {
  return [
    { kind: "compute", amount: costs.guestPowerOffCompute.value },
    { kind: "write", amount: costs.guestPowerOffWrite.value },
    { kind: "power", amount: 1, event },
  ];
}

/** The guest is off, or begins anew: by what it was asked to last. */
export function powerExit(
  demand: Extract<Demand, { kind: "power" }>,
  asked: "shutdown" | "reset" | undefined,
): Exit {
  if (demand.event === "crash")
    return { reason: "system-event", elapsed: 0, event: "crash", cause: demand.cause };
  return { reason: "system-event", elapsed: 0, event: asked ?? demand.event };
}
