// The part of a hypervisor that is asked to manage machines: hostd, a toolstack, libvirtd. It is software on the
// server, so a request needs time on a physical CPU there, beside the guests; and when it is down, no answer comes.

import { costs } from "../../host/costs.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { VirtualMachineMonitor } from "../machine/virtual-machine-monitor.ts";
import { alreadyUp, HostThreads } from "../host-os/host-threads.ts";
import type { InstalledHypervisor } from "../installed-hypervisor.ts";
import { batch } from "../workload/application.ts";

export class ManagementPart {
  readonly #hypervisor: InstalledHypervisor;
  readonly monitor: VirtualMachineMonitor;
  /** The requests that it works on. */
  readonly #threads = new Set<HostThreads>();

  /**
   * The one of a hypervisor.
   * @throws HypervisorError `not-installed`; `no-connect` when it is down
   */
  constructor(request: Request, hypervisor: InstalledHypervisor) {
    this.#hypervisor = hypervisor;
    this.monitor = hypervisor.connect(request);
    const { component } = this;
    if (!component) return;
    hypervisor.onCrash(component.id, () => {
      for (const threads of this.#threads) threads.end();
      this.#threads.clear();
    });
  }

  /** It as a part of the hypervisor. */
  get component() {
    const { management } = this.monitor.profile;
    return this.#hypervisor.components().find(({ role }) => role === management);
  }

  get up(): boolean {
    return this.component?.state === "up";
  }

  /** Takes its time for a request, and then does it; when it crashes before, it never does. */
  handle(carryOut: () => void): void {
    const { profile, hardware, loop, outer } = this.monitor;
    const runsAs = profile.installsOn === "a host OS" ? "host" : "hypervisor";
    const threads = new HostThreads(
      {
        name: this.component?.name ?? profile.management,
        threads: 1,
        image: alreadyUp,
        // In a machine it is a process of the machine's system.
        runsAs: outer ? "guest" : runsAs,
        ...(outer && { share: outer.share, vcpuLimits: outer.vcpuLimits }),
        report: (record) => {
          if (record.kind !== "application" || record.event !== "finished") return;
          // It is still being computed: the request is carried out as soon as that has left the CPU.
          hardware.simulation.schedule(0, Priority.cpu, () => {
            if (outer && !this.#threads.has(threads)) return;
            this.#threads.delete(threads);
            if (outer) end();
            carryOut();
          });
        },
      },
      { hardware, loop },
    );
    const end = (): void => {
      this.#threads.delete(threads);
      outer?.guests.delete(threads);
      threads.end();
    };
    this.#threads.add(threads);
    outer?.guests.set(threads, {
      freeze: () => {
        threads.suspend();
      },
      thaw: () => {
        threads.resume();
      },
      losePower: end,
    });
    threads.engine.launch(batch({ name: "request", compute: costs.managementRequest.value }));
  }
}
