// The processes of one container: to the host OS they are processes like all others, under its scheduler; to each other
// they are all that there is. The first is the main process, and with it the container ends.

import type { OsImage } from "../../host/os-images.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { RunningHostOs } from "../host-os/hosted-software.ts";
import type { NetworkEnd } from "../io/message.ts";
import { HostProcess } from "../host-os/host-process.ts";
import type { CpuShare } from "../scheduling/cpu-share.ts";
import type { Application } from "../workload/application.ts";
import type { ApplicationSpec } from "../spec/workload-spec.ts";
import type { Cgroup } from "./cgroup.ts";
import { messages } from "./messages.ts";
import { hostAddresses } from "./process-memory.ts";
import type { WritableLayer } from "./writable-layer.ts";

/** Why a process ended by itself, or was ended by its kernel or by another. */
export type ProcessEnd = "finished" | "kill" | "oom-kill" | "no-space";

/** What the processes of a container have around them. */
export interface ProcessNamespaceSetup {
  readonly container: string;
  readonly host: RunningHostOs;
  readonly share: CpuShare;
  readonly cgroup: Cgroup;
  readonly files: WritableLayer;
  /** Where the container is on the network. */
  readonly end: NetworkEnd;
  /** A process ended, but not with all others; `main` when it was the main process. */
  ended(process: string, why: ProcessEnd, main: boolean): void;
}

/** A process, as a member of the container's control group. */
export class Member {
  readonly name: string;
  /** Bytes of its working set. */
  readonly memory: number;
  /** Set as soon as it has begun. */
  process: HostProcess | undefined;

  constructor({ name, memory }: ApplicationSpec) {
    this.name = name;
    this.memory = memory;
  }

  get alive(): boolean {
    const state = this.process?.application.state;
    return state === "running" || state === "waiting for boot";
  }
}

export class ProcessNamespace {
  readonly #setup: ProcessNamespaceSetup;
  readonly #members: Member[] = [];

  constructor(setup: ProcessNamespaceSetup) {
    this.#setup = setup;
  }

  /** All that were started, the main process first. */
  get applications(): Application[] {
    return this.#members.flatMap(({ process }) => (process ? [process.application] : []));
  }

  get alive(): Member[] {
    return this.#members.filter(({ alive }) => alive);
  }

  /** The process of that name, if it is there. */
  process(name: string): HostProcess | undefined {
    return this.alive.find((one) => one.name === name)?.process;
  }

  /** Starts a process; `startup` is what it has to load first. The caller has checked that there is memory. */
  begin(spec: ApplicationSpec, startup?: OsImage): Application {
    const { container, host, share, cgroup, files, end } = this.#setup;
    const { hardware, loop } = host;
    const member = new Member(spec);
    const process = new HostProcess(spec, {
      host: container,
      subject: container,
      hardware,
      loop,
      end,
      share,
      siblings: () => this.alive.flatMap((one) => one.process?.threads ?? []),
      ...(startup && { startup }),
      told: (event) => {
        if (event !== "finished" && event !== "stopped") return;
        cgroup.uncharge(member);
        // It is still being computed: what its end means is seen to as soon as it has left the CPU.
        if (event === "finished" && this.#isMain(member))
          hardware.simulation.schedule(0, Priority.cpu, () => this.#told(member, "finished"));
      },
      takeRoom: (bytes) => {
        const room = files.append(bytes);
        if (!room) this.kill(member, "no-space");
        return room;
      },
    });
    member.process = process;
    this.#members.push(member);
    cgroup.charge(member, (victim) => {
      const found = this.#members.find((one) => one === victim);
      if (found) this.kill(found, "oom-kill");
    });
    return process.application;
  }

  /**
   * The process of that name, if it is one of these.
   * @throws HypervisorError `no-process`
   */
  find(request: Request, name: string): Member {
    const { alive } = this;
    const found = alive.find((one) => one.name === name);
    if (found) return found;
    throw messages.refusal("no-process", request, {
      container: this.#setup.container,
      processes: alive.map((one) => one.name),
    });
  }

  /** Where bytes of a process's memory are in the server's. */
  addresses(request: Request, name: string, address: number, length: number): number[] {
    const process = this.find(request, name);
    return hostAddresses(request, process, this.#setup.cgroup.frames(process), address, length);
  }

  suspend(): void {
    for (const { process } of this.alive) process?.suspend();
  }

  resume(): void {
    for (const { process } of this.alive) process?.resume();
  }

  kill(member: Member, why: ProcessEnd): void {
    member.process?.end();
    this.#told(member, why);
  }

  /** Ends all of them, and the container is not told. */
  end(): void {
    for (const { process } of this.#members) process?.end();
  }

  #isMain(member: Member): boolean {
    return this.#members[0] === member;
  }

  #told(member: Member, why: ProcessEnd): void {
    this.#setup.ended(member.name, why, this.#isMain(member));
  }
}
