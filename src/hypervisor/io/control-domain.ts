// The control domain: a privileged guest with the drivers (Xen's Domain-0, Hyper-V's root partition). Its virtual CPUs
// stand in the same queue as those of all other machines, so it can be short of CPU time, and then every machine's I/O
// waits for it.

import type { Hardware } from "../../host/hardware.ts";
import { options, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { checkKey, Internals, libraryKey } from "../../simulation/internals.ts";
import { DomainLog } from "../lifecycle/domain-log.ts";
import { exitCycles } from "../profiles/exit-cost.ts";
import { hopsOf } from "../profiles/profile.ts";
import type { Profile } from "../profiles/profile.ts";
import { CpuShare } from "../scheduling/cpu-share.ts";
import { scheduleOptions } from "../spec/domain-spec.ts";
import type { ScheduleSpec } from "../spec/domain-spec.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";
import { checkSchedule } from "../scheduling/schedule-admission.ts";
import type { VcpuUsage } from "../scheduling/vcpu.ts";
import { Backend } from "./backend.ts";
import { messages } from "./messages.ts";

/** What a control domain may have of the CPUs: how many virtual ones, and a weight and a cap as any machine. */
export interface ControlDomainSpec extends ScheduleSpec {
  /** Number of virtual CPUs (Xen: `dom0_max_vcpus`). As many as the server has CPUs unless given. */
  readonly vcpus?: number;
}

/** What is said of it where a hypervisor is set up. */
interface Setup {
  readonly controlDomain?: ControlDomainSpec;
  readonly traceHops?: boolean;
}

/** The same, checked. */
export interface ControlDomainSetup extends ControlDomainSpec {
  /** Whether its exit records carry the hops of their way. */
  readonly traceHops: boolean;
}

/** Checks a description, as far as it can be checked without a server. */
export function checkControlDomain(
  request: Request,
  { backend, id, product }: Profile,
  { controlDomain: spec, traceHops = false }: Setup,
): ControlDomainSetup {
  if (spec === undefined) return { traceHops };
  const { vcpus } = options(request, spec, "controlDomain: { vcpus: 1, weight: 512 }", {
    ...scheduleOptions,
    vcpus: true,
  });
  if (backend?.role !== "control-domain") {
    throw messages.refusal("config-unsupported/no-control-domain", request, {
      ...{ id, product: described(product) },
    });
  }
  const write = "controlDomain: { vcpus: 1 }";
  if (vcpus !== undefined) wholeNumber(request, "vcpus", vcpus, { min: 1, max: 1024, write });
  const share = checkSchedule(request, spec);
  return { ...share, traceHops, ...(vcpus !== undefined && { vcpus }) };
}

/** The control domain of a product that has one. */
export function controlDomainOf(
  hardware: Hardware,
  loop: RunLoop,
  profile: Profile,
  setup: ControlDomainSetup,
): ControlDomain | undefined {
  if (profile.backend?.role !== "control-domain") return undefined;
  return new ControlDomain(libraryKey, hardware, loop, profile, setup);
}

const eventForGuest = { code: "event-for-guest" } as const;

const backends = new Internals<Backend>();

/** The part of a control domain that works on requests. */
export const backendOf = (controlDomain: ControlDomain): Backend => backends.of(controlDomain);

/** The privileged guest that carries all other guests' I/O: `hypervisor.controlDomain`. */
export class ControlDomain {
  readonly #hardware: Hardware;
  readonly #backend: Backend;

  /** @internal The hypervisor makes it. It is up at once, and takes no memory beyond the hypervisor's. */
  constructor(
    key: typeof libraryKey,
    hardware: Hardware,
    loop: RunLoop,
    profile: Profile,
    setup: ControlDomainSetup,
  ) {
    checkKey(key, "control domain", "new Hypervisor({ profile: profiles.xen })");
    const { vcpus = hardware.cpus.length } = setup;
    const part = profile.components.find(({ role }) => role === "control-domain");
    const name = part?.name ?? "control-domain";
    const log = new DomainLog(hardware, name);
    this.#hardware = hardware;
    this.#backend = new Backend({
      name,
      threads: vcpus,
      hardware,
      loop,
      share: new CpuShare(setup),
      exitCycles: (exit) => exitCycles(exit, profile),
      record: (vcpu, { reason }, disposition, pcpu, cost) => {
        const detail = reason === "hypercall" && ({ detail: eventForGuest } as const);
        const hops = setup.traceHops ? { hops: hopsOf(profile, reason) } : {};
        log.append({ kind: "exit", vcpu, pcpu, reason, ...detail, disposition, cost, ...hops });
      },
    });
    backends.keep(this, this.#backend);
  }

  /** What the product calls it; the subject of its records in the trace. */
  get name(): string {
    return this.#backend.name;
  }

  /** Number of virtual CPUs. */
  get vcpus(): number {
    return this.#backend.threads.length;
  }

  /** Where each of its virtual CPUs' time went. */
  get cpuUsage(): VcpuUsage[] {
    const { now } = this.#hardware.simulation;
    return this.#backend.threads.map((vcpu) => vcpu.usage(now));
  }

  toJSON(): unknown {
    const { name, vcpus, cpuUsage } = this;
    return { name, vcpus, cpuUsage };
  }
}
