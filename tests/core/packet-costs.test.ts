// What packets cost the CPUs: the network stack of who sends and of who receives, the back end between them, and the
// registers of an emulated interface.

import { describe, expect, test } from "vitest";
import { stackTime, switchedFrame } from "../../src/host/packet-costs.ts";
import {
  batch,
  client,
  costs,
  Gbps,
  HostOs,
  hopsOf,
  KiB,
  MiB,
  ms,
  profiles,
  RemoteComputer,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type { DomainSpec, VirtualMachine } from "../../src/stdlib/index.ts";
import { neighbours, products } from "./machine.ts";
import type { Product } from "./machine.ts";

/** How long its virtual CPUs were in the guest. */
const inGuest = (vm: VirtualMachine) => vm.cpuUsage.reduce((sum, { guest }) => sum + guest, 0);

/** Bits per second of a job that sends so much. */
function rate(id: Product, spec: Partial<DomainSpec>, network: number, send = MiB(4)): number {
  const { server, vm } = neighbours(id, spec, { network, trace: { limit: 0 } });
  const job = vm.launch(batch({ name: "job", compute: 1, send }));
  while (job.state !== "finished") server.run(seconds(1));
  return (send * 8e9) / (job.duration ?? NaN);
}

describe("a network stack", () => {
  test.each<[string, Partial<DomainSpec>, number, number]>([
    ["a packet", {}, 1, KiB(1)],
    ["what is cut into packets beneath it", {}, 16, KiB(64)],
    ["each packet", { segmentationOffload: false }, 100, 1460],
    ["a large one", { segmentationOffload: false, mtu: 9000 }, 10, 8960],
  ])("takes its time for %s that a thread sends", (_, spec, n, bytes) => {
    const { server, vm } = neighbours("generic", spec);
    const job = vm.launch(batch({ name: "job", compute: ms(1), send: n * bytes }));
    server.run(seconds(1));
    expect([job.state, job.cpuTime]).toEqual(["finished", ms(1) + n * stackTime(bytes)]);
  });

  test("takes it of a process that sends, too", () => {
    const server = new Server();
    const os = server.install(new HostOs());
    server.run(seconds(20));
    const job = os.spawn(batch({ name: "job", compute: ms(1), send: KiB(64) * 8 }));
    server.run(seconds(1));
    expect([job.state, job.cpuTime]).toEqual(["finished", ms(1) + 8 * stackTime(KiB(64))]);
  });

  test.each(products)("%s: takes its time for what has come, before a process has it", (id) => {
    const { server, vm } = neighbours(id);
    const [receive, requests] = [KiB(32), 100];
    const echo = vm.launch(service({ name: "echo", compute: 1, receive, send: 1 }));
    const before = inGuest(vm);
    const load = new RemoteComputer().launch(client({ name: "load", to: echo, requests }));
    server.run(seconds(1));
    expect(load.requests.completed).toBe(requests);
    expect(inGuest(vm) - before).toBeGreaterThanOrEqual(
      requests * (stackTime(receive) + stackTime(1)),
    );
    expect(load.responseTime?.p50).toBeGreaterThan(2 * (stackTime(receive) + stackTime(1)));
  });

  test.each([1, 2])(
    "leaves its threads half of the time, however much comes: %i virtual CPUs",
    (vcpus) => {
      const { server, vm } = neighbours("kvm", { vcpus }, { trace: { limit: 0 } });
      const job = vm.launch(batch({ name: "job", compute: seconds(100) }));
      // Each takes the stack as long as two packets are apart.
      const every = Math.round(stackTime(100) / 2);
      vm.launch(service({ name: "web", compute: 1, every, receive: 100 }));
      const from = job.cpuTime;
      server.run(ms(200));
      const had = job.cpuTime - from;
      expect(vm.io.network.dropped).toBeGreaterThan(1000);
      expect(had).toBeGreaterThan(ms(vcpus === 1 ? 70 : 150));
      if (vcpus === 1) expect(had).toBeLessThan(ms(130));
    },
  );

  test("has what comes at once again after a flood and a rest", () => {
    const { server, vm } = neighbours("generic", { vcpus: 2 }, { network: Gbps(100) });
    const bulk = vm.launch(service({ name: "bulk", compute: 1, receive: MiB(16), send: 1 }));
    const web = vm.launch(service({ name: "web", compute: 1, receive: 100, send: 1 }));
    const outside = new RemoteComputer({ network: Gbps(100) });
    const flood = outside.launch(client({ name: "flood", to: bulk, requests: 1, threads: 3 }));
    server.run(ms(100));
    expect(flood.responseTime?.p50).toBeGreaterThan(2 * costs.guestTick.value);
    // All virtual CPUs have a thread; the second is free soon.
    vm.launch(batch({ name: "long", compute: ms(3) }));
    vm.launch(batch({ name: "short", compute: us(200) }));
    const load = outside.launch(client({ name: "load", to: web, requests: 1 }));
    server.run(ms(100));
    expect(load.responseTime?.p50).toBeLessThan(us(300));
  });

  test("is interrupted by acknowledgements of what it sends, one for every second full packet", () => {
    const { server, vm } = neighbours("esxi", { nicModel: "e1000" });
    const before = vm.io.network;
    const packets = 10;
    vm.launch(batch({ name: "job", compute: 1, send: packets * 1460 }));
    server.run(seconds(1));
    const { interrupts, received } = vm.io.network;
    expect(interrupts - before.interrupts).toBe(packets + packets / 2);
    // They carry nothing.
    expect(received).toBe(before.received);
  });
});

describe("an emulated interface", () => {
  test.each(products)("%s: does not fill a line that a virtio one fills", (id) => {
    const [virtio, packets, e1000, small] = [
      {},
      { segmentationOffload: false },
      { nicModel: "e1000" } as const,
      { nicModel: "e1000", mtu: 576 } as const,
    ].map((spec) => rate(id, spec, Gbps(1))) as [number, number, number, number];
    expect(virtio).toBeGreaterThan(Gbps(0.98));
    expect(packets).toBeGreaterThan(Gbps(0.98));
    expect(e1000).toBeLessThan(Gbps(0.8));
    expect(small).toBeLessThan(e1000 * 0.6);
  });
});

test.each<[Product, Partial<DomainSpec>, number]>([
  // A back end does it later, and a hypervisor sends from the guest's memory; who plays a chip copies, and calls the driver.
  ["esxi", {}, 0],
  ["xen", {}, 0],
  ["kvm", { nicModel: "e1000" }, costs.backendRequest.value + switchedFrame + 1460],
  ["esxi", { nicModel: "e1000" }, 1460],
  [
    "workstation",
    { nicModel: "e1000" },
    costs.systemCall.value + costs.backendRequest.value + switchedFrame + 1460,
  ],
])("%s, %j: what is done of a request before the guest goes on", (id, spec, work) => {
  const { server, vm } = neighbours(id, spec, {}, { traceHops: true });
  vm.launch(batch({ name: "job", compute: 1, send: 1460 }));
  const from = server.now;
  server.run(seconds(1));
  const exit = server.trace
    .of("exit")
    .find(
      ({ time, detail }) => time > from && ["request", "register"].includes(detail?.code ?? ""),
    );
  const way = hopsOf(profiles[id], spec.nicModel ? "io" : "mmio");
  const cycles = way.reduce((sum, hop) => sum + hop.cycles, work);
  expect(exit?.cost).toBe(Math.round((cycles * 1e9) / costs.cpuFrequency.value));
  expect((exit?.hops ?? []).reduce((sum, hop) => sum + hop.cycles, 0)).toBe(cycles);
});

describe("between machines of one server", () => {
  test.each(products)(
    "%s: bytes take the time that copying them does, and not the link's",
    (id) => {
      const roundTrip = (receive: number) => {
        const { server, vm, other } = neighbours(id, {}, { network: Gbps(0.1) });
        const echo = vm.launch(service({ name: "echo", compute: 1, receive, send: 1 }));
        const load = other.launch(client({ name: "load", to: echo, requests: 20 }));
        server.run(seconds(5));
        expect(load.requests.completed).toBe(20);
        return load.responseTime?.p50 ?? NaN;
      };
      const more = roundTrip(KiB(256)) - roundTrip(1);
      // Two network stacks at the least, piece by piece one after the other.
      expect(more).toBeGreaterThan(4 * stackTime(KiB(64)) + stackTime(KiB(64)));
      expect(more).toBeLessThan((KiB(256) * 8e9) / Gbps(0.1) / 2);
      expect(more).toBeLessThan(us(1000));
    },
  );
});
