// The part of a virtual machine that says where it is, and moves it.

import type { Domain, PauseReason } from "./machine/domain.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { HypervisorError } from "../simulation/error.ts";
import type { VirtualMachine } from "./virtual-machine.ts";
import { nextState } from "./lifecycle/lifecycle.ts";
import { templateGuard } from "./machine/templates.ts";
import type { MigrateSpec, Migration } from "./machine/migration.ts";
import { movers } from "./machine/mover.ts";

/** A virtual machine, as something that is on one server and can be moved to another. */
export abstract class MobileMachine {
  readonly #domain: Domain;
  #migration: Migration | undefined;

  constructor(domain: Domain) {
    this.#domain = domain;
  }

  /** Name of the server that it is on. */
  get server(): string {
    return this.#domain.platform.hardware.name;
  }

  /** Name of the hypervisor that manages it. */
  get hypervisor(): string {
    return this.#domain.platform.name;
  }

  /** Where its disk is: on its server's, or on the storage of the cluster. */
  get storage(): "local" | "shared" {
    return this.#domain.spec.storage ?? "local";
  }

  /** Whether it is a template: there to be cloned, and not to be started. */
  get isTemplate(): boolean {
    return this.#domain.guard === templateGuard;
  }

  /**
   * Makes it a template (vSphere's word): it stays as it is, cannot be started, installed or reverted, and is cloned.
   * @throws HypervisorError `operation-invalid` unless it is shutoff
   * @example hypervisor.clone(golden.markAsTemplate().name, { name: "web-1", linked: true })
   */
  markAsTemplate(): this {
    return this.#mark("markAsTemplate", templateGuard);
  }

  /** Makes a template a machine that can be started again. */
  markAsVirtualMachine(): this {
    return this.#mark("markAsVirtualMachine", undefined);
  }

  #mark(operation: string, guard: Domain["guard"]): this {
    const domain = this.#domain;
    domain.attempt(operation, `cannot mark "${domain.name}"`, ({ subject, request }) => {
      const { state } = domain;
      nextState(subject, request, state, "start");
      domain.log.lifecycle(operation, state, state);
      domain.guard = guard;
    });
    return this;
  }

  /** Its last migration; undefined if it was never moved. */
  get migration(): Migration | undefined {
    return this.#migration;
  }

  /** Why it is paused; undefined while it is not. */
  get pauseReason(): PauseReason | undefined {
    return this.#domain.phase === "paused" ? this.#domain.pauseReason : undefined;
  }

  /**
   * Moves it to the hypervisor of another server while it runs (libvirt's `migrate --live`). The room there is taken
   * now; the copying happens as `cluster.run(…)` lets time pass, over both servers' network interfaces. This object, its
   * applications and its address stay the same.
   * @param to a hypervisor of the same product, on another server of the same cluster
   * @throws HypervisorError `operation-invalid` unless it is on, or for its own server; `config-unsupported` for another
   * product, or a disk that is not shared; `no-connect` for a server that is down or of no cluster; `domain-exists`,
   * `insufficient-memory`, `insufficient-cpus`, `insufficient-disk`; `resource-busy` while it is being moved
   * @example vm.migrate(other, { mode: "post-copy", bandwidth: Gbps(1) })
   */
  migrate(this: VirtualMachine, to: Hypervisor, spec: MigrateSpec = {}): Migration {
    return this.prepareMigration(to, spec)();
  }

  /** Called by what moves several: checks everything `migrate` does, and gives back what begins it. */
  prepareMigration(this: VirtualMachine, to: Hypervisor, spec: MigrateSpec): () => Migration {
    const domain = (this as MobileMachine).#domain;
    return domain.attempt("migrate", `cannot migrate "${this.name}"`, (asking) => {
      const { simulation, name } = domain.platform.hardware;
      const mover = movers.get(simulation);
      if (!mover) {
        throw new HypervisorError({
          code: "no-connect",
          ...asking,
          expected: "two servers of one cluster",
          found: `"${name}" is in none`,
          hint: "build both by cluster.add(…)",
        });
      }
      const begin = mover.prepare(asking, this, domain, to, spec);
      return () => ((this as MobileMachine).#migration = begin());
    });
  }

  /** Called by the cluster: its server is dead, and it is started elsewhere from its disk on the shared storage. */
  failOver(this: VirtualMachine, to: Hypervisor): void {
    const domain = (this as MobileMachine).#domain;
    movers.get(domain.platform.hardware.simulation)?.failOver(this, domain, to);
  }
}
