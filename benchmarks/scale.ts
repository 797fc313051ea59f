// A data centre: an hour of 1,000 virtual machines on 64 servers with ten requests a second each. Prints, at
// intervals of simulated time, how fast it goes and how much memory is held after a garbage collection: that must
// stay flat. Before that, how the cost of an event depends on how many machines one server has, under each scheduler.
//
//   node --expose-gc benchmarks/scale.ts [simulated minutes, 60 unless given]
//
// The machine is named, for figures of two machines do not compare. Costs are of CPU time: another process on the
// same machine does not count, but what it does to the caches does.

import { cpus } from "node:os";
import { credit, fair, ms, roundRobin, seconds } from "../src/stdlib/index.ts";
import { dataCentre, eventsOf, rack, runAll } from "./data-centre.ts";

/** Heap and what typed arrays hold beside it. */
function memoryMiB(): string {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return ((heapUsed + arrayBuffers) / 2 ** 20).toFixed(1);
}

/** CPU time of this process so far, in nanoseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
}

function hour(duration: number): void {
  const servers = dataCentre();
  console.log(`1000 machines on ${servers.length} servers, booted; ${memoryMiB()} MiB held`);
  const [start, eventsBefore] = [performance.now(), eventsOf(servers)];
  const step = Math.max(1, Math.round(duration / 12));
  let calls = 0;
  for (let minute = 0; minute < duration;) {
    const passes = Math.min(step, duration - minute);
    minute += passes;
    const [time, events] = [performance.now(), eventsOf(servers)];
    runAll(servers, passes, () => calls++);
    const rate = ((eventsOf(servers) - events) / (performance.now() - time)) * 1000;
    console.log(
      `  minute ${minute}: ${Math.round(rate)} events/s, ${memoryMiB()} MiB held` +
        (globalThis.gc ? "" : " (not collected: run node with --expose-gc)"),
    );
  }
  const took = (performance.now() - start) / 1000;
  const events = eventsOf(servers) - eventsBefore;
  console.log(
    `${duration} simulated minutes: ${events} events in ${took.toFixed(1)} s, progress reported ${calls} times`,
  );
}

/**
 * The same number of requests from ever more machines on one server of eight CPUs. First each machine asks for less
 * the more there are, so that the CPUs are half busy at most; then all ask for more than there is, and wait.
 */
function costPerEvent(): void {
  const rounds = 3;
  const rows = { "round robin": roundRobin, credit, fair };
  for (const [load, compute] of [
    ["CPUs half busy at most", (machines: number) => ms(Math.min(2, 400 / machines))],
    ["overcommitted: 40 ms a request", () => ms(40)],
  ] as const) {
    const table = Object.entries(rows).flatMap(([name, scheduler]) =>
      [10, 100, 1000].map((machines) => {
        const server = rack("rack", machines, 1, compute(machines), scheduler());
        server.run(seconds(5000 / machines));
        const costs = Array.from({ length: rounds }, () => {
          const [time, events] = [cpuTime(), server.events];
          server.run(seconds(10_000 / machines));
          return (cpuTime() - time) / (server.events - events);
        });
        const [median] = costs.toSorted((a, b) => a - b).slice(1);
        return { scheduler: name, machines, "ns/event": Math.round(median ?? NaN) };
      }),
    );
    console.log(`${load}, median of ${rounds} rounds`);
    console.table(table);
  }
}

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown CPU"}`);
costPerEvent();
hour(Number(process.argv[2] ?? 60));
