// How the notebook shows the core's own objects when a cell ends with one: the classes know nothing of figures.
import { Server } from "../host/server.ts";
import { Application } from "../hypervisor/workload/application.ts";
import { Hypervisor } from "../hypervisor/hypervisor.ts";
import { VirtualMachine } from "../hypervisor/virtual-machine.ts";
import type { Delivery } from "../hypervisor/network/host-networks.ts";
import { HypervisorError } from "../simulation/error.ts";
import { isFrozenData } from "../trace/frozen.ts";
import { displayName } from "./display-names.ts";
import { rowsToSay } from "./figures/cell-words.ts";
import { devices } from "./figures/devices.ts";
import { display, type Bundle } from "./figures/figure.ts";
import { labels, type Language } from "./figures/labels.ts";
import { isSayable, say } from "./figures/record-words.ts";
import { tableBundle } from "./figures/table.ts";
import { knownText } from "./known-texts.ts";
import { codeName, sentenceOf } from "./readers-words.ts";
import { partBundle, listOf } from "./representations.ts";

function machines(list: readonly VirtualMachine[], language: Language): Bundle {
  return tableBundle(
    list.map((vm) => ({
      name: vm.name,
      state: displayName("machine", vm.state, language),
      system: vm.os?.name ?? null,
      vcpus: vm.vcpus,
      memory: vm.memory,
      disk: vm.disk,
    })),
    {
      columns: ["name", "state", "system", "vcpus", "memory", "disk"],
      units: { memory: "bytes", disk: "bytes" },
    },
    labels[language].column,
  );
}

function applications(list: readonly Application[], language: Language): Bundle {
  return tableBundle(
    list.map(({ name, state, cpuTime, requests }) => ({
      application: name,
      state: displayName("application", state, language),
      cpuTime,
      completed: requests.completed,
    })),
    {
      columns: ["application", "state", "cpuTime", "completed"],
      units: { cpuTime: "ns" },
    },
    labels[language].column,
  );
}

function refusal(error: HypervisorError, language: Language): Bundle {
  const { code } = error;
  const meaning = codeName(code, language);
  const title = meaning === null ? code : `${meaning} (${code})`;
  return { "text/plain": `${title}\n${sentenceOf(error, "message", language)}` };
}

/** A text of the library's own in the reader's language, quoted as every text is. */
function knownTextBundle(text: string, language: Language): Bundle | null {
  const shown = knownText(text, language);
  return shown === text ? null : { "text/plain": JSON.stringify(shown) };
}

/** The way of a frame, step by step; null for anything else. */
function delivery(value: unknown, language: Language): Bundle | null {
  if (typeof value !== "object" || value === null || !isFrozenData(value)) return null;
  const { outcome, to, path, rule } = value as Delivery;
  if (!Array.isArray(path) || !path.every(isSayable)) return null;
  const end = rule ? say(rule, language) : (to ?? "");
  const events = [
    ...path.map((hop) => say(hop, language)),
    `${displayName("frame", outcome, language)}: ${end}`,
  ];
  const rows = events.map((event) => ({ event }));
  return tableBundle(rows, {}, labels[language].column, language);
}

/** Representations of a value of the core; null for anything else. */
export function displayOf(value: unknown, language: Language): Bundle | null {
  if (value instanceof Server) return devices(value)[display]({ language });
  if (value instanceof Hypervisor) return machines(value.domains(), language);
  if (value instanceof VirtualMachine) return machines([value], language);
  if (value instanceof Application) return applications([value], language);
  if (listOf(value, VirtualMachine)) return machines(value, language);
  if (listOf(value, Application)) return applications(value, language);
  if (value instanceof HypervisorError) return refusal(value, language);
  if (typeof value === "string") return knownTextBundle(value, language);
  const way = delivery(value, language);
  if (way) return way;
  const rows = rowsToSay(value, language);
  if (rows) return tableBundle(rows.rows, {}, {}, language, rows.total);
  return partBundle(value, language);
}
