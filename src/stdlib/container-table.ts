// Containers as a table, where a cell ends with an engine, a container or a list of them.
import { Container } from "../hypervisor/container/container.ts";
import { ContainerEngine } from "../hypervisor/container/container-engine.ts";
import { displayName } from "./display-names.ts";
import type { Bundle } from "./figures/figure.ts";
import { labels, type Language } from "./figures/labels.ts";
import { tableBundle } from "./figures/table.ts";
import { listOf } from "./representations.ts";

function containers(list: readonly Container[], language: Language): Bundle {
  return tableBundle(
    list.map(({ name, state, image, memoryUsage, diskUsage }) => ({
      name,
      state: displayName("container", state, language),
      image: image.id,
      memory: memoryUsage.used,
      disk: diskUsage.allocated,
    })),
    {
      columns: ["name", "state", "image", "memory", "disk"],
      units: { memory: "bytes", disk: "bytes" },
    },
    labels[language].column,
  );
}

/** The table of a value of these classes; null for any other. */
export function containerTables(value: unknown, language: Language): Bundle | null {
  if (value instanceof ContainerEngine) return containers(value.containers(), language);
  if (value instanceof Container) return containers([value], language);
  return listOf(value, Container) ? containers(value, language) : null;
}
