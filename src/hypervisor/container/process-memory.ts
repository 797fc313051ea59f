// The memory of a process in a container: its working set, at virtual addresses from 0 on, and the server's page frames
// behind it. The host's kernel keeps the table, one for each process, so no address leads into another's memory.

import { locate } from "../../host/extents.ts";
import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { PhysicalMemory } from "../../host/memory.ts";
import { wholeNumber } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { formatAddress, formatBytes, MiB } from "../../simulation/units.ts";

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
  asking: Asking,
  { name, memory }: Process,
  frames: readonly Extent[],
  address: number,
  length: number,
): number[] {
  wholeNumber(asking, "address", address, { note: "addresses" });
  wholeNumber(asking, "length", length, { max: MiB(1), note: "at most 1 MiB" });
  if (address + length > memory) {
    throw new HypervisorError({
      code: "segmentation-fault",
      ...asking,
      expected: `an address that "${name}" has mapped: it has ${formatBytes(memory)} from 0x0 on`,
      found: `nothing is mapped at ${formatAddress(Math.max(address, memory))} (SIGSEGV)`,
      hint: "a process has the memory that its command was described with",
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
