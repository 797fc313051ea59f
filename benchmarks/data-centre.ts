// What the benchmarks of scale run, in Node and in a browser: servers with machines whose service is asked ten times a
// second each, and the data centre of 1,000 such machines on 64 servers.

import { GiB, Hypervisor, KiB, MiB, minutes, ms, seconds, Server } from "../src/stdlib/index.ts";
import { roundRobin, service } from "../src/stdlib/index.ts";
import type { RunProgress, SchedulerSpec } from "../src/stdlib/index.ts";

const machine = { vcpus: 1, memory: MiB(256), disk: GiB(1), image: "alpine-3.21" };

/** A server with so many machines, booted, each with a service that is asked ten times a second. */
export function rack(
  name: string,
  machines: number,
  seed: number,
  compute: number,
  scheduler: SchedulerSpec = roundRobin(),
): Server {
  const server = new Server({
    name,
    cpus: 8,
    memory: GiB(4 + Math.ceil(machines / 4)),
    disk: GiB(8 + machines),
    seed,
    trace: { limit: 0 },
  });
  const hypervisor = server.install(new Hypervisor({ scheduler }));
  const vms = Array.from({ length: machines }, (_, i) =>
    hypervisor.create({ name: `vm-${i}`, ...machine }),
  );
  // A guest that has booted stays so: only the last is asked again and again.
  for (let i = 0; i < machines; i++) while (vms[i]?.booted === false) server.run(seconds(1));
  const web = service({ name: "web", compute, every: ms(100), arrivals: "poisson", send: KiB(16) });
  for (const vm of vms) vm.launch(web);
  return server;
}

/** What there is: 1,000 machines on 64 servers, with 16 or 15 machines each. */
export function dataCentre(): Server[] {
  const [machines, count] = [1000, 64];
  return Array.from({ length: count }, (_, i) =>
    rack(`rack-${i}`, Math.floor(machines / count) + (i < machines % count ? 1 : 0), i + 1, ms(2)),
  );
}

/** Events so far, on all servers. */
export const eventsOf = (servers: readonly Server[]): number =>
  servers.reduce((sum, { events }) => sum + events, 0);

/** Lets so many minutes pass on each of the servers, one after the other. */
export function runAll(
  servers: readonly Server[],
  passes: number,
  progress: (at: RunProgress) => void,
): void {
  for (const server of servers) server.run(minutes(passes), { progress });
}
