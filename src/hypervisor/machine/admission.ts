// What a request must meet before anything is done about it: each check either passes or refuses, and changes nothing.

import { BLOCK_SIZE } from "../../host/disk.ts";
import type { Hardware } from "../../host/hardware.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { oneOf, options, properName, wholeNumber, yesOrNo } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { count } from "../../simulation/units.ts";
import type { VirtualMachineMonitor } from "./virtual-machine-monitor.ts";
import { checkDevices, checkPassthrough } from "../io/device-model.ts";
import { checkSchedule } from "../scheduling/schedule-admission.ts";
import { spinlockKinds } from "../spec/domain-spec.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";

/** Checks a description, as far as it can be checked by itself. */
export function checkSpec(
  asking: Asking,
  spec: DomainSpec,
): DomainSpec & { readonly thin: boolean } {
  const example = 'define({ name: "shop", vcpus: 2, memory: GiB(8), disk: GiB(40) })';
  const { name, vcpus, memory, disk, affinity, thin = false } = options(asking, spec, example);
  properName(asking, name);
  wholeNumber(asking, "vcpus", vcpus, { min: 1, max: 1024, write: "vcpus: 2" });
  wholeNumber(asking, "memory", memory, {
    min: PAGE_SIZE,
    multipleOf: PAGE_SIZE,
    note: "pages",
    write: "memory: GiB(8)",
  });
  wholeNumber(asking, "disk", disk, {
    min: BLOCK_SIZE,
    multipleOf: BLOCK_SIZE,
    note: "blocks",
    write: "disk: GiB(40)",
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
      note: "at most its memory",
      write: "reservation: MiB(256)",
    });
  if (memoryShares !== undefined)
    wholeNumber(asking, "memoryShares", memoryShares, {
      min: 1,
      max: 1_000_000,
      write: "memoryShares: 2000",
    });
  return { reservation, memoryShares };
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
  { hardware, profile, memory }: Pick<VirtualMachineMonitor, "hardware" | "profile" | "memory">,
  spec: DomainSpec,
): void {
  checkCpus(asking, hardware, spec.vcpus);
  memory.admit(asking, spec);
  checkPassthrough(asking, hardware, profile, spec);
}
