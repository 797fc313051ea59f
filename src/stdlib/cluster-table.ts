// Clusters and migrations as tables, where a cell ends with one.
import { Cluster } from "../hypervisor/cluster/cluster.ts";
import { Migration } from "../hypervisor/machine/migration.ts";
import { displayName } from "./display-names.ts";
import type { Bundle } from "./figures/figure.ts";
import { labels, type Language } from "./figures/labels.ts";
import { tableBundle } from "./figures/table.ts";
import { listOf } from "./representations.ts";

function migrations(list: readonly Migration[], language: Language): Bundle {
  return tableBundle(
    list.map(({ vm, mode, source, destination, state, rounds, sent, downtime, duration }) => {
      const row = { name: vm, mode: displayName("mode", mode, language), source, destination };
      const far = { state: displayName("migration", state, language), rounds: rounds.length };
      return { ...row, ...far, sent, downtime, duration };
    }),
    {
      columns: "name mode source destination state rounds sent downtime duration".split(" "),
      units: { sent: "bytes", downtime: "ns", duration: "ns" },
    },
    labels[language].column,
  );
}

function servers({ hypervisors, servers: all }: Cluster, language: Language): Bundle {
  return tableBundle(
    all.map(({ name, capacity, free }) => {
      const on = hypervisors.flatMap((one) => one.domains()).filter((vm) => vm.server === name);
      const machines = on.map((vm) => vm.name).join(", ");
      return { name, cpus: capacity.cpus, memory: capacity.memory, free: free.memory, machines };
    }),
    {
      columns: ["name", "cpus", "memory", "free", "machines"],
      units: { memory: "bytes", free: "bytes" },
    },
    labels[language].column,
  );
}

/** The table of a value of these classes; null for any other. */
export function clusterTables(value: unknown, language: Language): Bundle | null {
  if (value instanceof Cluster) return servers(value, language);
  if (value instanceof Migration) return migrations([value], language);
  return listOf(value, Migration) ? migrations(value, language) : null;
}
