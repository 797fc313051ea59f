// What a power cut does to what is under way: devices forget what they were given, and nothing leaves a dead server.

import { describe, expect, test } from "vitest";
import {
  batch,
  client,
  Gbps,
  GiB,
  HostOs,
  Hypervisor,
  MiB,
  minutes,
  ms,
  RemoteComputer,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";
import { pair } from "./two-servers.ts";

const slow = { bandwidth: 1e6 };

function server(ioQueue: "fifo" | "fair") {
  const box = { cpus: 2, memory: GiB(4), disk: GiB(20), network: Gbps(0.01), storage: slow };
  const pc = new Server({ name: "pc", ...box, ioQueue });
  const hypervisor = pc.install(new Hypervisor());
  const vm = hypervisor.create({ ...small, name: "shop" });
  pc.run(minutes(20));
  return { pc, hypervisor, vm };
}

describe.each(["fifo", "fair"] as const)("a server whose power was cut: %s", (ioQueue) => {
  test("sends nothing more, and its link and its disk are free when it is back", () => {
    const { pc, vm } = server(ioQueue);
    const work = { compute: 1, read: MiB(60), queueDepth: 64, threads: 4 };
    vm.launch(batch({ name: "read", ...work }));
    vm.launch(batch({ name: "send", compute: 1, send: MiB(30) }));
    pc.run(seconds(1));
    const before = pc.trace.length;
    pc.powerOff();
    const off = pc.now;
    pc.run(minutes(20));
    expect(pc.trace.of("io").filter(({ time }) => time > off)).toEqual([]);
    expect(pc.trace.length).toBeGreaterThan(before);
    pc.powerOn();
    vm.start();
    pc.run(minutes(20));
    const job = vm.launch(batch({ name: "job", compute: 1, read: MiB(1), send: MiB(1) }));
    pc.run(seconds(10));
    expect(job.duration).toBeGreaterThan(MiB(1) * 1e3 + MiB(8) * 100);
    expect(job.duration).toBeLessThan((MiB(1) * 1e3 + MiB(8) * 100) * 1.01);
  });

  test("at once, too", () => {
    const { pc, vm } = server(ioQueue);
    vm.launch(batch({ name: "send", compute: 1, send: MiB(30) }));
    pc.run(seconds(1));
    pc.powerOff();
    pc.powerOn();
    vm.start();
    pc.run(minutes(20));
    const job = vm.launch(batch({ name: "job", compute: 1, send: MiB(1) }));
    pc.run(seconds(10));
    expect(job.duration).toBeLessThan(MiB(8) * 100 * 1.01);
  });
});

test("a client of a server that lost power hears nothing, and asks again", () => {
  const { pc, vm } = server("fifo");
  const web = service({ name: "web", compute: 1, receive: 1, send: MiB(4) });
  const load = new RemoteComputer().launch(
    client({ name: "load", to: vm.launch(web), requests: 1 }),
  );
  pc.run(seconds(1));
  pc.powerOff();
  pc.run(seconds(10));
  expect(load.requests).toMatchObject({ completed: 0, pending: 1 });
  expect(load.requests.dropped).toBeGreaterThan(8);
});

test.each(["first", "second"] as const)(
  "a migration fails when the %s server loses power, at once",
  (end) => {
    for (const mode of ["pre-copy", "post-copy", "stop-and-copy"] as const) {
      const servers = pair();
      const { cluster, vm, there } = servers;
      const migration = vm.migrate(there, { mode });
      cluster.run(ms(100));
      servers[end].powerOff();
      servers[end].powerOn();
      cluster.run(seconds(60));
      expect(migration.state).toBe("failed");
    }
  },
);

test("a process of a host OS ends with its host's power", () => {
  const pc = new Server({ network: Gbps(0.01) });
  const os = pc.install(new HostOs());
  os.spawn(batch({ name: "send", compute: 1, send: MiB(30) }));
  pc.run(seconds(1));
  pc.powerOff();
  const off = pc.now;
  pc.run(minutes(1));
  expect(pc.trace.of("io").filter(({ time }) => time > off)).toEqual([]);
});
