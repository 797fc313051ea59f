// What is checked about a container before anything is done: its image, its command, its limits, and its state.

import type { OptionNames } from "../../simulation/argument.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { OsImage } from "../../host/os-images.ts";
import { options, properName, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { nearestNames } from "../../simulation/nearest-name.ts";
import { checkApplication } from "../workload/application.ts";
import { checkPort, checkPortFree, checkProtocol } from "../network/network-spec.ts";
import type { Protocol } from "../network/network-spec.ts";
import type { ScheduleSpec } from "../spec/domain-spec.ts";
import { checkSchedule } from "../scheduling/schedule-admission.ts";
import type { ApplicationSpec } from "../spec/workload-spec.ts";
import { containerImages } from "./container-images.ts";
import type { ContainerImage } from "./container-images.ts";
import { containerTransitions } from "./container-lifecycle.ts";
import type { ContainerOperation, ContainerState } from "./container-lifecycle.ts";
import { messages } from "./messages.ts";

/** A port of the host that leads to a container while that is on (`docker run --publish`). */
export interface PublishSpec {
  /** The port at the host's address on the physical network. */
  readonly hostPort: number;
  /** The port at the container; the host's unless given. */
  readonly port?: number;
  /** "tcp" unless given. */
  readonly protocol?: Protocol;
}

/** What a container is to be. */
export interface ContainerSpec {
  /** Its name, unique on its engine. */
  readonly name: string;
  /** Its image, as in `"nginx:1.27"`; `containerImages` lists them. It is pulled when it is not there yet. */
  readonly image: string;
  /** What it runs, and what it ends with; the image's own command unless given. */
  readonly command?: ApplicationSpec;
  /** The most memory that its processes may have together, in bytes, as in `MiB(256)`. No limit unless given. */
  readonly memory?: number;
  /** The most CPU time it may get, in physical CPUs, as in `1.5` (`docker run --cpus`). No limit unless given. */
  readonly cpus?: number;
  /** Its share of CPU time among processes, machines and other containers, as a machine's. 256 unless given. */
  readonly weight?: number;
  /** The ports of the host by which it is reached from outside, as in `[{ hostPort: 8080, port: 80 }]`. None unless given. */
  readonly publish?: readonly PublishSpec[];
}

/** A port of the host, checked. */
export type PublishedPort = Required<PublishSpec>;

const containerOptions: OptionNames<ContainerSpec> = {
  name: true,
  image: true,
  command: true,
  memory: true,
  cpus: true,
  weight: true,
  publish: true,
};

const publishOptions: OptionNames<PublishSpec> = { hostPort: true, port: true, protocol: true };

/** A description that was checked and made complete. */
export interface CheckedContainer {
  readonly name: string;
  readonly image: ContainerImage;
  readonly command: ApplicationSpec;
  readonly memory: number | undefined;
  readonly share: ScheduleSpec;
  readonly publish: readonly PublishedPort[];
}

/**
 * The image of that name, if its programs can run on this kernel.
 * @throws HypervisorError `no-image`; `config-unsupported` for another family of operating systems
 */
export function checkContainerImage(
  request: Request,
  id: unknown,
  kernel: OsImage,
): ContainerImage {
  const image = containerImages.find((candidate) => candidate.id === id);
  if (!image) {
    const all = containerImages.map((candidate) => candidate.id);
    const near = nearestNames(id, all);
    throw messages.refusal("no-image", request, {
      image: described(id),
      images: near.length > 0 ? near : all,
    });
  }
  if (image.family === kernel.family) return image;
  throw messages.refusal("config-unsupported", request, {
    kernel: { name: kernel.name, family: kernel.family },
    image: { name: image.id, family: image.family },
  });
}

/** Checks a description of a container for a host with this kernel, on this server. */
export function checkContainer(
  request: Request,
  spec: ContainerSpec,
  kernel: OsImage,
  { cpus: { length: pcpus }, nic }: Pick<Hardware, "cpus" | "nic">,
): CheckedContainer {
  const given = options(
    request,
    spec,
    'run({ name: "web", image: "nginx:1.27" })',
    containerOptions,
  );
  const { memory, cpus, weight } = given;
  const name = properName(request, given.name);
  const image = checkContainerImage(request, given.image, kernel);
  const { command = image.command } = given;
  checkApplication(request, command, [], nic);
  if (memory !== undefined) {
    wholeNumber(request, "memory", memory, {
      min: PAGE_SIZE,
      multipleOf: PAGE_SIZE,
      note: "pages",
      write: "memory: MiB(256)",
    });
  }
  const fits = cpus === undefined || (typeof cpus === "number" && cpus >= 0.01 && cpus <= pcpus);
  if (!fits) {
    throw messages.refusal("invalid-argument/cpus", request, { cpus: described(cpus), pcpus });
  }
  const schedule = checkSchedule(request, {
    ...(weight !== undefined && { weight }),
    ...(cpus !== undefined && { cap: Math.round(cpus * 100) }),
  });
  const publish = checkPublish(request, name, given.publish ?? []);
  return { name, image, command, memory, share: schedule, publish };
}

function checkPublish(
  request: Request,
  container: string,
  publish: readonly PublishSpec[],
): PublishedPort[] {
  const example = "publish: [{ hostPort: 8080, port: 80 }]";
  if (!Array.isArray(publish))
    throw messages.refusal("invalid-argument/publish", request, {
      ...{ value: described(publish), write: example },
    });
  const checked: PublishedPort[] = [];
  for (const one of publish as readonly PublishSpec[]) {
    const { hostPort, port, protocol } = options(request, one, example, publishOptions);
    const door = {
      hostPort: checkPort(request, "hostPort", hostPort),
      port: checkPort(request, "port", port ?? hostPort),
      protocol: checkProtocol(request, protocol),
    };
    const others = checked.map((other) => ({ ...other, to: container }));
    checkPortFree(request, door, others);
    checked.push(door);
  }
  return checked;
}

/** A path as a program inside writes it. */
export function checkPath(request: Request, path: unknown): string {
  if (typeof path === "string" && /^(\/[^/\0]+)+$/.test(path)) return path;
  throw messages.refusal("invalid-argument/path", request, { path: described(path) });
}

/**
 * The state that `operation` leads to.
 * @throws HypervisorError `no-container` for a removed one, else `operation-invalid`
 */
export function nextContainerState(
  request: Request,
  state: ContainerState,
  operation: ContainerOperation,
): ContainerState {
  const next = containerTransitions[state][operation];
  if (next !== undefined) return next;
  const states = Object.keys(containerTransitions) as ContainerState[];
  const from = states.filter((one) => operation in containerTransitions[one]);
  if (state === "removed") throw messages.refusal("no-container/removed", request, { from });
  const named = Object.keys(containerTransitions[state]) as ContainerOperation[];
  const allowed = named.filter((name) => name !== "access");
  throw messages.refusal("operation-invalid", request, { state, from, allowed });
}
