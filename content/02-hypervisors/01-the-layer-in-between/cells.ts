// %% layer
// #region a server with machines of these names
import { GiB, Hypervisor, layers, Server } from "hypervisor-notebook";
import { seconds } from "hypervisor-notebook";

function build(...names: string[]) {
  const size = { name: "rack-1", cpus: 2, disk: GiB(200) };
  const server = new Server(size);
  const hypervisor = server.install(new Hypervisor());
  const small = { memory: GiB(2), disk: GiB(20) };
  for (const name of names)
    hypervisor.create("debian-12", { ...small, name });
  server.run(seconds(20)); // they boot
  return { server, hypervisor };
}
// #endregion

layers(build("web", "database").server);

// %% without
import { attempts, computer, HostOs } from "hypervisor-notebook";

const bare = computer({ os: "debian-12" });
const windows = new HostOs({ image: "windows-11" });
const { hypervisor } = build("debian");

attempts({
  "Windows beside Debian, without a hypervisor": () =>
    bare.install(windows),
  "Windows beside Debian, with one": () =>
    hypervisor.create("windows-server-2022"),
});

// %% truman
// #region a bare computer, a machine, and work for both
import { batch, computer, table } from "hypervisor-notebook";

interface Computer {
  writeDisk(sector: number, data: string): void;
  readDisk(sector: number): Uint8Array;
}
const metal = computer({ os: "debian-12", cpus: 2, disk: GiB(200) });
const box = build("guest");
const guest = box.hypervisor.lookup("guest");
const work = batch({ name: "work", compute: seconds(1), hypercalls: 1000 });
const jobs = [metal.os?.spawn(work), guest.launch(work)];
metal.run(seconds(5));
box.server.run(seconds(5));
// #endregion

// Sums up numbers that it keeps on the disk of whatever it runs on.
function program(computer: Computer) {
  for (let n = 1; n <= 100; n++)
    computer.writeDisk(5000 + n, String(n * n));
  let sum = 0;
  for (let n = 1; n <= 100; n++)
    sum += parseInt(String.fromCharCode(...computer.readDisk(5000 + n)));
  return sum;
}

// #region both as a table
table(
  [
    { "runs on": "bare metal", computer: metal.os },
    { "runs on": "a virtual machine", computer: guest.guest },
  ].map((row, i) => ({
    "runs on": row["runs on"],
    "the program's answer": row.computer && program(row.computer),
    "one second of work, in µs": Math.round(
      (jobs[i]?.duration ?? 0) / 1000,
    ),
  })),
);
// #endregion

// %% exits
// #region five kinds of work, and the exits of a guest that does one
import { during, MiB, ms, service } from "hypervisor-notebook";
import type { Batch, Service } from "hypervisor-notebook";

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
function exitsOf(job?: Batch | Service) {
  const { server, hypervisor } = build("guest");
  const vm = hypervisor.lookup("guest");
  const run = () => {
    if (job) vm.launch(job);
    server.run(seconds(2));
  };
  return during(vm, run).exits;
}
// #endregion

table(
  Object.entries(kinds).map(([kind, job]) => {
    const { wrmsr, hlt, mmio } = exitsOf(job);
    return {
      "in two seconds, a guest that": kind,
      "timer": wrmsr,
      "idle": hlt,
      "device": mmio,
    };
  }),
);

// %% io-path
// #region one read of 4 KiB on Xen, while these others compute
import { exitPath, KiB, profiles } from "hypervisor-notebook";

function read(...busy: string[]) {
  const server = new Server({ name: "rack-1", cpus: 2, disk: GiB(200) });
  const spec = { profile: profiles.xen, traceHops: true };
  const hypervisor = server.install(new Hypervisor(spec));
  const small = { memory: GiB(2), disk: GiB(20) };
  const [reader, ...others] = ["reader", ...busy].map((name) =>
    hypervisor.create("debian-12", { ...small, name }),
  );
  server.run(seconds(20));
  for (const other of others)
    other.launch(batch({ name: "job", compute: seconds(9) }));
  server.run(ms(5));
  reader?.launch(batch({ name: "job", compute: 1, read: KiB(4) }));
  server.run(seconds(1));
  return server.trace.of("io", "reader").at(-1)?.steps ?? [];
}
// #endregion
const alone = read();
const crowded = read("b", "c", "d");

display(exitPath(profiles.xen, "mmio"));
// #region the steps of both as a table
const took = (step?: { start: number; end: number }) =>
  step ? step.end - step.start : 0;
table(
  alone.map((step, i) => ({
    "the request is at": step.part,
    "doing": step.doing,
    "alone, in ns": took(step),
    "with three busy guests, in ns": took(crowded[i]),
  })),
);
// #endregion

// %% schedule
// #region three machines
import { formatDuration, timeline } from "hypervisor-notebook";

const shared = build("a", "b", "c");
const three = shared.hypervisor.domains();
const start = shared.server.now;
// #endregion

const runs = three.map((vm) =>
  vm.launch(batch({ name: "job", compute: ms(80) })),
);
const usage = during(three, () => shared.server.run(ms(200)));

display(timeline(shared.server, { from: start, to: start + ms(140) }));
table(
  usage.map(({ machine, ready }, i) => ({
    "machine": machine,
    "computed for": formatDuration(runs[i]?.cpuTime),
    "waited for a CPU": formatDuration(ready),
    "done after": formatDuration(runs[i]?.duration),
  })),
);

// %% crowd
// #region so many guests on two CPUs, each with a job
import { plot } from "hypervisor-notebook";

function crowd(guests: number) {
  const names = Array.from({ length: guests }, (_, i) => `vm-${i + 1}`);
  const { server, hypervisor } = build(...names);
  const all = hypervisor.domains();
  const usage = during(all, () => {
    for (const vm of all)
      vm.launch(batch({ name: "job", compute: ms(80) }));
    server.run(ms(500));
  });
  const mean = (kind: "run" | "ready") =>
    usage.reduce((sum, vm) => sum + vm[kind], 0) / guests;
  return [
    { "guests": guests, "each guest": "computes", "time": mean("run") },
    {
      "guests": guests,
      "each guest": "waits for a CPU",
      "time": mean("ready"),
    },
  ];
}
// #endregion

plot([1, 2, 3, 4, 5, 6, 7].flatMap(crowd), {
  title: "80 ms of work on each guest, two CPUs",
  x: "guests",
  y: "time",
  color: "each guest",
  units: { "time": "ns" },
});

// %% lifecycle
// #region a machine that is defined, and has nothing on its disk
import { lifecycle } from "hypervisor-notebook";

const size = { vcpus: 1, memory: GiB(2), disk: GiB(20) };
const life = build().hypervisor;
const vm = life.define({ name: "vm", ...size });
// #endregion

display(
  attempts({
    "start it without an operating system": () => vm.start(),
    "install one while it is on": () => vm.install("debian-12"),
    "switch it off and install": () => vm.destroy().install("debian-12"),
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
