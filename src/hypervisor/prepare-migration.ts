// A migration as it is asked for: of a machine, to the hypervisor of another server of the cluster.

import { shown } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import { installedHypervisors } from "./installed-hypervisor.ts";
import type { Domain } from "./machine/domain.ts";
import type { MigrateSpec, Migration } from "./machine/migration.ts";
import { moverOf } from "./machine/mover.ts";

/**
 * Checks all that a migration needs, and gives back what begins it: what moves several machines checks all of them first.
 * @param to the hypervisor that a cell named
 * @throws HypervisorError as `vm.migrate`
 */
export function prepareMigration(domain: Domain, to: unknown, spec: MigrateSpec): () => Migration {
  return domain.attempt("migrate", `cannot migrate "${domain.name}"`, (asking) => {
    const { hardware } = domain.vmm;
    const mover = moverOf(hardware);
    if (!mover) {
      throw new HypervisorError({
        code: "no-connect",
        ...asking,
        expected: "two servers of one cluster",
        found: `"${hardware.name}" is in none`,
        hint: "build both by cluster.add(…)",
      });
    }
    const hypervisor = installedHypervisors.find(to);
    if (!hypervisor) {
      throw new HypervisorError({
        code: "invalid-argument",
        ...asking,
        expected: "a hypervisor to move it to",
        found: `it is ${shown(to)}`,
        hint: "write vm.migrate(hypervisor)",
      });
    }
    const begin = mover.prepare(asking, domain, hypervisor.connect(asking), spec);
    return () => (domain.migration = begin());
  });
}
