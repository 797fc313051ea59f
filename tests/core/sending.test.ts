// Sending ends when the last byte has left the interface. Nothing on the way holds more than it has room for: a thread
// waits for its socket, a socket for the ring, and requests that come too fast are turned away and counted.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stackTime } from "../../src/host/packet-costs.ts";
import { NetworkInterface } from "../../src/host/network-interface.ts";
import { Random } from "../../src/simulation/random.ts";
import { Simulation } from "../../src/simulation/simulation.ts";
import {
  batch,
  costs,
  formatBytes,
  Gbps,
  GiB,
  HostOs,
  Hypervisor,
  KiB,
  Mbps,
  MiB,
  ms,
  profiles,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type { DomainSpec, ServerSpec } from "../../src/stdlib/index.ts";
import { install, rack, refusal, small } from "./machine.ts";
import type { Product } from "./machine.ts";
import { agrees, meanGap, waitMD1, waitMMc, Waits } from "./queueing.ts";

/** A machine on a server with a link of 1 Gbit/s unless told otherwise, booted. */
function running(
  spec: Partial<DomainSpec> = {},
  id: Product = "generic",
  server: Partial<ServerSpec> = {},
) {
  const box = { cpus: 2, memory: GiB(16), disk: GiB(100), network: Gbps(1), virtualFunctions: 2 };
  const pc = new Server({ name: "pc", ...box, ...server });
  const profile = profiles[id];
  const hypervisor = new Hypervisor({ name: "hv", profile });
  install(pc, hypervisor);
  const vm = hypervisor.create({ ...small, name: "shop", ...spec });
  pc.run(seconds(10));
  return { server: pc, hypervisor, vm };
}

/** How long the link takes for so many bytes, in nanoseconds. */
const onTheWire = (bytes: number, bandwidth = Gbps(1)) => (bytes * 8e9) / bandwidth;

/** Within so much of what is expected, as a ratio. */
function expectNear(found: number | undefined, expected: number, within: number): void {
  expect((found ?? NaN) / expected).toBeGreaterThan(1 - within);
  expect((found ?? NaN) / expected).toBeLessThan(1 + within);
}

describe("a job that sends ends when its last byte has left", () => {
  test.each<[Product, Partial<DomainSpec>]>([
    ["generic", {}],
    ["generic", { nicModel: "passthrough" }],
    ["generic", { segmentationOffload: false, mtu: 9000 }],
    ["esxi", { nicModel: "e1000", segmentationOffload: true }],
    ["xen", {}],
    ["kvm", {}],
    ["kvm", { nicModel: "passthrough" }],
    ["virtualBox", {}],
    ["workstation", {}],
  ])("%s, %j: 256 MiB over 1 Gbit/s", (id, spec) => {
    const { server, vm } = running(spec, id);
    const job = vm.launch(batch({ name: "job", compute: 1, send: MiB(256) }));
    server.run(seconds(4));
    expect(job.duration).toBeGreaterThanOrEqual(onTheWire(MiB(256)));
    expectNear(job.duration, onTheWire(MiB(256)), 0.001);
  });

  test("1 GiB over 1 Gbit/s takes 8.59 s, and 4 GiB of an interface of its own four times as long", () => {
    const { server, vm } = running({ nicModel: "passthrough" });
    const jobs = [1, 4].map((n) => {
      const job = vm.launch(batch({ name: "job", compute: 1, send: GiB(n) }));
      server.run(seconds(50));
      return (job.duration ?? NaN) / 1e9;
    });
    expect(jobs.map((time) => time.toFixed(2))).toEqual(["8.59", "34.36"]);
  });

  test("without a machine around it, too", () => {
    const server = new Server({ network: Gbps(1) });
    const job = server
      .install(new HostOs())
      .spawn(batch({ name: "job", compute: 1, send: MiB(64) }));
    server.run(seconds(4));
    expectNear(job.duration, onTheWire(MiB(64)), 0.001);
  });

  test("a thread is free when its socket has taken the rest, and its answer is on the way", () => {
    const { server, vm } = running();
    const web = service({ name: "web", compute: 1, every: ms(100), send: MiB(12) });
    const shop = vm.launch(web);
    server.run(seconds(3));
    // 12 MiB take the link for 101 ms, and the thread for the time until all but a buffer of 4 MiB has left.
    expect(shop.requests.pending).toBeLessThanOrEqual(2);
    expect(shop.responseTime?.mean).toBeGreaterThan(onTheWire(MiB(12)));
    expect(costs.socketBuffer.value).toBe(MiB(4));
  });
});

describe("a service that is asked for more than its link carries", () => {
  const flood = (more: Partial<DomainSpec> = {}, id: Product = "generic") => {
    const { server, vm } = running(more, id);
    // 64 KiB take 0.52 ms on the wire: 8.4 times what the link carries.
    const every = Math.round(onTheWire(KiB(64)) / 8.4);
    const app = vm.launch(service({ name: "web", compute: 1, every, send: KiB(64), threads: 8 }));
    const sentBefore = server.trace.counts("shop").io["network send"]?.bytes ?? 0;
    server.run(seconds(10));
    const bytes = (server.trace.counts("shop").io["network send"]?.bytes ?? 0) - sentBefore;
    return { app, bytes, vm };
  };

  test.each<[Product, Partial<DomainSpec>]>([
    ["generic", {}],
    ["generic", { nicModel: "passthrough" }],
    ["xen", {}],
    ["kvm", {}],
  ])("%s, %j: sends what it carries, waits for it, and turns the rest away", (id, spec) => {
    const { app, bytes } = flood(spec, id);
    expect(onTheWire(bytes)).toBeLessThanOrEqual(seconds(10));
    expectNear(onTheWire(bytes), seconds(10), 0.001);
    const { arrived, completed, dropped, pending } = app.requests;
    expect(completed + dropped + pending).toBe(arrived);
    expect(dropped / arrived).toBeGreaterThan(0.5);
    // All that can be under way: the backlog, a ring, and what the threads have in hand.
    const most = costs.listenBacklog.value + costs.ringSize.value + 8;
    expect(pending).toBeLessThanOrEqual(most);
    expectNear(app.responseTime?.max, most * onTheWire(KiB(64)), 0.01);
  });

  test("no more requests are with the interface than its ring has places", () => {
    const { vm } = flood();
    const { requests } = vm.io.network;
    const over = vm.applications[0]?.requests;
    expect(requests - (over?.completed ?? 0)).toBeLessThanOrEqual(costs.ringSize.value);
    expect(requests - (over?.completed ?? 0)).toBeGreaterThan(costs.ringSize.value - 9);
  });
});

describe("a disk's ring", () => {
  test("holds 256 requests, however many threads ask", () => {
    const { server, vm } = running({}, "generic", { storage: { channels: 1024, latency: ms(10) } });
    const random = { compute: 1, read: KiB(4), requestSize: KiB(4) };
    const before = vm.io.disk.requests;
    const job = vm.launch(batch({ name: "fio", ...random, threads: 600 }));
    server.run(ms(9));
    expect(vm.io.disk.requests - before).toBe(costs.ringSize.value);
    server.run(ms(30));
    expect([job.state, vm.io.disk.requests - before]).toEqual(["finished", 600]);
  });
});

describe("who shares a link", () => {
  /** How long the neighbour of a machine that floods the link waits for an answer of 4 KiB, at the median. */
  const neighbour = (
    server: Partial<ServerSpec>,
    noisy: Partial<DomainSpec> = {},
    quiet = true,
  ) => {
    const box = running(noisy, "generic", server);
    const other = box.hypervisor.create({ ...small, name: "quiet" });
    box.server.run(seconds(10));
    if (quiet) box.vm.launch(batch({ name: "flood", compute: 1, send: GiB(8), threads: 4 }));
    const web = service({ name: "web", compute: 1, every: ms(10), send: KiB(4) });
    const app = other.launch(web);
    box.server.run(seconds(2));
    return app.responseTime?.p50 ?? NaN;
  };
  const alone = neighbour({}, {}, false);

  test("feels a neighbour's flood, where the first come is the first served", () => {
    expect(alone).toBeLessThan(ms(0.1));
    expect(neighbour({})).toBeGreaterThan(ms(100));
  });

  test("does not, with a fair queue or a limit on the neighbour", () => {
    const frame = onTheWire(KiB(64));
    expect(neighbour({ ioQueue: "fair" })).toBeLessThan(alone + 2 * frame);
    expect(neighbour({}, { iftune: { outbound: Mbps(200) } })).toBeLessThan(alone + frame);
  });

  test("a limit is kept, in bits per second", () => {
    const { server, vm } = running({ iftune: { outbound: Mbps(80) } });
    const job = vm.launch(batch({ name: "job", compute: 1, send: MiB(20) }));
    server.run(seconds(4));
    expectNear(job.duration, onTheWire(MiB(20), Mbps(80)), 0.01);
    expect(job.duration).toBeGreaterThanOrEqual(onTheWire(MiB(20), Mbps(80)));
  });

  test.each<[Partial<DomainSpec>, string]>([
    [{ iftune: { outbound: 0 } }, "invalid-argument"],
    [{ iftune: {} as never }, "invalid-argument"],
    [{ mtu: 100 }, "invalid-argument"],
    [{ mtu: 70_000 }, "invalid-argument"],
    [{ segmentationOffload: 1 as never }, "invalid-argument"],
    [{ nicModel: "passthrough", iftune: { outbound: Mbps(80) } }, "config-unsupported"],
  ])("refused: %j", (spec, code) => {
    const { hypervisor } = rack({ virtualFunctions: 1 });
    expect(refusal(() => hypervisor.create({ ...small, name: "shop", ...spec })).code).toBe(code);
  });
});

describe("packets", () => {
  const sent = (spec: Partial<DomainSpec>, send = MiB(1)) => {
    const { server, vm } = running(spec, "kvm", { network: Gbps(10) });
    const before = vm.io.network.requests;
    const job = vm.launch(batch({ name: "job", compute: 1, send }));
    server.run(seconds(5));
    return { requests: vm.io.network.requests - before, duration: job.duration ?? NaN };
  };

  test.each<[Partial<DomainSpec>, number]>([
    [{}, KiB(64)],
    [{ mtu: 9000 }, KiB(64)],
    [{ segmentationOffload: false }, 1460],
    [{ segmentationOffload: false, mtu: 9000 }, 8960],
    [{ nicModel: "e1000" }, 1460],
    [{ nicModel: "e1000", segmentationOffload: true }, KiB(64)],
  ])("%j: a request to the interface carries so much", (spec, size) => {
    expect(sent(spec).requests).toBe(Math.ceil(MiB(1) / size));
  });

  test("an emulated interface, register by register for each packet, does not fill a fast link", () => {
    const rate = (spec: Partial<DomainSpec>) => MiB(64) / sent(spec, MiB(64)).duration;
    const [virtio, packets, e1000] = [
      {},
      { segmentationOffload: false },
      { nicModel: "e1000" },
    ].map((spec) => rate(spec as Partial<DomainSpec>)) as [number, number, number];
    expect(e1000).toBeLessThan(packets / 2);
    expect(packets).toBeLessThan(virtio * 0.8);
    // What is measured of the fastest is the link.
    expectNear(virtio * 8e9, Gbps(10), 0.01);
  });
});

test.each(["fifo", "fair"] as const)(
  "%s: frames of any size wait for the link as M/M/1 does",
  (queue) => {
    const simulation = new Simulation();
    const random = new Random(11);
    const nic = new NetworkInterface(simulation, "eth0", "02:00:00:00:00:01", Gbps(1), queue);
    const size = KiB(64);
    const station = { servers: 1, load: 0.6, service: onTheWire(size) };
    const waits = new Waits(1500);
    const arrive = () => {
      nic.send(
        random.exponential(size),
        ({ submitted, start }) => waits.add(start - submitted),
        "a",
      );
      simulation.schedule(random.exponential(meanGap(station)), 0, arrive);
    };
    arrive();
    while (!waits.done) simulation.step();
    expect(agrees(waits.estimate(), waitMMc(station))).toBe(true);
  },
);

test("answers of one size that come at random wait for the link as M/D/1 does", () => {
  const send = KiB(64);
  const load = 0.7;
  const { server, vm } = running({}, "generic", { trace: { limit: 0 } });
  const every = Math.round(onTheWire(send) / load);
  const web = { name: "web", compute: 1, every, arrivals: "poisson", send, threads: 64 } as const;
  const app = vm.launch(service(web));
  server.run(seconds(90));
  expect(app.requests.completed).toBeGreaterThan(100_000);
  // The network stack is a queue of its own before it. One with a fixed time, before a slower one, adds that and no wait.
  const waited = (app.responseTime?.mean ?? NaN) - onTheWire(send) - stackTime(send);
  expectNear(waited, waitMD1({ servers: 1, load, service: onTheWire(send) }), 0.05);
});

test("whatever machines send, and when: in order, each byte once, and no more than the link carries", () => {
  const job = fc.record({
    at: fc.nat(ms(20)),
    machine: fc.nat(1),
    send: fc.integer({ min: 1, max: MiB(2) }),
    threads: fc.integer({ min: 1, max: 4 }),
  });
  const spec = fc.constantFrom<Partial<DomainSpec>>(
    {},
    { segmentationOffload: false, mtu: 9000 },
    { nicModel: "e1000", mtu: 4000 },
    { nicModel: "passthrough" },
  );
  fc.assert(
    fc.property(
      fc.constantFrom<Product>("generic", "xen", "kvm"),
      fc.constantFrom("fifo" as const, "fair" as const),
      spec,
      fc.array(job, { minLength: 1, maxLength: 6 }),
      (id, ioQueue, machine, jobs) => {
        const { server, hypervisor, vm } = running(machine, id, { ioQueue });
        const other = hypervisor.create({ ...small, name: "other" });
        server.run(seconds(10));
        const from = server.now;
        const apps = jobs
          .sort((a, b) => a.at - b.at)
          .map(({ at, machine: which, send, threads }, i) => {
            server.run(from + at - server.now);
            const to = which === 0 ? vm : other;
            return to.launch(batch({ name: `job-${i}`, compute: 1, send, threads }));
          });
        server.run(seconds(2));
        const frames = server.trace.of("io").filter(({ device, time }) => {
          return device === "network" && time > from;
        });
        const given = jobs.reduce((sum, { send, threads }) => sum + send * threads, 0);
        const bytes = frames.reduce((sum, frame) => sum + frame.bytes, 0);
        expect(formatBytes(bytes)).toBe(formatBytes(given));
        expect(bytes).toBe(given);
        for (const { state } of apps) expect(state).toBe("finished");
        // One after another on the link, and of each machine in the order in which it gave them.
        const byEnd = [...frames].sort((a, b) => a.end - b.end);
        byEnd.reduce((free, { end, bytes: size }) => {
          expect(end).toBeGreaterThanOrEqual(free + onTheWire(size) - 1);
          return end;
        }, 0);
        for (const name of ["shop", "other"]) {
          const own = byEnd.filter(({ subject }) => subject === name);
          expect(own).toEqual([...own].sort((a, b) => a.submitted - b.submitted));
        }
      },
    ),
    { numRuns: 25 },
  );
});
