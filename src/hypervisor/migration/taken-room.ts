// The room that a machine takes on the server that it is to go to: for its memory, for a copy of its disk, and its name. It
// is taken as soon as it was found to be there, and given back when the machine does not come. So of several that are
// to go to one server at once, each finds what those before it have left.

import type { Request } from "../../simulation/catalogue.ts";
import type { ActiveDomain } from "../machine/active-domain.ts";
import type { Domain } from "../machine/domain.ts";
import type { VirtualMachineMonitor } from "../machine/virtual-machine-monitor.ts";
import type { MachineMemory } from "../memory/machine-memory.ts";
import { DiskMirror } from "../storage/disk-mirror.ts";

export class TakenRoom {
  readonly memory: MachineMemory;
  /** The copy of its disk, if that is copied too. */
  readonly mirror: DiskMirror | undefined;
  readonly #to: VirtualMachineMonitor;
  readonly #name: string;

  /**
   * The caller has checked the rest, and that the disk has room.
   * @throws HypervisorError `insufficient-memory`, or `insufficient-disk` where what may be swapped out has no room beside the disk
   */
  constructor(
    request: Request,
    { name, disk, spec }: Domain,
    active: ActiveDomain,
    to: VirtualMachineMonitor,
    copyStorage: boolean,
  ) {
    this.#to = to;
    this.#name = name;
    if (copyStorage)
      this.mirror = new DiskMirror(disk, to.hardware.disk, spec.thin === true ? "thin" : "thick");
    try {
      to.memory.admit(request, spec);
    } catch (refusal) {
      this.mirror?.drop();
      throw refusal;
    }
    this.memory = to.memory.provide(spec, active);
    // Nothing can happen to the machine there yet.
    to.reserve(name);
  }

  /** The machine does not come. */
  release(): void {
    this.memory.release();
    this.mirror?.drop();
    this.#to.remove(this.#name);
  }
}
