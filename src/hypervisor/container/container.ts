// A container: processes of the host OS that are shown a file system, a list of processes and a share of the machine of
// their own. There is no machine around them and no kernel inside: what they call is the host's.

import type { libraryKey } from "../../simulation/internals.ts";
import { checkKey, Internals } from "../../simulation/internals.ts";
import type { Layer } from "../../host/layers.ts";
import type { OsImage } from "../../host/os-images.ts";
import { recordingRefusal } from "../../host/refusals.ts";
import { costs } from "../../host/costs.ts";
import { bytesOf, normalized } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { checkApplication } from "../workload/application.ts";
import type { CrashCause, LifecycleDetail } from "../../trace/detail.ts";
import type { LifecycleOperation } from "../../trace/record.ts";
import type { Application } from "../workload/application.ts";
import { checkMemory } from "../../host/capacity.ts";
import type { NetworkEnd } from "../io/message.ts";
import type { Port } from "../io/virtual-switch.ts";
import { addressText } from "../network/host-networks.ts";
import type { ConnectSpec, Delivery } from "../network/host-networks.ts";
import { messages as networkMessages } from "../network/messages.ts";
import { processEnd } from "../host-os/process-end.ts";
import type { RunningHostOs } from "../host-os/hosted-software.ts";
import { alreadyUp } from "../host-os/host-threads.ts";
import { CpuShare } from "../scheduling/cpu-share.ts";
import type { ApplicationSpec, Service } from "../spec/workload-spec.ts";
import { Cgroup } from "./cgroup.ts";
import type { ContainerImage } from "./container-images.ts";
import type { ContainerOperation, ContainerState } from "./container-lifecycle.ts";
import { checkPath, nextContainerState } from "./container-admission.ts";
import type { CheckedContainer, PublishedPort } from "./container-admission.ts";
import type { ContainerNetwork } from "./container-network.ts";
import { messages } from "./messages.ts";
import { load, store } from "./process-memory.ts";
import { ProcessNamespace } from "./process-namespace.ts";
import type { ProcessEnd } from "./process-namespace.ts";
import { WritableLayer } from "./writable-layer.ts";

/** What a container needs from its engine. */
export interface EngineServices {
  readonly engine: string;
  readonly host: RunningHostOs;
  readonly network: ContainerNetwork;
  /** @throws HypervisorError `no-connect` when the engine is down */
  requireUp(request: Request): void;
  /** It was removed: its name is free again. */
  forget(name: string): void;
}

/** Why its main process ended, as a shell has it: 128 and the number of the signal, or its own word. */
const exitCodes = { finished: 0, stop: 143, kill: 137, "oom-kill": 137, "no-space": 1, crash: 139 };
/** Docker's answer for a container whose host went down with it. */
const HOST_LOST = 255;

/** How much of the server's disk a container takes. */
export interface ContainerDiskUsage {
  /** Bytes of its own writable layer. */
  readonly allocated: number;
  /** Bytes of its image's layers, which it shares with containers of the same image. */
  readonly image: number;
}

/** The side of a container that its engine deals with. */
interface ContainerInside {
  /** A crash took it down: itself `alone`, or what it stands on. */
  crash(cause: CrashCause, alone: boolean): void;
  /** Its processes on the host OS, seen as one layer with its applications on it. */
  layers(below: string): Layer[];
}

const insides = new Internals<ContainerInside>();

/** The side of a container that its engine deals with. */
export const insideOf = (container: Container): ContainerInside => insides.of(container);

/**
 * A container: `engine.run(…)` and `engine.create(…)` make one. Its operations take effect at the present simulated time.
 */
export class Container {
  /** Its name, unique on its engine. */
  readonly name: string;
  /** What it was made from: its files, and the command that it runs unless it was given another. */
  readonly image: ContainerImage;
  readonly #command: ApplicationSpec;
  readonly #services: EngineServices;
  readonly #share: CpuShare;
  readonly #cgroup: Cgroup;
  readonly #files: WritableLayer;
  readonly #publish: readonly PublishedPort[];
  readonly #port: Port;
  readonly #end: NetworkEnd;
  #state: ContainerState = "created";
  #exitCode: number | undefined;
  #oomKilled = false;
  /** Since it was last started. */
  #inside: ProcessNamespace | undefined;

  /** @internal The engine makes it, and has checked that image and name are to be had. */
  constructor(key: typeof libraryKey, spec: CheckedContainer, services: EngineServices) {
    checkKey(key, "container", 'engine.run({ name: "web", image: "nginx:1.27" })');
    const { memory, disk } = services.host.hardware;
    this.name = spec.name;
    this.image = spec.image;
    this.#command = spec.command;
    this.#services = services;
    this.#share = new CpuShare(spec.share);
    this.#cgroup = new Cgroup(memory, spec.memory);
    this.#files = new WritableLayer(disk, spec.image.layers);
    this.#publish = spec.publish;
    this.#port = services.network.connect(spec.name);
    this.#end = processEnd({
      ...{ hardware: services.host.hardware, subject: spec.name, place: this.#port },
      receiver: () => (this.#on ? this.#inside?.alive[0]?.process : undefined),
      process: (name) => this.#inside?.process(name),
    });
    insides.keep(this, {
      crash: (cause, alone) => this.#crash(cause, alone),
      layers: (below) => this.#layers(below),
    });
    this.#log("create", "created", "created", { code: "image", image: spec.image.id });
    Object.freeze(this);
  }

  /** Its state, in Docker's words. */
  get state(): ContainerState {
    return this.#state;
  }

  /** Whether its main process has begun: starting takes setting up, but no boot. */
  get started(): boolean {
    return this.#on && this.processes[0]?.state !== "waiting for boot";
  }

  /**
   * How its main process ended: 0 when its work was done, 128 and a signal's number when it was killed (137, as the
   * out-of-memory killer does; 143 by `stop`), 255 when the host OS went down. undefined before it ended.
   */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Whether one of its processes was killed since its last start because they took more memory than the limit. */
  get oomKilled(): boolean {
    return this.#oomKilled;
  }

  /** The kernel that its processes call: the host's own, for there is no other. */
  get kernel(): OsImage {
    return this.#services.host.image;
  }

  /** What was started in it since its last start, the main process first: it sees these processes and no others. */
  get processes(): readonly Application[] {
    return this.#inside?.applications ?? [];
  }

  /** CPU time that its processes got since its last start, in nanoseconds. */
  get cpuTime(): number {
    return this.processes.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }

  /** Bytes of memory that its processes have, and the most that they may have: undefined without a limit. */
  get memoryUsage(): { readonly used: number; readonly limit: number | undefined } {
    const { used, limit } = this.#cgroup;
    return { used, limit };
  }

  /** How much of the server's disk it takes. */
  get diskUsage(): ContainerDiskUsage {
    const image = this.image.layers.reduce((sum, { size }) => sum + size, 0);
    return { allocated: this.#files.allocated, image };
  }

  /** Its IPv4 address on its engine's network; undefined while it is off. */
  get address(): string | undefined {
    return addressText(this.#port);
  }

  /** The paths of files that it wrote, in alphabetical order (`docker diff`). */
  get changedFiles(): readonly string[] {
    return this.#files.changed;
  }

  /**
   * Starts its main process. That takes the time of setting up namespaces and loading a program; nothing boots.
   * @throws HypervisorError `insufficient-memory`, `operation-invalid`, `no-connect`, `no-container`; `resource-busy` for a
   * port of the host that leads elsewhere
   */
  start(): this {
    return this.#perform("start", (request) => {
      this.#checkMemory(request, this.#command);
      this.#services.network.checkFree(request, this.#publish);
      return () => {
        this.#exitCode = undefined;
        this.#oomKilled = false;
        this.#services.network.turnedOn(this.#port, this.#publish);
        this.#inside = new ProcessNamespace({
          container: this.name,
          host: this.#services.host,
          share: this.#share,
          cgroup: this.#cgroup,
          files: this.#files,
          end: this.#end,
          ended: (process, why, main) => this.#ended(process, why, main),
        });
        this.#inside.begin(this.#command, {
          ...alreadyUp,
          bootCompute: costs.containerSetup.value,
          bootReads: this.image.startReads,
        });
      };
    });
  }

  /** Takes all CPU time from its processes (the cgroup freezer); they keep their memory. */
  pause(): this {
    return this.#perform("pause", () => () => {
      this.#inside?.suspend();
    });
  }

  /** Lets a paused one go on. */
  unpause(): this {
    return this.#perform("unpause", () => () => {
      this.#inside?.resume();
    });
  }

  /** Asks its main process to end (SIGTERM), which it does at once. Its files stay. */
  stop(): this {
    return this.#perform("stop", () => () => {
      this.#exit(exitCodes.stop);
    });
  }

  /** Ends all its processes (SIGKILL). Its files stay. */
  kill(): this {
    return this.#perform("kill", () => () => {
      this.#exit(exitCodes.kill);
    });
  }

  /** Removes it with its writable layer. The image stays; this object refuses everything from then on. */
  remove(): this {
    return this.#perform("remove", () => () => {
      this.#files.release();
      this.#services.network.disconnect(this.#port);
      this.#services.forget(this.name);
    });
  }

  /**
   * Starts a process in it, beside its main process (`docker exec`): a process of the host OS, under the host's
   * scheduler. When its working set takes the container above its memory limit, the out-of-memory killer ends a process.
   * @throws HypervisorError `application-exists`, `insufficient-memory`, `operation-invalid`, `invalid-argument`
   * @example web.launch(service({ name: "shop", compute: ms(2), every: ms(10), memory: MiB(64) }))
   */
  launch(spec: ApplicationSpec): Application {
    const name: unknown = (spec as Partial<Service> | undefined)?.name;
    const request = messages.request(this.#services.engine, "launch", {
      process: described(name),
      container: this.name,
    });
    return this.#access("launch", request, (inside) => {
      const over = ["finished", "stopped"];
      checkApplication(
        request,
        spec,
        this.processes.filter(({ state }) => !over.includes(state)),
        this.#services.host.hardware.nic,
      );
      this.#checkMemory(request, spec);
      return inside.begin(spec);
    });
  }

  /**
   * Ends a process from inside (`kill -9`). A container has a namespace of processes: those of others, and of the host
   * OS, are not there to be named. The main process takes the container with it.
   * @throws HypervisorError `no-process`, `operation-invalid`
   */
  killProcess(name: string): void {
    name = normalized(name);
    const request = messages.request(this.#services.engine, "kill-process", {
      process: described(name),
    });
    this.#access("killProcess", request, (inside) => {
      inside.kill(inside.find(request, name), "kill");
    });
  }

  /**
   * Reads a file as its processes see it: what they wrote, else what its image has. Other containers' files and the
   * host's are not in its namespace of mounts.
   * @returns the contents as text (UTF-8)
   * @throws HypervisorError `no-file`, `operation-invalid`
   */
  readFile(path: string): string {
    const request = messages.request(this.#services.engine, "read-file", { path: described(path) });
    return this.#access("readFile", request, () => {
      const bytes = this.#files.read(checkPath(request, path));
      if (bytes) return new TextDecoder().decode(bytes);
      throw messages.refusal("no-file", request, { container: this.name });
    });
  }

  /**
   * Writes a whole file into its writable layer; a file of the image is copied up, and the image stays as it is.
   * @throws HypervisorError `no-space` when the server's disk is full, `operation-invalid`, `invalid-argument`
   */
  writeFile(path: string, data: string | Uint8Array): void {
    const request = messages.request(this.#services.engine, "write-file", {
      path: described(path),
    });
    this.#access("writeFile", request, () => {
      if (this.#files.write(checkPath(request, path), bytesOf(request, data))) return;
      throw messages.refusal("no-space", request);
    });
  }

  /**
   * Begins a connection to an IPv4 address, as a program inside may, and says what became of its first frame. Takes no
   * simulated time.
   * @throws HypervisorError `forged-transmit` when `from` is not its address; `operation-invalid`, `invalid-argument`
   * @example web.connect({ to: db.address, port: 5432 })
   */
  connect(to: ConnectSpec): Delivery {
    const { engine, network } = this.#services;
    const request = networkMessages.request(engine, "connect");
    return this.#access("connect", request, () => {
      const { node } = network;
      return node.send(request, this.name, { kind: "machine", node, port: this.#port }, to);
    });
  }

  /**
   * Writes text (as UTF-8) or bytes to the memory of one of its processes, as another process inside may
   * (`process_vm_writev`).
   * @param process name of a process of this container
   * @param address virtual, in bytes from 0 to the end of its working set
   * @throws HypervisorError `no-process` for one that is not in its namespace; `segmentation-fault`, `operation-invalid`
   */
  writeMemory(process: string, address: number, data: string | Uint8Array): void {
    process = normalized(process);
    const request = messages.request(this.#services.engine, "write-memory", {
      process: described(process),
    });
    this.#access("writeMemory", request, (inside) => {
      const bytes = bytesOf(request, data);
      const addresses = inside.addresses(request, process, address, bytes.length);
      store(this.#services.host.hardware.memory, addresses, bytes);
    });
  }

  /**
   * Reads memory of one of its processes; what was never written reads as zeros.
   * @throws HypervisorError what `writeMemory` throws
   */
  readMemory(process: string, address: number, length: number): Uint8Array {
    process = normalized(process);
    const request = messages.request(this.#services.engine, "read-memory", {
      process: described(process),
    });
    return this.#access("readMemory", request, (inside) =>
      load(
        this.#services.host.hardware.memory,
        inside.addresses(request, process, address, length),
      ),
    );
  }

  #crash(cause: CrashCause, alone: boolean): void {
    const from = this.#state;
    this.#exit(alone ? exitCodes.crash : HOST_LOST);
    this.#log("crash", from, "exited", cause);
  }

  #layers(below: string): Layer[] {
    if (!this.#on) return [];
    const id = `container:${this.name}`;
    return [
      { id, kind: "container", name: `${this.name}: ${this.image.id}`, on: [below] },
      ...(this.#inside?.alive ?? []).map(({ name }): Layer => {
        return { id: `application:${this.name}/${name}`, kind: "application", name, on: [id] };
      }),
    ];
  }

  toJSON(): unknown {
    const { name, image, state, exitCode, oomKilled, processes, memoryUsage, diskUsage } = this;
    const ended = { exitCode: exitCode ?? null, oomKilled };
    return { name, image: image.id, state, ...ended, processes, memoryUsage, diskUsage };
  }

  get #on(): boolean {
    return this.#state === "running" || this.#state === "paused";
  }

  #checkMemory(request: Request, { memory }: ApplicationSpec): void {
    // Above its own limit the kernel kills; the server's memory is not asked for.
    if (this.#cgroup.fits(memory)) checkMemory(request, this.#services.host.hardware, memory);
  }

  /** A process ended by itself or was killed; the main process takes all others with it. */
  #ended(process: string, why: ProcessEnd, main: boolean): void {
    if (!this.#on) return;
    const from = this.#state;
    if (why === "oom-kill") this.#oomKilled = true;
    if (main) this.#exit(exitCodes[why]);
    this.#log(why, from, this.#state, { code: "process", process });
  }

  #exit(code: number): void {
    this.#state = "exited";
    this.#exitCode = code;
    this.#services.network.turnedOff(this.#port);
    this.#inside?.end();
  }

  /** First the table, then `check`, and only when both agree is anything done. */
  #perform(
    operation: Exclude<ContainerOperation, "launch" | "access">,
    check: (request: Request) => () => void,
  ): this {
    const request = messages.request(this.#services.engine, operation, { container: this.name });
    this.#attempt(operation, operation, request, (to) => {
      const carryOut = check(request);
      this.#log(operation, this.#state, to);
      this.#state = to;
      carryOut();
    });
    return this;
  }

  /** What a program inside does, or what is done to one. */
  #access<T>(name: string, request: Request, action: (inside: ProcessNamespace) => T): T {
    const operation = name === "launch" ? name : "access";
    return this.#attempt(operation, name, request, () => {
      if (this.#inside) return action(this.#inside);
      throw new Error(`"${this.name}" is ${this.#state} without ever being started`);
    });
  }

  #attempt<T>(
    operation: ContainerOperation,
    name: string,
    request: Request,
    action: (to: ContainerState) => T,
  ): T {
    const { host } = this.#services;
    return recordingRefusal(host.hardware, this.name, name, () => {
      // Engine and client are needed to manage it, not for what its processes do by themselves.
      if (name === operation) this.#services.requireUp(request);
      return action(nextContainerState(request, this.#state, operation));
    });
  }

  #log(
    operation: LifecycleOperation,
    from: ContainerState,
    to: ContainerState,
    detail?: LifecycleDetail,
  ): void {
    const { simulation, trace } = this.#services.host.hardware;
    const record = { time: simulation.now, kind: "lifecycle", subject: this.name } as const;
    trace.append({ ...record, operation, from, to, ...(detail !== undefined && { detail }) });
  }
}
