// What a cell says of a hypervisor that it sets up.

import type { OptionNames } from "../simulation/argument.ts";
import type { ControlDomainSpec } from "./io/control-domain.ts";
import type { MemorySpec } from "./memory/machine-memory.ts";
import type { Profile } from "./profiles/profile.ts";
import type { SchedulerSpec } from "./scheduling/scheduler.ts";

/** How a hypervisor is set up. */
export interface HypervisorSpec {
  /** Its name in messages and diagrams. The product's unless given; "hypervisor" for the generic profile. */
  readonly name?: string;
  /**
   * Which virtual CPU runs next: `roundRobin()` unless given, `credit()` as in Xen, or `fair()` as in Linux; each takes
   * its own `timeSlice`. On a host OS the host OS's scheduler decides.
   */
  readonly scheduler?: SchedulerSpec;
  /**
   * The time slice of round robin, in nanoseconds: short for `scheduler: roundRobin({ timeSlice })`. 10 ms unless given;
   * the host OS's on a host OS.
   */
  readonly timeSlice?: number;
  /** How it backs the memory of its machines: `reserved()` unless given, or `overcommit()`. */
  readonly memory?: MemorySpec;
  /** What product it is: `profiles.xen`. `profiles.generic`, of type 1, unless given. */
  readonly profile?: Profile;
  /** Whether each exit record in the trace carries the hops of its way. `false` unless given. */
  readonly traceHops?: boolean;
  /** What its control domain may have of the CPUs: `{ vcpus: 1, weight: 512 }`. */
  readonly controlDomain?: ControlDomainSpec;
}

/** The options of a hypervisor. */
export const hypervisorOptions: OptionNames<HypervisorSpec> = {
  name: true,
  scheduler: true,
  timeSlice: true,
  memory: true,
  profile: true,
  traceHops: true,
  controlDomain: true,
};
