// The server that a hypervisor finds inside a machine: the machine's own memory, disk, network
// interface and CPUs. What it asks of disk and interface is one more request of the machine, with the exits, the limits and
// the counts of that machine's own devices; so each level below adds what it takes.

import { costs } from "../../host/costs.ts";
import type { Hardware } from "../../host/hardware.ts";
import { PhysicalDisk } from "../../host/disk.ts";
import { inTurn } from "../../host/requests-in-turn.ts";
import { NetworkDisk } from "../../host/network-disk.ts";
import type { Service } from "../../host/device-queue.ts";
import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE, PhysicalMemory } from "../../host/memory.ts";
import { VirtualFunctions } from "../../host/virtual-functions.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import { MachineInterface } from "../io/machine-interface.ts";
import type { NetworkEnd } from "../io/message.ts";
import type { Domain } from "../machine/domain.ts";
import type { MachineMemory } from "../memory/machine-memory.ts";
import type { CarriedRequest } from "../workload/carried-requests.ts";

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

/** Hands a request to the devices of the machine, as one of its own; nothing comes of it while the machine is off. */
export type Carry = (request: CarriedRequest, done: () => void) => void;

/** A machine's disk, handed out in blocks. A transfer is a request of the machine; what is in it is kept here. */
class NestedDisk extends PhysicalDisk {
  readonly #simulation: Simulation;
  readonly #carry: Carry;

  constructor(simulation: Simulation, bytes: number, carry: Carry) {
    super(simulation, bytes);
    this.#simulation = simulation;
    this.#carry = carry;
  }

  override submit(
    bytes: number,
    done: (service: Service) => void,
    _owner?: string,
    operation: "read" | "write" = "read",
    times = 1,
  ): void {
    const one = (part: number, next: (service: Service) => void): void =>
      this.#carry({ operation, bytes: part }, servedSince(this.#simulation, next));
    inTurn(times, bytes, one, done);
  }
}

/** A machine's network interface. What is sent is a request of the machine, and what comes is what has come for it. */
class NestedInterface extends MachineInterface {
  readonly #around: NetworkEnd;
  readonly #carry: Carry;

  constructor({ nic }: Hardware, mac: string, around: NetworkEnd, carry: Carry) {
    super(nic.simulation, nic.name, mac, nic.bandwidth);
    this.#around = around;
    this.#carry = carry;
  }

  override get waitingToReceive(): number {
    return this.#around.nic.waitingToReceive;
  }

  override carry(
    what: Pick<CarriedRequest, "bytes" | "message">,
    done: (service: Service) => void,
  ): void {
    this.#carry({ operation: "send", ...what }, servedSince(this.simulation, done));
  }

  override send(bytes: number, done: (service: Service) => void): void {
    this.carry({ bytes }, done);
  }

  override receive(bytes: number, since: number, done: () => void): void {
    this.#around.nic.receive(bytes, since, () => {
      this.#takeIn(bytes, done);
    });
  }

  override take(bytes: number, done: () => void): void {
    const { nic } = this.#around;
    const come = (): void => {
      this.#takeIn(bytes, done);
    };
    if (nic instanceof MachineInterface) nic.take(bytes, come);
    else come();
  }

  /** What has come as far as the hypervisor that the machine is on. */
  #takeIn(bytes: number, done: () => void): void {
    this.#around.take(bytes, {
      taken: done,
      lost: () => undefined,
      full: () => {
        this.simulation.schedule(costs.networkRoundTrip.value, Priority.device, () => {
          this.#takeIn(bytes, done);
        });
      },
    });
  }
}

/** To whom the machine is all the hardware there is, the time until it has its answer is the device's. */
function servedSince(simulation: Simulation, done: (service: Service) => void): () => void {
  const submitted = simulation.now;
  return () => {
    done({ submitted, start: submitted, end: simulation.now });
  };
}

/** What a hypervisor in that machine takes for its server. */
export function nestedHardware(domain: Domain): Hardware {
  const { hardware } = domain.vmm;
  const { simulation, shared, site } = hardware;
  const { name, vcpus, memory, disk } = domain.spec;
  const carry: Carry = (request, done) => {
    if (domain.isOn) domain.active?.engine.carry(request, done);
  };
  const nic = new NestedInterface(hardware, domain.port.mac, domain.end, carry);
  return {
    ...hardware,
    name,
    cpus: hardware.cpus.slice(0, vcpus),
    get cpuModel() {
      return domain.active?.cpu.model ?? hardware.cpuModel;
    },
    memory: new NestedMemory(memory, () => domain.active?.memory),
    disk: new NestedDisk(simulation, disk, carry),
    nic,
    ...(shared && site?.array && { shared: new NetworkDisk(simulation, site.array, nic) }),
    virtualFunctions: new VirtualFunctions(0),
  };
}
