// Installing a hypervisor in a machine that is up. As on a server: one of type 2, or KVM, goes on an operating system,
// one of type 1 on a machine with an empty disk, which it then has for itself.

import { costs } from "../../host/costs.ts";
import { options } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { checkDiskSpace, checkMemory } from "../../host/capacity.ts";
import type { Domain } from "../machine/domain.ts";
import type { Hypervisor } from "../hypervisor.ts";
import { checkOuter, nestExample } from "./nest-check.ts";
import { nestedHardware } from "./nested-hardware.ts";
import type { Nesting } from "../machine/nesting.ts";
import { SharedVcpus } from "../scheduling/vcpu.ts";

/**
 * Installs `software` in a machine.
 * @throws HypervisorError `invalid-argument`, `operation-invalid`, `already-installed`, `config-unsupported`,
 * `insufficient-memory`, `insufficient-disk`, `domain-exists` when its name is taken
 */
export function nest(asking: Asking, domain: Domain, software: Hypervisor): Hypervisor {
  options(asking, software, nestExample);
  if (!("settle" in software))
    throw new HypervisorError({
      code: "invalid-argument",
      ...asking,
      expected: "a hypervisor",
      found: "it is none",
      hint: `write ${nestExample}`,
    });
  checkOuter(asking, domain);
  const { platform, spec, share } = domain;
  const { outer, profile, loop, timeSlice, names } = platform;
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
  const hardware = nestedHardware(platform.hardware, spec, () => domain.powered?.memory);
  const kept = image
    ? { memory: image.minimumMemory, disk: image.installedSize }
    : { memory: costs.hypervisorMemory.value, disk: costs.hypervisorDisk.value };
  checkMemory(asking, hardware, kept.memory);
  checkDiskSpace(asking, hardware, kept.disk);
  const bounds = [...(outer?.bounds ?? []), new SharedVcpus(domain.name, spec.vcpus)];
  const nesting: Nesting = {
    machine: domain.name,
    image,
    below: [...(outer?.below ?? []), profile],
    share,
    bounds,
    guests: new Map(),
    requireUp: (request) => {
      platform.requireUp(request);
      const { state } = domain;
      const on = state === "running" || state === "blocked";
      if (on && (!image || domain.powered?.engine.up === true)) return;
      throw new HypervisorError({
        code: "no-connect",
        ...request,
        expected: `"${domain.name}", which it runs in, to be up`,
        found: on ? "its operating system boots" : `it is ${state}`,
        hint: on ? "server.run(seconds(30)) first" : `start() or resume() "${domain.name}"`,
      });
    },
  };
  software.settle({ name: domain.name, hardware, loop, timeSlice, names, nesting });
  hardware.memory.allocate(kept.memory);
  hardware.disk.allocate(kept.disk);
  names.add(name);
  const guests = () => [...nesting.guests.values()];
  domain.inner = {
    software,
    nesting,
    freeze: () => {
      for (const guest of guests()) guest.freeze();
    },
    thaw: () => {
      for (const guest of guests()) guest.thaw();
    },
    losePower: () => {
      for (const guest of guests()) guest.losePower(`"${domain.name}" lost them`);
      software.restart();
    },
  };
  domain.powered?.shareVcpus(bounds);
  return software;
}
