// Five machines whose jobs want more memory than there is: what becomes of them, and what 180 seconds of it take to
// simulate. `node benchmarks/thrashing.ts`; the machine is named, for figures of two machines do not compare. CPU time is
// the least of three rounds.

import { cpus } from "node:os";
import { batch, GiB, Hypervisor, overcommit, seconds, Server } from "../src/stdlib/index.ts";
import type { OvercommitSpec } from "../src/stdlib/index.ts";

const rounds = 3;
const sizes = [1.2, 1.3, 1.4, 1.45, 1.5, 1.6, 1.7, 2];
const ways: Readonly<Record<string, OvercommitSpec>> = {
  balloons: {},
  "hypervisor swapping": { ballooning: false },
};

interface Run {
  readonly speeds: readonly number[];
  readonly cpu: number;
  readonly records: number;
}

function run(size: number, options: OvercommitSpec): Run {
  const server = new Server({ name: "rack-1", cpus: 8, memory: GiB(8), disk: GiB(200) });
  const hypervisor = server.install(new Hypervisor({ name: "hv", memory: overcommit(options) }));
  const machine = { vcpus: 1, memory: GiB(2), disk: GiB(4), image: "alpine-3.21" };
  const machines = ["a", "b", "c", "d", "e"].map((name) => hypervisor.create({ name, ...machine }));
  server.run(seconds(3));
  const memory = Math.floor(GiB(size) / 4096) * 4096;
  for (const vm of machines) vm.launch(batch({ name: "job", compute: seconds(1e6), memory }));
  const before = process.cpuUsage();
  server.run(seconds(180));
  const { user, system } = process.cpuUsage(before);
  const speeds = machines.map((vm) => (vm.applications[0]?.cpuTime ?? 0) / seconds(180));
  return { speeds, cpu: (user + system) / 1e6, records: server.trace.total };
}

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown CPU"}`);
const rows = Object.entries(ways).flatMap(([way, options]) =>
  sizes.map((size) => {
    const all = Array.from({ length: rounds }, () => run(size, options));
    const { speeds = [], records = NaN } = all[0] ?? {};
    return {
      memory: way,
      "GiB each": size,
      slowest: Math.min(...speeds).toFixed(3),
      fastest: Math.max(...speeds).toFixed(3),
      records,
      "CPU s": Math.min(...all.map(({ cpu }) => cpu)).toFixed(2),
    };
  }),
);
console.table(rows);
