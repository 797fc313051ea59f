// A process of a host OS: the same demands as an application in a guest, without a machine around it. Each of its
// threads is an entity of the run loop, as a virtual CPU is, so both stand in one queue for the physical CPUs.
//
// Where a guest would leave for the hypervisor, a process enters its kernel: for I/O, at the timer's tick, to sleep.

import { costs } from "../../host/costs.ts";
import type { Service as DeviceService } from "../../host/disk.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { Application, Batch, Service } from "../workload/application.ts";
import type { Disposition, Exit, IoRequest } from "../exit.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";
import { Vcpu } from "../scheduling/vcpu.ts";
import type { VcpuOwner } from "../scheduling/vcpu.ts";
import { WorkloadGuest } from "../workload/workload-guest.ts";

/** What runs in a process's place of an operating system: nothing to load, and up at once. */
const alreadyUp: OsImage = {
  id: "process",
  name: "process",
  family: "Linux",
  minimumMemory: 0,
  minimumDisk: 0,
  source: "model",
  installedSize: 0,
  bootCompute: 0,
  bootReads: 0,
};

/** What a process needs from its host OS. */
export interface ProcessPlatform {
  /** The host OS's name, under which its trace records stand. */
  readonly host: string;
  readonly hardware: Hardware;
  readonly loop: RunLoop;
}

export class HostProcess implements VcpuOwner {
  readonly runsAs = "host";
  readonly name: string;
  readonly engine: WorkloadGuest;
  readonly application: Application;
  readonly #platform: ProcessPlatform;
  readonly #threads: readonly Vcpu[];

  constructor(spec: Service | Batch, platform: ProcessPlatform) {
    const { host, hardware, loop } = platform;
    const { simulation, random, trace } = hardware;
    this.#platform = platform;
    this.name = spec.name;
    this.#threads = Array.from(
      { length: spec.threads },
      (_, index) => new Vcpu(this, index, simulation.now),
    );
    let started = false;
    this.engine = new WorkloadGuest({
      simulation,
      random,
      vcpus: spec.threads,
      memory: 0,
      image: alreadyUp,
      wake: (index) => {
        const thread = this.#threads[index];
        if (started && thread) loop.wake(thread);
      },
      report: (record) => {
        if (record.kind === "application")
          trace.append({ time: simulation.now, subject: host, ...record });
      },
    });
    this.engine.boot();
    while (this.engine.run(0, 1).reason !== "hlt");
    started = true;
    this.application = this.engine.launch(spec);
  }

  /** Its kernel is entered and left, whatever for. */
  exitCycles(): number {
    return costs.systemCall.value;
  }

  dispatch(thread: Vcpu, exit: Exit): Disposition {
    if (exit.reason === "mmio") this.#submit(exit.request);
    if (exit.reason === "hlt") return this.engine.hasWork(thread.index) ? "handled" : "blocked";
    return "handled";
  }

  /** It is killed, or its kernel is gone. */
  end(): void {
    this.engine.stop();
    for (const thread of this.#threads) this.#platform.loop.withdraw(thread);
  }

  #submit({ device, operation, bytes, tag }: IoRequest): void {
    const { disk, nic, simulation, trace } = this.#platform.hardware;
    const done = (service: DeviceService): void => {
      const { now: time } = simulation;
      trace.append({ time, subject: this.name, kind: "io", device, operation, bytes, ...service });
      if (tag !== undefined) this.engine.complete(tag);
    };
    if (device === "disk") disk.submit(bytes, done);
    else nic.send(bytes, done);
  }
}
