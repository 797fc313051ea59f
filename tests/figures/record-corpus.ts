// Scenarios that between them provoke every code of a record's detail, so that tests can ask what is said of each: the
// records that they leave, the devices of their computers, and why their migrations failed.

import {
  batch,
  Cluster,
  ContainerEngine,
  credit,
  Gbps,
  GiB,
  HostOs,
  Hypervisor,
  HypervisorError,
  KiB,
  ManagementConsole,
  MiB,
  ms,
  overcommit,
  profiles,
  seconds,
  Server,
  service,
  TiB,
  us,
} from "../../src/stdlib/index.ts";
import type {
  Device,
  DropRule,
  MigrateSpec,
  Migration,
  NetworkHop,
  Profile,
  TraceRecord,
} from "../../src/stdlib/index.ts";

/** What a scenario leaves behind. */
export interface Story {
  readonly trace: Iterable<TraceRecord>;
  readonly devices?: readonly Device[];
  readonly migrations?: readonly Migration[];
  /** Ways of frames, and rules by which some were dropped. */
  readonly hops?: readonly (NetworkHop | DropRule)[];
}

const sized = { vcpus: 1, memory: MiB(256), disk: GiB(1) };
const small = { ...sized, image: "alpine-3.21" };
const size = { cpus: 2, memory: GiB(16), disk: GiB(200) };

/** Asks for something that is refused: that leaves a record, too. */
function refused(request: () => unknown): void {
  try {
    request();
  } catch (error) {
    if (error instanceof HypervisorError) return;
    throw error;
  }
  throw new Error("was not refused");
}

function rack(profile: Profile = profiles.generic, spec: object = {}) {
  const server = new Server({ ...size, name: "rack-1", ...spec });
  const hypervisor = new Hypervisor({ name: "hv", profile });
  if (profile.installsOn === "a host OS")
    server.install(new HostOs({ name: "desktop" })).install(hypervisor);
  else server.install(hypervisor);
  return { server, hypervisor };
}

function aMachine(): Story {
  const { server, hypervisor } = rack();
  const vm = hypervisor.define({ name: "shop", vcpus: 2, memory: MiB(256), disk: GiB(1) });
  vm.install("alpine-3.21").start();
  server.run(seconds(10));
  vm.launch(service({ name: "web", compute: ms(1), every: ms(50) }));
  vm.launch(batch({ name: "job", compute: ms(5), hypercalls: 2 }));
  vm.schedule({ weight: 512, cap: 50 }).schedule({ cap: 0 });
  vm.pin(0, [0, 1]);
  vm.pin(1, [1]);
  server.run(seconds(1));
  refused(() => vm.start());
  vm.suspend().resume();
  vm.snapshot("before").snapshot("after").redefineSnapshot("after", { parent: null });
  vm.revert("before").deleteSnapshot("after");
  vm.reboot();
  server.run(seconds(20));
  const devices = [...server.devices(), ...vm.devices()];
  vm.shutdown();
  server.run(seconds(10));
  devices.push(...vm.devices());
  const { disk, ...rest } = small;
  const thin = { ...rest, disk: disk + GiB(0.5), name: "golden", thin: true };
  const golden = hypervisor.create({ ...thin, vcpus: 1 }).destroy();
  hypervisor.clone("shop", { name: "full" });
  hypervisor.clone("shop", { name: "linked", linked: true });
  hypervisor.clone("shop", { name: "kept", snapshot: "before", linked: true });
  golden.markAsTemplate().markAsVirtualMachine();
  vm.start().destroy();
  hypervisor.lookup("full").undefine();
  return { trace: server.trace, devices };
}

function aKernelAtWork(): Story {
  const kernel = {
    pageFaults: 20,
    pageTableWrites: 40,
    contextSwitches: 2,
    systemCalls: 3,
    forks: 1,
  };
  const traces = (["binary translation", "paravirtual"] as const).map((privileged) => {
    const { server, hypervisor } = rack({ ...profiles.generic, privileged });
    const vm = hypervisor.create({ ...small, name: "shop" });
    server.run(seconds(10));
    vm.launch(batch({ name: "job", compute: 1, kernel }));
    server.run(seconds(1));
    return [...server.trace];
  });
  return { trace: traces.flat() };
}

function machinesThatDoNotBoot(): Story {
  const { server, hypervisor } = rack();
  hypervisor.create({ ...small, name: "tight", memory: MiB(64) });
  hypervisor.define({ name: "empty", ...sized }).start();
  server.run(seconds(10));
  hypervisor.lookup("tight").destroy();
  return { trace: server.trace };
}

function aFullDisk(): Story {
  const { server, hypervisor } = rack(profiles.generic, { disk: GiB(14), trace: { limit: 100 } });
  const vm = hypervisor.create({ ...small, name: "shop", disk: GiB(100), thin: true });
  server.run(seconds(10));
  vm.launch(batch({ name: "logs", compute: 1, write: GiB(20) }));
  server.run(seconds(100));
  return { trace: server.trace };
}

/** A job needs more than memory and swap. */
function aFullMemory(): Story {
  const { server, hypervisor } = rack(profiles.generic);
  const vm = hypervisor.create({ ...small, name: "shop" });
  server.run(seconds(5));
  vm.launch(batch({ name: "hog", compute: seconds(1), memory: GiB(2) }));
  server.run(seconds(5));
  return { trace: server.trace };
}

function aFullFileSystem(): Story {
  const { server, hypervisor } = rack(profiles.generic, { trace: { limit: 100 } });
  const vm = hypervisor.create({ ...small, name: "shop" });
  server.run(seconds(10));
  vm.launch(batch({ name: "logs", compute: 1, write: GiB(20) }));
  server.run(seconds(100));
  return { trace: server.trace };
}

function devicesOfAllKinds(): Story {
  const { server, hypervisor } = rack(profiles.xen, { virtualFunctions: 4 });
  const kinds = [
    { name: "old", diskBus: "ide", nicModel: "e1000" },
    { name: "new", diskBus: "virtio", nicModel: "virtio" },
    { name: "own", diskBus: "passthrough", nicModel: "passthrough" },
  ] as const;
  const machines = kinds.map((kind) => hypervisor.create({ ...small, ...kind }));
  server.run(seconds(20));
  const many = { requestSize: KiB(4), queueDepth: 16 };
  for (const vm of machines)
    vm.launch(
      batch({ name: "io", compute: 1, read: KiB(64), write: KiB(8), send: KiB(64), ...many }),
    );
  server.run(seconds(2));
  return { trace: server.trace };
}

function machinesThatSpin(): Story {
  const { server, hypervisor } = rack(profiles.generic, { cpus: 4 });
  const vm = hypervisor.create({ ...small, name: "db", vcpus: 4, spinlocks: "pause-loop exiting" });
  hypervisor.create({ ...small, name: "beside" });
  server.run(seconds(20));
  hypervisor.lookup("beside").launch(batch({ name: "burn", compute: seconds(1) }));
  const lock = { every: us(90), hold: us(10) };
  vm.launch(batch({ name: "job", compute: ms(100), threads: 4, lock }));
  server.run(ms(500));
  return { trace: server.trace };
}

function accessesFromCells(): Story {
  const { server, hypervisor } = rack();
  const shop = hypervisor.create({ ...small, name: "shop" });
  const blog = hypervisor.create({ ...small, name: "blog" });
  server.run(seconds(10));
  refused(() => shop.guest.read(shop.memory, 16));
  refused(() => shop.guest.write(shop.memory, "x"));
  refused(() => shop.guest.readDisk(shop.disk / 512));
  refused(() => shop.guest.send({ from: blog.mac, to: blog.mac, payload: "hello" }));
  shop.guest.write(4096, "mine");
  shop.guest.writeDisk(9, "mine");
  shop.guest.send({ to: blog.mac, payload: "hello" });
  return { trace: server.trace };
}

function networks(): Story {
  const cluster = new Cluster();
  const [here, there] = ["rack-1", "rack-2"].map((name) => {
    const hypervisor = cluster.add({ ...size, name }).install(new Hypervisor());
    const portForwards = [{ hostPort: 8080, to: "web", port: 80 }];
    hypervisor.defineNetwork({ name: "office", mode: "nat", portForwards });
    hypervisor.defineNetwork({ name: "lab", mode: "host-only" });
    return hypervisor;
  });
  if (!here || !there) throw new Error("no servers");
  const web = here.create({ ...small, name: "web", network: "office" });
  const safe = here.create({ ...small, name: "safe", network: "lab" });
  const red = here.create({ ...small, name: "red", vlan: 20 });
  const plain = here.create({ ...small, name: "plain" });
  const off = there.create({ ...small, name: "off" });
  there.create({ ...small, name: "far", network: "office" });
  cluster.run(seconds(10));
  const gone = off.address ?? "";
  off.destroy();
  const sent = [
    web.guest.connect({ to: "8.8.8.8" }),
    web.guest.connect({ to: gone }),
    web.guest.connect({ to: "192.168.122.200" }),
    safe.guest.connect({ to: "8.8.8.8" }),
    red.guest.connect({ to: here.address }),
    plain.guest.connect({ to: red.address ?? "" }),
    there.connect("outside", { to: web.address ?? "" }),
    there.connect("outside", { to: here.address, port: 8080 }),
    red.destroy().start().guest.connect({ to: "8.8.8.8" }),
  ];
  const rules = cluster.reachability().flatMap(({ rule }) => rule ?? []);
  return { trace: cluster.trace, hops: [...sent.flatMap(({ path }) => path), ...rules] };
}

function memoryPromisedTwice(): Story {
  const server = new Server({ name: "rack-1", cpus: 4, memory: GiB(2), disk: GiB(200) });
  const memory = overcommit({ ballooning: false });
  const hypervisor = server.install(new Hypervisor({ memory }));
  const machines = ["a", "b", "c", "d"].map((name) =>
    hypervisor.create({ ...small, name, memory: MiB(512) }),
  );
  server.run(seconds(3));
  const [a, b] = machines;
  a?.guest.write(MiB(64), "the same");
  b?.guest.write(MiB(80), "the same");
  server.run(seconds(30));
  b?.guest.write(MiB(80), "other");
  for (const vm of machines)
    vm.launch(service({ name: "cache", compute: ms(2), every: ms(10), memory: MiB(400) }));
  server.run(seconds(4));
  return { trace: server.trace, devices: a?.devices() ?? [] };
}

const onto = (profile: Profile) => (): Story => {
  const { server, hypervisor } = rack(profile);
  hypervisor.create({ ...small, name: "shop" });
  const lab = hypervisor.create({ ...small, name: "lab" });
  server.run(seconds(10));
  server.crash("guest-os:lab");
  lab.destroy();
  server.crash("hypervisor");
  return { trace: server.trace };
};

function powerIsLost(): Story {
  const server = new Server({ ...size, name: "rack-1" });
  const xen = new Hypervisor({ name: "Xen", profile: profiles.xen, scheduler: credit() });
  server.install(xen).create({ ...small, name: "shop" });
  server.run(seconds(1));
  server.powerOff();
  refused(() => server.powerOff());
  server.powerOn();
  return { trace: server.trace };
}

function aHostOs(): Story {
  const server = new Server({ ...size, name: "pc" });
  const host = server.install(new HostOs({ name: "desktop", image: "alpine-3.21" }));
  const player = host.install(new Hypervisor({ profile: profiles.virtualBox }));
  host.spawn(batch({ name: "compile", compute: seconds(1) }));
  host.spawn(service({ name: "editor", compute: ms(1), every: ms(100) }));
  player.create({ ...small, name: "shop" });
  server.run(seconds(10));
  host.reboot();
  server.run(seconds(30));
  host.writeDisk(0, "no boot sector");
  server.crash("host-os");
  host.reboot();
  server.run(seconds(1));
  refused(() => host.spawn(batch({ name: "late", compute: 1 })));
  return { trace: server.trace };
}

function containers(): Story {
  const server = new Server({ ...size, name: "pc", disk: GiB(6) });
  const host = server.install(new HostOs({ name: "desktop", image: "alpine-3.21" }));
  const engine = host.install(new ContainerEngine());
  const web = engine.run({ name: "web", image: "nginx:1.27", memory: MiB(64) });
  server.run(seconds(1));
  web.pause().unpause();
  web.launch(batch({ name: "big", compute: seconds(100), memory: MiB(100) }));
  web.launch(batch({ name: "worker", compute: seconds(100) }));
  web.killProcess("worker");
  refused(() => web.killProcess("worker"));
  refused(() => engine.run({ name: "web", image: "nginx:1.27" }));
  web.stop().start().kill().remove();
  const short = batch({ name: "job", compute: ms(1) });
  engine.run({ name: "short", image: "alpine:3.21", command: short });
  const logs = batch({ name: "logs", compute: 1, write: GiB(8) });
  engine.run({ name: "logger", image: "alpine:3.21", command: logs });
  engine.run({ name: "frail", image: "nginx:1.27" });
  engine.run({ name: "other", image: "nginx:1.27" });
  server.run(seconds(60));
  server.crash("container:frail");
  server.crash("container-engine");
  refused(() => engine.run({ name: "late", image: "nginx:1.27" }));
  server.crash("host-os");
  return { trace: server.trace };
}

function aHypervisorInAMachine(): Story {
  const { server, hypervisor } = rack(profiles.generic, { memory: GiB(32) });
  const outer = { vcpus: 2, memory: GiB(8), disk: GiB(60), image: "ubuntu-24.04" };
  const vm = hypervisor.create({ ...outer, name: "outer" });
  server.run(seconds(30));
  const inner = vm.nest(new Hypervisor({ name: "L1", profile: profiles.kvm }));
  inner.create({ ...small, name: "inner" });
  server.run(seconds(10));
  vm.destroy();
  return { trace: server.trace };
}

/** Two servers of one cluster, and a machine on the first. */
function pair(storage: "local" | "shared" = "shared", thin = false) {
  const cluster = new Cluster({ storage: TiB(1), network: Gbps(1) });
  const [first, second] = ["rack-1", "rack-2"].map((name) =>
    cluster.add({ name, cpus: 2, memory: GiB(8), disk: GiB(20) }),
  ) as [Server, Server];
  const here = first.install(new Hypervisor({ name: "hv-1" }));
  const there = second.install(new Hypervisor({ name: "hv-2" }));
  const vm = here.create({ ...small, name: "shop", storage, ...(thin && { thin, disk: GiB(8) }) });
  cluster.run(seconds(10));
  return { cluster, first, second, there, vm };
}

function migrations(): Story {
  const all: Iterable<TraceRecord>[] = [];
  const moved: Migration[] = [];
  const { cluster, first, there, vm } = pair();
  const move = (to: Hypervisor, spec: MigrateSpec = {}) => {
    const migration = vm.migrate(to, spec);
    while (migration.state !== "completed") cluster.run(seconds(1));
    moved.push(migration);
  };
  const here = first.software as Hypervisor;
  move(there);
  vm.launch(batch({ name: "writer", compute: seconds(1000), memory: MiB(128), writes: MiB(50) }));
  cluster.run(seconds(1));
  move(here, { maxRounds: 2 });
  move(there, { bandwidth: Gbps(0.3) });
  move(here, { mode: "post-copy" });
  move(there, { mode: "stop-and-copy" });
  vm.backup(here);
  cluster.run(seconds(60));
  vm.backup(here);
  cluster.run(ms(200));
  first.powerOff();
  cluster.run(seconds(1));
  all.push(cluster.trace);

  const breaks: ((world: ReturnType<typeof pair>) => void)[] = [
    ({ second }) => void second.crash("hypervisor"),
    ({ first: own }) => void own.crash("hypervisor"),
    ({ vm: own }) => void own.destroy(),
  ];
  for (const mode of ["pre-copy", "post-copy"] as const)
    for (const happens of breaks) {
      const world = pair();
      moved.push(world.vm.migrate(world.there, { mode }));
      world.cluster.run(ms(200));
      happens(world);
      world.cluster.run(seconds(1));
      all.push(world.cluster.trace);
    }

  // It grows on its way, where nothing is left to grow into.
  const copied = pair("local", true);
  copied.vm.launch(batch({ name: "logs", compute: 1, write: GiB(1) }));
  moved.push(copied.vm.migrate(copied.there, { copyStorage: true }));
  copied.there.define({ ...sized, name: "hog", disk: copied.second.free.disk });
  copied.cluster.run(seconds(60));
  all.push(copied.cluster.trace);
  return { trace: all.flatMap((trace) => [...trace]), migrations: moved };
}

function aServerDies(): Story {
  const { cluster, first, vm } = pair();
  cluster.protect(vm);
  first.powerOff();
  cluster.run(seconds(60));
  return { trace: cluster.trace, devices: vm.devices() };
}

function management(): Story {
  const { server, hypervisor } = rack(profiles.esxi);
  const desk = new ManagementConsole({ name: "desk" });
  const remote = desk.connect(hypervisor);
  const wait = () => server.run(seconds(10));
  remote.define({ name: "blog", vcpus: 1, memory: MiB(256), disk: GiB(1) });
  remote.create({ ...small, name: "shop" });
  wait();
  const requests = [
    () => remote.create({ ...small, name: "shop" }),
    () => remote.domains(),
    () => remote.lookup("shop"),
    () => remote.suspend("shop"),
    () => remote.resume("shop"),
    () => remote.snapshot("shop", "before"),
    () => remote.revert("shop", "before"),
    () => remote.reboot("shop"),
    () => remote.shutdown("shop"),
    () => remote.clone("shop", { name: "copy" }),
    () => remote.start("copy"),
    () => remote.destroy("copy"),
    () => remote.undefine("copy"),
  ];
  for (const request of requests) {
    request();
    wait();
  }
  server.crash("management");
  remote.domains();
  server.run(seconds(20));
  return { trace: server.trace };
}

/** By name; each runs for itself. */
export const corpus: Readonly<Record<string, () => Story>> = {
  "a machine": aMachine,
  "a kernel at work": aKernelAtWork,
  "machines that do not boot": machinesThatDoNotBoot,
  "a full disk": aFullDisk,
  "a full file system": aFullFileSystem,
  "a full memory": aFullMemory,
  "devices of all kinds": devicesOfAllKinds,
  "machines that spin": machinesThatSpin,
  "accesses from cells": accessesFromCells,
  networks,
  "memory promised twice": memoryPromisedTwice,
  "on no product": onto(profiles.generic),
  "on ESXi": onto(profiles.esxi),
  "on Hyper-V": onto(profiles.hyperV),
  "on KVM": onto(profiles.kvm),
  "on Workstation": onto(profiles.workstation),
  "power is lost": powerIsLost,
  "a host OS": aHostOs,
  containers,
  "a hypervisor in a machine": aHypervisorInAMachine,
  migrations,
  "a server dies": aServerDies,
  management,
};
