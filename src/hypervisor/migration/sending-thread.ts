// The thread that sends a machine's memory, or a backup of its disk: it looks at each page, and what is not empty it copies into a socket. It is
// scheduled on the source's physical CPUs as a back end is, and competes with guests there; so on a fast link a
// migration is as fast as one core, and slower where others want that core as well.
//
// QEMU has such a thread; ESXi sends from its VMkernel. Xen's toolstack sends from the control domain, of whose virtual
// CPUs this thread is none: a simplification. What receiving costs the other server is not modelled.

import { costs } from "../../host/costs.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { Priority } from "../../simulation/simulation.ts";
import { Backend } from "../io/backend.ts";
import type { VirtualMachineMonitor } from "../machine/virtual-machine-monitor.ts";

export class SendingThread {
  readonly #backend: Backend;
  readonly #vmm: VirtualMachineMonitor;
  /** What goes on once it is through with something. */
  readonly #waiting = new Set<() => void>();

  /** `task` is what it sends for, and whose. */
  constructor(vmm: VirtualMachineMonitor, task: string) {
    const { hardware, loop, profile } = vmm;
    this.#vmm = vmm;
    this.#backend = new Backend({
      name: task,
      threads: 1,
      hardware,
      loop,
      runsAs: profile.installsOn === "a host OS" ? "host" : "hypervisor",
      exitCycles: () => costs.systemCall.value,
    });
    vmm.tasks.add(this);
  }

  /** Takes its time for so many bytes and pages of zeros, and then goes on. */
  prepare(bytes: number, zeroPages: number, then: () => void): void {
    const { simulation } = this.#vmm.hardware;
    const cycles =
      Math.ceil(bytes / PAGE_SIZE) * costs.migrationPage.value +
      zeroPages * costs.zeroPageCheck.value;
    let pending = true;
    this.#waiting.add(then);
    this.#backend.add({
      get pending() {
        return pending;
      },
      begin: () => this.#backend.duration(cycles),
      started: () => undefined,
      end: () => {
        pending = false;
        this.#waiting.delete(then);
        // It is still being computed: what follows does as soon as that has left the CPU.
        simulation.schedule(0, Priority.device, then);
        return undefined;
      },
      sleep: () => undefined,
    });
  }

  /** It is not needed any more, or its hypervisor went down: then who waits for it sees that at once. */
  stop(): void {
    this.#vmm.tasks.delete(this);
    for (const then of this.#waiting)
      this.#vmm.hardware.simulation.schedule(0, Priority.device, then);
    this.#waiting.clear();
    this.#backend.stop();
  }
}
