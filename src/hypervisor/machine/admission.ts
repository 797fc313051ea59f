// What a request must meet before anything is done about it: each check either passes or refuses, and changes nothing.

import type { OptionNames } from "../../simulation/argument.ts";
import { BLOCK_SIZE } from "../../host/disk.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { Profile } from "../profiles/profile.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { oneOf, options, properName, wholeNumber, yesOrNo } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { messages } from "./messages.ts";
import type { NameHolder } from "./messages.en.ts";
import type { VirtualMachineMonitor } from "./virtual-machine-monitor.ts";
import { checkCpu, guestCpu } from "./guest-cpu.ts";
import { checkDevices, checkPassthrough } from "../io/device-model.ts";
import { checkSchedule } from "../scheduling/schedule-admission.ts";
import { cpuKinds, domainOptions, spinlockKinds } from "../spec/domain-spec.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";

/** Checks a description, as far as it can be checked by itself. */
export function checkSpec(
  request: Request,
  spec: DomainSpec,
  known: OptionNames<DomainSpec> = domainOptions,
): DomainSpec & { readonly thin: boolean } {
  const sized = 'name: "shop", vcpus: 2, memory: GiB(8), disk: GiB(40)';
  const example =
    known === domainOptions ? `define({ ${sized} })` : `create({ ${sized}, image: "debian-12" })`;
  const {
    name,
    vcpus,
    memory,
    disk,
    affinity,
    thin = false,
  } = options(request, spec, example, known);
  properName(request, name);
  wholeNumber(request, "vcpus", vcpus, { min: 1, max: 1024, write: "vcpus: 2" });
  wholeNumber(request, "memory", memory, {
    min: PAGE_SIZE,
    multipleOf: PAGE_SIZE,
    note: "pages",
    write: "memory: GiB(8)",
  });
  wholeNumber(request, "disk", disk, {
    min: BLOCK_SIZE,
    multipleOf: BLOCK_SIZE,
    note: "blocks",
    write: "disk: GiB(40)",
  });
  yesOrNo(request, "thin", thin);
  oneOf(request, "storage", spec.storage ?? "local", ["local", "shared"]);
  const schedule = checkSchedule(request, spec);
  const { cpu, spinlocks, swap } = spec;
  if (cpu !== undefined) oneOf(request, "cpu", cpu, cpuKinds);
  if (spinlocks !== undefined) oneOf(request, "spinlocks", spinlocks, spinlockKinds);
  const { reservation, memoryShares } = checkReservation(request, spec);
  if (swap !== undefined)
    wholeNumber(request, "swap", swap, {
      max: disk,
      multipleOf: PAGE_SIZE,
      note: "at most its disk",
      write: "swap: MiB(256)",
    });
  const devices = checkDevices(request, spec);
  const { network, vlan } = spec;
  if (vlan !== undefined)
    wholeNumber(request, "vlan", vlan, { min: 1, max: 4094, write: "vlan: 10" });
  return {
    name,
    vcpus,
    memory,
    disk,
    thin,
    ...schedule,
    ...devices,
    ...(affinity !== undefined && { affinity }),
    ...(cpu !== undefined && { cpu }),
    ...(spinlocks !== undefined && { spinlocks }),
    ...(reservation !== undefined && { reservation }),
    ...(memoryShares !== undefined && { memoryShares }),
    ...(swap !== undefined && { swap }),
    ...(network !== undefined && { network }),
    ...(vlan !== undefined && { vlan }),
  };
}

/** Another machine has the name, or one that is on its way here. */
export function nameTaken(request: Request, holder: NameHolder = "on its way"): never {
  throw messages.refusal("domain-exists", request, { holder });
}

/** What is promised of memory: no more than there is. */
function checkReservation(request: Request, { memory, reservation, memoryShares }: DomainSpec) {
  if (reservation !== undefined)
    wholeNumber(request, "reservation", reservation, {
      max: memory,
      multipleOf: PAGE_SIZE,
      note: "at most its memory",
      write: "reservation: MiB(256)",
    });
  if (memoryShares !== undefined)
    wholeNumber(request, "memoryShares", memoryShares, {
      min: 1,
      max: 1_000_000,
      write: "memoryShares: 2000",
    });
  return { reservation, memoryShares };
}

/**
 * Virtual CPUs of different machines share physical ones in time; those of one machine must be able to run at once, with
 * most products.
 */
export function checkCpus(
  request: Request,
  { cpus, name }: Hardware,
  { moreVcpusThanCpus = false }: Profile,
  vcpus: number,
): void {
  if (vcpus <= cpus.length || moreVcpusThanCpus) return;
  throw messages.refusal("insufficient-cpus", request, { vcpus, cpus: cpus.length, server: name });
}

/** A machine that is to be switched on: CPUs and what they can do, memory, and devices of its own. */
export function checkStart(
  request: Request,
  { hardware, profile, memory }: Pick<VirtualMachineMonitor, "hardware" | "profile" | "memory">,
  spec: DomainSpec,
): void {
  checkCpus(request, hardware, profile, spec.vcpus);
  checkCpu(request, guestCpu(hardware, spec.cpu), hardware);
  memory.admit(request, spec);
  checkPassthrough(request, hardware, profile, spec);
}
