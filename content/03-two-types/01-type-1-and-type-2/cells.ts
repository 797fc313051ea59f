// %% two-servers
import { GiB, HostOs, Hypervisor, layers } from "hypervisor-notebook";
import { profiles, seconds, Server } from "hypervisor-notebook";
import type { Profile } from "hypervisor-notebook";

const guest = {
  vcpus: 1,
  memory: GiB(2),
  disk: GiB(20),
  image: "debian-12",
};

function build(profile: Profile) {
  const size = { cpus: 2, memory: GiB(16), disk: GiB(200) };
  const server = new Server({ name: profile.id, ...size });
  const hypervisor = new Hypervisor({ profile });
  const host =
    profile.installsOn === "a host OS"
      ? server.install(new HostOs({ image: "ubuntu-24.04" }))
      : undefined;
  if (host) host.install(hypervisor);
  else server.install(hypervisor);
  const vm = hypervisor.create({ ...guest, name: "shop" });
  server.run(seconds(20)); // it boots
  return { server, host, hypervisor, vm };
}

display(layers(build(profiles.esxi).server));
layers(build(profiles.virtualBox).server);

// %% install
import { attempts, batch } from "hypervisor-notebook";

const pc = new Server({ cpus: 2, memory: GiB(16), disk: GiB(200) });
const ubuntu = pc.install(new HostOs({ image: "ubuntu-24.04" }));
const rack = new Server({ cpus: 2, memory: GiB(16), disk: GiB(200) });
const [esxi, virtualBox] = [profiles.esxi, profiles.virtualBox].map(
  (profile) => new Hypervisor({ profile }),
) as [Hypervisor, Hypervisor];

const editing = ubuntu.spawn(batch({ name: "edit", compute: seconds(9) }));
pc.run(seconds(1));
display(
  attempts({
    "ESXi beside Ubuntu, on the PC": () => pc.install(esxi),
    "ESXi inside Ubuntu": () => ubuntu.install(esxi),
    "VirtualBox on the bare server": () => rack.install(virtualBox),
    "VirtualBox inside Ubuntu": () => ubuntu.install(virtualBox),
    "ESXi on the bare server": () => rack.install(esxi),
  }),
);
`the program that was open on Ubuntu: ${editing.state}`;

// %% measure
import { formatDuration, KiB, MiB, table } from "hypervisor-notebook";
import type { BatchSpec, Profile } from "hypervisor-notebook";

const products = [
  profiles.esxi,
  profiles.xen,
  profiles.hyperV,
  profiles.kvm,
  profiles.workstation,
  profiles.virtualBox,
];

// How long a job took, and how long the server's CPUs were busy with it.
function measure(profile: Profile, spec: Omit<BatchSpec, "name">) {
  const { server, vm } = build(profile);
  const busy = () =>
    server.cpuUsage.reduce((sum, cpu) => sum + cpu.busy, 0);
  const before = busy();
  const job = vm.launch(batch({ name: "job", ...spec }));
  server.run(seconds(5));
  return { time: job.responseTime?.max ?? NaN, cpu: busy() - before };
}

table(
  products.map((profile) => {
    const second = measure(profile, { compute: seconds(1) });
    const read = measure(profile, { compute: 1, read: KiB(4) });
    const sent = measure(profile, { compute: 1, send: MiB(256) });
    const more = (second.time / seconds(1) - 1) * 100;
    return {
      "product": profile.product,
      "type": profile.kind,
      "1 s of computing takes more by": `${more.toFixed(2)} %`,
      "CPU time to read 4 KiB": formatDuration(read.cpu),
      "CPU time to send 256 MiB": formatDuration(sent.cpu),
    };
  }),
);

// %% hops
import { exitCycles, exitPath } from "hypervisor-notebook";

display(exitPath(profiles.esxi, "mmio"));
display(exitPath(profiles.xen, "mmio"));
display(exitPath(profiles.virtualBox, "mmio"));
table(
  products.map((profile) => ({
    "product": profile.product,
    "cycles to notify a device": exitCycles({ reason: "mmio" }, profile),
    "cycles for a timer": exitCycles({ reason: "wrmsr" }, profile),
  })),
);

// %% neighbours
const alone = build(profiles.virtualBox);
const crowded = build(profiles.virtualBox);
for (const name of ["browser", "compiler", "video"])
  crowded.host?.spawn(batch({ name, compute: seconds(10) }));

table(
  [alone, crowded].map(({ server, host, vm }) => {
    const job = vm.launch(batch({ name: "job", compute: seconds(1) }));
    const ready = vm.cpuUsage[0]?.ready ?? 0;
    server.run(seconds(5));
    return {
      "programs on the host": host?.processes.length,
      "the guest's job took": formatDuration(job.responseTime?.max ?? NaN),
      "ready and waiting": formatDuration(
        (vm.cpuUsage[0]?.ready ?? 0) - ready,
      ),
    };
  }),
);

// %% console
import { ManagementConsole, ms } from "hypervisor-notebook";

const headless = new Server({ cpus: 2, memory: GiB(16), disk: GiB(200) });
const managed = headless.install(
  new Hypervisor({ profile: profiles.esxi }),
);
const desk = new ManagementConsole({ name: "desk" });
const remote = desk.connect(managed);

const asked = remote.create({ ...guest, name: "shop" });
headless.run(ms(100));
const again = remote.create({ ...guest, name: "shop" });
headless.run(ms(100));
headless.crash("management");
const late = remote.destroy("shop");
headless.run(seconds(20));

display(
  table(
    [asked, again, late].map((one) => ({
      "request": one.request,
      "became": one.state,
      "round trip": one.roundTrip && formatDuration(one.roundTrip),
      "answer": one.error?.found ?? one.result?.state,
    })),
  ),
);
`shop is ${managed.domains()[0]?.state}`;

// %% crash
const parts = [
  "guest-os:shop",
  "vmm-process:shop",
  "management",
  "control-domain",
  "host-os",
  "hypervisor",
] as const;

table(
  products.map((profile) => {
    const row: Record<string, string> = { "product": profile.product };
    for (const part of parts) {
      const { server, hypervisor } = build(profile);
      hypervisor.create({ ...guest, name: "mail" });
      server.run(seconds(20));
      const role = part.split(":")[0];
      if (!server.components().some((one) => one.role === role)) {
        row[part] = "no such part";
        continue;
      }
      server.crash(part);
      const up = hypervisor
        .domains()
        .filter((vm) => ["running", "blocked"].includes(vm.state));
      row[part] = `up: ${up.map((vm) => vm.name).join(", ") || "none"}`;
    }
    return row;
  }),
);

// %% disputed
display(layers(build(profiles.kvm).server));
display(profiles.kvm.remark);
table(
  build(profiles.kvm)
    .server.components()
    .map(({ name, role, dependsOn }) => ({
      "part": name,
      "role": role,
      "cannot do without": dependsOn.join(", "),
    })),
);
