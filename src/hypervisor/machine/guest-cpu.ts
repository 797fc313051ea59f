// The CPU that a guest finds: chosen when its machine is started, and the same until it is off, wherever it goes. So a
// machine that is on can only be where all of it is there.

import { cpuModels, hasAllOf, missingFlags } from "../../host/cpu-models.ts";
import type { CpuModel } from "../../host/cpu-models.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { frozen } from "../../trace/frozen.ts";
import type { CpuKind, DomainSpec } from "../spec/domain-spec.ts";
import { messages } from "./messages.ts";

/** What a machine was started with. */
export interface GuestCpu {
  readonly model: CpuModel;
  /** It finds the server's CPU just as it is, so that only the same one will do. */
  readonly isPassthrough: boolean;
}

/** What a server gives its machines at most: its own CPU, or as much of it as its cluster's baseline says. */
const offered = ({ site, cpuModel }: Hardware): CpuModel => site?.cpuBaseline ?? cpuModel;

/** What a machine gets that is started there. */
export function guestCpu(hardware: Hardware, kind: CpuKind = "host-model"): GuestCpu {
  if (kind === "host-model") return { model: offered(hardware), isPassthrough: false };
  if (kind !== "host-passthrough") return { model: cpuModels[kind], isPassthrough: false };
  // A baseline is masked in the CPU itself.
  return { model: offered(hardware), isPassthrough: hardware.site?.cpuBaseline === undefined };
}

/** Whether a machine with that CPU can be on there. */
export function runsOn({ model, isPassthrough }: GuestCpu, hardware: Hardware): boolean {
  const there = offered(hardware);
  if (model === there) return true;
  return !isPassthrough && hasAllOf(there, model);
}

/** @throws HypervisorError `config-unsupported` where it cannot */
export function checkCpu(request: Request, cpu: GuestCpu, hardware: Hardware): void {
  if (runsOn(cpu, hardware)) return;
  const { model, isPassthrough } = cpu;
  const there = offered(hardware);
  const details = { server: hardware.name, wanted: model.name, there: there.name };
  if (model.vendor !== there.vendor)
    throw messages.refusal("config-unsupported/cpu-vendor", request, {
      ...details,
      vendor: model.vendor,
    });
  if (isPassthrough) throw messages.refusal("config-unsupported/cpu-passthrough", request, details);
  throw messages.refusal("config-unsupported/cpu-features", request, {
    ...details,
    missing: missingFlags(model, there),
  });
}

/** What a guest sees of its CPU: its features, and that a hypervisor is there (CPUID leaf 1, bit 31 of ECX). */
export function seenCpu(machine: {
  readonly isOn: boolean;
  readonly active: { readonly cpu: GuestCpu } | undefined;
  readonly spec: DomainSpec;
  readonly vmm: { readonly hardware: Hardware };
}): CpuModel {
  const { isOn, active, spec, vmm } = machine;
  const { model } = isOn && active ? active.cpu : guestCpu(vmm.hardware, spec.cpu);
  return frozen({ ...model, flags: [...model.flags, "hypervisor"] });
}
