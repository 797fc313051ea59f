// What a machine must be for a hypervisor to be installed in it, and which hypervisor goes into which machine.

import type { Request } from "../../simulation/catalogue.ts";
import type { Domain } from "../machine/domain.ts";
import type { Profile } from "../profiles/profile.ts";
import type { OuterMachine } from "../machine/nesting.ts";
import { messages } from "./messages.ts";

/** What to write, for hints. */
export const nestExample = "vm.nest(new Hypervisor({ profile: profiles.kvm }))";

/**
 * The rules of what goes into what machine.
 * @throws HypervisorError `config-unsupported`
 */
export function checkNested(
  request: Request,
  { product, installsOn, hostFamilies: families, backend }: Profile,
  { nesting: { image, machine }, timeSlice }: OuterMachine,
  ownSlice: number | undefined,
): void {
  const write = nestExample;
  if (backend?.role === "control-domain") {
    throw messages.refusal("config-unsupported/control-domain", request, { product, write });
  }
  if (installsOn === "a bare server" && image) {
    const system = image.name;
    const details = { product, machine, system, write };
    throw messages.refusal("config-unsupported/system-in-the-way", request, details);
  }
  if (installsOn === "a host OS" && !image) {
    throw messages.refusal("config-unsupported/no-system", request, { product, machine });
  }
  if (image && families && !families.includes(image.family)) {
    const { name: system, family } = image;
    const details = { families: [...families], system, family };
    throw messages.refusal("config-unsupported/family", request, details);
  }
  if (ownSlice !== undefined) {
    const details = { asked: ownSlice, given: timeSlice };
    throw messages.refusal("config-unsupported/time-slice", request, details);
  }
}

/**
 * The rules of the machine.
 * @throws HypervisorError `already-installed`, `operation-invalid`, `config-unsupported`
 */
export function checkOuter(
  request: Request,
  { state, nested, disk, active, spec, snapshots }: Domain,
): void {
  if (nested) {
    const hypervisor = nested.software.name;
    throw messages.refusal("already-installed", request, { hypervisor });
  }
  if (state !== "running" && state !== "blocked") {
    throw messages.refusal("operation-invalid/not-on", request, { state });
  }
  if (disk.bootable() && active?.engine.up !== true) {
    throw messages.refusal("operation-invalid/booting", request);
  }
  if (active?.memory.demand) throw messages.refusal("config-unsupported/on-demand", request);
  const thin = spec.thin === true;
  if (thin || snapshots.size > 0) {
    throw messages.refusal("config-unsupported/disk", request, { thin });
  }
}
