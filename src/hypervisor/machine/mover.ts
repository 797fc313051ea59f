// Where moving machines is added. A library that comes in parts may be without it: a `Cluster` brings it along, for the
// servers that share its clock.

import type { Asking } from "../../simulation/argument.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import type { Domain } from "./domain.ts";
import type { Hypervisor } from "../hypervisor.ts";
import type { VirtualMachine } from "../virtual-machine.ts";
import type { MigrateSpec, Migration } from "./migration.ts";

export interface Mover {
  /** Checks a migration, and gives back what begins it. */
  prepare(
    asking: Asking,
    vm: VirtualMachine,
    domain: Domain,
    to: Hypervisor,
    spec: MigrateSpec,
  ): () => Migration;
  /** Starts a machine elsewhere whose server is dead. */
  failOver(vm: VirtualMachine, domain: Domain, to: Hypervisor): void;
}

/** Who moves machines, by the clock that their servers share. */
export const movers = new WeakMap<Simulation, Mover>();
