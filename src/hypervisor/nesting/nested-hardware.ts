// The server that a hypervisor finds inside a machine: the machine's own memory, disk, network interface and CPUs.

import type { Hardware } from "../../host/hardware.ts";
import { PhysicalDisk } from "../../host/disk.ts";
import type { Service } from "../../host/device-queue.ts";
import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE, PhysicalMemory } from "../../host/memory.ts";
import { VirtualFunctions } from "../../host/virtual-functions.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { MachineMemory } from "../memory/machine-memory.ts";

/** A machine's guest-physical memory, handed out in frames: what a guest inside writes is in the machine's memory. */
class NestedMemory extends PhysicalMemory {
  readonly #outer: () => MachineMemory | undefined;

  constructor(bytes: number, outer: () => MachineMemory | undefined) {
    super(bytes);
    this.#outer = outer;
  }

  override load(address: number): number {
    return this.#outer()?.load(address) ?? 0;
  }

  override store(address: number, byte: number): void {
    this.#outer()?.store(address, byte);
  }

  override writtenFrames({ start, length }: Extent): number[] {
    const pages = this.#outer()?.pages() ?? [];
    return pages.map(([page]) => page).filter((page) => page >= start && page < start + length);
  }

  override release(frames: readonly Extent[]): void {
    for (const extent of frames)
      for (const frame of this.writtenFrames(extent))
        for (let at = 0; at < PAGE_SIZE; at++) this.store(frame * PAGE_SIZE + at, 0);
    super.release(frames);
  }
}

/** A machine's disk, handed out in blocks. A transfer is the machine's to the disk below; what is in it is kept here. */
class NestedDisk extends PhysicalDisk {
  readonly #outer: PhysicalDisk;
  readonly #machine: string;

  constructor(hardware: Hardware, machine: string, bytes: number) {
    super(hardware.simulation, bytes);
    this.#outer = hardware.disk;
    this.#machine = machine;
  }

  override submit(
    bytes: number,
    done: (service: Service) => void,
    _owner: string,
    operation: "read" | "write" = "read",
  ): void {
    this.#outer.submit(bytes, done, this.#machine, operation);
  }
}

/** What a hypervisor in the machine `spec` takes for its server. */
export function nestedHardware(
  hardware: Hardware,
  { name, vcpus, memory, disk }: DomainSpec,
  outer: () => MachineMemory | undefined,
): Hardware {
  return {
    ...hardware,
    name,
    cpus: hardware.cpus.slice(0, vcpus),
    memory: new NestedMemory(memory, outer),
    disk: new NestedDisk(hardware, name, disk),
    virtualFunctions: new VirtualFunctions(0),
  };
}
