// Growth by doubling: what an operation costs when there are twice as many machines, and twice as many again. Each is
// carried out on n, 2n, 4n and 8n machines, on a server, or on a cluster with a server for every 16, that was built for
// it anew. Printed are the microseconds for each machine and by how much all of it grows with a doubling, from n to 8n:
// 2 is linear, 4 is the square. Where servers matter there are two of them for each machine, too: what looks at every
// server for a machine comes to the square. tests/core/growth.test.ts, which times nothing, counts what of the other
// machines and servers is looked at.
//
//   node --expose-gc benchmarks/growth.ts [n, 400 unless given] [what the names of the operations have in them]
//
// Costs are of CPU time, the median of three rounds after one on 4n that does not count. The machine is named, for
// figures of two machines do not compare.

import { cpus } from "node:os";
import {
  bestFit,
  bestFitDecreasing,
  Cluster,
  firstFit,
  firstFitDecreasing,
  GiB,
  Hypervisor,
  MiB,
  nextFit,
  place,
  seconds,
  Server,
  TiB,
  worstFit,
} from "../src/stdlib/index.ts";
import type { Heuristic, PlacementSpec, VirtualMachine } from "../src/stdlib/index.ts";

const rounds = 3;
const doublings = 3;

/** Prepares for `machines` machines, and gives back what is measured. */
type Operation = (machines: number) => () => unknown;

const sized = { vcpus: 1, memory: MiB(256), disk: GiB(1) };
const small = { ...sized, image: "alpine-3.21" };
const names = (machines: number) => Array.from({ length: machines }, (_, n) => `vm-${n}`);

/** A hypervisor with room for so many machines, and as many clones. */
function room(machines: number): Hypervisor {
  const memory = GiB(4 + machines);
  const server = new Server({ cpus: 8, memory, disk: GiB(16 + 8 * machines), trace: { limit: 0 } });
  return server.install(new Hypervisor());
}

const defined = (machines: number, hypervisor = room(machines)): VirtualMachine[] =>
  names(machines).map((name) => hypervisor.define({ name, ...sized }).install(small.image));
const running = (machines: number): VirtualMachine[] => defined(machines).map((vm) => vm.start());

/** All of them, none beside the one before. */
const scattered = (vms: readonly VirtualMachine[]): VirtualMachine[] =>
  vms.map((_, n) => vms[(n * 7919) % vms.length] as VirtualMachine);

/** What is done with each of some machines, one after another. */
const each =
  (prepare: (machines: number) => VirtualMachine[], act: (vm: VirtualMachine) => unknown) =>
  (machines: number) => {
    const vms = prepare(machines);
    return () => {
      for (const vm of vms) act(vm);
    };
  };

/** Servers for so many machines, 16 on each unless given; none is on them yet. */
function racks(machines: number, onEach = 16): Cluster {
  const cluster = new Cluster({ storage: TiB(1000), trace: { limit: 0 } });
  for (let n = 0; n < machines / onEach; n++)
    cluster.add({ name: `rack-${n}`, cpus: 8, memory: GiB(32) }).install(new Hypervisor());
  return cluster;
}

/** The same with the machines, that are on. */
function filled(machines: number, onEach = 16): Cluster {
  const cluster = racks(machines, onEach);
  const { hypervisors } = cluster;
  names(machines).forEach((name, n) => {
    const hypervisor = hypervisors[n % hypervisors.length] as Hypervisor;
    hypervisor.create({ name, ...small, storage: "shared" });
  });
  return cluster;
}

const protectAll = (cluster: Cluster): void => {
  for (const vm of cluster.domains()) cluster.protect(vm);
};

const inCluster =
  (spec: PlacementSpec, onEach?: number): Operation =>
  (machines) => {
    const cluster = racks(machines, onEach);
    return () => {
      for (const name of names(machines))
        cluster.create({ name, ...small, memory: GiB(1), storage: "shared" }, spec);
    };
  };

/** A plan for five times as many machines, of all sizes, on a server for every four of them. */
const planned =
  (heuristic: Heuristic): Operation =>
  (machines) => {
    let last = 1;
    const upTo = (n: number) => 1 + ((last = (last * 48271) % 2147483647) % n);
    const loads = names(5 * machines).map((name) => {
      return { name, vcpus: upTo(4), memory: GiB(upTo(8)) };
    });
    const servers = loads
      .filter((_, n) => n % 4 === 0)
      .map(({ name }) => ({ name, cpus: 16, memory: GiB(16 + 8 * upTo(7)) }));
    return () => place(loads, servers, heuristic);
  };

const operations: Readonly<Record<string, Operation>> = {
  create: (machines) => {
    const hypervisor = room(machines);
    return () => {
      for (const name of names(machines)) hypervisor.create({ name, ...small });
    };
  },
  "create by its image": (machines) => {
    const hypervisor = room(machines);
    return () => {
      for (const _ of names(machines)) hypervisor.create("alpine-3.21");
    };
  },
  define: (machines) => {
    const hypervisor = room(machines);
    return () => defined(machines, hypervisor);
  },
  start: each(defined, (vm) => vm.start()),
  "suspend, resume": each(running, (vm) => vm.suspend().resume()),
  "snapshot of each": each(running, (vm) => vm.snapshot("now")),
  "destroy, in order": each(running, (vm) => vm.destroy()),
  "destroy, scattered": each(
    (machines) => scattered(running(machines)),
    (vm) => vm.destroy(),
  ),
  "undefine, scattered": each(
    (machines) => scattered(defined(machines)),
    (vm) => vm.undefine(),
  ),
  clone: (machines) => {
    const hypervisor = room(machines);
    defined(1, hypervisor);
    return () => {
      for (const name of names(machines)) hypervisor.clone("vm-0", { name: `${name}-copy` });
    };
  },
  "clone, linked": (machines) => {
    const hypervisor = room(machines);
    defined(1, hypervisor);
    return () => {
      for (const name of names(machines))
        hypervisor.clone("vm-0", { name: `${name}-copy`, linked: true });
    };
  },
  "cluster: add a server": (machines) => () => racks(16 * machines),
  "cluster: create": inCluster({}),
  "cluster: create, best fit": inCluster({ placement: bestFit }),
  "cluster: create, servers 2n": inCluster({}, 0.5),
  "cluster: create, servers 2n, best fit": inCluster({ placement: bestFit }, 0.5),
  "cluster: create, servers 2n, worst fit": inCluster({ placement: worstFit }, 0.5),
  "cluster: lookup": (machines) => {
    const cluster = filled(machines);
    return () => {
      for (const name of names(machines)) cluster.lookup(name);
    };
  },
  "cluster: protect": (machines) => {
    const cluster = filled(machines);
    return () => {
      protectAll(cluster);
    };
  },
  "cluster: 600 heartbeats, machines off": (machines) => {
    const cluster = filled(machines);
    protectAll(cluster);
    for (const vm of cluster.domains()) vm.destroy();
    return () => cluster.run(seconds(600));
  },
  "cluster: a quarter of the servers dies": (machines) => {
    const cluster = filled(machines);
    protectAll(cluster);
    cluster.run(seconds(5));
    cluster.servers.forEach((server, n) => {
      if (n % 4 === 0) server.powerOff();
    });
    return () => cluster.run(seconds(17));
  },
  "cluster: half of the servers n dies": (machines) => {
    const cluster = filled(machines, 1);
    protectAll(cluster);
    cluster.run(seconds(5));
    for (const server of cluster.servers.slice(0, machines / 2)) server.powerOff();
    return () => cluster.run(seconds(17));
  },
  "cluster: drain a server with all machines": (machines) => {
    const cluster = racks(machines);
    const big = cluster.add({ name: "big", cpus: 8, memory: GiB(8 + machines) });
    const hypervisor = big.install(new Hypervisor());
    for (const name of names(machines)) hypervisor.create({ name, ...small, storage: "shared" });
    return () => cluster.drain(big, { cpuRatio: 64 });
  },
  "cluster: consolidate": (machines) => {
    const cluster = filled(machines);
    return () => cluster.consolidate({ cpuRatio: 64 });
  },
  "cluster: consolidate, servers n": (machines) => {
    const cluster = filled(machines, 1);
    return () => cluster.consolidate();
  },
  ...Object.fromEntries(
    [firstFit, nextFit, bestFit, worstFit, firstFitDecreasing, bestFitDecreasing].map((one) => {
      return [`place 5n: ${one.name}`, planned(one)];
    }),
  ),
};

/** CPU time of this process so far, in microseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** CPU time of an operation on so many machines, in microseconds. */
function cost(operation: Operation, machines: number): number {
  const run = operation(machines);
  globalThis.gc?.();
  const before = cpuTime();
  run();
  return cpuTime() - before;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const [, , first = "400", wanted = ""] = process.argv;
const sizes = Array.from({ length: doublings + 1 }, (_, power) => Number(first) * 2 ** power);
console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown CPU"}`);
console.log(`µs of CPU time for each of so many machines, median of ${rounds} rounds`);
if (!globalThis.gc) console.log("(not collected in between: run node with --expose-gc)");

const chosen = Object.entries(operations).filter(([name]) => name.includes(wanted));
const width = Math.max(...chosen.map(([name]) => name.length));
const row = (name: string, cells: readonly string[]): void => {
  console.log([name.padEnd(width), ...cells.map((cell) => cell.padStart(9))].join(" "));
};
row("", [...sizes.map(String), "doubled"]);
for (const [name, operation] of chosen) {
  cost(operation, 4 * Number(first));
  const costs = sizes.map((machines) =>
    median(Array.from({ length: rounds }, () => cost(operation, machines))),
  );
  const [least = NaN, most = NaN] = [costs[0], costs.at(-1)];
  const growth = (most / least) ** (1 / doublings);
  const perMachine = costs.map((all, at) => (all / (sizes[at] ?? NaN)).toFixed(1));
  row(name, [...perMachine, `× ${growth.toFixed(2)}`]);
}
