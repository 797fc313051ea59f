// %% calibration
import { costs, table } from "hypervisor-notebook";

table(
  Object.entries(costs)
    .filter(([, { source }]) => !source.startsWith("model"))
    .map(([name, { value, unit, source }]) => ({
      name,
      value,
      unit,
      source,
    })),
);

// %% assumptions
const assumed = Object.entries(costs).filter(([, { source }]) =>
  source.startsWith("model"),
);

table(assumed.map(([name, { value, unit }]) => ({ name, value, unit })));

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
  CycleCost,
  Hop,
  Profile,
  VirtualMachine,
} from "hypervisor-notebook";

// A published figure beside what the simulator says.
function compare(
  paper: string,
  figure: string,
  published: number,
  run: number,
) {
  const predicted = Number(run.toPrecision(4));
  return {
    paper,
    figure,
    published,
    predicted,
    error: run / published - 1,
  };
}

const show = { units: { error: "ratio" } } as const;

// How many seconds a program takes that computes for `compute` and then
// leaves the guest `exits` times. An empty tower is the bare machine.
function time(
  tower: Profile[],
  compute: number,
  exits = 0,
  frequency = GHz(2.1),
) {
  const server = new Server({
    cpus: 2,
    memory: GiB(64),
    disk: GiB(500),
    frequency,
    trace: { limit: 0 },
  });
  const work = { name: "job", compute: seconds(compute) };
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
    const size = { vcpus: 1, image: "ubuntu-24.04", disk: GiB(400) };
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
  { where: "bare metal", seconds: time([], 1) },
  { where: "in a guest", seconds: time([profiles.kvm], 1) },
  {
    where: "in a guest in a guest",
    seconds: time([profiles.kvm, profiles.kvm], 1),
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
  compare(osdi, "cpuid in a guest, cycles", 2_600, cycles(byKernel)),
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
  server.run(seconds(120));
  const work = () => jobs.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  const before = work();
  server.run(seconds(6));
  return 100 * (1 - (work() - before) / (2 * seconds(6)));
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

// %% all
const everything = [...exits, ...turtles, ...adams, ...xen, ...felter];

table(everything, show);
