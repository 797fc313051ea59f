// A server that loses power and has it again: what is up afterwards, what is gone, and what its disks hold.

import { describe, expect, test } from "vitest";
import {
  batch,
  Cluster,
  ContainerEngine,
  Gbps,
  GiB,
  HostOs,
  Hypervisor,
  MiB,
  ms,
  profiles,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type { Profile, VirtualMachine } from "../../src/stdlib/index.ts";
import { refusal, small } from "./machine.ts";

const size = { name: "rack-1", cpus: 2, memory: GiB(8), disk: GiB(100) };
const text = (vm: VirtualMachine, sector: number) =>
  new TextDecoder().decode(vm.guest.readDisk(sector)).replace(/\0+$/, "");

/** A server with a product on it, on a host OS where the product needs one, and one machine that works. */
function office(profile: Profile) {
  const server = new Server(size);
  const hosted = profile.installsOn === "a host OS";
  const host = hosted ? server.install(new HostOs({ image: "debian-12" })) : undefined;
  const hypervisor = (host ?? server).install(new Hypervisor({ name: "hv", profile }));
  const vm = hypervisor.create({ name: "shop", ...small });
  server.run(seconds(20));
  vm.launch(service({ name: "web", compute: ms(1), write: MiB(1), every: ms(10) }));
  vm.guest.write(4096, "in memory");
  vm.guest.writeDisk(9000, "on disk");
  server.run(seconds(1) + 12_345);
  return { server, host, hypervisor, vm };
}

const { generic, esxi, xen, hyperV, kvm, virtualBox, workstation } = profiles;

describe.each([generic, esxi, xen, hyperV, kvm, virtualBox, workstation])("$product", (profile) => {
  test("comes up again, with its machines defined and off, and their disks as they were", () => {
    const { server, host, hypervisor, vm } = office(profile);
    server.powerOff();
    expect([server.isOn, vm.state, vm.booted]).toEqual([false, "shutoff", false]);
    expect(server.layers()).toHaveLength(1);
    if (host) expect(host.state).toBe("off");
    server.run(seconds(5));
    expect(server.powerOn()).toBe(server);
    if (host) expect(host.state).toBe("booting");
    server.run(host ? seconds(60) : 0);
    expect(server.components().map(({ state }) => state)).not.toContain("down");
    expect([hypervisor.domains(), vm.state]).toEqual([[vm], "shutoff"]);
    vm.start();
    server.run(seconds(20));
    expect([vm.booted, vm.applications[0]?.state, text(vm, 9000)]).toEqual([
      true,
      "running",
      "on disk",
    ]);
    expect(vm.guest.readText(4096, 16)).toBe("");
    expect(vm.applications[0]?.requests.completed).toBeGreaterThan(100);
    // And its devices work as fast as on a server that never lost power.
    const job = { compute: ms(5), read: MiB(1), write: MiB(1), send: MiB(1) };
    const before = office(profile).vm;
    for (const one of [vm, before]) one.guest.writeDisk(1, "x");
    expect(vm.time(job) / before.time(job)).toBeGreaterThan(0.5);
    expect(vm.time(job) / before.time(job)).toBeLessThan(2);
  });

  test("is whole again after its hypervisor crashed, once the power was cut", () => {
    const { server, host, vm } = office(profile);
    if (host) server.crash("host-os");
    else server.crash("hypervisor");
    expect(refusal(() => vm.start()).code).toBe("no-connect");
    server.powerOff();
    server.powerOn();
    server.run(seconds(60));
    vm.start();
    server.run(seconds(20));
    expect(vm.booted).toBe(true);
  });
});

test("memory of machines is given back once, and taken once", () => {
  const { server, vm } = office(profiles.generic);
  const { memory } = server.allocated;
  server.powerOff();
  expect(server.allocated.memory).toBe(memory - vm.memory);
  server.powerOn();
  vm.start();
  expect(server.allocated.memory).toBe(memory);
});

test("a host OS that boots stops when the power is cut, and boots anew", () => {
  const server = new Server(size);
  const host = server.install(new HostOs());
  const engine = host.install(new ContainerEngine());
  const web = engine.run({ name: "web", image: "nginx:1.27" });
  const job = host.spawn(batch({ name: "job", compute: seconds(100) }));
  server.powerOff();
  expect([host.state, job.state, web.state]).toEqual(["off", "stopped", "exited"]);
  expect(refusal(() => host.reboot()).message).toContain("its server is off");
  expect(refusal(() => host.spawn(batch({ name: "late", compute: 1 }))).hint).toBe(
    "server.powerOn()",
  );
  server.powerOn();
  server.run(ms(100));
  expect(host.state).toBe("booting");
  expect(server.powerOff()).toEqual([]);
  server.run(seconds(60));
  expect(host.state).toBe("off");
  server.powerOn();
  server.run(seconds(60));
  expect(host.state).toBe("up");
  expect(web.start().state).toBe("running");
});

test("a disk that lost its boot sector boots nothing after a power cut either", () => {
  const server = new Server(size);
  const host = server.install(new HostOs());
  host.writeDisk(0, "virus");
  server.powerOff();
  server.powerOn();
  expect(host.state).toBe("no operating system");
});

test.each(["pre-copy", "stop-and-copy", "post-copy"] as const)(
  "what is copied to a server by %s is lost with its power, however short",
  (mode) => {
    const cluster = new Cluster({ storage: GiB(20) });
    const [here, there] = ["a", "b"].map((name) =>
      cluster.add({ ...size, name }).install(new Hypervisor()),
    ) as [Hypervisor, Hypervisor];
    const vm = here.create({ name: "shop", ...small, storage: "shared" });
    cluster.run(seconds(10));
    const migration = vm.migrate(there, { mode, bandwidth: Gbps(0.1) });
    cluster.run(ms(500));
    const [first, second] = cluster.servers as [Server, Server];
    const lost = mode === "post-copy" ? first : second;
    lost.powerOff();
    lost.powerOn();
    cluster.run(seconds(30));
    expect(migration.state).toBe("failed");
    expect(here.domains().length + there.domains().length).toBe(1);
    const state = mode === "post-copy" ? "shutoff" : "blocked";
    expect([vm.state, vm.server]).toEqual([state, mode === "post-copy" ? "b" : "a"]);
  },
);
