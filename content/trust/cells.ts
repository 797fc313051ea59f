// %% rule
import { table } from "hypervisor-notebook";
import type { costs as constants } from "hypervisor-notebook";

// A published figure, and what the simulator says of the same.
interface Comparison {
  published: number;
  predicted: number;
  // The same without a hypervisor: as published, and in the simulator
  // where that differs.
  native?: number;
  nativePredicted?: number;
  // More is better: a score, or so many a second.
  rate?: boolean;
  // What repeated runs of the publication differ by: 1 % unless given.
  spread?: number;
}

// How much longer the same work takes than without a hypervisor. Of a rate:
// half as many a second is twice as long, an overhead of 100 %. Without
// anything to compare with, the figure is itself what is predicted.
function overhead(figure: number, native?: number, rate = false) {
  if (native === undefined) return figure;
  return (rate ? native / figure : figure / native) - 1;
}

// How many times the predicted overhead is too large or too small: both
// twice as much and half as much are 2. None at all counts as 100. An
// overhead within the spread of the publication has no factor.
function errorFactor(row: Comparison): number | undefined {
  const { published, predicted, native, rate, spread = 0.01 } = row;
  const { nativePredicted = native } = row;
  const there = overhead(published, native, rate);
  const here = overhead(predicted, nativePredicted, rate);
  if (native !== undefined && there <= spread) return undefined;
  return here <= 0 ? 100 : Math.exp(Math.abs(Math.log(here / there)));
}

// Why a row does not count. A constant handed back was set by this figure;
// partly calibrated is what this figure, or one that it is made of, went
// into; by construction, the figure follows from what the experiment says;
// twice, another row predicts the same figure, and that one counts.
const no = {
  back: "no: a constant handed back",
  part: "no: partly calibrated",
  zero: "no: by construction",
  twice: "no: counts in another row",
  unread: "no: unverified",
  bound: "no: a bound",
  noise: "no: within the spread",
};

interface Row extends Comparison {
  paper: string;
  figure: string;
  // Why it does not count, if it does not.
  no?: string;
  // Read in a text that quotes the publication.
  secondHand?: boolean;
  // The constants that this figure, or one that it is made of, set.
  sets?: (keyof typeof constants)[];
  // What the experiment took from the publication.
  took?: string;
}

// A row: what a run gives is the prediction, or more of the row.
function compare(
  paper: string,
  figure: string,
  published: number,
  run: number | Partial<Row>,
  more: Partial<Row> = {},
): Row {
  const found = typeof run === "number" ? { predicted: run } : run;
  return { paper, figure, published, predicted: NaN, ...found, ...more };
}

const why = (row: Row) =>
  row.no ?? (errorFactor(row) === undefined ? no.noise : undefined);

const four = (n: number) => Number(n.toPrecision(4));
const judged = (rows: Row[]) =>
  rows.map((row) => {
    const { figure, paper, published, predicted, native, rate } = row;
    const { nativePredicted = native } = row;
    const of = (n: number, bare?: number) =>
      bare === undefined ? undefined : four(overhead(n, bare, rate));
    const factor = row.no === no.bound ? undefined : errorFactor(row);
    const yes = row.secondHand ? "yes, second hand" : "yes";
    return {
      "figure": figure,
      "published": published,
      "predicted": four(predicted),
      "overhead": of(published, native),
      "predicted overhead": of(predicted, nativePredicted),
      "factor": factor && Number(factor.toPrecision(3)),
      "counts": why(row) ?? yes,
      "paper": paper,
    };
  });
const compared = (rows: Row[]) =>
  table(judged(rows), {
    units: { "overhead": "ratio", "predicted overhead": "ratio" },
  });

compared([
  compare("an example", "twice the overhead", 110, 120, { native: 100 }),
  compare("an example", "half of it", 110, 105, { native: 100 }),
  compare("an example", "none", 110, 100, { native: 100 }),
  compare("an example", "too little to tell", 100.5, 105, { native: 100 }),
]);

// %% calibration
import { costs } from "hypervisor-notebook";

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
  ContainerEngine,
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

const inContainer = "in a container";

// How many seconds a program takes that computes for `compute` and then
// leaves the guest `exits` times, and does `io` on a disk that works so. An
// empty tower is the bare machine.
function time(
  tower: Profile[] | typeof inContainer,
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
  // Work is time at 2.1 GHz.
  const amount = seconds(compute * (frequency / GHz(2.1)));
  const work = { name: "job", compute: amount, ...io };
  const job = batch({ ...work, hypercalls: exits });
  const end = ({ state, responseTime }: ReturnType<HostOs["spawn"]>) => {
    if (state !== "finished") return undefined;
    return (responseTime?.max ?? NaN) / seconds(1);
  };
  const [first, ...inside] = tower === inContainer ? [] : tower;
  const bare = first?.installsOn === "a bare server";
  const host = bare ? undefined : server.install(new HostOs());
  let place:
    VirtualMachine | ReturnType<ContainerEngine["run"]> | undefined;
  if (tower === inContainer) {
    const engine = host?.install(new ContainerEngine());
    place = engine?.run({ name: "guest", image: "nginx:1.27" });
    server.run(seconds(30));
  }
  if (first) {
    const L0 = new Hypervisor({ name: "L0", profile: first });
    if (host) host.install(L0);
    else server.install(L0);
    const vcpus = io.threads ?? 1;
    const size = { vcpus, image: "ubuntu-24.04", disk: GiB(400) };
    let vm = L0.create({ ...size, name: "guest", memory: GiB(32) });
    server.run(seconds(30));
    for (const profile of inside) {
      const L1 = new Hypervisor({ name: "L1", profile });
      vm.nest(L1);
      const less = { memory: GiB(8), disk: GiB(100) };
      vm = L1.create({ ...size, ...less, name: "nested" });
      server.run(seconds(30));
    }
    place = vm;
  }
  const running = place?.launch(job) ?? host?.spawn(job);
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
// The same hypervisor, with calls that go the way of its device models.
const callsDevice = (profile: Profile) =>
  callsCost(profile, ...(profile.paths?.io ?? []).map(({ cost }) => cost));

// Minutes of work are too long to wait for: a little of it is run.
const little = 1 / 5000;

// One published time, `on` a tower, says how many exits there were; from
// that follows the time on another tower. Of scores: of a rate.
interface Program {
  native: number;
  measured: number;
  on: Profile;
  rate?: boolean;
  frequency: number;
}
function elsewhere(program: Program, ...tower: Profile[]) {
  const { native, measured, on, rate = false, frequency } = program;
  const long = rate ? 300 : native;
  const run = (where: Profile[], exits: number) =>
    time(where, long * little, exits, frequency) / little;
  const some = 1_000;
  const none = run([on], 0);
  const each = (run([on], some) - none) / some;
  const wanted = long * (1 + overhead(measured, native, rate));
  const exits = Math.max(0, Math.round((wanted - none) / each));
  const longer = run(tower, exits) / long;
  return {
    predicted: rate ? native / longer : native * longer,
    native,
    rate,
    took: `how often it exits: ${native} natively, ${measured} in a guest`,
  };
}

table([
  { "where": "bare metal", "seconds": time([], 1) },
  { "where": "in a guest", "seconds": time([profiles.kvm], 1) },
  {
    "where": "in a guest in a guest",
    "seconds": time([profiles.kvm, profiles.kvm], 1),
  },
]);

// %% exits
import { us } from "hypervisor-notebook";
import type { Profile } from "hypervisor-notebook";

const dall2016 = "Dall, ISCA 2016";
const dall2017 = "Dall, ATC 2017";
const trap = (profile: Profile) =>
  callsCost(profile, "exitHandledInKernel");
const byKernel = trap(profiles.kvm);
const byProcess = callsDevice(profiles.kvm);

// What one call of the hypervisor takes, in cycles.
function cycles(...tower: Profile[]) {
  const [none, some] = [0, 1_000].map((n) => time(tower, 0.1, n));
  return (((some ?? NaN) - (none ?? NaN)) / 1_000) * GHz(2.1);
}

// The test of a signal to a device is published: the guest reads the
// clock and leaves, and the kernel reads it where it takes the exit. No
// other thread is in it: one way of the two that a null hypercall takes.
const signal = cycles(profiles.kvm) / 2;

// A guest sends a byte: the cycles from what its back end does last until
// the guest has heard of it.
function told(profile: Profile) {
  const server = new Server({ cpus: 4, memory: GiB(8) });
  const host = server.install(new HostOs());
  const hypervisor = new Hypervisor({ profile, traceHops: true });
  host.install(hypervisor);
  const size = { vcpus: 1, memory: GiB(1), disk: GiB(4) };
  const vm = hypervisor.create({
    ...size,
    name: "vm",
    image: "alpine-3.21",
  });
  server.run(seconds(20));
  vm.launch(batch({ name: "signal", compute: us(1), send: 1 }));
  server.run(seconds(1));
  const sent = server.trace.of("io", "vm").at(-1)?.steps ?? [];
  const work = sent.filter(({ doing }) => doing === "work");
  const [from, to] = [work.at(-1)?.end, sent.at(-1)?.end];
  return (((to ?? NaN) - (from ?? NaN)) * GHz(2.1)) / 1e9;
}
const secondHand = true;
const unread = { no: no.unread };

// On these CPUs a guest that completes an interrupt exits to the kernel.
const exits = [
  compare(dall2016, "KVM, hypercall, cycles", 1_300, cycles(profiles.kvm), {
    no: no.back,
    secondHand,
    sets: ["hypercall"],
  }),
  compare(
    dall2016,
    "Xen, hypercall, cycles",
    1_228,
    cycles(profiles.xen),
    unread,
  ),
  compare(
    dall2016,
    "KVM, interrupt controller, cycles",
    2_384,
    cycles(byKernel),
    unread,
  ),
  compare(
    dall2016,
    "Xen, interrupt controller, cycles",
    1_734,
    cycles(trap(profiles.xen)),
    unread,
  ),
  compare(
    dall2016,
    "KVM, interrupt done, cycles",
    1_556,
    cycles(byKernel),
    { secondHand },
  ),
  compare(
    dall2016,
    "Xen, interrupt done, cycles",
    1_464,
    cycles(trap(profiles.xen)),
    unread,
  ),
  compare(dall2016, "KVM, signal to a device, cycles", 560, signal, {
    secondHand,
  }),
  compare(
    dall2016,
    "KVM, signal to a guest, cycles",
    18_923,
    told(profiles.kvm),
    unread,
  ),
  compare(dall2017, "KVM, hypercall, cycles", 1_437, cycles(profiles.kvm), {
    secondHand,
  }),
  compare(dall2017, "KVM, exit to the kernel", 2_565, cycles(byKernel), {
    no: no.back,
    secondHand,
    sets: ["exitHandledInKernel", "userSpaceRoundTrip"],
  }),
  compare(dall2017, "KVM, exit to a process", 6_732, cycles(byProcess), {
    no: no.back,
    secondHand,
    sets: ["exitHandledInUserSpace", "userSpaceRoundTrip"],
  }),
];

compared(exits);

// %% turtles
import type { Profile } from "hypervisor-notebook";

const osdi = "Turtles, OSDI 2010 (KVM)";

// The programs that the paper ran natively, in a guest, and one deeper.
const nehalem = { on: byKernel, frequency: GHz(2.9) };
const kernbench = { native: 324.3, measured: 355, ...nehalem };
const jbb = { native: 90_493, measured: 83_599, rate: true, ...nehalem };
const twice = [byKernel, byKernel];
const cpuid = { native: 100 };

// That system translates addresses in two stages, and walks do not
// multiply. What a program loses in a guest beyond the exits of its timer,
// it walks for: how often it goes to another page follows from the times of
// one level.
function walking(program: typeof kernbench & { rate?: boolean }) {
  const { native, measured, on, rate = false, frequency } = program;
  const long = rate ? 300 : native;
  const run = (where: Profile[], pageVisits: number) => {
    const io = { memory: GiB(0.25), locality: { pageVisits } };
    return time(where, long * little, 0, frequency, io);
  };
  const some = 1_000_000;
  const [bare, guest] = [[], [on]].map((where) => {
    const none = run(where, 0);
    return { none, each: (run(where, some) - none) / some };
  });
  if (!bare || !guest) throw new Error("no times");
  const more = 1 + overhead(measured, native, rate);
  const visits = Math.round(
    (more * bare.none - guest.none) / (guest.each - more * bare.each),
  );
  const longer = run([on, on], visits) / run([], visits);
  return {
    predicted: rate ? native / longer : native * longer,
    native,
    rate,
    took: `how often it walks: ${native} natively, ${measured} in a guest`,
  };
}

const turtles = [
  compare(osdi, "cpuid, cycles", 2_600, 100 + cycles(byKernel), {
    ...cpuid,
    no: no.part,
    sets: ["nestedExitOperations"],
  }),
  compare(osdi, "cpuid, nested, cycles", 58_000, 100 + cycles(...twice), {
    ...cpuid,
    no: no.back,
    sets: ["nestedExitOperations"],
  }),
  compare(osdi, "port I/O, cycles", 12_000, cycles(byProcess)),
  compare(
    osdi,
    "port I/O, nested, cycles",
    183_000,
    cycles(byKernel, byProcess),
  ),
  compare(osdi, "kernbench, nested, s", 406.3, walking(kernbench)),
  compare(
    osdi,
    "kernbench, by exits, s",
    406.3,
    elsewhere(kernbench, ...twice),
    { no: no.twice },
  ),
  compare(osdi, "SPECjbb, nested", 77_065, walking(jbb)),
  compare(osdi, "SPECjbb, by exits", 77_065, elsewhere(jbb, ...twice), {
    no: no.twice,
  }),
];

compared(turtles);

// %% adams
import { virtualizationWays } from "hypervisor-notebook";
import type { BatchSpec, Profile } from "hypervisor-notebook";

const adamsAgesen = "Adams & Agesen, ASPLOS 2006";
const { binaryTranslation, paravirtual, shadowPaging } = virtualizationWays;
const pentium = GHz(3.8);

// What 10,000 of an operation of a kernel take, in cycles each.
function operation(
  name: keyof NonNullable<BatchSpec["kernel"]>,
  where: Profile[],
) {
  const kernel = { [name]: 10_000 };
  const run = time(where, 1e-9, 0, pentium, { kernel });
  return (run * pentium) / 10_000;
}
const entry = (way: Profile) => operation("pageTableWrites", [way]);
// The kernel resolves a fault with an entry, which the paper has apart.
const fault = (way: Profile) => operation("pageFaults", [way]) - entry(way);
// Here a system call traps as a division by zero does.
const trapped =
  operation("systemCalls", [binaryTranslation]) -
  operation("systemCalls", []);

const faultCycles = operation("pageFaults", []);

// A program that has its kernel work for a share of its native time, all of
// it in page faults that take so long natively, and computes otherwise.
interface Faulting {
  native: number;
  share: number;
  // Seconds that a page fault takes natively.
  each: number;
  frequency: number;
  // How much of the program is run.
  part: number;
}
function faulting(
  program: Faulting,
  way: Profile,
): Partial<ReturnType<typeof compare>> {
  const { native, share, each, frequency, part } = program;
  const pageFaults = Math.round((part * share * native) / each);
  const rest = pageFaults * (each - faultCycles / frequency);
  const compute = Math.max(1e-9, part * (1 - share) * native + rest);
  const io = { kernel: { pageFaults } };
  const run = (where: Profile[]) =>
    time(where, compute, 0, frequency, io) / part;
  const percent = Math.round(100 * share);
  return {
    predicted: run([way]),
    native,
    nativePredicted: run([]),
    took: `page faults: ${native} s natively, ${percent} % of it assumed`,
  };
}

// All that forkwait does is taken for page faults. Of a compilation, 7 % is
// remembered of another paper.
const onPentium = { each: faultCycles / pentium, frequency: pentium };
const forkwait = { native: 6, share: 1, part: 1 / 100, ...onPentium };
const inKernel = { share: 0.07, part: 1 / 1_000 };
const compile = { native: 265, ...inKernel, ...onPentium };

const adams = [
  compare(
    adamsAgesen,
    "page fault, translated",
    3_927,
    fault(binaryTranslation),
    {
      native: 1_093,
      no: no.back,
      sets: ["pageFault", "pageFaultTranslated"],
    },
  ),
  compare(adamsAgesen, "page fault, VT", 11_242, fault(shadowPaging), {
    native: 1_093,
    no: no.back,
    sets: ["pageFault", "pageFaultFirstVt"],
  }),
  compare(
    adamsAgesen,
    "page table entry, translated",
    391,
    entry(binaryTranslation),
    {
      native: 1,
      no: no.back,
      sets: ["pageTableWrite", "pageTableWriteTranslated"],
    },
  ),
  compare(
    adamsAgesen,
    "page table entry, VT",
    12_733,
    entry(shadowPaging),
    {
      native: 1,
      no: no.back,
      sets: ["pageTableWrite", "pageTableWriteFirstVt"],
    },
  ),
  compare(
    adamsAgesen,
    "division by zero, translated",
    3_223,
    costs.exception.value + trapped,
    {
      native: 889,
      no: no.back,
      sets: ["exception", "exceptionTranslated"],
    },
  ),
  compare(
    adamsAgesen,
    "forkwait, translated, s",
    36.9,
    faulting(forkwait, binaryTranslation),
  ),
  compare(
    adamsAgesen,
    "forkwait, VT, s",
    106.4,
    faulting(forkwait, shadowPaging),
  ),
  compare(
    adamsAgesen,
    "compile, translated, s",
    393,
    faulting(compile, binaryTranslation),
    unread,
  ),
  compare(
    adamsAgesen,
    "compile, VT, s",
    484,
    faulting(compile, shadowPaging),
    unread,
  ),
];

compared(adams);

// %% xen
import { credit, KiB, MiB, ms, roundRobin } from "hypervisor-notebook";
import type { Profile, SchedulerSpec } from "hypervisor-notebook";

const sosp = "Xen, SOSP 2003";
const image = "alpine-3.21";

// VMware's monitor translated its guests' code, and is taken not to have
// had what the paper of 2006 calls adaptive.
const translator = "simple";
const simple: Profile = { ...binaryTranslation, translator };
const { privileged, paging } = binaryTranslation;
const ways = { privileged, paging, translator } as const;
const monitor: Profile = { ...profiles.workstation, ...ways };

// A score is work in a time: 567 on Linux itself.
function score(
  profile: Profile,
  native: number,
): Partial<ReturnType<typeof compare>> {
  const [bare, guest] = [[], [profile]].map((tower) =>
    time(tower, 5, 0, GHz(2.4)),
  );
  const predicted = (native * (bare ?? NaN)) / (guest ?? NaN);
  return { predicted, native, rate: true };
}

// Databases and a file server exit to reach devices. What was measured on
// Linux and on Xen says how often, and VMware's monitor exits as often.
const disks = {
  on: callsDevice(profiles.xen),
  frequency: GHz(2.4),
  rate: true,
};
const devices = (native: number, measured: number) =>
  elsewhere(
    { native, measured, ...disks },
    callsDevice(profiles.workstation),
  );

// Xen's guests call it.
const xeon = GHz(2.4);
const linuxFault = 1.42e-6;
const onXeon = { each: linuxFault, frequency: xeon };
const build = { native: 263, ...inKernel, ...onXeon };

// What an operation of a kernel takes, in microseconds, with what Linux
// takes for it beyond what it costs the CPU.
function micro(
  name: Parameters<typeof operation>[0],
  where: Profile[],
  count = 10_000,
) {
  const more = linuxFault - faultCycles / xeon;
  const rest = name === "pageFaults" ? count * more : 1e-9;
  const kernel = { [name]: count };
  return (time(where, rest, 0, xeon, { kernel }) * 1e6) / count;
}
const onLinux = {
  fault: micro("pageFaults", []),
  turn: micro("contextSwitches", []),
  fork: micro("forks", [], 200),
};
const faultHere = (way: Profile) => ({
  predicted: micro("pageFaults", [way]),
  native: 1.42,
  nativePredicted: onLinux.fault,
  took: "what a page fault takes: 1.42 µs natively",
});
const turnHere = (way: Profile) => ({
  predicted: micro("contextSwitches", [way]),
  native: 0.77,
  nativePredicted: onLinux.turn,
});
const forkHere = (way: Profile) => ({
  predicted: micro("forks", [way], 200),
  native: 110,
  nativePredicted: onLinux.fork,
});

// Domains on so many CPUs: which share of the CPUs each of them gets.
function shares(weights: number[], cpus: number, scheduler: SchedulerSpec) {
  const server = new Server({
    cpus,
    memory: GiB(64),
    disk: GiB(500),
    frequency: GHz(2.4),
    cache: KiB(512),
    trace: { limit: 0 },
  });
  const xen = new Hypervisor({ profile: profiles.xen, scheduler });
  const size = { vcpus: 1, memory: GiB(0.25), disk: GiB(1), image };
  server.install(xen);
  const jobs = weights.map((weight, n) => {
    const vm = xen.create({ ...size, name: `dom-${n}`, weight });
    const cint = { name: "cint", memory: MiB(64) };
    return vm.launch(batch({ ...cint, compute: seconds(60) }));
  });
  server.run(seconds(50));
  const before = jobs.map(({ cpuTime }) => cpuTime);
  server.run(seconds(4));
  return jobs.map(
    ({ cpuTime }, n) => (cpuTime - (before[n] ?? NaN)) / seconds(4 * cpus),
  );
}

// 128 domains on two CPUs: what is left for them of 100.
function left(timeSlice: number): Partial<ReturnType<typeof compare>> {
  const equal = Array.from({ length: 128 }, () => 256);
  const got = shares(equal, 2, roundRobin({ timeSlice }));
  const predicted = 100 * got.reduce((sum, share) => sum + share, 0);
  const took = "the cache of the server's CPUs: 512 KiB";
  return { predicted, native: 100, rate: true, took };
}

// Weights of 1 to 8: how far, in %, the share furthest off is off.
function furthest() {
  const weights = [1, 2, 4, 8];
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const off = shares(weights, 1, credit()).map((share, n) =>
    Math.abs((share * all) / (weights[n] ?? NaN) - 1),
  );
  return 100 * Math.max(...off);
}

const xen = [
  compare(sosp, "SPECint on Xen", 567, score(profiles.xen, 567)),
  compare(sosp, "SPECint, VMware", 554, score(monitor, 567)),
  compare(sosp, "OSDB-IR, VMware", 80, devices(172, 158)),
  compare(sosp, "OSDB-OLTP, VMware", 199, devices(1_714, 1_633)),
  compare(sosp, "dbench, VMware", 310, devices(418, 400)),
  compare(
    sosp,
    "kernel build, Xen, s",
    271,
    faulting(build, paravirtual),
    unread,
  ),
  compare(
    sosp,
    "kernel build, VMware, s",
    334,
    faulting(build, simple),
    unread,
  ),
  compare(sosp, "context switch natively, µs", 0.77, onLinux.turn, {
    no: no.back,
    sets: ["contextSwitch"],
  }),
  compare(sosp, "fork natively, µs", 110, onLinux.fork, {
    no: no.back,
    sets: ["fork"],
  }),
  compare(sosp, "page fault, Xen, µs", 2.73, faultHere(paravirtual)),
  compare(sosp, "page fault, VMware, µs", 12.4, faultHere(simple)),
  compare(sosp, "context switch, Xen, µs", 1.97, turnHere(paravirtual)),
  compare(sosp, "context switch, VMware, µs", 18.1, turnHere(simple)),
  compare(sosp, "fork, Xen, µs", 198, forkHere(paravirtual)),
  compare(sosp, "fork, VMware, µs", 874, forkHere(simple)),
  compare(sosp, "128 domains, slice 5 ms, % left", 92.5, left(ms(5))),
  compare(sosp, "128 domains, slice 50 ms, % left", 100, left(ms(50))),
  compare(sosp, "weights 1 to 8, % off, at most", 4, furthest(), {
    no: no.bound,
  }),
];

compared(xen);

// %% felter

const ibm = "Felter 2014 (KVM)";
const docker = "Felter 2014 (Docker)";

// 45,000 equations, by a product of matrices in blocks: each step
// multiplies 96 × 256 numbers by 256 × 4. That comes to pieces of 4
// columns of the result and, once in 4,096 columns, of 256 of the first
// factor, each of 96 numbers and far from the others; and to the next 8 KiB
// of the second factor. Blocks as of BLIS on this kind of CPU.
const block = { rows: 96, inner: 256, columns: 4, all: 4_096 };
const gflops = 290.8;
const perCore = gflops / 16;
function pageVisits() {
  const { rows, inner, columns, all } = block;
  const pieces = columns + (inner * columns) / all;
  const pages = pieces * (1 + (8 * rows) / 4_096);
  const packed = (8 * inner * columns) / 4_096;
  const steps = (perCore * 1e9) / (2 * rows * inner * columns);
  return Math.round(steps * (pages + packed));
}
// Its system has pages of 4 KiB for it; QEMU asks for 2 MiB below.
const locality = { pageVisits: pageVisits(), hugePagesBelow: true };
const equations = { memory: GiB(15), locality };

function linpack(
  where: Parameters<typeof time>[0],
): Partial<ReturnType<typeof compare>> {
  const run = (place: typeof where) =>
    time(place, 5, 0, GHz(2.4), equations);
  return {
    predicted: (gflops * run([])) / run(where),
    native: gflops,
    rate: true,
    took: `page visits of Linpack: ${gflops} GFLOPS natively`,
  };
}

const felter = [
  compare(ibm, "Linpack, GFLOPS", 284.2, linpack([profiles.kvm])),
  compare(docker, "Linpack, GFLOPS", 290.9, linpack(inContainer)),
];

compared(felter);

// %% disk
import type { Hop, Profile } from "hypervisor-notebook";

const fc = "Firecracker, NSDI 2020";

// Firecracker and QEMU play a disk in one thread of the machine's process.
const playedBy = (cost: "qemuRequest" | "firecrackerRequest"): Profile => {
  const submit: Hop = { from: "vmm-process", to: "host-os", cost };
  const drive: Hop = {
    from: "host-os",
    to: "hardware",
    cost: "backendRequest",
  };
  const request = cost === "qemuRequest" ? [submit] : [submit, drive];
  return {
    ...profiles.kvm,
    backend: { role: "vmm-process", request, interrupt: "systemCall" },
  };
};
const [qemu, firecracker] = [
  playedBy("qemuRequest"),
  playedBy("firecrackerRequest"),
];

// Requests of 4 KiB a second, where so many programs have so many under
// way. The disk is one that serves as many without a hypervisor as the
// paper's did: `native`.
interface Requests {
  native: number;
  kind?: "read" | "write";
  threads?: number;
  queueDepth?: number;
  frequency?: number;
}
function requests(
  { native, kind = "read", ...more }: Requests,
  where: Parameters<typeof time>[0] = [qemu],
): Partial<ReturnType<typeof compare>> {
  const { threads = 1, queueDepth = 1, frequency = GHz(2.4) } = more;
  const slots = threads * queueDepth;
  const each = KiB(2_000);
  const io = { threads, queueDepth, requestSize: KiB(4), [kind]: each };
  // Nanoseconds from a request to the next in one of the slots.
  const run = (place: typeof where, latency: number) => {
    const storage = { channels: slots, latency, bandwidth: 1e12 };
    const took = time(place, 1e-6, 0, frequency, io, storage);
    return (took * seconds(1) * queueDepth * KiB(4)) / each;
  };
  // The kernel needs a little of a request's time: the disk has the rest.
  const wanted = Math.round((slots / native) * seconds(1));
  const latency = Math.round(2 * wanted - run([], wanted));
  const rate = (place: typeof where) =>
    (slots * seconds(1)) / run(place, latency);
  return {
    predicted: rate(where),
    native,
    nativePredicted: rate([]),
    rate: true,
    took: `the disk's latency: ${native} requests a second natively`,
  };
}

const one = { native: 16_473, frequency: GHz(2.5) };
const alone = requests(one, [firecracker]);
const reads = { native: 84_044, threads: 8, queueDepth: 16 };
const writes = { ...reads, native: 112_034, kind: "write" } as const;

const disk = [
  compare(fc, "4K reads/s, 1 at once", 8_444, alone),
  compare(ibm, "4K reads/s, 8 × 16 at once", 42_543, requests(reads)),
  compare(ibm, "4K writes/s, 8 × 16 at once", 56_160, requests(writes)),
  compare(docker, "4K reads/s", 84_092, requests(reads, inContainer)),
  compare(docker, "4K writes/s", 112_048, requests(writes, inContainer)),
];

compared(disk);

// %% network
import {
  client,
  Gbps,
  Mbps,
  RemoteComputer,
  service,
} from "hypervisor-notebook";
import type {
  Batch,
  DomainSpec,
  Profile,
  Service,
  VirtualMachine,
} from "hypervisor-notebook";

// A guest, or the bare machine, that something is to be launched in.
interface Place extends Omit<Partial<DomainSpec>, "network"> {
  profile?: Profile;
  frequency?: number;
  network?: number;
}
function place({ profile, frequency = GHz(2.4), ...more }: Place) {
  const { network = Gbps(10), ...spec } = more;
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
    const size = { vcpus: 1, memory: GiB(1), disk: GiB(4), ...spec };
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
  const { server, launch } = place(profile ? { profile } : {});
  const echo = { name: "netserver", compute: 1, receive: 1, send: 1 };
  const to = launch(service(echo));
  const netperf = client({ name: "netperf", to, requests: 1_000 });
  const load = new RemoteComputer().launch(netperf);
  server.run(seconds(1));
  return (load.responseTime?.mean ?? NaN) / us(1);
}

// A stream of bytes out of a guest: bits per second.
function stream(where: Place) {
  const { server, launch } = place(where);
  const job = launch(batch({ name: "stream", compute: 1, send: MiB(32) }));
  while (job.state !== "finished") server.run(seconds(1));
  return (MiB(32) * 8 * 1e9) / (job.duration ?? NaN);
}

// The same over a link that carries what was published for no hypervisor.
function overLink(
  link: number,
  where: Place,
): Partial<ReturnType<typeof compare>> {
  const { profile, ...bare } = { ...where, network: Mbps(link) };
  return {
    predicted: stream({ ...bare, ...(profile && { profile }) }) / 1e6,
    native: link,
    nativePredicted: stream(bare) / 1e6,
    rate: true,
    took: `the link's bandwidth: ${link} Mb/s natively`,
  };
}

// A stream into a guest from beside it, so that no link limits it.
function received(profile: Profile) {
  const fast = { frequency: GHz(2.5), network: Gbps(1_000), vcpus: 2 };
  const { server, launch } = place({ profile, ...fast });
  const sink = { name: "iperf3", compute: 1, receive: MiB(1), send: 1 };
  const to = launch(service({ ...sink, threads: 4 }));
  const sender = client({ name: "load", to, requests: 50, threads: 4 });
  const begin = server.now;
  const { network } = fast;
  const load = new RemoteComputer({ network }).launch(sender);
  while (load.state !== "finished") server.run(ms(1));
  return (4 * 50 * MiB(1) * 8) / (server.now - begin);
}

const { kvm, workstation, virtualBox } = profiles;
const e1000 = { nicModel: "e1000", frequency: GHz(2.9) } as const;
const old = { nicModel: "e1000", frequency: GHz(2.4) } as const;
const small = { mtu: 576, segmentationOffload: false };
const slow = { profile: workstation, nicModel: "e1000" } as const;
const sugerman = "Sugerman, ATC 2001 (VMware)";
const inMonitor =
  cycles(trap(workstation)) / cycles(callsDevice(workstation));

const network = [
  compare(ibm, "TCP_RR natively, µs", 37.6, roundTrip(), {
    no: no.back,
    sets: ["networkLatency", "networkRoundTrip"],
  }),
  compare(ibm, "TCP_RR, µs", 67.9, roundTrip(kvm), {
    native: 37.6,
    nativePredicted: roundTrip(),
  }),
  compare(
    ibm,
    "TCP stream, Mb/s",
    9_290,
    overLink(9_350, { profile: kvm }),
  ),
  compare(
    osdi,
    "emulated NIC, Mb/s",
    235,
    overLink(940, { profile: kvm, ...e1000 }),
  ),
  compare(
    sosp,
    "ttcp, Xen, Mb/s",
    897,
    overLink(897, { profile: profiles.xen, frequency: GHz(2.4) }),
  ),
  compare(
    sosp,
    "ttcp, VMware, Mb/s",
    291,
    overLink(897, { profile: workstation, ...old }),
  ),
  compare(sosp, "ttcp, Xen, MTU 500 (here 576), % left", 86, {
    predicted:
      stream({ profile: profiles.xen, network: Gbps(1), ...small }) / 1e7,
    nativePredicted: stream({ network: Gbps(1) }) / 1e7,
    native: 100,
    rate: true,
  }),
  compare(fc, "received, Gb/s", 15.6, received(virtualBox)),
  compare(
    "Firecracker, NSDI 2020 (QEMU)",
    "received, Gb/s",
    23.8,
    received(kvm),
  ),
  compare(
    sugerman,
    "733 MHz, sent, Mb/s, less than",
    100,
    stream({ ...slow, frequency: GHz(0.733), network: Mbps(100) }) / 1e6,
    { no: no.bound },
  ),
  compare(sugerman, "OUT in the monitor, less than", 0.1, inMonitor, {
    no: no.bound,
  }),
];

compared(network);

// %% memory
import { overcommit } from "hypervisor-notebook";
import type { Profile } from "hypervisor-notebook";

const esx = "Waldspurger, OSDI 2002 (ESX)";

// Ten machines of one kind do nothing for five minutes: which part of what
// they have in memory is shared, and which part sharing saves.
function alike(image: string) {
  const server = new Server({ cpus: 4, memory: GiB(16), disk: GiB(200) });
  const hypervisor = new Hypervisor({ memory: overcommit() });
  server.install(hypervisor);
  const size = { vcpus: 1, memory: GiB(1), disk: GiB(5), image };
  const machines = Array.from({ length: 10 }, (_, n) =>
    hypervisor.create({ ...size, name: `vm-${n}` }),
  );
  server.run(seconds(300));
  const sum = (kind: "resident" | "shared") =>
    machines.reduce((all, { memoryUsage }) => all + memoryUsage[kind], 0);
  const saved = hypervisor.memoryUsage?.saved ?? NaN;
  const all = sum("resident");
  return {
    shared: (100 * sum("shared")) / all,
    saved: (100 * saved) / all,
  };
}
const debian = alike("debian-12");
const equal = { no: no.part, sets: ["equalPages" as const] };

// What a machine of 256 MB takes of the server's memory beyond that, in MB.
function beyond(profile: Profile) {
  const server = new Server({ cpus: 2, memory: GiB(8), disk: GiB(20) });
  const host = server.install(new HostOs());
  const hypervisor = host.install(new Hypervisor({ profile }));
  const before = server.free.memory;
  const size = { vcpus: 1, memory: MiB(256), disk: GiB(4), image };
  hypervisor.create({ ...size, name: "vm" });
  return (before - server.free.memory - MiB(256)) / 1e6;
}
const own = beyond(kvm);

const memory = [
  compare(esx, "ten Debian machines, % shared", 67, debian.shared, {
    ...equal,
    no: no.back,
  }),
  compare(esx, "ten Debian machines, % saved", 60, debian.saved, equal),
  compare(
    esx,
    "ten Alpine machines, % saved",
    60,
    alike(image).saved,
    equal,
  ),
  compare(
    "Firecracker, NSDI 2020 (QEMU)",
    "QEMU's own memory, MB",
    131,
    own,
    { no: no.back, sets: ["qemuMemory"] },
  ),
];

compared(memory);

// %% clark
import { Cluster, TiB } from "hypervisor-notebook";
import type { BatchSpec, MigrateSpec } from "hypervisor-notebook";

const nsdi = "Clark, NSDI 2005 (Xen)";
const MB = (n: number) => 4096 * Math.round((n * 1e6) / 4096);

// A machine that rewrites memory moves between two servers of 2 GHz.
function move(
  memory: number,
  how: MigrateSpec,
  load: Partial<BatchSpec> = {},
  filled = memory,
) {
  const trace = { limit: 0 };
  const cluster = new Cluster({ storage: TiB(1), network: Gbps(1), trace });
  const two = { cpus: 2, frequency: GHz(2), memory: GiB(4) };
  const add = (name: string) =>
    cluster
      .add({ name, ...two, disk: GiB(20) })
      .install(new Hypervisor({ name: `on-${name}` }));
  const size = { vcpus: 1, memory, disk: GiB(1), image };
  const vm = add("one").create({ ...size, name: "vm", storage: "shared" });
  const there = add("two");
  cluster.run(seconds(10));
  // Nothing in it is empty: what holds zeros would not be sent.
  vm.launch(batch({ name: "fill", compute: 1, memory: filled }));
  cluster.run(seconds(1));
  // A second of work is more than a second here.
  const more = GHz(2.1) / two.frequency;
  const writes = Math.round((load.writes ?? 0) * more);
  const often = writes > 0 ? { writes } : {};
  const work = { compute: seconds(200), ...load, ...often };
  vm.launch(batch({ name: "writer", ...work }));
  const migration = vm.migrate(there, how);
  while (/copying|stopped/.test(migration.state)) cluster.run(seconds(1));
  const { downtime, duration, sent, rounds } = migration;
  return {
    down: downtime / seconds(1),
    all: duration / seconds(1),
    sent: sent / 1e6,
    rounds: rounds.map((round) => round.sent / 1e6),
    first: (rounds[0]?.duration ?? NaN) / seconds(1),
  };
}

// The paper begins with 100 Mb/s.
const slowly = { minBandwidth: Gbps(0.1) };
// All of 512 MB is sent while the machine stands still.
const stopped = (bandwidth: number) =>
  move(MiB(512), { mode: "stop-and-copy", bandwidth }).down;
// It rewrites half of the memory without pause: eight times a second here.
const half = { memory: MiB(256), writes: MiB(2048) };
const writer = move(MiB(512), slowly, half).down;

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
const web = move(MB(676.8), slowly, {
  memory: MB(held),
  writes: MB(rate * 100),
  hot: { memory: MB(hot), writes: 99 },
});
const round = (n: number) => web.rounds.at(n) ?? NaN;
const took = "what it writes: rounds of 676.8, 126.7 and 39.0 MB";

// Of the others one figure is known beside the downtime. So they write
// evenly: how much a second, in MB, to give that figure?
function evenly(
  memory: number,
  wanted: number,
  figure: (run: ReturnType<typeof move>) => number,
  size = memory,
) {
  const at = (speed: number) =>
    move(size, slowly, { memory, writes: MB(speed) }, memory);
  let [low, high] = [0, 20];
  for (let step = 0; step < 8; step += 1) {
    const middle = (low + high) / 2;
    if (figure(at(middle)) < wanted) low = middle;
    else high = middle;
  }
  return at((low + high) / 2);
}
const game = evenly(MB(64), 88, ({ sent }) => sent, MiB(128));
const site = evenly(MB(740), 9.8, ({ all, first }) => all - first, MB(776));

const byHand = { no: no.zero };
const clark = [
  ...[128, 256, 512].map((Mb, n) =>
    compare(
      nsdi,
      `stop and copy, ${Mb} Mb/s, s`,
      32 / 2 ** n,
      stopped(Mbps(Mb)),
      byHand,
    ),
  ),
  compare(nsdi, "memory writer, down, s", 3.5, writer),
  compare(nsdi, "SPECweb99, in all, s", 71, web.all, { no: no.part, took }),
  compare(nsdi, "SPECweb99, round 4, MB", 28.4, round(3), { took }),
  compare(nsdi, "SPECweb99, round 5, MB", 24.2, round(4), { took }),
  compare(nsdi, "SPECweb99, round 6, MB", 16.7, round(5), { took }),
  compare(nsdi, "SPECweb99, last round, MB", 18.2, round(-1), { took }),
  compare(nsdi, "SPECweb99, down, s", 0.21, web.down, { took }),
  compare(nsdi, "Quake 3, down, s", 0.06, game.down, {
    took: "what it writes: 88 MB were sent of 64",
  }),
  compare(nsdi, "web server, first round, s", 62, site.first, byHand),
  compare(nsdi, "web server, down, s", 0.165, site.down, {
    took: "what it writes: 9.8 s from the first round to the end",
  }),
];

compared(clark);

// %% all
const everything = [
  ...exits,
  ...turtles,
  ...adams,
  ...xen,
  ...felter,
  ...disk,
  ...network,
  ...memory,
  ...clark,
];

table(judged(everything), {
  columns: ["figure", "factor", "counts", "paper"],
});

// %% record

const namesOf = (rows: ReturnType<typeof compare>[]) =>
  rows.map(({ figure }) => figure).join("; ");
const named = Object.entries(costs)
  .filter(([, { source }]) => !source.startsWith("model"))
  .map(([name, { source }]) => {
    const rows = everything.filter(({ sets = [] }) =>
      sets.some((one) => one === name),
    );
    return {
      "what was set": name,
      "by": source,
      "rows": namesOf(rows) || "none",
    };
  });
const taken = new Set(everything.flatMap(({ took = [] }) => took));
const experiments = [...taken].map((took) => {
  const rows = everything.filter((row) => row.took === took);
  const [what, by] = took.split(": ");
  return {
    "what was set": what,
    "by": `${rows[0]?.paper}: ${by}`,
    "rows": namesOf(rows),
  };
});

table([...named, ...experiments]);

// %% result
// Factors are multiplied, so their mean is the geometric one.
const factors = everything
  .filter((row) => why(row) === undefined)
  .map((row) => errorFactor(row) ?? NaN)
  .sort((a, b) => a - b);
const logs = factors.map((factor) => Math.log(factor));
const geometric = Math.exp(
  logs.reduce((sum, log) => sum + log, 0) / logs.length,
);
const middles = [
  factors[Math.ceil(factors.length / 2) - 1],
  factors[Math.floor(factors.length / 2)],
];
const three = (n: number) => Number(n.toPrecision(3));

table([
  {
    "geometric mean": three(geometric),
    "median": three(((middles[0] ?? NaN) + (middles[1] ?? NaN)) / 2),
    "rows that count": factors.length,
    "rows in all": everything.length,
  },
]);
