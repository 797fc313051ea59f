// The memory of a process in a container: its working set, at virtual addresses from 0 on, and the server's page frames
// behind it. The host's kernel keeps the table, one for each process, so no address leads into another's memory.

import { locate } from "../../host/extents.ts";
import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { PhysicalMemory } from "../../host/memory.ts";
import { wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { MiB } from "../../simulation/units.ts";
import { messages } from "./messages.ts";

/** A process that has memory. */
interface Process {
  readonly name: string;
  /** Bytes of its working set. */
  readonly memory: number;
}

/**
 * The host-physical addresses of a range of a process's memory.
 * @throws HypervisorError `segmentation-fault` beyond its working set, `invalid-argument`
 */
export function hostAddresses(
  request: Request,
  { name, memory }: Process,
  frames: readonly Extent[],
  address: number,
  length: number,
): number[] {
  wholeNumber(request, "address", address, { note: "addresses" });
  wholeNumber(request, "length", length, { max: MiB(1), note: "at most 1 MiB" });
  if (address + length > memory) {
    throw messages.refusal("segmentation-fault", request, {
      ...{ process: name, memory },
      address: Math.max(address, memory),
    });
  }
  return Array.from({ length }, (_, at) => {
    const page = locate(frames, Math.floor((address + at) / PAGE_SIZE)) as number;
    return page * PAGE_SIZE + ((address + at) % PAGE_SIZE);
  });
}

export function load(memory: PhysicalMemory, addresses: readonly number[]): Uint8Array {
  return Uint8Array.from(addresses, (address) => memory.load(address));
}

export function store(
  memory: PhysicalMemory,
  addresses: readonly number[],
  bytes: Uint8Array,
): void {
  addresses.forEach((address, at) => {
    memory.store(address, bytes[at] ?? 0);
  });
}
