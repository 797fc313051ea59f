// A process of a host OS: the same demands as an application in a guest, without a machine around it.

import type { OsImage } from "../../host/os-images.ts";
import type { IoRequest, Received } from "../exits/exit.ts";
import type { Listener, NetworkEnd } from "../io/message.ts";
import type { Application } from "../workload/application.ts";
import type { ApplicationSpec } from "../spec/workload-spec.ts";
import type { CpuShare } from "../scheduling/cpu-share.ts";
import type { Vcpu } from "../scheduling/vcpu.ts";
import type { ApplicationRecord } from "../../trace/record.ts";
import { HostThreads, alreadyUp } from "./host-threads.ts";
import type { HostServices } from "./host-threads.ts";

/** What a process needs from its host OS. */
export interface HostProcessSetup extends HostServices {
  /** The name under which the steps of its life stand in the trace: the host OS's, or a container's. */
  readonly host: string;
  /** Where it is on the network. */
  readonly end: NetworkEnd;
  /** The name under which its slices and transfers stand; its own unless given. */
  readonly subject?: string;
  /** What has to be loaded and done before it can begin; nothing unless given. */
  readonly startup?: OsImage;
  /** What it may have of the physical CPUs; a share of its own unless given. */
  readonly share?: CpuShare;
  /** The threads of all processes that have that share. */
  readonly siblings?: () => readonly Vcpu[];
  /** A step of its life was recorded. */
  told?(event: ApplicationRecord["event"]): void;
  /** Takes room on the disk for what it writes; false when there is none. */
  takeRoom?(bytes: number): boolean;
}

export class HostProcess {
  readonly name: string;
  readonly application: Application;
  readonly #threads: HostThreads;

  constructor(spec: ApplicationSpec, setup: HostProcessSetup) {
    const { host, hardware, subject = spec.name, startup = alreadyUp, share } = setup;
    const { simulation, trace } = hardware;
    this.name = spec.name;
    this.#threads = new HostThreads(
      {
        name: subject,
        threads: spec.threads,
        end: setup.end,
        image: startup,
        ...(share && { share }),
        ...(setup.siblings && { siblings: setup.siblings }),
        report: (record) => {
          if (record.kind !== "application") return;
          trace.append({ time: simulation.now, subject: host, ...record });
          setup.told?.(record.event);
        },
        takeRoom: (bytes) => setup.takeRoom?.(bytes) ?? true,
      },
      setup,
    );
    this.application = this.#threads.engine.launch(spec);
  }

  get threads(): readonly Vcpu[] {
    return this.#threads.threads;
  }

  /** Something has come for it: its kernel has work. */
  received(request: IoRequest, outcome: Received): void {
    this.#threads.engine.received(request, outcome);
  }

  /** Takes requests, if it is a service that runs. */
  listener(): Listener | undefined {
    return this.#threads.engine.listener(this.name);
  }

  /** It gets no CPU time until `resume`. */
  suspend(): void {
    this.#threads.suspend();
  }

  resume(): void {
    this.#threads.resume();
  }

  /** It is killed, or its kernel is gone. */
  end(): void {
    this.#threads.end();
  }
}
