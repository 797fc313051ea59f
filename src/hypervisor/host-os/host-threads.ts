// Threads of a host OS: a workload with the host's kernel around it, and no machine. Each thread is an entity of the
// run loop, as a virtual CPU is, so both stand in one queue for the physical CPUs.
//
// Where a guest would leave for the hypervisor, a thread enters its kernel: for I/O, at the timer's tick, to sleep.

import { Acknowledgements, unnoticed } from "../io/acknowledgements.ts";
import { networkRequestSize } from "../io/device-model.ts";
import { transmit } from "../io/message.ts";
import type { NetworkEnd } from "../io/message.ts";
import { costs } from "../../host/costs.ts";
import type { Service as DeviceService } from "../../host/device-queue.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { OsImage } from "../../host/os-images.ts";
import { requestsOf } from "../exits/exit.ts";
import type { Disposition, Exit, IoRequest } from "../exits/exit.ts";
import type { CpuShare } from "../scheduling/cpu-share.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";
import { joinVcpus } from "../scheduling/vcpu-limits.ts";
import { Vcpu } from "../scheduling/vcpu.ts";
import type { VcpuLimit, VcpuOwner } from "../scheduling/vcpu.ts";
import { WorkloadGuest } from "../workload/workload-guest.ts";
import type { WorkloadGuestSetup } from "../workload/workload-guest-setup.ts";

/** What runs in a process's place of an operating system: nothing to load, and up at once. */
export const alreadyUp: OsImage = {
  id: "process",
  name: "process",
  family: "Linux",
  minimumMemory: 0,
  minimumDisk: 0,
  recommended: { vcpus: 1, memory: 0, disk: 0 },
  source: "model",
  installedSize: 0,
  bootCompute: 0,
  bootReads: 0,
};

/** What threads need from their host OS. */
export interface HostServices {
  readonly hardware: Hardware;
  readonly loop: RunLoop;
}

/** What threads are to be. */
export interface ThreadsSpec {
  /** The subject of their slices and transfers in the trace. */
  readonly name: string;
  readonly threads: number;
  /** What they load before anything else; undefined when there is nothing to load. */
  readonly image: OsImage | undefined;
  /** What they may have of the physical CPUs; a share of their own unless given. */
  readonly share?: CpuShare;
  /** All threads that have that share, if these are not all. */
  readonly siblings?: () => readonly Vcpu[];
  /** Whose processes they are; the host OS's unless given. "guest": of the system in a machine. */
  readonly runsAs?: "host" | "hypervisor" | "guest";
  /** Where they are in a machine, with whom they share its virtual CPUs. */
  readonly vcpuLimits?: readonly VcpuLimit[];
  /** Where they are on the network; without one, what they send goes out and nothing comes. */
  readonly end?: NetworkEnd;
  readonly report: WorkloadGuestSetup["report"];
  /** Takes room on the disk for what they write; false when there is none. */
  takeRoom?(bytes: number): boolean;
}

export class HostThreads implements VcpuOwner {
  readonly runsAs?: "host" | "hypervisor";
  readonly name: string;
  readonly engine: WorkloadGuest;
  readonly #spec: ThreadsSpec;
  readonly #services: HostServices;
  readonly #acknowledgements: Acknowledgements;
  readonly threads: readonly Vcpu[];

  /** They begin to load what they have to; with `alreadyUp` they have nothing to do yet. */
  constructor(spec: ThreadsSpec, services: HostServices) {
    const { simulation, random, memory } = services.hardware;
    this.#spec = spec;
    this.#services = services;
    this.name = spec.name;
    this.#acknowledgements = new Acknowledgements(simulation, networkRequestSize());
    const { runsAs = "host" } = spec;
    if (runsAs !== "guest") this.runsAs = runsAs;
    this.threads = Array.from(
      { length: spec.threads },
      (_, index) => new Vcpu(this, index, simulation.now, spec.share),
    );
    joinVcpus(this.threads, spec.vcpuLimits ?? []);
    let started = spec.image !== alreadyUp;
    this.engine = new WorkloadGuest({
      simulation,
      random,
      clock: () => services.hardware.clock,
      vcpus: spec.threads,
      memory: memory.size,
      image: spec.image,
      replan: (index) => {
        const thread = this.threads[index];
        if (thread) services.loop.replan(thread);
      },
      wake: (index) => {
        const thread = this.threads[index];
        if (started && thread) services.loop.wake(thread);
      },
      ...(spec.end && { end: spec.end }),
      report: spec.report,
    });
    this.engine.boot();
    while (!started && this.engine.run(0, 1).reason !== "hlt");
    started = true;
  }

  /** The threads that share a cap: their own, and those of other processes in the same group. */
  get vcpus(): readonly Vcpu[] {
    return this.#spec.siblings?.() ?? this.threads;
  }

  /** Their kernel is entered and left, whatever for. */
  exitCycles(): number {
    return costs.systemCall.value;
  }

  dispatch(thread: Vcpu, exit: Exit): Disposition {
    for (const request of requestsOf(exit)) this.#submit(request);
    if (exit.reason === "hlt") return this.engine.hasWork(thread.index) ? "handled" : "blocked";
    return "handled";
  }

  /** They get no CPU time until `resume`. */
  suspend(): void {
    for (const thread of this.threads) this.#services.loop.withdraw(thread, "paused");
  }

  resume(): void {
    for (const thread of this.threads) this.#services.loop.resume(thread);
  }

  /** They are killed, or their kernel is gone. */
  end(): void {
    this.engine.stop();
    for (const thread of this.threads) {
      this.#services.loop.withdraw(thread);
      for (const { members } of thread.limits ?? []) members.delete(thread);
    }
  }

  #submit(request: IoRequest): void {
    const { device, operation, bytes, tag } = request;
    if (operation === "write" && this.#spec.takeRoom?.(bytes) === false) return;
    const { disk, nic, simulation, trace } = this.#services.hardware;
    const done = (service: DeviceService): void => {
      if (service.cut) return;
      const { now: time } = simulation;
      trace.append({ time, subject: this.name, kind: "io", device, operation, bytes, ...service });
      if (device === "network")
        this.#acknowledgements.sent(bytes, () => {
          this.engine.received({ ...request, bytes: 0 }, unnoticed);
        });
      this.engine.complete(tag);
    };
    if (device === "disk") disk.submit(bytes, done, this.name);
    else transmit(nic, request, done, this.name);
  }
}
