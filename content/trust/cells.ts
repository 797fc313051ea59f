// %% calibration
import { costs, table } from "hypervisor-notebook";

table(
  Object.entries(costs)
    .filter(([, { source }]) => !source.startsWith("model"))
    .map(([name, { value, unit, source }]) => ({
      "name": name,
      "value": value,
      "unit": unit,
      "source": source,
    })),
);

// %% assumptions
const assumed = Object.entries(costs).filter(([, { source }]) =>
  source.startsWith("model"),
);

table(
  assumed.map(([name, { value, unit }]) => ({
    "name": name,
    "value": value,
    "unit": unit,
  })),
);

// %% ruler
import {
  batch,
  GHz,
  GiB,
  HostOs,
  Hypervisor,
  profiles,
  seconds,
  Server,
} from "hypervisor-notebook";
import type {
  BatchSpec,
  CycleCost,
  Hop,
  Profile,
  StorageSpec,
  VirtualMachine,
} from "hypervisor-notebook";

// A published figure beside what the simulator says. A star: it, or most of
// what it says, went into the prediction.
function compare(
  paper: string,
  figure: string,
  published: number,
  run: number,
) {
  const predicted = Number(run.toPrecision(4));
  return {
    "paper": paper,
    "figure": figure,
    "published": published,
    "predicted": predicted,
    "error": run / published - 1,
  };
}

const show = { units: { "error": "ratio" } } as const;

// How many seconds a program takes that computes for `compute` and then
// leaves the guest `exits` times, and does `io` on a disk that works so. An
// empty tower is the bare machine.
function time(
  tower: Profile[],
  compute: number,
  exits = 0,
  frequency = GHz(2.1),
  io: Partial<BatchSpec> = {},
  storage: StorageSpec = {},
) {
  const server = new Server({
    cpus: 2 * (io.threads ?? 1),
    memory: GiB(64),
    disk: GiB(500),
    frequency,
    storage,
    trace: { limit: 0 },
  });
  const work = { name: "job", compute: seconds(compute), ...io };
  const job = batch({ ...work, hypercalls: exits });
  const end = ({ state, responseTime }: ReturnType<HostOs["spawn"]>) => {
    if (state !== "finished") return undefined;
    return (responseTime?.max ?? NaN) / seconds(1);
  };
  const [first, ...inside] = tower;
  const bare = first?.installsOn === "a bare server";
  const host = bare ? undefined : server.install(new HostOs());
  let machine: VirtualMachine | undefined;
  if (first) {
    const L0 = new Hypervisor({ name: "L0", profile: first });
    if (host) host.install(L0);
    else server.install(L0);
    const vcpus = io.threads ?? 1;
    const size = { vcpus, image: "ubuntu-24.04", disk: GiB(400) };
    machine = L0.create({ ...size, name: "guest", memory: GiB(32) });
    server.run(seconds(30));
    for (const profile of inside) {
      const L1 = new Hypervisor({ name: "L1", profile });
      machine?.nest(L1);
      const less = { memory: GiB(8), disk: GiB(100) };
      machine = L1.create({ ...size, ...less, name: "nested" });
      server.run(seconds(30));
    }
  }
  const running = machine?.launch(job) ?? host?.spawn(job);
  if (!running) throw new Error("nothing to run it on");
  while (end(running) === undefined) server.run(seconds(1));
  return end(running) ?? NaN;
}

// The same hypervisor, with calls that cost what another exit costs.
function callsCost(profile: Profile, ...costs: CycleCost[]): Profile {
  if (!profile.paths) throw new Error("no guest, no exit");
  const hypercall = costs.map((cost, at): Hop =>
    at === 0
      ? { from: "guest-os", to: "hypervisor", cost }
      : { from: "hypervisor", to: "hypervisor", cost },
  );
  return { ...profile, paths: { ...profile.paths, hypercall } };
}

// How many exits make a run take as long as was published.
function exitsIn(published: number, run: (exits: number) => number) {
  const some = 1_000;
  const none = run(0);
  const each = (run(some) - none) / some;
  return Math.max(0, Math.round((published - none) / each));
}

// Minutes of work are too long to wait for: a little of it is run.
const little = 1 / 5000;

table([
  { "where": "bare metal", "seconds": time([], 1) },
  { "where": "in a guest", "seconds": time([profiles.kvm], 1) },
  {
    "where": "in a guest in a guest",
    "seconds": time([profiles.kvm, profiles.kvm], 1),
  },
]);

// %% exits
import type { Profile } from "hypervisor-notebook";

const dall2016 = "Dall, ISCA 2016 (KVM, x86)";
const dall2017 = "Dall, ATC 2017 (KVM, x86)";
const byKernel = callsCost(profiles.kvm, "exitHandledInKernel");

// What one call of the hypervisor takes, in cycles.
function cycles(...tower: Profile[]) {
  const [none, some] = [0, 1_000].map((n) => time(tower, 0.1, n));
  return (((some ?? NaN) - (none ?? NaN)) / 1_000) * GHz(2.1);
}

// On these CPUs a guest that completes an interrupt exits to the kernel.
const exits = [
  compare(dall2017, "hypercall, cycles", 1_437, cycles(profiles.kvm)),
  compare(dall2016, "interrupt done, cycles", 1_556, cycles(byKernel)),
];

table(exits, show);

// %% turtles
import type { Profile } from "hypervisor-notebook";

const osdi = "Turtles, OSDI 2010 (KVM)";
const byProcess = callsCost(
  profiles.kvm,
  "exitHandledInKernel",
  "userSpaceRoundTrip",
);

// kernbench: 324.3 s natively, 355 s in a guest. How many exits is that?
const kernbench = (tower: Profile[], exits: number) =>
  time(tower, 324.3 * little, exits, GHz(2.9)) / little;
const left = exitsIn(355, (n) => kernbench([byKernel], n));
const twice = [byKernel, byKernel];

const turtles = [
  compare(osdi, "cpuid in a guest, cycles *", 2_600, cycles(byKernel)),
  compare(osdi, "port I/O, cycles", 12_000, cycles(byProcess)),
  compare(
    osdi,
    "port I/O, nested, cycles",
    183_000,
    cycles(byKernel, byProcess),
  ),
  compare(osdi, "kernbench, nested, s", 406.3, kernbench(twice, left)),
];

table(turtles, show);

// %% adams
import type { Profile } from "hypervisor-notebook";

const comparison = "Adams & Agesen, ASPLOS 2006";
const translated = callsCost(profiles.workstation, "pageFaultTranslated");
const firstVt = callsCost(profiles.workstation, "pageFaultFirstVt");

// From the time natively and under binary translation follows how many
// page faults there were; from that, the time on the first VT.
function onFirstVt(native: number, withTranslation: number) {
  const run = (profile: Profile) => (faults: number) =>
    time([profile], native * little, faults, GHz(3.8)) / little;
  const faults = exitsIn(withTranslation, run(translated));
  return run(firstVt)(faults);
}

const adams = [
  compare(comparison, "forkwait, VT, s", 106.4, onFirstVt(6.0, 36.9)),
  compare(comparison, "compile, VT, s", 484, onFirstVt(265, 393)),
];

table(adams, show);

// %% xen
import { ms, roundRobin } from "hypervisor-notebook";
import type { Profile } from "hypervisor-notebook";

const sosp = "Xen, SOSP 2003";

// A score is work in a time: 567 on Linux itself.
const score = (profile: Profile) =>
  (567 * time([], 5, 0, GHz(2.4))) / time([profile], 5, 0, GHz(2.4));

// A kernel build: 263 s on Linux, 271 s on Xen, where an exit is a call.
const build = (profile: Profile) => (n: number) =>
  time([profile], 263 * little, n, GHz(2.4)) / little;
const builds = exitsIn(271, build(profiles.xen));
const monitor = callsCost(profiles.workstation, "exitHandledInKernel");

// 128 domains on two CPUs: what is lost to taking turns.
function lost(timeSlice: number) {
  const server = new Server({
    cpus: 2,
    memory: GiB(64),
    disk: GiB(500),
    frequency: GHz(2.4),
    trace: { limit: 0 },
  });
  const scheduler = roundRobin({ timeSlice });
  const xen = new Hypervisor({ profile: profiles.xen, scheduler });
  const size = { vcpus: 1, memory: GiB(0.25), disk: GiB(1) };
  server.install(xen);
  const jobs = Array.from({ length: 128 }, (_, n) => {
    const vm = xen.create({ ...size, name: `dom-${n}`, image });
    return vm.launch(batch({ name: "cint", compute: seconds(60) }));
  });
  server.run(seconds(50));
  const work = () => jobs.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  const before = work();
  server.run(seconds(4));
  return 100 * (1 - (work() - before) / (2 * seconds(4)));
}
const image = "alpine-3.21";

const xen = [
  compare(sosp, "SPECint on Xen", 567, score(profiles.xen)),
  compare(sosp, "SPECint on Workstation", 554, score(profiles.workstation)),
  compare(sosp, "kernel build, VMware, s", 334, build(monitor)(builds)),
  compare(sosp, "128 domains, 5 ms slice, % lost", 7.5, lost(ms(5))),
];

table(xen, show);

// %% felter
const ibm = "Felter 2014 (KVM)";
const linpack =
  (290.8 * time([], 5, 0, GHz(2.4))) / time([profiles.kvm], 5, 0, GHz(2.4));

const felter = [compare(ibm, "Linpack, GFLOPS", 284.2, linpack)];

table(felter, show);

// %% disk
import { KiB } from "hypervisor-notebook";
import type { Profile } from "hypervisor-notebook";

const fc = "Firecracker, NSDI 2020";

// Requests of 4 KiB a second in a guest, where so many programs have so
// many under way. Natively there are `native`: the disk is one that serves
// as many. Firecracker and QEMU play it in the machine's process. Of the
// profiles here, VirtualBox does so.
function inGuest(
  native: number,
  kind: "read" | "write",
  threads = 1,
  queueDepth = 1,
) {
  const channels = threads * queueDepth;
  const latency = Math.round((channels / native) * seconds(1));
  const storage = { channels, latency, bandwidth: 1e12 };
  const io = {
    threads,
    queueDepth,
    requestSize: KiB(4),
    [kind]: KiB(2_000),
  };
  const run = (tower: Profile[]) =>
    time(tower, 1e-6, 0, GHz(2.4), io, storage);
  return (native * run([])) / run([profiles.virtualBox]);
}

const reads = inGuest(84_044, "read", 8, 16);
const writes = inGuest(112_034, "write", 8, 16);

const disk = [
  compare(fc, "4K reads/s, 1 at once", 8_444, inGuest(16_473, "read")),
  compare(ibm, "4K reads/s, 8 × 16 at once", 42_543, reads),
  compare(ibm, "4K writes/s, 8 × 16 at once", 56_160, writes),
];

table(disk, show);

// %% network
import {
  client,
  Gbps,
  MiB,
  RemoteComputer,
  service,
  us,
} from "hypervisor-notebook";
import type {
  Batch,
  DomainSpec,
  Profile,
  Service,
  VirtualMachine,
} from "hypervisor-notebook";

// A guest, or the bare machine, that something is to be launched in.
function place(
  profile?: Profile,
  frequency = GHz(2.4),
  network = Gbps(10),
  nicModel: DomainSpec["nicModel"] = "virtio",
) {
  const server = new Server({
    cpus: 4,
    memory: GiB(8),
    frequency,
    network,
  });
  const bare = profile?.installsOn === "a bare server";
  const host = bare ? undefined : server.install(new HostOs());
  let machine: VirtualMachine | undefined;
  if (profile) {
    const hypervisor = new Hypervisor({ profile });
    if (host) host.install(hypervisor);
    else server.install(hypervisor);
    const size = { vcpus: 1, memory: GiB(1), disk: GiB(4), nicModel };
    machine = hypervisor.create({ ...size, name: "guest", image });
  }
  server.run(seconds(20));
  const launch = (job: Service | Batch) => {
    const running = machine?.launch(job) ?? host?.spawn(job);
    if (!running) throw new Error("nothing to run it on");
    return running;
  };
  return { server, launch };
}

// TCP_RR: a byte there and a byte back. Microseconds, in the mean.
function roundTrip(profile?: Profile) {
  const { server, launch } = place(profile);
  const echo = { name: "netserver", compute: 1, receive: 1, send: 1 };
  const to = launch(service(echo));
  const netperf = client({ name: "netperf", to, requests: 1_000 });
  const load = new RemoteComputer().launch(netperf);
  server.run(seconds(1));
  return (load.responseTime?.mean ?? NaN) / us(1);
}

// A stream of bytes out of a guest: bits per second.
function stream(...where: Parameters<typeof place>) {
  const { server, launch } = place(...where);
  const job = launch(batch({ name: "stream", compute: 1, send: MiB(32) }));
  while (job.state !== "finished") server.run(seconds(1));
  return (MiB(32) * 8 * 1e9) / (job.duration ?? NaN);
}
const old = [GHz(2.4), Gbps(1)] as const;
const line = stream(profiles.kvm, GHz(2.9), Gbps(1));
const chip = stream(profiles.kvm, GHz(2.9), Gbps(1), "e1000");
const vmware = stream(profiles.workstation, ...old, "e1000") / 1e6;

const network = [
  compare(ibm, "TCP_RR natively, µs *", 37.6, roundTrip()),
  compare(ibm, "TCP_RR, µs", 67.9, roundTrip(profiles.kvm)),
  compare(ibm, "TCP stream, Gb/s", 9.29, stream(profiles.kvm) / 1e9),
  compare(osdi, "emulated NIC, % of virtio", 25, (100 * chip) / line),
  compare(
    sosp,
    "TCP stream, Xen, Mb/s",
    897,
    stream(profiles.xen, ...old) / 1e6,
  ),
  compare(sosp, "TCP stream, VMware, Mb/s", 291, vmware),
];

table(network, show);

// %% clark
import { Cluster, TiB } from "hypervisor-notebook";
import type { MigrateSpec } from "hypervisor-notebook";

const nsdi = "Clark, NSDI 2005 (Xen)";
const MB = (n: number) => 4096 * Math.round((n * 1e6) / 4096);

// A machine that rewrites memory moves between two servers.
function move(memory: number, how: MigrateSpec, load = {}) {
  const trace = { limit: 0 };
  const cluster = new Cluster({ storage: TiB(1), network: Gbps(1), trace });
  const add = (name: string) =>
    cluster
      .add({ name, cpus: 2, memory: GiB(4), disk: GiB(20) })
      .install(new Hypervisor({ name: `on-${name}` }));
  const size = { vcpus: 1, memory, disk: GiB(1), image: "alpine-3.21" };
  const vm = add("one").create({ ...size, name: "vm", storage: "shared" });
  const there = add("two");
  cluster.run(seconds(10));
  // Nothing in it is empty: what holds zeros would not be sent.
  vm.launch(batch({ name: "fill", compute: 1, memory }));
  cluster.run(seconds(1));
  vm.launch(batch({ name: "writer", compute: seconds(200), ...load }));
  const migration = vm.migrate(there, how);
  while (/copying|stopped/.test(migration.state)) cluster.run(seconds(1));
  const { downtime, duration } = migration;
  return { down: downtime / seconds(1), all: duration / seconds(1) };
}

const atOnce = { mode: "stop-and-copy", bandwidth: Gbps(0.128) } as const;
const stopped = move(MiB(512), atOnce).down;
// It rewrites half of the memory without pause: eight times a second here.
const half = { memory: MiB(256), writes: MiB(2048) };
const writer = move(MiB(512), {}, half).down;

// SPECweb99: at 100 Mb/s 676.8 MB are sent; 126.7 were written meanwhile,
// and while these were sent, 39.0. A hot part is written always, the rest
// evenly: how large is the one, and how fast the other, to give both?
const held = 640; // The system has the others.
const rest = (hot: number, rate: number, sent: number) =>
  (held - hot) * (1 - Math.exp((-rate * sent * 0.08) / (held - hot)));
let hot = 39;
let rate = 0;
while (hot + rest(hot, rate, 676.8) < 126.7) {
  rate += 0.001;
  hot = 39 - rest(hot, rate, 126.7);
}
const web = move(
  MB(676.8),
  { minBandwidth: Gbps(0.1) },
  {
    memory: MB(held),
    writes: MB(rate * 100),
    hot: { memory: MB(hot), writes: 99 },
  },
);

const clark = [
  compare(nsdi, "stop and copy, 128 Mb/s, s *", 32, stopped),
  compare(nsdi, "memory writer, down, s", 3.5, writer),
  compare(nsdi, "SPECweb99, in all, s *", 71, web.all),
  compare(nsdi, "SPECweb99, down, s", 0.21, web.down),
];

table(clark, show);

// %% all
const everything = [
  ...exits,
  ...turtles,
  ...adams,
  ...xen,
  ...felter,
  ...disk,
  ...network,
  ...clark,
];

table(everything, show);
