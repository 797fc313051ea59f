// Where the time of the CPUs of a server went that lost its power, or its software: up to that moment and no further, to
// the nanosecond, whatever was under way.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  batch,
  client,
  Cluster,
  ContainerEngine,
  Gbps,
  GiB,
  HostOs,
  Hypervisor,
  MiB,
  minutes,
  ms,
  overcommit,
  profiles,
  RemoteComputer,
  seconds,
  service,
  TiB,
  us,
} from "../../src/stdlib/index.ts";
import type { Server } from "../../src/stdlib/index.ts";
import { install, products, small } from "./machine.ts";
import type { Product } from "./machine.ts";

const hosted = (id: Product) => profiles[id].installsOn === "a host OS";

/** Two servers with a machine on the first, which works in every way. */
function office(id: Product) {
  const cluster = new Cluster({ storage: TiB(1), network: Gbps(10) });
  const box = { cpus: 3, memory: GiB(16), disk: GiB(200) };
  const servers = ["here", "there"].map((name) => cluster.add({ ...box, name })) as [
    Server,
    Server,
  ];
  const [here, there] = servers.map((server) =>
    install(
      server,
      new Hypervisor({
        name: `hv-${server.name}`,
        profile: profiles[id],
        memory: overcommit(),
      }),
    ),
  ) as [Hypervisor, Hypervisor];
  const spec = { ...small, storage: "shared" as const };
  const vm = here.create({ ...spec, name: "shop", vcpus: 2 });
  const moved = here.create({ ...spec, name: "desk" });
  cluster.run(seconds(20));
  return { cluster, servers, here, there, vm, moved };
}
type Office = ReturnType<typeof office>;

let jobs = 0;
const writer = () =>
  batch({ name: `job-${jobs++}`, compute: minutes(1), memory: MiB(128), writes: MiB(90) });
const works: Readonly<Record<string, (all: Office) => unknown>> = {
  "it computes": ({ vm }) => vm.launch(writer()),
  "it reads, writes and sends": ({ vm }) =>
    vm.launch(
      batch({ name: `io-${jobs++}`, compute: 1, read: MiB(50), write: MiB(50), send: MiB(90) }),
    ),
  "it serves": ({ vm }) => {
    const web = vm.launch(
      service({ name: `web-${jobs++}`, compute: ms(0.1), receive: 1000, send: MiB(1) }),
    );
    new RemoteComputer().launch(client({ name: "load", to: web, requests: 1000, threads: 4 }));
  },
  "it is moved": ({ moved, there }) => {
    moved.launch(writer());
    moved.migrate(there);
  },
  "it is moved by post-copy": ({ moved, there }) => {
    moved.launch(writer());
    moved.migrate(there, { mode: "post-copy", bandwidth: Gbps(1) });
  },
  "its disk is copied": ({ vm, there }) => {
    vm.backup(there);
  },
  "a machine boots": ({ here }) => here.create({ ...small, name: `late-${jobs++}` }),
  "processes and containers run": ({ servers: [server] }) => {
    const { software } = server;
    if (!(software instanceof HostOs)) return;
    software.spawn(writer());
    software.install(new ContainerEngine()).run({ name: "web", image: "nginx:1.27" });
  },
};

/** After `happens` to a server, its CPUs are idle. */
function still(cluster: Cluster, server: Server, of: string, happens: () => void): void {
  const usage = () => server.cpuUsage.map(({ idle: _, ...spent }) => spent);
  for (const { busy, idle } of server.cpuUsage) expect(busy + idle).toBe(server.now);
  happens();
  const [at, records] = [usage(), server.trace.length];
  const off = server.now;
  cluster.run(seconds(2));
  expect(usage()).toEqual(at);
  for (const { busy, idle } of server.cpuUsage) expect(busy + idle).toBe(server.now);
  const late = [...server.trace]
    .slice(records)
    .filter(({ kind, time }) => time > off && of.includes(kind));
  expect(late).toEqual([]);
  expect(server.slices().filter(({ end }) => end > off)).toEqual([]);
}

test("nothing is at work on a server after its power was cut", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Product>(...products),
      fc.subarray(Object.keys(works), { minLength: 1 }),
      fc.array(fc.integer({ min: 0, max: 400_000_000 }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (id, chosen, waits, second) => {
        const all = office(id);
        const { cluster, servers } = all;
        for (const what of chosen) {
          try {
            works[what]?.(all);
          } catch (error) {
            // A machine that is moved cannot be copied meanwhile, and the like.
            expect(error).toMatchObject({ name: "HypervisorError" });
          }
          cluster.run(waits[0] ?? 0);
        }
        const server = servers[second ? 1 : 0];
        for (const wait of waits) {
          cluster.run(wait);
          still(cluster, server, "slice exit io guest", () => server.powerOff());
          server.powerOn();
          cluster.run(wait);
        }
      },
    ),
    { numRuns: 15 },
  );
});

test.each(products)("nor after what %s is made of crashed", (id) => {
  for (const what of Object.keys(works)) {
    const all = office(id);
    const { cluster, servers } = all;
    works[what]?.(all);
    cluster.run(ms(150));
    const [server] = servers;
    // What a device was given it carries out, as long as it has power.
    still(cluster, server, "slice exit guest", () =>
      server.crash(hosted(id) ? "host-os" : "hypervisor"),
    );
  }
});

test.each(["read", "write"] as const)(
  "a server without power hears no end of a %s on shared storage",
  (way) => {
    const all = office("generic");
    const { cluster, servers, vm } = all;
    const [server] = servers;
    for (const wait of [...Array.from({ length: 16 }, (_, n) => us(23 * n)), ms(1), ms(3)]) {
      // A write takes a block of a new layer first.
      vm.snapshot(`at-${wait}`);
      vm.launch(batch({ name: `job-${jobs++}`, compute: 1, [way]: MiB(8), queueDepth: 4 }));
      cluster.run(wait);
      still(cluster, server, "slice exit io guest", () => server.powerOff());
      server.powerOn();
      vm.start();
      cluster.run(seconds(10));
    }
  },
);
