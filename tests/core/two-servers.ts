// What tests of migration begin with.

import { batch, Cluster, Gbps, GiB, Hypervisor, seconds, TiB } from "../../src/stdlib/index.ts";
import type { CpuKind, HypervisorSpec } from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";

export const box = { cpus: 2, memory: GiB(8), disk: GiB(20) };

/** Two servers, each with a hypervisor, and a machine on the first that is up. */
export function pair(
  spec: {
    disk?: "local" | "shared";
    other?: HypervisorSpec;
    cpu?: CpuKind;
    /** The second server has newer CPUs. */
    newer?: boolean;
  } = {},
) {
  const cluster = new Cluster({ storage: TiB(1), network: Gbps(1) });
  const first = cluster.add({ name: "rack-1", ...box });
  const second = cluster.add({
    ...{ name: "rack-2", ...box },
    ...(spec.newer === true && { cpuModel: "Haswell" }),
  });
  const here = first.install(new Hypervisor({ name: "hv-1" }));
  const there = second.install(new Hypervisor({ name: "hv-2", ...spec.other }));
  const storage = spec.disk ?? "shared";
  const vm = here.create({
    ...{ name: "shop", ...small, storage },
    ...(spec.cpu !== undefined && { cpu: spec.cpu }),
  });
  cluster.run(seconds(10));
  return { cluster, first, second, here, there, vm };
}

export const busy = (memory: number, writes: number) =>
  batch({ name: "writer", compute: seconds(1000), memory, writes });
