// Storage that all servers of a cluster reach (a SAN or a NAS), for disks that do not move when their machines do. To a
// machine whose disk is there, the server's disk is that storage, over the server's network interface: everything else of
// the model need not know.

import type { Request } from "../../simulation/catalogue.ts";
import { messages } from "./messages.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { VirtualMachineMonitor } from "./virtual-machine-monitor.ts";

/**
 * The monitor as a machine with such storage sees it.
 * @throws HypervisorError `config-unsupported` where there is no shared storage
 */
export function onStorage(
  request: Request,
  vmm: VirtualMachineMonitor,
  spec: Pick<DomainSpec, "storage"> | undefined | null,
): VirtualMachineMonitor {
  if (spec?.storage !== "shared") return vmm;
  const { hardware } = vmm;
  const disk = hardware.shared;
  if (disk) return { ...vmm, hardware: { ...hardware, disk } };
  throw messages.refusal("config-unsupported/no-shared-storage", request, {
    server: hardware.name,
    clustered: hardware.site !== undefined,
  });
}
