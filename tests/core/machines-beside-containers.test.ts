// The same service in N machines and in N containers, on two servers that are alike: disk, memory, time to start, CPU
// time. Only what follows from the structure is pinned; how much it is, a run says.

import { describe, expect, test } from "vitest";
import { vmmMemory } from "../../src/hypervisor/profiles/vmm-memory.ts";
import {
  ContainerEngine,
  GiB,
  HostOs,
  Hypervisor,
  MiB,
  ms,
  osImages,
  profiles,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";

const spec = { name: "pc", cpus: 4, memory: GiB(64), disk: GiB(200) };
const shop = service({ name: "shop", compute: ms(1), every: ms(10), memory: MiB(20) });

function hostOs() {
  const server = new Server(spec);
  return { server, host: server.install(new HostOs()) };
}
const busy = (server: Server) =>
  server.cpuUsage.reduce((sum, cpu) => sum + cpu.busy, 0) / server.now;

const guestKernels = (server: Server) =>
  server.components().filter(({ role }) => role === "guest-os").length;

function machines(n: number) {
  const { server, host } = hostOs();
  const kvm = host.install(new Hypervisor({ profile: profiles.kvm }));
  const before = server.free;
  const size = { vcpus: 1, memory: GiB(2), disk: GiB(8), thin: true, image: "ubuntu-24.04" };
  const all = Array.from({ length: n }, (_, i) => kvm.create({ name: `vm-${String(i)}`, ...size }));
  for (const vm of all) vm.launch(shop);
  server.run(seconds(60));
  const up = server.trace.of("guest").filter(({ event }) => event === "booted");
  return {
    disk: before.disk - server.free.disk,
    memory: before.memory - server.free.memory,
    started: up.map(({ time }) => time),
    exits: server.trace.counts().kinds.exit ?? 0,
    guestKernels: guestKernels(server),
    answered: all.every((vm) => vm.applications[0]?.requests.completed),
    busy: busy(server),
  };
}

function containers(n: number) {
  const { server, host } = hostOs();
  const engine = host.install(new ContainerEngine());
  const before = server.free;
  const all = Array.from({ length: n }, (_, i) =>
    engine.run({ name: `box-${String(i)}`, image: "nginx:1.27", command: shop }),
  );
  server.run(seconds(60));
  const up = server.trace.of("application").filter(({ event }) => event === "started");
  return {
    disk: before.disk - server.free.disk,
    memory: before.memory - server.free.memory,
    started: up.map(({ time }) => time),
    exits: server.trace.counts().kinds.exit ?? 0,
    guestKernels: guestKernels(server),
    answered: all.every((box) => box.processes[0]?.requests.completed),
    busy: busy(server),
  };
}

describe.each([1, 8])("%d machines beside as many containers", (n) => {
  const [inMachines, inContainers] = [machines(n), containers(n)];
  const ubuntu = osImages.find(({ id }) => id === "ubuntu-24.04");

  test("all of them work", () => {
    expect([inMachines.answered, inContainers.answered]).toEqual([true, true]);
    expect([inMachines.started.length, inContainers.started.length]).toEqual([n, n]);
    expect(inMachines.busy).toBeGreaterThan(n * 0.08);
    expect(inContainers.busy).toBeGreaterThan(n * 0.08);
  });

  test("disk: a system for each machine, one image for all containers", () => {
    expect(inMachines.disk).toBeGreaterThanOrEqual(n * (ubuntu?.installedSize ?? NaN));
    expect(inContainers.disk).toBe(containers(1).disk);
  });

  test("memory: each machine has all of its own, a container what its processes have", () => {
    const qemu = vmmMemory(profiles.kvm, { vcpus: 1, memory: GiB(2) });
    expect(inMachines.memory).toBe(n * (GiB(2) + qemu));
    expect(inContainers.memory).toBe(n * shop.memory);
  });

  test("start: each machine boots, a container starts a process", () => {
    for (const time of inMachines.started)
      expect(time).toBeGreaterThan(ubuntu?.bootCompute ?? Infinity);
    for (const time of inContainers.started)
      expect(time).toBeLessThan(Math.min(...inMachines.started));
  });

  test("kernels: one each, or the host's for all; nothing leaves a container for a hypervisor", () => {
    expect([inMachines.guestKernels, inContainers.guestKernels]).toEqual([n, 0]);
    expect(inMachines.exits).toBeGreaterThan(0);
    expect(inContainers.exits).toBe(0);
  });
});
