// What a request must meet before anything is done about it: each check either passes or refuses, and changes nothing.

import { BLOCK_SIZE } from "../host/disk.ts";
import type { Hardware } from "../host/hardware.ts";
import { PAGE_SIZE } from "../host/memory.ts";
import { osImages } from "../host/os-images.ts";
import type { OsImage } from "../host/os-images.ts";
import { oneOf, options, properName, shown, wholeNumber, yesOrNo } from "../simulation/argument.ts";
import type { Asking } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import { nearestNames } from "../simulation/nearest-name.ts";
import { count, formatBytes } from "../simulation/units.ts";
import type { DomainPlatform } from "./domain-platform.ts";
import { checkDevices, checkPassthrough } from "./io/device-model.ts";
import type { DeviceSpec } from "./io/device-model.ts";
import type { PoweredDomain } from "./powered-domain.ts";
import { checkSchedule } from "./scheduling/schedule-admission.ts";
import { spinlockKinds } from "./workload/spinlock.ts";
import type { SpinlockKind } from "./workload/spinlock.ts";
import type { ScheduleSpec } from "./scheduling/cpu-share.ts";
import type { Application, Batch, Service } from "./workload/application.ts";

/** What a virtual machine is to have. */
export interface DomainSpec extends ScheduleSpec, DeviceSpec {
  /** Its name, unique on its hypervisor. */
  readonly name: string;
  /** Number of virtual CPUs. */
  readonly vcpus: number;
  /** Memory in bytes, as in `GiB(8)`; whole pages of 4 KiB. Taken from the server while the machine is on. */
  readonly memory: number;
  /** Disk in bytes, as in `GiB(40)`; whole blocks of 4 KiB. Taken from the server as long as the machine is defined. */
  readonly disk: number;
  /**
   * The physical CPUs that its virtual CPUs may run on, by number from 0, as libvirt's `cpuset`: `[0, 1]`. All unless
   * given; `vm.pin` sets it for a single virtual CPU.
   */
  readonly affinity?: readonly number[];
  /**
   * Whether blocks of the disk are taken when they are first written, and not all at once. The disks of all machines
   * may then be larger than the server's; a machine whose write finds no room is paused. false unless given.
   */
  readonly thin?: boolean;
  /**
   * Where the disk is: on the server's own ("local"), or on the storage that all servers of the cluster reach ("shared").
   * "local" unless given.
   */
  readonly storage?: "local" | "shared";
  /** What happens to its virtual CPUs that spin on a lock: "native" unless given, that is, nothing. */
  readonly spinlocks?: SpinlockKind;
  /**
   * Bytes of its memory that are its own under any circumstances: a hypervisor that overcommits memory neither takes
   * them back nor promises them to another. 0 unless given; without `overcommit()` all memory is reserved.
   */
  readonly reservation?: number;
  /** What it is worth when memory is short, beside others, 1 to 1,000,000. Ten for each MiB of memory unless given, as in ESX. */
  readonly memoryShares?: number;
}

/** What `create` needs: a machine, and the operating system to put on it. */
export interface CreateSpec extends DomainSpec {
  /** The operating system to install: "ubuntu-24.04"; `osImages` lists them. */
  readonly image: string;
}

/** Checks a description, as far as it can be checked by itself. */
export function checkSpec(
  asking: Asking,
  spec: DomainSpec,
): DomainSpec & { readonly thin: boolean } {
  const example = 'define({ name: "shop", vcpus: 2, memory: GiB(8), disk: GiB(40) })';
  const { name, vcpus, memory, disk, affinity, thin = false } = options(asking, spec, example);
  properName(asking, name);
  wholeNumber(asking, "vcpus", vcpus, { min: 1, max: 1024, hint: "write vcpus: 2" });
  wholeNumber(asking, "memory", memory, {
    min: PAGE_SIZE,
    multipleOf: PAGE_SIZE,
    hint: "memory comes in pages of 4 KiB: write memory: GiB(8)",
  });
  wholeNumber(asking, "disk", disk, {
    min: BLOCK_SIZE,
    multipleOf: BLOCK_SIZE,
    hint: "disks come in blocks of 4 KiB: write disk: GiB(40)",
  });
  yesOrNo(asking, "thin", thin);
  oneOf(asking, "storage", spec.storage ?? "local", ["local", "shared"]);
  const schedule = checkSchedule(asking, spec);
  const { spinlocks } = spec;
  if (spinlocks !== undefined) oneOf(asking, "spinlocks", spinlocks, spinlockKinds);
  const { reservation, memoryShares } = checkReservation(asking, spec);
  const devices = checkDevices(asking, spec);
  return {
    name,
    vcpus,
    memory,
    disk,
    thin,
    ...schedule,
    ...devices,
    ...(affinity !== undefined && { affinity }),
    ...(spinlocks !== undefined && { spinlocks }),
    ...(reservation !== undefined && { reservation }),
    ...(memoryShares !== undefined && { memoryShares }),
  };
}

/** A machine in that state has the name, or one that is on its way here. */
export function nameTaken(asking: Asking, state: string | undefined): never {
  throw new HypervisorError({
    code: "domain-exists",
    ...asking,
    expected: "a name that is not taken",
    found: `a machine of that name ${state === undefined ? "is on its way here" : `exists and is ${state}`}`,
    hint: `choose another name, or undefine() the one there is`,
  });
}

/** What is promised of memory: no more than there is. */
function checkReservation(asking: Asking, { memory, reservation, memoryShares }: DomainSpec) {
  if (reservation !== undefined)
    wholeNumber(asking, "reservation", reservation, {
      max: memory,
      multipleOf: PAGE_SIZE,
      hint: "at most all of its memory: write reservation: MiB(256)",
    });
  if (memoryShares !== undefined)
    wholeNumber(asking, "memoryShares", memoryShares, {
      min: 1,
      max: 1_000_000,
      hint: "write memoryShares: 2000",
    });
  return { reservation, memoryShares };
}

export function checkDiskSpace(asking: Asking, { disk }: Hardware, bytes: number): void {
  if (bytes <= disk.free) return;
  throw new HypervisorError({
    code: "insufficient-disk",
    ...asking,
    expected: `at least ${formatBytes(bytes)} of free disk`,
    found: `${formatBytes(disk.free)} of ${formatBytes(disk.size)} is free`,
    hint: "undefine() a machine that is no longer needed, or ask for a smaller disk",
  });
}

export function checkMemory(asking: Asking, { memory }: Hardware, bytes: number): void {
  if (bytes <= memory.free) return;
  throw new HypervisorError({
    code: "insufficient-memory",
    ...asking,
    expected: `at least ${formatBytes(bytes)} of free memory`,
    found: `${formatBytes(memory.free)} of ${formatBytes(memory.size)} is free`,
    hint: "shutdown() or destroy() a machine to get its memory back, or ask for less",
  });
}

/** Virtual CPUs of different machines share physical ones in time; those of one machine must be able to run at once. */
export function checkCpus(asking: Asking, { cpus, name }: Hardware, vcpus: number): void {
  if (vcpus <= cpus.length) return;
  throw new HypervisorError({
    code: "insufficient-cpus",
    ...asking,
    expected: `at most ${count(cpus.length, "virtual CPU")}, as many as "${name}" has physical ones`,
    found: `it has ${count(vcpus, "virtual CPU")}`,
    hint: "define it with fewer",
  });
}

/** A machine that is to be switched on: CPUs, memory, and devices of its own. */
export function checkStart(
  asking: Asking,
  { hardware, profile, memory }: Pick<DomainPlatform, "hardware" | "profile" | "memory">,
  spec: DomainSpec,
): void {
  checkCpus(asking, hardware, spec.vcpus);
  memory.admit(asking, spec);
  checkPassthrough(asking, hardware, profile, spec);
}

/** The image of that name, if it fits on the disk. */
export function checkImage(asking: Asking, id: unknown, disk: number): OsImage {
  const image = osImages.find((candidate) => candidate.id === id);
  if (!image) {
    const ids = osImages.map((candidate) => candidate.id);
    const near = nearestNames(id, ids);
    throw new HypervisorError({
      code: "no-image",
      ...asking,
      expected: "the name of an image in the catalogue",
      found: `there is no image ${shown(id)}`,
      hint:
        near.length > 0
          ? `did you mean ${near.map((name) => `"${name}"`).join(" or ")}`
          : `there are ${ids.join(", ")}`,
    });
  }
  if (image.minimumDisk > disk) {
    throw new HypervisorError({
      code: "insufficient-disk",
      ...asking,
      expected: `a disk of at least ${formatBytes(image.minimumDisk)} for ${image.name}`,
      found: `its disk has ${formatBytes(disk)}`,
      hint: "undefine() it and define it with a larger disk, or choose a smaller system",
    });
  }
  return image;
}

/** An application as `service` or `batch` describes it, under a name that is free in its machine. */
export function checkApplication(
  asking: Asking,
  application: Service | Batch,
  others: readonly Application[],
): void {
  const { kind, name } = options<Partial<Service | Batch>>(
    asking,
    application,
    "launch(service({ … }))",
  );
  if (kind !== "service" && kind !== "batch") {
    throw new HypervisorError({
      code: "invalid-argument",
      ...asking,
      expected: "a service(…) or a batch(…)",
      found: "it is a plain object",
      hint: 'write launch(service({ name: "nginx", compute: ms(2), every: ms(10) }))',
    });
  }
  if (others.some((other) => other.name === name && other.state !== "finished")) {
    throw new HypervisorError({
      code: "application-exists",
      ...asking,
      expected: "a name that no running application of this machine has",
      found: `${shown(name)} runs already`,
      hint: "give it another name",
    });
  }
}

/** The machine that is on, if there is an operating system in it that reacts. */
export function checkResponding(
  asking: Asking,
  powered: PoweredDomain | undefined,
  hint: string,
): PoweredDomain {
  if (powered?.engine.bootable === true) return powered;
  throw new HypervisorError({
    code: "no-operating-system",
    ...asking,
    expected: "an operating system that reacts",
    found: "the machine found nothing to boot on its disk",
    hint,
  });
}
