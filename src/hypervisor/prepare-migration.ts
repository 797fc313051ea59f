// A migration as it is asked for: of a machine, to the hypervisor of another server of the cluster.

import { options } from "../simulation/argument.ts";
import type { OptionNames } from "../simulation/argument.ts";
import type { Request } from "../simulation/catalogue.ts";
import { described } from "../simulation/described.ts";
import { installedHypervisors } from "./installed-hypervisor.ts";
import { checkStorageState } from "./lifecycle/storage-rules.ts";
import type { Backup, BackupSpec } from "./machine/backup.ts";
import type { Domain } from "./machine/domain.ts";
import type { MigrateSpec } from "./machine/migration.ts";
import { refuseNested } from "./machine/nesting.ts";
import { moverOf } from "./machine/mover.ts";
import type { PreparedMigration } from "./machine/mover.ts";
import { messages } from "./messages.ts";

/**
 * Checks all that a migration needs, and takes the room for it: what moves several machines does so for all of them first.
 * @param to the hypervisor that a cell named
 * @throws HypervisorError as `vm.migrate`
 */
export function prepareMigration(
  domain: Domain,
  to: unknown,
  spec: MigrateSpec,
): PreparedMigration {
  const asked = messages.request(domain.vmm.name, "migrate", { machine: domain.name });
  return domain.attempt("migrate", asked, (request) => {
    const { mover, target } = way(request, domain, to);
    target.network.check(request, domain.spec);
    const prepared = mover.prepare(request, domain, target, spec);
    return { ...prepared, begin: () => (domain.migration = prepared.begin()) };
  });
}

const backupOptions: OptionNames<BackupSpec> = { since: true };

/**
 * Begins a backup.
 * @param to the hypervisor that a cell named
 * @throws HypervisorError as `vm.backup`
 */
export function beginBackup(domain: Domain, to: unknown, spec: BackupSpec): Backup {
  const asked = messages.request(domain.vmm.name, "backup", { machine: domain.name });
  return domain.attempt("backup", asked, (request) => {
    checkStorageState(request, domain.state, "backup");
    refuseNested(request, domain.nested?.software);
    const { mover, target } = way(request, domain, to);
    const given = options(request, spec, "backup(other, { since: monday })", backupOptions);
    return mover.prepareBackup(request, domain, target, given)();
  });
}

/** What moves machines from there, and the other end. */
function way(request: Request, { vmm: { hardware } }: Domain, to: unknown) {
  const mover = moverOf(hardware);
  if (!mover) {
    throw messages.refusal("no-connect/no-cluster", request, { server: hardware.name });
  }
  const hypervisor = installedHypervisors.find(to);
  if (!hypervisor) {
    throw messages.refusal("invalid-argument/destination", request, { value: described(to) });
  }
  return { mover, target: hypervisor.connect(request) };
}
