// Notices that one of the servers between which something is copied went down, even if it is up again: what it held in
// memory is gone, and what it was at forgotten.

import type { ServerLost } from "../../trace/detail.ts";
import type { VirtualMachineMonitor } from "../machine/virtual-machine-monitor.ts";

export class ServerWatch {
  /** How often each hypervisor had come up when the copying began. */
  readonly #lives: ReadonlyMap<VirtualMachineMonitor, number>;

  constructor(...ends: readonly VirtualMachineMonitor[]) {
    this.#lives = new Map(ends.map((end) => [end, end.restarts()]));
  }

  /** Which one went down since, and why; undefined while none did. */
  lost(): ServerLost | undefined {
    for (const [end, restarts] of this.#lives) {
      const cause = end.crashSince(restarts);
      if (cause) return { code: "server-lost", server: end.hardware.name, cause };
    }
    return undefined;
  }
}
