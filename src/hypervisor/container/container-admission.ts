// What is checked about a container before anything is done: its image, its command, and its limits.

import { PAGE_SIZE } from "../../host/memory.ts";
import type { OsImage } from "../../host/os-images.ts";
import { options, properName, shown, wholeNumber } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { thereIs } from "../../simulation/nearest-name.ts";
import { checkApplication } from "../workload/application.ts";
import type { ScheduleSpec } from "../spec/domain-spec.ts";
import { checkSchedule } from "../scheduling/schedule-admission.ts";
import type { Batch, Service } from "../spec/workload-spec.ts";
import { containerImages } from "./container-images.ts";
import type { ContainerImage } from "./container-images.ts";

/** What a container is to be. */
export interface ContainerSpec {
  /** Its name, unique on its engine. */
  readonly name: string;
  /** Its image, as in `"nginx:1.27"`; `containerImages` lists them. It is pulled when it is not there yet. */
  readonly image: string;
  /** What it runs, and what it ends with; the image's own command unless given. */
  readonly command?: Service | Batch;
  /** The most memory that its processes may have together, in bytes, as in `MiB(256)`. No limit unless given. */
  readonly memory?: number;
  /** The most CPU time it may get, in physical CPUs, as in `1.5` (`docker run --cpus`). No limit unless given. */
  readonly cpus?: number;
  /** Its share of CPU time among processes, machines and other containers, as a machine's. 256 unless given. */
  readonly weight?: number;
}

/** A description that was checked and made complete. */
export interface CheckedContainer {
  readonly name: string;
  readonly image: ContainerImage;
  readonly command: Service | Batch;
  readonly memory: number | undefined;
  readonly share: ScheduleSpec;
}

/**
 * The image of that name, if its programs can run on this kernel.
 * @throws HypervisorError `no-image`; `config-unsupported` for another family of operating systems
 */
export function checkContainerImage(asking: Asking, id: unknown, kernel: OsImage): ContainerImage {
  const image = containerImages.find((candidate) => candidate.id === id);
  if (!image) {
    const ids = containerImages.map((candidate) => candidate.id);
    throw new HypervisorError({
      code: "no-image",
      ...asking,
      expected: "the name of an image in the registry",
      found: `there is no image ${shown(id)}`,
      hint: thereIs(id, ids) ?? "",
    });
  }
  if (image.family === kernel.family) return image;
  throw new HypervisorError({
    code: "config-unsupported",
    ...asking,
    expected: `an image for ${kernel.family}: a container brings no kernel and shares that of ${kernel.name}`,
    found: `"${image.id}" is for ${image.family}`,
    hint: `run it on a host OS of the family ${image.family}, or in a virtual machine with that system`,
  });
}

/** Checks a description of a container for a host with this kernel and so many physical CPUs. */
export function checkContainer(
  asking: Asking,
  spec: ContainerSpec,
  kernel: OsImage,
  pcpus: number,
): CheckedContainer {
  const given = options(asking, spec, 'run({ name: "web", image: "nginx:1.27" })');
  const { memory, cpus, weight } = given;
  const name = properName(asking, given.name);
  const image = checkContainerImage(asking, given.image, kernel);
  const { command = image.command } = given;
  checkApplication(asking, command, []);
  if (memory !== undefined) {
    wholeNumber(asking, "memory", memory, {
      min: PAGE_SIZE,
      multipleOf: PAGE_SIZE,
      note: "pages",
      write: "memory: MiB(256)",
    });
  }
  const fits = cpus === undefined || (typeof cpus === "number" && cpus >= 0.01 && cpus <= pcpus);
  if (!fits) {
    throw new HypervisorError({
      code: "invalid-argument",
      ...asking,
      expected: `cpus to be a number from 0.01 to ${pcpus}, the number of physical CPUs`,
      found: `cpus is ${shown(cpus)}`,
      hint: "half a CPU is cpus: 0.5",
    });
  }
  const schedule = checkSchedule(asking, {
    ...(weight !== undefined && { weight }),
    ...(cpus !== undefined && { cap: Math.round(cpus * 100) }),
  });
  return { name, image, command, memory, share: schedule };
}

/** A path as a program inside writes it. */
export function checkPath(asking: Asking, path: unknown): string {
  if (typeof path === "string" && /^(\/[^/\0]+)+$/.test(path)) return path;
  throw new HypervisorError({
    code: "invalid-argument",
    ...asking,
    expected: "a path from the root on",
    found: `path is ${shown(path)}`,
    hint: 'write it as in "/etc/os-release"',
  });
}
