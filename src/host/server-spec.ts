// What a cell says of a server that it builds.

import type { OptionNames } from "../simulation/argument.ts";
import type { TraceSpec } from "../trace/trace-spec.ts";
import type { CpuModelName } from "./cpu-models.ts";
import type { QueueDiscipline } from "./device-queue.ts";
import type { StorageSpec } from "./disk.ts";
import type { IdleStateName } from "./idle-states.ts";

/** What a server is made of; all of it has a usual value. */
export interface ServerSpec {
  /** Its name in tables and diagrams. "server" unless given. */
  readonly name?: string;
  /** Number of physical CPUs as software sees them, 1 to 1,024: hardware threads. 4 unless given. */
  readonly cpus?: number;
  /**
   * How many of them are threads of one core (libvirt's topology): 1, or 2, which share what their core gets done while
   * both are busy. 1 unless given.
   */
  readonly threadsPerCore?: number;
  /** Memory in bytes, as in `GiB(32)`; whole pages of 4 KiB. 16 GiB unless given. */
  readonly memory?: number;
  /** Disk in bytes, as in `GiB(500)`; whole blocks of 4 KiB. 500 GiB unless given. */
  readonly disk?: number;
  /**
   * Clock of each CPU in hertz, as in `GHz(2.1)`. What is to be computed takes half as long on twice the frequency. 2.1 GHz
   * unless given.
   */
  readonly frequency?: number;
  /** What its CPUs are, by QEMU's name, as in "Haswell": which features guests can find. "SandyBridge" unless given. */
  readonly cpuModel?: CpuModelName;
  /**
   * How deep its CPUs may sleep when they are idle: "C1", "C1E", "C3" or "C6". The deeper, the longer it takes until an
   * interrupt is answered, and the less power is used. "C1E" unless given, as where a server is set up for performance.
   */
  readonly deepestIdle?: IdleStateName;
  /**
   * The cache of each CPU in bytes, as in `KiB(512)`: programs that take turns on a CPU push each other's working sets, which
   * are their `memory`, out of it, and bring them in again. Unless given, a program finds its cache as it left it.
   */
  readonly cache?: number;
  /** Speed of the network interface in bits per second, as in `Gbps(10)`. 10 Gbit/s unless given. */
  readonly network?: number;
  /** How its disk works: `{ channels: 32, latency: us(90) }`. As one solid-state disk that does one thing at a time. */
  readonly storage?: StorageSpec;
  /**
   * Whose request is next at its disk and its network interface: "fifo", first come, first served; or "fair", each
   * machine in its turn, by what its requests take. "fifo" unless given.
   */
  readonly ioQueue?: QueueDiscipline;
  /**
   * How many virtual functions its disk and its network interface have each: parts that a machine can have to itself, by
   * `diskBus: "passthrough"` or `nicModel: "passthrough"`. 0 unless given.
   */
  readonly virtualFunctions?: number;
  /** Where random numbers begin; two servers with the same seed behave alike. 1 unless given. */
  readonly seed?: number;
  /** How much of what happens the trace keeps, as in `{ limit: 10_000 }`. All of it unless given. */
  readonly trace?: TraceSpec;
}

/** The options of a server. */
export const serverOptions: OptionNames<ServerSpec> = {
  name: true,
  cpus: true,
  threadsPerCore: true,
  memory: true,
  disk: true,
  frequency: true,
  cpuModel: true,
  deepestIdle: true,
  cache: true,
  network: true,
  storage: true,
  ioQueue: true,
  virtualFunctions: true,
  seed: true,
  trace: true,
};
