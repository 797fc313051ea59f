// High availability: machines that are started again elsewhere when their server dies. The cluster listens for the
// heartbeat of each server; one that was not heard for some time is taken for dead, and only then are its protected
// machines started on other servers, from their disks on the shared storage. What was in memory is lost. A server that is
// heard again before that starts them itself.
//
// That a server is silent because of the network, and its machines still run, is not modelled: a server that is not heard here
// is really down.

import { costs } from "../../host/costs.ts";
import { recordingRefusal } from "../../host/refusals.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import { installedHypervisors } from "../installed-hypervisor.ts";
import { failOver } from "../migration/cluster-mover.ts";
import { domainOf, virtualMachineOf } from "../virtual-machine.ts";
import type { VirtualMachine } from "../virtual-machine.ts";
import { firstFit } from "../placement/heuristics.ts";
import {
  admitOn,
  admitted,
  hasDevices,
  hasNetwork,
  isLost,
  nodeFor,
  usualRatio,
} from "./cluster-placement.ts";
import type { Node, ServerRooms } from "./server-rooms.ts";
import { messages } from "./messages.ts";

/** What is known of a protected machine. */
interface Watched {
  /** When its server was last heard. */
  heard: number;
  /** From when on it is started again when it went off with its server. */
  since: number;
  /** Whether it was recorded that there is no room for it. */
  refused: boolean;
}

/** Whether it was on when its server went down, and has not been started since. */
function fell(vm: VirtualMachine, { since }: Watched): boolean {
  const { fellAt = -1 } = domainOf(vm);
  return fellAt >= since && vm.state === "shutoff";
}

export class HighAvailability {
  readonly #simulation: Simulation;
  readonly #rooms: ServerRooms;
  /** The server of that name, if it has a hypervisor. */
  readonly #on: (server: string) => Node | undefined;
  readonly #watched = new Map<VirtualMachine, Watched>();
  #beating = false;

  constructor(
    simulation: Simulation,
    rooms: ServerRooms,
    on: (server: string) => Node | undefined,
  ) {
    this.#simulation = simulation;
    this.#rooms = rooms;
    this.#on = on;
  }

  /** @throws HypervisorError `config-unsupported` for a disk that no other server reaches; `no-domain` */
  protect(request: Request, vm: VirtualMachine): void {
    if (!this.#has(vm)) {
      const named = (vm as Partial<VirtualMachine> | undefined)?.name ?? vm;
      throw messages.refusal("no-domain", request, { machine: described(named) });
    }
    if (vm.storage !== "shared") {
      throw messages.refusal("config-unsupported", request, {
        machine: vm.name,
        server: vm.server,
      });
    }
    this.#watched.set(vm, {
      heard: this.#simulation.now,
      since: this.#simulation.now,
      refused: false,
    });
    if (!this.#beating) this.#await();
  }

  /** Whether one of the hypervisors manages it; a cell may have passed in anything. */
  #has(vm: Partial<VirtualMachine> | null | undefined): boolean {
    const node = this.#on(vm?.server ?? "");
    if (!node) return false;
    const domain = installedHypervisors.of(node.hypervisor).byName.get(vm?.name ?? "");
    return domain !== undefined && virtualMachineOf(domain) === vm;
  }

  unprotect(vm: VirtualMachine): void {
    this.#watched.delete(vm);
  }

  get machines(): VirtualMachine[] {
    return [...this.#watched.keys()];
  }

  #await(): void {
    this.#beating = true;
    this.#simulation.schedule(costs.heartbeatInterval.value, Priority.device, () => {
      this.#beating = false;
      for (const [vm, watched] of this.#watched) this.#look(vm, watched);
      if (this.#watched.size > 0) this.#await();
    });
  }

  #look(vm: VirtualMachine, watched: Watched): void {
    const { now } = this.#simulation;
    const node = this.#on(vm.server);
    if (vm.state === "undefined" || !node) {
      this.#watched.delete(vm);
    } else if (!isLost(node)) {
      if (fell(vm, watched)) this.#startHere(vm);
      // What was refused is not tried again.
      Object.assign(watched, { heard: now, since: now, refused: false });
    } else if (fell(vm, watched) && now - watched.heard >= costs.failoverDetection.value) {
      this.#restart(vm, watched, node);
    }
  }

  /** Its server was down for a moment only. What is refused is in that server's trace. */
  #startHere(vm: VirtualMachine): void {
    try {
      vm.start();
    } catch (error) {
      if (!(error instanceof HypervisorError)) throw error;
    }
  }

  #restart(vm: VirtualMachine, watched: Watched, dead: Node): void {
    const { hardware } = installedHypervisors.of(dead.hypervisor).installedOn();
    const request = messages.request("cluster", "restart", { machine: vm.name });
    const { vcpus, memory } = vm;
    const { profile } = dead.hypervisor;
    const suits = ({ hypervisor }: Node) =>
      hasNetwork(hypervisor, domainOf(vm).spec) &&
      hasDevices(hypervisor, domainOf(vm).spec) &&
      !installedHypervisors.of(hypervisor).byName.has(vm.name);
    const admit = ({ hypervisor }: Node) => {
      admitOn(request, hypervisor, domainOf(vm).spec);
    };
    const wanted = { vcpus, memory, profile, suits, admit };
    // What was refused once is not refused again: that takes a look at every server.
    if (watched.refused && !this.#rooms.find(firstFit, usualRatio, admitted(wanted))) return;
    const restart = () => {
      const { hypervisor } = nodeFor(request, this.#rooms, wanted, {});
      const restarting = messages.request(hypervisor.name, "restart", { machine: vm.name });
      const target = installedHypervisors.of(hypervisor).connect(restarting);
      failOver(restarting, domainOf(vm), target);
      vm.start();
    };
    try {
      if (watched.refused) restart();
      else recordingRefusal(hardware, vm.name, "failover", restart);
    } catch (error) {
      // It is tried again at each heartbeat, and recorded once.
      if (!(error instanceof HypervisorError)) throw error;
      watched.refused = true;
    }
  }
}
