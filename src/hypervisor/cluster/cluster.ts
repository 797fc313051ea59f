// Several servers with one clock: what happens on one of them is before or after what happens on another. They may
// share storage, an array on the network (host/network-disk.ts); and each has its own randomness, drawn from the cluster's seed.

import { frozenCopy } from "../../trace/frozen.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import { costs } from "../../host/costs.ts";
import { BLOCK_SIZE, checkStorage, PhysicalDisk, storageOptions } from "../../host/disk.ts";
import type { StorageSpec } from "../../host/disk.ts";
import type { StorageArray } from "../../host/network-disk.ts";
import { NetworkInterface } from "../../host/network-interface.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { Site } from "../../host/hardware.ts";
import {
  cpuModelNames,
  cpuModels,
  hasAllOf,
  missingFlags,
  usualCpuModel,
} from "../../host/cpu-models.ts";
import type { CpuModelName } from "../../host/cpu-models.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { messages as hostMessages } from "../../host/messages.ts";
import { checkedRun } from "../../host/run-progress.ts";
import type { RunOptions } from "../../host/run-progress.ts";
import { recordingRefusal } from "../../host/refusals.ts";
import { Server, sites } from "../../host/server.ts";
import { serverOptions } from "../../host/server-spec.ts";
import type { ServerSpec } from "../../host/server-spec.ts";
import {
  oneOf,
  options,
  wholeNumber,
  normalized,
  withNormalizedName,
} from "../../simulation/argument.ts";
import { described } from "../../simulation/described.ts";
import { NameRegister } from "../../simulation/name-register.ts";
import { Random } from "../../simulation/random.ts";
import { Simulation } from "../../simulation/simulation.ts";
import type { TraceRecord } from "../../trace/record.ts";
import { Trace } from "../../trace/trace.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import type { TraceSpec } from "../../trace/trace-spec.ts";
import { checkSpec, nameTaken } from "../machine/admission.ts";
import { besideImage, recommendedSpec } from "../machine/recommended-spec.ts";
import { findDomain } from "../domain-lookup.ts";
import { physicalNetworkOf } from "../network/physical-network.ts";
import { reachabilityOf } from "../network/reachability.ts";
import type { Reach } from "../network/reachability.ts";
import { Hypervisor } from "../hypervisor.ts";
import { installedHypervisors } from "../installed-hypervisor.ts";
import { createOptions } from "../spec/domain-spec.ts";
import type { CreateSpec } from "../spec/domain-spec.ts";
import { clusterMover } from "../migration/cluster-mover.ts";
import type { Migration } from "../machine/migration.ts";
import { HighAvailability } from "./high-availability.ts";
import {
  admitOn,
  consolidate,
  drain,
  drainOptions,
  hasNetwork,
  networksOf,
  nodeFor,
  placementOptions,
} from "./cluster-placement.ts";
import type { Consolidation, DrainSpec, PlacementSpec } from "./cluster-placement.ts";
import { ServerRooms } from "./server-rooms.ts";
import type { Node } from "./server-rooms.ts";
import { virtualMachineOf } from "../virtual-machine.ts";
import type { VirtualMachine } from "../virtual-machine.ts";
import { messages } from "./messages.ts";

/** An array that all servers of a cluster reach: how its disks work, all together, and its link to the network. */
export interface SharedStorageSpec extends StorageSpec {
  /** Speed of its link in bits per second, as in `Gbps(25)`. That of the servers unless given. */
  readonly network?: number;
}

/** How a cluster is set up. */
export interface ClusterSpec {
  /** Where random numbers begin; each server's own seed is drawn from it. 1 unless given. */
  readonly seed?: number;
  /**
   * Size of the storage that all servers reach, in bytes, as in `TiB(4)`; whole blocks of 4 KiB. Machines use it that
   * are defined with `storage: "shared"`. None unless given.
   */
  readonly storage?: number;
  /**
   * How that storage works, and how fast its own link is: an array of disks on the network, which each server reaches over
   * its own network interface.
   */
  readonly sharedStorage?: SharedStorageSpec;
  /** Speed of the servers' network interfaces in bits per second, where a server does not say. 10 Gbit/s unless given. */
  readonly network?: number;
  /**
   * The CPU model of which no machine finds more, however new its server is (VMware's EVC): so all of them can move to all
   * servers. A server that lacks any of its features cannot be added. `baselineCpu` computes one. None unless given.
   */
  readonly cpuBaseline?: CpuModelName;
  /** How much each server's trace keeps, as in `{ limit: 10_000 }`. All of it unless given. */
  readonly trace?: TraceSpec;
}

const clusterOptions: OptionNames<ClusterSpec> = {
  seed: true,
  storage: true,
  sharedStorage: true,
  network: true,
  cpuBaseline: true,
  trace: true,
};

const imageOptions: OptionNames<Omit<CreateSpec, "image"> & PlacementSpec> = {
  ...besideImage,
  ...placementOptions,
};

const arrayOptions: OptionNames<SharedStorageSpec> = { ...storageOptions, network: true };

/**
 * Servers that share a clock, and storage if it was asked for.
 *
 * @example
 * const cluster = new Cluster({ storage: TiB(4), network: Gbps(1) });
 * const server = cluster.add({ name: "rack-1", cpus: 4, memory: GiB(32), disk: GiB(500) });
 * const hypervisor = server.install(new Hypervisor());
 * cluster.run(seconds(1));
 */
export class Cluster {
  readonly #simulation = new Simulation();
  readonly #spec: ClusterSpec;
  readonly #shared: StorageArray | undefined;
  readonly #macs = new Set<string>();
  readonly #names = new NameRegister();
  readonly #servers = new Map<string, Server>();
  readonly #log = new TraceLog();
  readonly #rooms = new ServerRooms(nodeOf);
  readonly #availability = new HighAvailability(this.#simulation, this.#rooms, (name) =>
    nodeOf(this.#servers.get(name)),
  );

  /** @throws HypervisorError `invalid-argument` */
  constructor(spec: ClusterSpec = {}) {
    const request = messages.request("cluster", "set-up");
    const given = options(request, spec, "new Cluster({ storage: TiB(4) })", clusterOptions);
    const { seed = 1, storage, sharedStorage } = given;
    const { cpuBaseline } = given;
    if (cpuBaseline !== undefined) oneOf(request, "cpuBaseline", cpuBaseline, cpuModelNames);
    wholeNumber(request, "seed", seed, { max: 2 ** 32 - 1, write: "seed: 1" });
    if (storage !== undefined)
      wholeNumber(request, "storage", storage, {
        min: BLOCK_SIZE,
        multipleOf: BLOCK_SIZE,
        note: "blocks",
        write: "storage: TiB(4)",
      });
    // What servers are built with is refused here, and not when the first one is added.
    new Server({ cpus: 1, memory: PAGE_SIZE, disk: BLOCK_SIZE, ...serverDefaults(given) });
    this.#spec = { ...given, seed };
    if (sharedStorage !== undefined && storage === undefined)
      throw messages.refusal("invalid-argument/no-size", request);
    if (storage !== undefined) this.#shared = this.#array(request, storage, given);
  }

  #array(request: Request, size: number, { sharedStorage = {}, network: usual }: ClusterSpec) {
    const { network = usual ?? costs.networkBandwidth.value, ...disks } = options(
      request,
      sharedStorage,
      "sharedStorage: { iops: 20_000 }",
      arrayOptions,
    );
    const storage = checkStorage(request, disks, "sharedStorage");
    wholeNumber(request, "sharedStorage.network", network, {
      ...{ min: 1e3, max: 1e13, write: "sharedStorage: { network: Gbps(25) }" },
    });
    const disk = new PhysicalDisk(this.#simulation, size, storage);
    const nic = new NetworkInterface(this.#simulation, "array", "", network);
    return { disk, nic };
  }

  /** Simulated time since the cluster was set up, in nanoseconds. */
  get now(): number {
    return this.#simulation.now;
  }

  /** How many events the simulation took so far: what a run costs the computer that simulates it. */
  get events(): number {
    return this.#simulation.events;
  }

  /** Its servers, in the order in which they were added. */
  get servers(): Server[] {
    return [...this.#servers.values()];
  }

  /** The hypervisors on its servers. */
  get hypervisors(): Hypervisor[] {
    return this.#rooms.nodes().map(({ hypervisor }) => hypervisor);
  }

  /** The storage that all servers reach, in bytes; undefined when there is none. */
  get storage(): { readonly size: number; readonly free: number } | undefined {
    const disk = this.#shared?.disk;
    return disk && { size: disk.size, free: disk.free };
  }

  /**
   * What happened on all servers, in the order of time; at one instant, in the order of the servers. First comes what the
   * cluster itself refused, before any server was asked.
   */
  get trace(): TraceRecord[] {
    const own = new Trace(this.#log).records;
    return [...own, ...this.servers.flatMap(({ trace }) => trace.records)].sort(
      (a, b) => a.time - b.time,
    );
  }

  /**
   * Builds another server in it, and switches it on.
   * @throws HypervisorError `server-exists`; `invalid-argument` for sizes that no server has; `config-unsupported` for a CPU
   * without features of the cluster's baseline
   */
  add(spec: ServerSpec): Server {
    return this.#attempt("add", () => this.#add(spec));
  }

  #add(spec: ServerSpec): Server {
    const request = messages.request("cluster", "add");
    const given = withNormalizedName(
      options(request, spec, 'add({ name: "rack-1", cpus: 4, … })', serverOptions),
    );
    const number = this.#servers.size + 1;
    const { name = `server-${number}` } = given;
    if (this.#servers.has(name)) {
      throw messages.refusal("server-exists", request, { server: described(name), number });
    }
    const { cpuBaseline } = this.#spec;
    const baseline = cpuBaseline && cpuModels[cpuBaseline];
    if (baseline) {
      const { cpuModel = usualCpuModel } = given;
      const has = cpuModels[oneOf(request, "cpuModel", cpuModel, cpuModelNames)];
      if (!hasAllOf(has, baseline))
        throw messages.refusal("config-unsupported/baseline", request, {
          ...{ baseline: baseline.name, model: has.name },
          missing: missingFlags(baseline, has),
        });
    }
    const site: Site = {
      simulation: this.#simulation,
      macs: this.#macs,
      names: this.#names,
      number,
      changed: () => {
        const server = this.#servers.get(name);
        if (server) this.#rooms.changed(server);
      },
      mover: clusterMover,
      ...(this.#shared && { array: this.#shared }),
      ...(baseline && { cpuBaseline: baseline }),
    };
    const { seed = 1 } = this.#spec;
    const own = new Random(seed ^ Math.imul(number, 0x9e3779b1)).uint32();
    const full = { seed: own, ...serverDefaults(this.#spec), ...given, name };
    sites.keep(full, site);
    const server = new Server(full);
    this.#servers.set(name, server);
    this.#rooms.add(server);
    return server;
  }

  /**
   * Lets simulated time pass on all servers: `cluster.run(seconds(1))`. Returns the time reached.
   * @param duration whole nanoseconds; use `ms(…)` or `seconds(…)`
   * @throws HypervisorError `invalid-argument` for anything but a whole number of nanoseconds from 0 on
   */
  run(duration: number, options: RunOptions = {}): number {
    checkedRun(hostMessages.request("cluster", "run"), this.#simulation, duration, options)();
    return this.now;
  }

  /** All machines of all hypervisors, server by server. */
  domains(): VirtualMachine[] {
    return this.hypervisors.flatMap((hypervisor) => hypervisor.domains());
  }

  /**
   * The machine of that name, on whichever server it is.
   * @throws HypervisorError `no-domain`; also when machines of two servers have the name
   */
  lookup(name: string): VirtualMachine {
    name = normalized(name);
    const [found, another] = this.#named(name);
    if (found && !another) return found;
    const request = messages.request("cluster", "lookup", { machine: described(name) });
    return this.#attempt("lookup", () => {
      if (!found || !another)
        return findDomain(request, new Map(this.domains().map((vm) => [vm.name, vm])), name);
      throw messages.refusal("no-domain/several", request, {
        servers: [found.server, another.server],
      });
    });
  }

  /** The machines of that name, server by server. */
  #named(name: string): VirtualMachine[] {
    const places = this.#names.places(name);
    const [place = ""] = places;
    const servers =
      places.size > 1
        ? this.servers.filter((server) => places.has(server.name))
        : [this.#servers.get(place)];
    return servers.flatMap((server) => {
      const hypervisor = nodeOf(server)?.hypervisor;
      const found = hypervisor && installedHypervisors.of(hypervisor).byName.get(name);
      return found ? [virtualMachineOf(found)] : [];
    });
  }

  /**
   * Creates a machine on the server that the heuristic chooses. Named by its image alone, it is as `hypervisor.create`
   * makes it.
   * @param image what is to be installed, as in "ubuntu-24.04"; or the whole description
   * @param given what is not to be as usual: `{ name: "shop", memory: GiB(8), placement: bestFit }`
   * @throws HypervisorError `no-valid-host` when no server has room; `domain-exists`; what `hypervisor.create` throws
   * @example
   * cluster.create("ubuntu-24.04")
   * cluster.create({ name: "shop", …, storage: "shared" }, { placement: bestFit })
   */
  create(image: string, given?: Partial<CreateSpec> & PlacementSpec): VirtualMachine;
  create(spec: CreateSpec, how?: PlacementSpec): VirtualMachine;
  create(
    asked: string | CreateSpec,
    given: Partial<CreateSpec> & PlacementSpec = {},
  ): VirtualMachine {
    const { node, spec } = this.#attempt("create", () => this.#placed(asked, given));
    return node.hypervisor.create(spec);
  }

  /** The machine that is asked for, checked, and the server for it. */
  #placed(asked: string | CreateSpec, given: Partial<CreateSpec> & PlacementSpec) {
    const named = typeof asked === "string" ? asked : (asked as Partial<CreateSpec> | null)?.name;
    const request = messages.request("cluster", "create", { machine: described(named) });
    const example = 'create("debian-12", { placement: bestFit })';
    const isImage = typeof asked === "string";
    const { placement, cpuRatio, ...rest } = isImage
      ? options<Omit<typeof given, "image">>(request, given, example, imageOptions)
      : options<PlacementSpec>(request, given, example, placementOptions);
    const spec = withNormalizedName(
      isImage
        ? recommendedSpec(request, asked, rest, (system) => this.#names.firstFree(system))
        : frozenCopy(asked),
    );
    checkSpec(request, spec, createOptions);
    const { name, vcpus, memory, thin, storage, disk } = spec;
    const [namesake] = this.#named(name);
    if (namesake) nameTaken(request, namesake.state);
    const how = { ...(placement && { placement }), ...(cpuRatio !== undefined && { cpuRatio }) };
    const local = storage !== "shared" && thin !== true;
    const wanted = {
      ...{ vcpus, memory, ...(local && { disk }) },
      suits: ({ hypervisor }: Node) => hasNetwork(hypervisor, spec),
      admit: ({ hypervisor }: Node) => {
        admitOn(request, hypervisor, spec, local ? disk : 0);
      },
    };
    const missing = () => {
      const { hypervisors } = this;
      const [first] = hypervisors;
      if (first && !hypervisors.some((one) => hasNetwork(one, spec)))
        networksOf(first).check(request, spec);
    };
    return { node: nodeFor(request, this.#rooms, wanted, how, missing), spec };
  }

  /**
   * Empties a server: sends all its machines that are on to others, at once, by live migration. It is empty once
   * `cluster.run(…)` has let the migrations complete.
   * @throws HypervisorError `no-valid-host` without room for all; what `vm.migrate` throws. Then none was sent.
   * @example cluster.drain(server, { placement: worstFit })
   */
  drain(server: Server, spec: DrainSpec = {}): Migration[] {
    const request = messages.request("cluster", "drain");
    return this.#attempt("drain", () =>
      drain(
        request,
        this.#rooms,
        server,
        options(request, spec, "drain(server, { cpuRatio: 2 })", drainOptions),
      ),
    );
  }

  /**
   * Brings running machines together on as few servers as it finds by emptying one after another, by live migration.
   * @throws HypervisorError what `vm.migrate` throws; then no machine was sent
   * @example cluster.consolidate({ cpuRatio: 4 }).emptied
   */
  consolidate(spec: DrainSpec = {}): Consolidation {
    const request = messages.request("cluster", "consolidate");
    return this.#attempt("consolidate", () =>
      consolidate(
        request,
        this.#rooms,
        options(request, spec, "consolidate({ cpuRatio: 4 })", drainOptions),
      ),
    );
  }

  /**
   * High availability: when the server of this machine dies while it is on, it is started again on another one that has
   * room, after the detection time `costs.failoverDetection`. It boots anew from its disk; what was in memory is lost.
   * @throws HypervisorError `config-unsupported` for a disk that is not on shared storage; `no-domain`
   * @example cluster.protect(cluster.lookup("shop"))
   */
  protect(vm: VirtualMachine): this {
    const request = messages.request("cluster", "protect");
    this.#attempt("protect", () => {
      this.#availability.protect(request, vm);
    });
    return this;
  }

  /** Takes the protection away from a machine. */
  unprotect(vm: VirtualMachine): this {
    this.#availability.unprotect(vm);
    return this;
  }

  /**
   * Who can reach whom on all servers: for each pair of machines, containers, their hosts and the outside world whether frames arrive, or
   * by which rule they are dropped. Each pair is tried.
   */
  reachability(): Reach[] {
    const lan = physicalNetworkOf(this.#simulation);
    const hosts = lan.nodes.filter(({ uplink }) => !uplink);
    const nodes = this.servers.flatMap(({ name }) => hosts.find(({ host }) => host === name) ?? []);
    return reachabilityOf(lan, nodes);
  }

  /** The machines that are protected. */
  get protected(): VirtualMachine[] {
    return this.#availability.machines;
  }

  /** The state of all servers as plain data, without traces. */
  #attempt<T>(operation: string, action: () => T): T {
    const where = { simulation: this.#simulation, trace: this.#log };
    return recordingRefusal(where, "cluster", operation, action);
  }

  toJSON(): unknown {
    const { now, storage, servers } = this;
    return { now, storage: storage ?? null, servers };
  }
}

/** A server with its hypervisor; undefined for one without. */
function nodeOf(server: Server | undefined): Node | undefined {
  const software = server?.software;
  const hypervisor = software && "hosted" in software ? software.hosted : software;
  return server && hypervisor instanceof Hypervisor ? { server, hypervisor } : undefined;
}

/** What servers of a cluster have unless they say otherwise. */
function serverDefaults({ network, trace }: ClusterSpec): Pick<ServerSpec, "network" | "trace"> {
  return { ...(network !== undefined && { network }), ...(trace !== undefined && { trace }) };
}
