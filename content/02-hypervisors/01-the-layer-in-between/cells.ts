// %% layer
import {
  GiB,
  Hypervisor,
  layers,
  seconds,
  Server,
} from "hypervisor-notebook";

const size = { cpus: 2, memory: GiB(16), disk: GiB(200) };
const small = {
  vcpus: 1,
  memory: GiB(2),
  disk: GiB(20),
  image: "debian-12",
};

function build(...names: string[]) {
  const server = new Server({ ...size, name: "rack-1" });
  const hypervisor = server.install(new Hypervisor());
  for (const name of names) hypervisor.create({ ...small, name });
  server.run(seconds(20)); // they boot
  return { server, hypervisor };
}

layers(build("web", "database").server);

// %% without
import { attempts, HostOs } from "hypervisor-notebook";

const bare = new Server(size);
bare.install(new HostOs({ image: "debian-12" }));

attempts({
  "Windows beside Debian, without a hypervisor": () =>
    bare.install(new HostOs({ image: "windows-11" })),
  "Windows beside Debian, with one": () =>
    build("debian").hypervisor.create({
      ...small,
      name: "windows",
      memory: GiB(4),
      disk: GiB(64),
      image: "windows-server-2022",
    }),
});

// %% truman
import { batch, table } from "hypervisor-notebook";

interface Computer {
  writeDisk(sector: number, data: string): void;
  readDisk(sector: number): Uint8Array;
}

// Sums up numbers that it keeps on the disk of whatever it runs on.
function program(computer: Computer) {
  for (let n = 1; n <= 100; n++)
    computer.writeDisk(5000 + n, String(n * n));
  let sum = 0;
  for (let n = 1; n <= 100; n++)
    sum += parseInt(String.fromCharCode(...computer.readDisk(5000 + n)));
  return sum;
}

const metal = new Server(size);
const debian = metal.install(new HostOs({ image: "debian-12" }));
const box = build("guest");
const guest = box.hypervisor.lookup("guest");
const work = batch({ name: "work", compute: seconds(1), hypercalls: 1000 });
const jobs = [debian.spawn(work), guest.launch(work)];
const micros = (job: (typeof jobs)[0] | undefined) =>
  Math.round((job?.responseTime?.max ?? NaN) / 1000);
metal.run(seconds(5));
box.server.run(seconds(5));

table([
  {
    "runs on": "bare metal",
    "the program's answer": program(debian),
    "one second of work, in µs": micros(jobs[0]),
  },
  {
    "runs on": "a virtual machine",
    "the program's answer": program(guest.guest),
    "one second of work, in µs": micros(jobs[1]),
  },
]);

// %% exits
import { MiB, ms, service } from "hypervisor-notebook";

const kinds = {
  "does nothing": undefined,
  "computes for 1 s": batch({ name: "job", compute: seconds(1) }),
  "reads 64 MiB": batch({ name: "job", compute: 1, read: MiB(64) }),
  "sends 64 MiB": batch({ name: "job", compute: 1, send: MiB(64) }),
  "answers 100 requests a second": service({
    name: "job",
    compute: ms(1),
    every: ms(10),
  }),
};

table(
  Object.entries(kinds).map(([kind, job]) => {
    const { server, hypervisor } = build("guest");
    const vm = hypervisor.lookup("guest");
    const before = vm.exits;
    if (job) vm.launch(job);
    server.run(seconds(2));
    const since = (reason: keyof typeof before) =>
      (vm.exits[reason] ?? 0) - (before[reason] ?? 0);
    return {
      "in two seconds, a guest that": kind,
      "timer": since("wrmsr"),
      "idle": since("hlt"),
      "device": since("mmio"),
    };
  }),
);

// %% io-path
import { exitPath, KiB, profiles } from "hypervisor-notebook";

// One read of 4 KiB on Xen, while these others compute.
function read(...busy: string[]) {
  const server = new Server(size);
  const spec = { profile: profiles.xen, traceHops: true };
  const hypervisor = server.install(new Hypervisor(spec));
  const [reader, ...others] = ["reader", ...busy].map((name) =>
    hypervisor.create({ ...small, name }),
  );
  server.run(seconds(20));
  for (const other of others)
    other.launch(batch({ name: "job", compute: seconds(9) }));
  server.run(ms(5));
  reader?.launch(batch({ name: "job", compute: 1, read: KiB(4) }));
  server.run(seconds(1));
  return server.trace.of("io", "reader").at(-1)?.steps ?? [];
}
const crowded = read("b", "c", "d");

display(exitPath(profiles.xen, "mmio"));
table(
  read().map(({ part, doing, start, end }, i) => ({
    "the request is at": part,
    "doing": doing,
    "alone, in ns": end - start,
    "with three busy guests, in ns":
      (crowded[i]?.end ?? 0) - (crowded[i]?.start ?? 0),
  })),
);

// %% schedule
import { formatDuration, timeline } from "hypervisor-notebook";

const shared = build("a", "b", "c");
const start = shared.server.now;
const ready = () =>
  shared.hypervisor.domains().map((vm) => vm.cpuUsage[0]?.ready ?? 0);
const waited = ready();
for (const vm of shared.hypervisor.domains())
  vm.launch(batch({ name: "job", compute: ms(80) }));
shared.server.run(ms(200));

display(timeline(shared.server, { from: start, to: start + ms(140) }));
table(
  shared.hypervisor.domains().map((vm, i) => ({
    "machine": vm.name,
    "computed for": formatDuration(vm.applications[0]?.cpuTime ?? 0),
    "waited for a CPU": formatDuration(
      (ready()[i] ?? 0) - (waited[i] ?? 0),
    ),
    "done after": formatDuration(
      vm.applications[0]?.responseTime?.max ?? 0,
    ),
  })),
);

// %% crowd
import { plot } from "hypervisor-notebook";

// The same on two CPUs with one guest, two, and so on up to seven.
const crowds = [1, 2, 3, 4, 5, 6, 7].flatMap((guests) => {
  const names = Array.from({ length: guests }, (_, i) => `vm-${i + 1}`);
  const { server, hypervisor } = build(...names);
  const all = hypervisor.domains();
  const mean = (kind: "run" | "ready") =>
    all.reduce((sum, vm) => sum + (vm.cpuUsage[0]?.[kind] ?? 0), 0) /
    guests;
  const before = { run: mean("run"), ready: mean("ready") };
  for (const vm of all) vm.launch(batch({ name: "job", compute: ms(80) }));
  server.run(ms(500));
  const time = (kind: "run" | "ready") => mean(kind) - before[kind];
  return [
    { "guests": guests, "each guest": "computes", "time": time("run") },
    {
      "guests": guests,
      "each guest": "waits for a CPU",
      "time": time("ready"),
    },
  ];
});

plot(crowds, {
  title: "80 ms of work on each guest, two CPUs",
  x: "guests",
  y: "time",
  color: "each guest",
  units: { "time": "ns" },
});

// %% lifecycle
import { lifecycle } from "hypervisor-notebook";

const life = build().hypervisor;
const vm = life.define({ ...small, name: "vm" });

display(
  attempts({
    "start it without an operating system": () => vm.start(),
    "install one while it is on": () => vm.install(small.image),
    "switch it off and install": () => vm.destroy().install(small.image),
    "resume it, though it is off": () => vm.resume(),
    "start it": () => vm.start(),
    "suspend it": () => vm.suspend(),
    "shut it down while it is paused": () => vm.shutdown(),
    "resume it": () => vm.resume(),
    "remove it while it is on": () => vm.undefine(),
    "cut the power and remove it": () => vm.destroy().undefine(),
    "start it again": () => vm.start(),
  }),
);
lifecycle();
