// What a piece of work takes in a machine: it is run to its end, and time, CPU time and exits are counted.

import { messages as hostMessages } from "../../host/messages.ts";
import { options } from "../../simulation/argument.ts";
import { seconds } from "../../simulation/units.ts";
import { exitReasons } from "../exits/exit.ts";
import type { ExitReason } from "../exits/exit.ts";
import type { Domain } from "../machine/domain.ts";
import { batchOptions } from "../spec/workload-spec.ts";
import type { Batch, BatchSpec } from "../spec/workload-spec.ts";
import type { Application } from "../workload/application.ts";
import { batch } from "../workload/application.ts";
import { isOver } from "../workload/workload-state.ts";
import { messages } from "./messages.ts";

/** Work to be measured: a batch job that needs no name, as in `{ compute: seconds(1) }` or `{ read: KiB(4) }`. */
export type Work = Partial<Omit<BatchSpec, "name">>;

const { name: _name, ...workOptions } = batchOptions;

/** What a piece of work took. */
export interface Measurement {
  /** From its launch to its end, in nanoseconds. */
  readonly time: number;
  /**
   * For how long the server's CPUs were busy, all together, in nanoseconds: from the launch until one second after the
   * end, so that what a back end does late is in it. Whatever else runs on the server meanwhile is in it too.
   */
  readonly cpuTime: number;
  /** How often the machine's guest was left meanwhile, by reason; 0 for those that did not occur. */
  readonly exits: Readonly<Record<ExitReason, number>>;
}

/** How long CPUs are watched after the end; and left alone after a boot. */
const AFTERWARDS = seconds(1);

/** `after` less `before`, with 0 for what did not occur. */
export const exitsBetween = (
  before: Partial<Record<ExitReason, number>>,
  after: Partial<Record<ExitReason, number>>,
): Record<ExitReason, number> =>
  Object.fromEntries(
    exitReasons.map((reason) => [reason, (after[reason] ?? 0) - (before[reason] ?? 0)]),
  ) as Record<ExitReason, number>;

/**
 * Waits until the machine's system is up, launches the work, and lets simulated time pass until it is done.
 * @param launch launches a job in the machine, or refuses
 * @throws HypervisorError what `launch` throws; `operation-invalid` while a run goes on, and when the machine stops
 * before the work is done, or its disk or its memory is full
 */
export function measure(
  domain: Domain,
  launch: (job: Batch) => Application,
  work: Work,
): Measurement {
  const request = messages.request(domain.vmm.name, "measure", { machine: domain.name });
  return domain.attempt("measure", request, () => {
    const { simulation, cpus } = domain.vmm.hardware;
    const given = options(request, work, "vm.time({ compute: seconds(1) })", workOptions);
    const jobCalled = (name: string) => batch({ compute: 1, ...given, name });
    // Refused before any time has passed.
    jobCalled("job");
    if (simulation.running) throw hostMessages.refusal("operation-invalid/running", request);
    const { active } = domain;
    // Moving to another server, it stands still for a moment.
    const isMoving = () => domain.pauseReason === "migration";
    const goesOn = () => domain.active === active && (domain.isActive || isMoving());
    if (domain.os && active?.engine.up === false && goesOn()) {
      simulation.runWhile(() => goesOn() && !active.engine.up);
      // What a boot leaves on the CPU is no part of the work.
      if (goesOn()) simulation.runUntil(simulation.now + AFTERWARDS);
    }
    const busy = () =>
      cpus.reduce((sum, { account }) => {
        const { guest, hypervisor, host } = account.at(simulation.now);
        return sum + guest + hypervisor + host;
      }, 0);
    const before = { exits: active?.exits ?? {}, busy: busy() };
    const names = new Set(domain.applications.map(({ name }) => name));
    let name = "job";
    for (let n = 2; names.has(name); n++) name = `job-${n}`;
    const job = launch(jobCalled(name));
    simulation.runWhile(() => goesOn() && !isOver(job.state));
    const { failure } = job;
    if (failure?.code === "oom-killed") {
      const { needed, memory, swap } = failure;
      throw messages.refusal("operation-invalid/out-of-memory", request, { needed, memory, swap });
    }
    if (failure)
      throw messages.refusal("operation-invalid/no-space", request, { disk: domain.spec.disk });
    const time = job.responseTime?.max;
    if (job.state !== "finished" || time === undefined)
      throw messages.refusal("operation-invalid/not-done", request, { state: domain.state });
    simulation.runUntil(simulation.now + AFTERWARDS);
    const exits = exitsBetween(before.exits, active?.exits ?? {});
    return { time, cpuTime: busy() - before.busy, exits };
  });
}
