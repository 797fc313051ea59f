// A live server as plain data for the bench: its hardware, and what stands on it, layer by layer. Everything is read,
// nothing is asked to do anything, so a look leaves trace, clock and model as they are.
import type { Hardware } from "../../host/hardware.ts";
import type { Server } from "../../host/server.ts";
import type { Container } from "../../hypervisor/container/container.ts";
import type { HostOs } from "../../hypervisor/host-os/host-os.ts";
import type { Hypervisor } from "../../hypervisor/hypervisor.ts";
import type { MachineManager } from "../../hypervisor/virtual-machine.ts";
import { installedHypervisors } from "../../hypervisor/installed-hypervisor.ts";
import { applicationData, machineData, sumOf } from "./machine-data.ts";
import { classNameOf, membersOf, type Library } from "./members.ts";

/** How much is told, of all servers together. */
const most = { servers: 64, machines: 256, containers: 256, processes: 50 };

type Machine = ReturnType<typeof machineData> & { readonly nested: HypervisorData | null };

/** What is on the hardware. */
interface SoftwareData {
  readonly host: unknown;
  readonly hypervisor: HypervisorData | null;
}

interface HypervisorData {
  readonly name: string;
  readonly product: string;
  readonly type: string;
  /** Null where the host OS, or the hypervisor around it, decides who runs. */
  readonly scheduler: string | null;
  readonly up: boolean;
  readonly controlDomain: {
    readonly name: string;
    readonly vcpus: number;
    readonly usage: ReturnType<typeof sumOf>;
  } | null;
  readonly machines: readonly Machine[];
  /** How many machines there are, told or not. */
  readonly total: number;
}

/** What a look tells of all servers. */
export function serverReader(library: Library) {
  let machinesLeft = most.machines;
  let containersLeft = most.containers;
  const seen = new Set<object>();

  function hypervisorData(found: MachineManager, isHosted: boolean): HypervisorData {
    seen.add(found);
    const hypervisor = membersOf(library, "Hypervisor", found);
    const { name, profile, scheduler, controlDomain } = hypervisor;
    const domains = hypervisor.domains();
    const told = domains.slice(0, machinesLeft);
    machinesLeft -= told.length;
    return {
      name,
      product: profile.product,
      type: profile.kind,
      scheduler: isHosted ? null : scheduler,
      up: installedHypervisors.of(found).crashedPart() === undefined,
      controlDomain: controlDomain
        ? {
            name: controlDomain.name,
            vcpus: controlDomain.vcpus,
            usage: sumOf(controlDomain.cpuUsage),
          }
        : null,
      machines: told.map((domain) => {
        const vm = membersOf(library, "VirtualMachine", domain);
        return {
          ...machineData(vm),
          nested: vm.nested ? hypervisorData(vm.nested, true) : null,
        };
      }),
      total: domains.length,
    };
  }

  function containerData(found: Container) {
    const container = membersOf(library, "Container", found);
    const { name, state, cpuTime, memoryUsage, image } = container;
    return { name, state, image: image.id, cpuTime, memory: memoryUsage.used };
  }

  function hostData(found: HostOs) {
    const host = membersOf(library, "HostOs", found);
    const { name, state, image, hosted } = host;
    // The one place where a host OS names its container engine.
    const { containers: engine } = host.toJSON() as {
      readonly containers?: { readonly name: string; containers(): readonly Container[] };
    };
    const containers = engine?.containers() ?? [];
    const inContainers = new Set(
      containers.flatMap((one) => membersOf(library, "Container", one).processes),
    );
    const told = containers.slice(0, containersLeft);
    containersLeft -= told.length;
    return {
      name,
      state,
      image: image.name,
      processes: host.processes
        .filter((process) => !inContainers.has(process))
        .slice(0, most.processes)
        .map(applicationData),
      hypervisor:
        classNameOf(library, hosted) === "Hypervisor"
          ? hypervisorData(hosted as Hypervisor, true)
          : null,
      engine: engine
        ? { name: engine.name, containers: told.map(containerData), total: containers.length }
        : null,
    };
  }

  function softwareData(software: unknown): SoftwareData {
    const kind = classNameOf(library, software);
    if (kind === "HostOs") return { host: hostData(software as HostOs), hypervisor: null };
    if (kind === "Hypervisor")
      return { host: null, hypervisor: hypervisorData(software as Hypervisor, false) };
    return { host: null, hypervisor: null };
  }

  function serverData(found: Server) {
    const server = membersOf(library, "Server", found);
    const { name, now, capacity, cpuUsage } = server;
    const { memory, disk } = server.free;
    return hardwareData(
      { name, now, ...capacity, memoryFree: memory, diskFree: disk, cpuUsage },
      server.software,
    );
  }

  /** The server under a hypervisor that is in scope without it. */
  function serverBelow(found: Hypervisor) {
    const { hardware } = installedHypervisors.of(found).installedOn();
    return hardwareData(partsOf(hardware), found);
  }

  function hardwareData({ cpuUsage, ...sizes }: ReturnType<typeof partsOf>, software: unknown) {
    const usage = { guest: 0, hypervisor: 0, host: 0, idle: 0 };
    for (const { guest, hypervisor, host = 0, idle } of cpuUsage) {
      usage.guest += guest;
      usage.hypervisor += hypervisor;
      usage.host += host;
      usage.idle += idle;
    }
    return { ...sizes, usage, ...softwareData(software) };
  }

  return {
    /** The servers themselves first: what stands on them is not told twice. */
    read(servers: readonly Server[], hypervisors: readonly Hypervisor[]) {
      const told: ReturnType<typeof serverData>[] = [];
      let untold = Math.max(0, servers.length - most.servers);
      for (const server of servers.slice(0, most.servers))
        try {
          told.push(serverData(server));
        } catch {
          untold += 1; // A cell has changed the library's own classes.
        }
      for (const hypervisor of hypervisors)
        try {
          if (!seen.has(hypervisor) && told.length < most.servers)
            told.push(serverBelow(hypervisor));
        } catch {
          // It is not installed: there is no server to draw.
        }
      return { servers: told, untold };
    },
  };
}

function partsOf({ name, simulation: { now }, cpus, memory, disk }: Hardware) {
  return {
    name,
    now,
    cpus: cpus.length,
    memory: memory.size,
    disk: disk.size,
    memoryFree: memory.free,
    diskFree: disk.free,
    cpuUsage: cpus.map(({ account }) => account.at(now)) as readonly {
      readonly guest: number;
      readonly hypervisor: number;
      readonly host?: number;
      readonly idle: number;
    }[],
  };
}
