// How the notebook shows the core's own objects when a cell ends with one: the classes know nothing of figures.
import { Server } from "../host/server.ts";
import { Container } from "../hypervisor/container/container.ts";
import { ContainerEngine } from "../hypervisor/container/container-engine.ts";
import { Application } from "../hypervisor/workload/application.ts";
import { Hypervisor } from "../hypervisor/hypervisor.ts";
import { VirtualMachine } from "../hypervisor/virtual-machine.ts";
import { HypervisorError } from "../simulation/error.ts";
import { devices } from "./figures/devices.ts";
import { display, type Bundle } from "./figures/figure.ts";
import { labels, type Language } from "./figures/labels.ts";
import { tableBundle } from "./figures/table.ts";

function machines(list: readonly VirtualMachine[], language: Language): Bundle {
  return tableBundle(
    list.map((vm) => ({
      name: vm.name,
      state: vm.state,
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

function containers(list: readonly Container[], language: Language): Bundle {
  return tableBundle(
    list.map(({ name, state, image, memoryUsage, diskUsage }) => ({
      name,
      state,
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

function applications(list: readonly Application[], language: Language): Bundle {
  return tableBundle(
    list.map(({ name, state, cpuTime, requests }) => ({
      application: name,
      state,
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

const listOf = <T>(value: unknown, type: abstract new (...args: never[]) => T): value is T[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof type);

/** Representations of a value of the core; null for anything else. */
export function displayOf(value: unknown, language: Language): Bundle | null {
  if (value instanceof Server) return devices(value)[display]({ language });
  if (value instanceof Hypervisor) return machines(value.domains(), language);
  if (value instanceof VirtualMachine) return machines([value], language);
  if (value instanceof ContainerEngine) return containers(value.containers(), language);
  if (value instanceof Container) return containers([value], language);
  if (listOf(value, Container)) return containers(value, language);
  if (value instanceof Application) return applications([value], language);
  if (listOf(value, VirtualMachine)) return machines(value, language);
  if (listOf(value, Application)) return applications(value, language);
  if (value instanceof HypervisorError) return { "text/plain": `${value.code}\n${value.message}` };
  return null;
}
