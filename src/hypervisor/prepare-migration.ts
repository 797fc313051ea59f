// A migration as it is asked for: of a machine, to the hypervisor of another server of the cluster.

import { described } from "../simulation/described.ts";
import { installedHypervisors } from "./installed-hypervisor.ts";
import type { Domain } from "./machine/domain.ts";
import type { MigrateSpec, Migration } from "./machine/migration.ts";
import { moverOf } from "./machine/mover.ts";
import { messages } from "./messages.ts";

/**
 * Checks all that a migration needs, and gives back what begins it: what moves several machines checks all of them first.
 * @param to the hypervisor that a cell named
 * @throws HypervisorError as `vm.migrate`
 */
export function prepareMigration(domain: Domain, to: unknown, spec: MigrateSpec): () => Migration {
  const asked = messages.request(domain.vmm.name, "migrate", { machine: domain.name });
  return domain.attempt("migrate", asked, (request) => {
    const { hardware } = domain.vmm;
    const mover = moverOf(hardware);
    if (!mover) {
      throw messages.refusal("no-connect/no-cluster", request, { server: hardware.name });
    }
    const hypervisor = installedHypervisors.find(to);
    if (!hypervisor) {
      throw messages.refusal("invalid-argument/destination", request, { value: described(to) });
    }
    const there = hypervisor.connect(request);
    there.network.check(request, domain.spec);
    const begin = mover.prepare(request, domain, there, spec);
    return () => (domain.migration = begin());
  });
}
