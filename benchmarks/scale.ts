// A data centre: an hour of 1,000 virtual machines on 64 servers with ten requests a second each. Prints, at
// intervals of simulated time, how fast it goes and how much memory is held after a garbage collection: that must
// stay flat. Then, how the cost of an event depends on how many machines one server has.
//
//   node --expose-gc benchmarks/scale.ts [simulated minutes, 60 unless given]
//
// The machine is named, for figures of two machines do not compare.

import { cpus } from "node:os";
import { GiB, Hypervisor, KiB, MiB, minutes, ms, seconds, Server } from "../src/stdlib/index.ts";
import { service } from "../src/stdlib/index.ts";

const machine = { vcpus: 1, memory: MiB(256), disk: GiB(1), image: "alpine-3.21" };

/** A server with so many machines, booted, each with a service that is asked ten times a second. */
function rack(name: string, machines: number, seed: number, compute: number): Server {
  const server = new Server({
    name,
    cpus: 8,
    memory: GiB(4 + Math.ceil(machines / 4)),
    disk: GiB(8 + machines),
    seed,
    trace: { limit: 0 },
  });
  const hypervisor = server.install(new Hypervisor());
  for (let i = 0; i < machines; i++) hypervisor.create({ name: `vm-${i}`, ...machine });
  const booted = () => hypervisor.domains().every((vm) => vm.booted);
  while (!booted()) server.run(seconds(1));
  const web = service({
    name: "web",
    compute,
    every: ms(100),
    arrivals: "poisson",
    send: KiB(16),
  });
  for (const vm of hypervisor.domains()) vm.launch(web);
  return server;
}

/** Heap and what typed arrays hold beside it. */
function memoryMiB(): string {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return ((heapUsed + arrayBuffers) / 2 ** 20).toFixed(1);
}

/** Events so far, on all servers. */
const eventsOf = (servers: readonly Server[]): number =>
  servers.reduce((sum, { events }) => sum + events, 0);

function dataCentre(duration: number): void {
  const machines = 1000;
  const count = 64;
  const servers = Array.from({ length: count }, (_, i) => {
    const share = Math.floor(machines / count) + (i < machines % count ? 1 : 0);
    return rack(`rack-${i}`, share, i + 1, ms(2));
  });
  console.log(`${machines} machines on ${count} servers, booted; ${memoryMiB()} MiB held`);
  const start = performance.now();
  const eventsBefore = eventsOf(servers);
  const step = Math.max(1, Math.round(duration / 12));
  for (let minute = 0; minute < duration;) {
    const passes = Math.min(step, duration - minute);
    minute += passes;
    const [time, events] = [performance.now(), eventsOf(servers)];
    for (const server of servers) server.run(minutes(passes));
    const rate = ((eventsOf(servers) - events) / (performance.now() - time)) * 1000;
    console.log(
      `  minute ${minute}: ${Math.round(rate)} events/s, ${memoryMiB()} MiB held` +
        (globalThis.gc ? "" : " (not collected: run node with --expose-gc)"),
    );
  }
  const took = (performance.now() - start) / 1000;
  const events = eventsOf(servers) - eventsBefore;
  console.log(`${duration} simulated minutes: ${events} events in ${took.toFixed(1)} s`);
}

/** More and more machines on one server of eight CPUs, each with the same requests: the same events for each. */
function costPerEvent(): void {
  const rows = [10, 100, 1000, 1500, 3000].map((machines) => {
    const compute = ms(0.4);
    const server = rack("rack", machines, 1, compute);
    server.run(seconds(10_000 / machines));
    const [time, events] = [performance.now(), server.events];
    server.run(seconds(20_000 / machines));
    const happened = server.events - events;
    const nanoseconds = Math.round(((performance.now() - time) * 1e6) / happened);
    const asked = (machines * compute) / (8 * ms(100));
    return { machines, "CPU asked for": asked, events: happened, "ns/event": nanoseconds };
  });
  console.table(rows);
}

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown CPU"}`);
costPerEvent();
dataCentre(Number(process.argv[2] ?? 60));
