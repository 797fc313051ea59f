// Storage that all servers of a cluster reach (a SAN or a NAS), for disks that do not move when their machines do. To a
// machine whose disk is there, the server's disk is that storage: everything else of the model need not know.

import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { VirtualMachineMonitor } from "./virtual-machine-monitor.ts";

/**
 * The platform as a machine with such storage sees it.
 * @throws HypervisorError `config-unsupported` where there is no shared storage
 */
export function onStorage(
  asking: Asking,
  vmm: VirtualMachineMonitor,
  spec: Pick<DomainSpec, "storage"> | undefined | null,
): VirtualMachineMonitor {
  if (spec?.storage !== "shared") return vmm;
  const { hardware } = vmm;
  const disk = hardware.site?.shared;
  if (disk) return { ...vmm, hardware: { ...hardware, disk } };
  throw new HypervisorError({
    code: "config-unsupported",
    ...asking,
    expected: "a server of a cluster that has shared storage",
    found: `"${hardware.name}" has ${hardware.site ? "a cluster without" : "none"}`,
    hint: "write new Cluster({ storage: TiB(4) }) and cluster.add(…), or leave storage out",
  });
}
