// A container engine (Docker, containerd): a process of the host OS that keeps images and has the kernel start
// processes apart from each other. What it started stands on the kernel, not on the engine.

import type { Component } from "../../host/component.ts";
import { costs } from "../../host/costs.ts";
import type { Layer } from "../../host/layers.ts";
import { messages as hostMessages } from "../../host/messages.ts";
import { checkNotInstalled, recordingRefusal } from "../../host/refusals.ts";
import { options, properName, normalized } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { checkDiskSpace, checkMemory } from "../../host/capacity.ts";
import { hostNetworksOf } from "../network/host-networks.ts";
import { hostedSoftware } from "../host-os/hosted-software.ts";
import type { RunningHostOs } from "../host-os/hosted-software.ts";
import type { Software } from "../../host/system-software.ts";
import { libraryKey } from "../../simulation/internals.ts";
import type { CrashCause } from "../../trace/detail.ts";
import type { Application } from "../workload/application.ts";
import { Container, insideOf } from "./container.ts";
import { checkContainer, checkContainerImage } from "./container-admission.ts";
import type { ContainerSpec } from "./container-admission.ts";
import type { ContainerImage } from "./container-images.ts";
import { ContainerNetwork, freeSubnet } from "./container-network.ts";
import { ImageStore } from "./image-store.ts";
import type { StoredImage } from "./image-store.ts";
import { messages } from "./messages.ts";

/** What a container engine is. */
export interface ContainerEngineSpec {
  /** Its name in messages and diagrams. "docker" unless given. */
  readonly name?: string;
}

interface RunningEngine {
  readonly host: RunningHostOs;
  readonly images: ImageStore;
  readonly network: ContainerNetwork;
}

/**
 * A container engine, to be installed on a running host OS, beside a hypervisor or without one. It takes some memory.
 *
 * @example
 * const host = server.install(new HostOs());
 * const engine = host.install(new ContainerEngine());
 * const web = engine.run({ name: "web", image: "nginx:1.27", memory: MiB(256), cpus: 0.5 });
 */
export class ContainerEngine implements Software {
  /** Its name in messages and diagrams. */
  readonly name: string;
  readonly #containers = new Map<string, Container>();
  #installed: RunningEngine | undefined;
  #down = false;

  /** @throws HypervisorError `invalid-argument` */
  constructor(spec: ContainerEngineSpec = {}) {
    const request = messages.request("container engine", "set-up");
    this.name = properName(
      request,
      options(request, spec, "new ContainerEngine()", { name: true }).name ?? "docker",
    );
    const processes = () => this.processes;
    hostedSoftware.keep(this, {
      name: this.name,
      slot: "container engine",
      // Its containers are processes: no virtual CPU is given to them.
      allocatedCpus: 0,
      installOnHost: (host) => this.#installOnHost(host),
      layers: (below) => this.#layers(below),
      components: () => this.components(),
      fail: (down, cause) => this.#fail(down, cause),
      restart: () => {
        this.#down = false;
      },
      get processes() {
        return processes();
      },
    });
    Object.freeze(this);
  }

  #installOnHost(host: RunningHostOs): void {
    const request = hostMessages.request(host.name, "install", { software: this.name });
    const { hardware, name: subject } = host;
    checkNotInstalled(request, "container engine", this.#installed?.host.name);
    checkMemory(request, hardware, costs.containerEngineMemory.value);
    const node = hostNetworksOf(hardware);
    const network = new ContainerNetwork(this.name, node, freeSubnet(request, node));
    hardware.memory.allocate(costs.containerEngineMemory.value);
    this.#installed = { host, images: new ImageStore(hardware.disk), network };
    const record = { time: hardware.simulation.now, kind: "lifecycle", subject } as const;
    const detail = { code: "container-engine", name: this.name } as const;
    hardware.trace.append({
      ...record,
      operation: "install",
      from: "host OS",
      to: "host OS",
      detail,
    });
  }

  /**
   * Pulls an image: layers that are not on the disk yet take room. Takes no simulated time, as `vm.install` does.
   * @returns the image with its layers
   * @throws HypervisorError `no-image`; `config-unsupported` for another system's kernel; `insufficient-disk`
   */
  pull(image: string): ContainerImage {
    const request = messages.request(this.name, "pull", { image: described(image) });
    return this.#attempt("pull", request, (installed) => {
      const found = checkContainerImage(request, image, installed.host.image);
      checkDiskSpace(request, installed.host.hardware, installed.images.missing(found));
      this.#store(found, installed);
      return found;
    });
  }

  /** The images that were pulled, oldest first. */
  images(): StoredImage[] {
    return this.#installed?.images.list() ?? [];
  }

  /**
   * Removes an image; layers that no other image has are free again.
   * @throws HypervisorError `no-image`; `resource-busy` while a container stands on it
   */
  removeImage(image: string): void {
    const request = messages.request(this.name, "remove-image", { image: described(image) });
    this.#attempt("removeImage", request, (installed) => {
      const found = checkContainerImage(request, image, installed.host.image);
      if (!installed.images.has(found)) {
        throw messages.refusal("no-image/not-pulled", request);
      }
      const users = this.containers().filter(({ image: { id } }) => id === image);
      if (users.length > 0) {
        throw messages.refusal("resource-busy", request, {
          containers: users.map(({ name }) => name),
        });
      }
      installed.images.remove(found);
    });
  }

  /**
   * Makes a container, `created` and not started: a name, limits, and an empty writable layer. Its image is pulled if
   * it is not there.
   * @throws HypervisorError `container-exists`, `invalid-argument`; `no-connect` for a client on another network than its
   * service; and what `pull` throws
   */
  create(spec: ContainerSpec): Container {
    return this.#make("create", spec);
  }

  /**
   * Makes a container and starts it; or refuses both.
   * @throws HypervisorError what `create` throws; `insufficient-memory`; `resource-busy` for a port of the host that leads
   * elsewhere
   * @example engine.run({ name: "web", image: "nginx:1.27" })
   */
  run(spec: ContainerSpec): Container {
    return this.#make("run", spec);
  }

  /** All containers, whatever their state, in the order in which they were made. */
  containers(): Container[] {
    return [...this.#containers.values()];
  }

  /**
   * The container of that name.
   * @throws HypervisorError `no-container`
   */
  lookup(name: string): Container {
    name = normalized(name);
    const found = this.#containers.get(name);
    if (found) return found;
    const request = messages.request(this.name, "lookup", { name: described(name) });
    return this.#attempt("lookup", request, () => {
      throw messages.refusal("no-container", request);
    });
  }

  /** Bytes of the server's disk that it takes: image layers, each once, and the containers' own layers. */
  get diskUsage(): { readonly images: number; readonly containers: number } {
    const containers = this.containers().reduce(
      (sum, { diskUsage }) => sum + diskUsage.allocated,
      0,
    );
    return { images: this.#installed?.images.allocated ?? 0, containers };
  }

  /** Processes of the host OS that run in its containers. */
  get processes(): readonly Application[] {
    return this.containers().flatMap(({ processes }) => processes);
  }

  /** Containers that are on. They stand on the host OS: the engine beside them only started them. */
  #layers(below: string): Layer[] {
    const kind = "application";
    const self: Layer = { id: `container-engine:${this.name}`, kind, name: this.name, on: [below] };
    return [
      ...(this.#down ? [] : [self]),
      ...this.containers().flatMap((one) => insideOf(one).layers(below)),
    ];
  }

  /** The engine and the containers that are on: each depends on the kernel, and on nothing else. */
  components(): Component[] {
    const dependsOn = this.#installed ? [`host-os:${this.#installed.host.name}`] : [];
    const part = (role: Component["role"], name: string, down = false): Component => {
      return { id: `${role}:${name}`, role, name, dependsOn, state: down ? "down" : "up" };
    };
    const on = this.containers().filter(({ state }) => state === "running" || state === "paused");
    return [
      part("container-engine", this.name, this.#down),
      ...on.map(({ name }) => part("container", name)),
    ];
  }

  #fail(down: ReadonlySet<string>, cause: CrashCause): void {
    const hostLost = this.components().some(({ dependsOn }) =>
      dependsOn.some((id) => down.has(id)),
    );
    for (const { id, role, name } of this.components()) {
      if (!down.has(id)) continue;
      if (role === "container") {
        const container = this.#containers.get(name);
        if (container) insideOf(container).crash(cause, !hostLost);
      } else this.#down = true;
    }
  }

  toJSON(): unknown {
    const { name, diskUsage } = this;
    return {
      name,
      down: this.#down,
      images: this.images(),
      diskUsage,
      containers: this.containers(),
    };
  }

  #make(operation: "create" | "run", spec: ContainerSpec): Container {
    const name: unknown = (spec as Partial<ContainerSpec> | undefined | null)?.name;
    const request = messages.request(this.name, operation, { name: described(name) });
    return this.#attempt(operation, request, (installed) => {
      const { host, images, network } = installed;
      const { hardware } = host;
      const checked = checkContainer(request, spec, host.image, hardware);
      const namesake = this.#containers.get(checked.name);
      if (namesake) {
        throw messages.refusal("container-exists", request, { state: namesake.state });
      }
      checkDiskSpace(request, hardware, images.missing(checked.image));
      const { memory } = checked.command;
      if (operation === "run" && memory <= (checked.memory ?? Infinity))
        checkMemory(request, hardware, memory);
      if (operation === "run") network.checkFree(request, checked.publish);
      this.#store(checked.image, installed);
      const container = new Container(libraryKey, checked, {
        engine: this.name,
        host,
        network,
        requireUp: (asked) => {
          this.#requireUp(asked);
        },
        forget: (gone) => this.#containers.delete(gone),
      });
      this.#containers.set(checked.name, container);
      return operation === "run" ? container.start() : container;
    });
  }

  #store(image: ContainerImage, { host, images }: RunningEngine): void {
    if (images.has(image)) return;
    const amount = images.missing(image);
    images.add(image);
    const { simulation, trace } = host.hardware;
    const record = { time: simulation.now, kind: "allocation", subject: this.name } as const;
    const detail = { code: "image-layers", image: image.id } as const;
    trace.append({ ...record, action: "allocate", resource: "storage", amount, detail });
  }

  #requireUp(request: Request): void {
    if (!this.#down) return;
    throw messages.refusal("no-connect", request, {
      engine: this.name,
      host: this.#installed?.host.state() ?? "up",
    });
  }

  #attempt<T>(operation: string, request: Request, action: (installed: RunningEngine) => T): T {
    const installed = this.#installed;
    if (!installed) {
      throw hostMessages.refusal("not-installed", request, { software: "container engine" });
    }
    return recordingRefusal(installed.host.hardware, this.name, operation, () => {
      this.#requireUp(request);
      return action(installed);
    });
  }
}
