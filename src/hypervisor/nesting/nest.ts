// Installing a hypervisor in a machine that is up. As on a server: one of type 2, or KVM, goes on an operating system,
// one of type 1 on a machine with an empty disk, which it then has for itself.

import { costs } from "../../host/costs.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { checkDiskSpace, checkMemory } from "../../host/capacity.ts";
import type { Domain } from "../machine/domain.ts";
import { checkOuter, nestExample } from "./nest-check.ts";
import { messages } from "./messages.ts";
import { nestedHardware } from "./nested-hardware.ts";
import type { NestedSoftware, Nesting } from "../machine/nesting.ts";
import { VcpuLimit } from "../scheduling/vcpu.ts";

/**
 * Installs a hypervisor in a machine: `software` is its side that a machine deals with.
 * @throws HypervisorError `invalid-argument`, `operation-invalid`, `already-installed`, `config-unsupported`,
 * `insufficient-memory`, `insufficient-disk`, `domain-exists` when its name is taken
 */
export function nest(request: Request, domain: Domain, software: NestedSoftware | undefined): void {
  if (!software) throw messages.refusal("invalid-argument", request, { write: nestExample });
  checkOuter(request, domain);
  const { vmm, spec, share } = domain;
  const { outer, profile, loop, timeSlice, names } = vmm;
  const name = `hypervisor:${software.name}`;
  if (names.has(name)) {
    throw messages.refusal("domain-exists", request, { hypervisor: software.name });
  }
  const image = domain.disk.bootable();
  const hardware = nestedHardware(domain);
  const kept = image
    ? { memory: image.minimumMemory, disk: image.installedSize }
    : { memory: costs.hypervisorMemory.value, disk: costs.hypervisorDisk.value };
  checkMemory(request, hardware, kept.memory);
  checkDiskSpace(request, hardware, kept.disk);
  const vcpuLimits = [...(outer?.vcpuLimits ?? []), new VcpuLimit(domain.name, spec.vcpus)];
  const nesting: Nesting = {
    machine: domain.name,
    end: domain.end,
    uplink: { node: vmm.network.node, port: domain.port },
    image,
    below: [...(outer?.below ?? []), profile],
    share,
    vcpuLimits,
    guests: new Map(),
    requireUp: (asked) => {
      vmm.requireUp(asked);
      const { name: machine, state } = domain;
      if (state !== "running" && state !== "blocked") {
        throw messages.refusal("no-connect/not-on", asked, { machine, state });
      }
      if (image && domain.active?.engine.up !== true) {
        throw messages.refusal("no-connect/booting", asked, { machine });
      }
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
    nic: hardware.nic,
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
