// Moving machines between the servers of a cluster: what is checked first, and what is begun then.

import { shown } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import type { Hypervisor } from "../hypervisor.ts";
import { onStorage } from "../machine/shared-storage.ts";
import { LiveMigration } from "./live-migration.ts";
import { checkEnds, checkPlan, checkRoom, checkStorage } from "./migration-admission.ts";
import { Migration } from "../machine/migration.ts";
import type { MigrationProgress } from "../machine/migration.ts";
import type { Mover } from "../machine/mover.ts";

export const clusterMover: Mover = {
  prepare: (asking, vm, domain, to, spec) => {
    if (typeof (to as Partial<Hypervisor> | undefined | null)?.reached !== "function") {
      throw new HypervisorError({
        code: "invalid-argument",
        ...asking,
        expected: "a hypervisor to move it to",
        found: `it is ${shown(to)}`,
        hint: "write vm.migrate(hypervisor)",
      });
    }
    const { platform, powered } = domain;
    const target = to.reached(asking);
    checkEnds(asking, platform, target);
    const plan = checkPlan(asking, spec, platform.hardware, target.hardware);
    if (!powered || !["running", "blocked", "paused"].includes(vm.state)) {
      throw new HypervisorError({
        code: vm.state === "undefined" ? "no-domain" : "operation-invalid",
        ...asking,
        expected: "it to be running, blocked or paused",
        found: `it is ${vm.state}`,
        hint: "start() it first",
      });
    }
    checkStorage(asking, domain, target, plan.copyStorage);
    checkRoom(asking, domain, target, true);
    const there = onStorage(asking, target, domain.spec);
    const copyStorage = plan.copyStorage && vm.storage === "local";
    return () => {
      const { simulation, name } = platform.hardware;
      const progress: MigrationProgress = {
        vm: vm.name,
        mode: plan.mode,
        source: name,
        destination: target.hardware.name,
        begun: simulation.now,
        state: "copying",
        rounds: [],
        stopReason: undefined,
        stoppedAt: undefined,
        resumedAt: undefined,
        ended: undefined,
        sent: 0,
        faults: 0,
        failure: undefined,
      };
      const migration = new Migration(progress, () => simulation.now);
      new LiveMigration(vm, domain, powered, there, { ...plan, copyStorage }, progress);
      return migration;
    };
  },

  failOver: (vm, domain, to) => {
    const asking = { subject: to.name, request: `cannot restart "${vm.name}"` };
    const target = to.reached(asking);
    checkRoom(asking, domain, target, true);
    const from = vm.server;
    domain.relocate(onStorage(asking, target, domain.spec), domain.disk);
    target.adopt(vm);
    domain.log.lifecycle("failover", "shutoff", "shutoff", `from ${from}`);
    vm.start();
  },
};
