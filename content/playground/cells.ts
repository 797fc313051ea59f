// The examples of the playground. Each stands alone: it imports what it uses, and no name occurs in two of them.

// %% two-machines
import { GiB, Hypervisor, layers, Server } from "hypervisor-notebook";

const server = new Server({
  cpus: 2,
  memory: GiB(32),
  disk: GiB(500),
});
const hypervisor = server.install(new Hypervisor());
const size = { vcpus: 1, memory: GiB(4), disk: GiB(20) };
hypervisor.create({ ...size, name: "shop", image: "debian-12" });
hypervisor.create({ ...size, name: "blog", image: "ubuntu-24.04" });

layers(server);

// %% two-types
import { exitCycles, exitPath } from "hypervisor-notebook";
import { profiles, table } from "hypervisor-notebook";

// What happens when a guest notifies a device, on a type 1 and a type 2.
display(exitPath(profiles.xen, "mmio"));
display(exitPath(profiles.virtualBox, "mmio"));
table(
  [profiles.esxi, profiles.xen, profiles.kvm, profiles.virtualBox].map(
    (profile) => ({
      "product": profile.product,
      "installs on": profile.installsOn,
      "cycles of an exit": exitCycles({ reason: "mmio" }, profile),
    }),
  ),
);

// %% overcommit
import { formatBytes, MiB, ms, overcommit } from "hypervisor-notebook";
import { GiB, Hypervisor, Server } from "hypervisor-notebook";
import { seconds, service, table } from "hypervisor-notebook";

// 2 GiB of memory, and 1 GiB promised to each of four machines.
const tight = new Server({ cpus: 4, memory: GiB(2), disk: GiB(200) });
const generous = tight.install(new Hypervisor({ memory: overcommit() }));
const promised = ["a", "b", "c", "d"].map((name) =>
  generous.create({
    name,
    vcpus: 1,
    memory: GiB(1),
    disk: GiB(10),
    image: "alpine-3.21",
  }),
);
tight.run(seconds(10));
const cache = { compute: ms(1), every: ms(20), memory: MiB(700) };
for (const vm of promised) vm.launch(service({ ...cache, name: "cache" }));
tight.run(seconds(20));

table(
  promised.map((vm) => ({
    "machine": vm.name,
    "resident": formatBytes(vm.memoryUsage.resident),
    "ballooned": formatBytes(vm.memoryUsage.ballooned),
    "swapped": formatBytes(vm.memoryUsage.swapped),
    "requests answered": vm.applications[0]?.requests.completed,
  })),
);

// %% schedulers
import { batch, credit, fair, roundRobin } from "hypervisor-notebook";
import { formatDuration, GiB, Hypervisor } from "hypervisor-notebook";
import { seconds, Server, table } from "hypervisor-notebook";

// One CPU, two busy machines; the first has twice the weight.
function share(scheduler: ReturnType<typeof credit>) {
  const one = new Server({ cpus: 1, memory: GiB(8), disk: GiB(50) });
  const host = one.install(new Hypervisor({ scheduler }));
  const machines = [512, 256].map((weight) =>
    host.create({
      name: `weight-${weight}`,
      vcpus: 1,
      memory: GiB(1),
      disk: GiB(5),
      image: "alpine-3.21",
      weight,
    }),
  );
  one.run(seconds(20));
  const jobs = machines.map((vm) =>
    vm.launch(batch({ name: "job", compute: seconds(100) })),
  );
  one.run(seconds(12));
  return jobs.map((job) => formatDuration(job.cpuTime));
}

table(
  [roundRobin(), credit(), fair()].map((scheduler) => {
    const [heavy, light] = share(scheduler);
    const { name } = scheduler;
    return { "scheduler": name, "weight 512": heavy, "weight 256": light };
  }),
);

// %% live-migration
import { Cluster, Gbps, GiB, Hypervisor } from "hypervisor-notebook";
import { formatBytes, formatDuration, ms } from "hypervisor-notebook";
import { seconds, service, table, TiB } from "hypervisor-notebook";

// A machine moves to another server while it answers requests.
const cluster = new Cluster({ storage: TiB(1), network: Gbps(1) });
const [here, there] = ["here", "there"].map((name) =>
  cluster
    .add({ name, cpus: 2, memory: GiB(16), disk: GiB(100) })
    .install(new Hypervisor()),
) as [Hypervisor, Hypervisor];
const traveller = here.create({
  name: "traveller",
  vcpus: 1,
  memory: GiB(1),
  disk: GiB(10),
  image: "alpine-3.21",
  storage: "shared",
});
cluster.run(seconds(10));
const web = service({ name: "web", compute: ms(1), every: ms(10) });
const serving = traveller.launch(web);
const move = traveller.migrate(there);
cluster.run(seconds(30));

display(
  table(
    move.rounds.map((round, index) => ({
      "round": index + 1,
      "sent": formatBytes(round.sent),
      "took": formatDuration(round.duration),
      "written meanwhile": formatBytes(round.dirtied),
    })),
  ),
);
`on ${traveller.server} now; it stood still for ${formatDuration(
  move.downtime,
)} and has answered ${serving.requests.completed} requests`;

// %% snapshots
import { GiB, Hypervisor, seconds } from "hypervisor-notebook";
import { Server, snapshotTree } from "hypervisor-notebook";

const lab = new Server({ cpus: 2, memory: GiB(8), disk: GiB(100) });
const patient = lab.install(new Hypervisor()).create({
  name: "patient",
  vcpus: 1,
  memory: GiB(1),
  disk: GiB(10),
  image: "debian-12",
});
lab.run(seconds(20));
patient.snapshot("installed");
lab.run(seconds(5));
patient.snapshot("first-try");
patient.revert("installed");
lab.run(seconds(5));
patient.snapshot("second-try");

snapshotTree(patient);

// %% nesting
import { GiB, Hypervisor, layers, profiles } from "hypervisor-notebook";
import { seconds, Server } from "hypervisor-notebook";

// A machine with a hypervisor in it, and a machine in that.
const metal = new Server({ cpus: 4, memory: GiB(32), disk: GiB(500) });
const outer = metal.install(new Hypervisor()).create({
  name: "outer",
  vcpus: 2,
  memory: GiB(8),
  disk: GiB(60),
  image: "ubuntu-24.04",
});
metal.run(seconds(30));
const inner = outer.nest(new Hypervisor({ profile: profiles.kvm }));
inner.create({
  name: "inner",
  vcpus: 1,
  memory: GiB(1),
  disk: GiB(10),
  image: "alpine-3.21",
});
metal.run(seconds(10));

layers(metal);
