// Installing a hypervisor in a machine that is up. As on a server: one of type 2, or KVM, goes on an operating system,
// one of type 1 on a machine with an empty disk, which it then has for itself.

import { costs } from "../../host/costs.ts";
import { options } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { checkDiskSpace, checkMemory } from "../../host/capacity.ts";
import type { Domain } from "../machine/domain.ts";
import { checkOuter, nestExample } from "./nest-check.ts";
import { nestedHardware } from "./nested-hardware.ts";
import type { NestedSoftware, Nesting } from "../machine/nesting.ts";
import { VcpuLimit } from "../scheduling/vcpu.ts";

/**
 * Installs a hypervisor in a machine: `software` is its side that a machine deals with.
 * @throws HypervisorError `invalid-argument`, `operation-invalid`, `already-installed`, `config-unsupported`,
 * `insufficient-memory`, `insufficient-disk`, `domain-exists` when its name is taken
 */
export function nest(
  asking: Asking,
  domain: Domain,
  hypervisor: object,
  software: NestedSoftware | undefined,
): void {
  options(asking, hypervisor, nestExample);
  if (!software)
    throw new HypervisorError({
      code: "invalid-argument",
      ...asking,
      expected: "a hypervisor",
      found: "it is none",
      hint: `write ${nestExample}`,
    });
  checkOuter(asking, domain);
  const { vmm, spec, share } = domain;
  const { outer, profile, loop, timeSlice, names } = vmm;
  const name = `hypervisor:${software.name}`;
  if (names.has(name))
    throw new HypervisorError({
      code: "domain-exists",
      ...asking,
      expected: "a hypervisor with a name that is not taken on this server",
      found: `"${software.name}" is there already`,
      hint: 'give it a name: new Hypervisor({ name: "L1", profile: profiles.kvm })',
    });
  const image = domain.disk.bootable();
  const hardware = nestedHardware(vmm.hardware, spec, () => domain.active?.memory);
  const kept = image
    ? { memory: image.minimumMemory, disk: image.installedSize }
    : { memory: costs.hypervisorMemory.value, disk: costs.hypervisorDisk.value };
  checkMemory(asking, hardware, kept.memory);
  checkDiskSpace(asking, hardware, kept.disk);
  const vcpuLimits = [...(outer?.vcpuLimits ?? []), new VcpuLimit(domain.name, spec.vcpus)];
  const nesting: Nesting = {
    machine: domain.name,
    image,
    below: [...(outer?.below ?? []), profile],
    share,
    vcpuLimits,
    guests: new Map(),
    requireUp: (request) => {
      vmm.requireUp(request);
      const { state } = domain;
      const on = state === "running" || state === "blocked";
      if (on && (!image || domain.active?.engine.up === true)) return;
      throw new HypervisorError({
        code: "no-connect",
        ...request,
        expected: `"${domain.name}", which it runs in, to be up`,
        found: on ? "its operating system boots" : `it is ${state}`,
        hint: on ? "server.run(seconds(30)) first" : `start() or resume() "${domain.name}"`,
      });
    },
  };
  software.installInMachine({ name: domain.name, hardware, loop, timeSlice, names, nesting });
  hardware.memory.allocate(kept.memory);
  hardware.disk.allocate(kept.disk);
  names.add(name);
  const guests = () => [...nesting.guests.values()];
  domain.nested = {
    software,
    nesting,
    freeze: () => {
      for (const guest of guests()) guest.freeze();
    },
    thaw: () => {
      for (const guest of guests()) guest.thaw();
    },
    losePower: () => {
      const cause = { code: "machine-lost", machine: domain.name } as const;
      for (const guest of guests()) guest.losePower(cause);
      software.restart();
    },
  };
  domain.active?.shareVcpus(vcpuLimits);
}
