// %% two-servers
import { layers, profiles, testbed } from "hypervisor-notebook";

display(layers(testbed(profiles.esxi).computer));
layers(testbed(profiles.virtualBox).computer);

// %% install
// #region a PC with Ubuntu, a bare server, and two products
import { attempts, batch, HostOs, Hypervisor } from "hypervisor-notebook";
import { seconds, Server, table } from "hypervisor-notebook";

const pc = new Server();
const ubuntu = pc.install(new HostOs());
const rack = new Server();
const esxi = new Hypervisor({ profile: profiles.esxi });
const virtualBox = new Hypervisor({ profile: profiles.virtualBox });
// #endregion

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
table([{ "open on Ubuntu": editing.name, "state": editing.state }]);

// %% measure
// #region six products
import { compare, KiB, MiB } from "hypervisor-notebook";

const products = [
  profiles.esxi,
  profiles.xen,
  profiles.hyperV,
  profiles.kvm,
  profiles.workstation,
  profiles.virtualBox,
];
const more = (time: number) =>
  `${((time / seconds(1) - 1) * 100).toFixed(2)} %`;
// #endregion

compare(products, ({ vm }) => ({
  "1 s of computing takes more by": more(vm.time({ compute: seconds(1) })),
  "CPU time to read 4 KiB": vm.cpuTime({ read: KiB(4) }),
  "CPU time to send 256 MiB": vm.cpuTime({ send: MiB(256) }),
}));

// %% hops
import { exitCycles, exitPath, table } from "hypervisor-notebook";

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
// #region two PCs with VirtualBox, one with three programs beside it
import { during, formatDuration } from "hypervisor-notebook";

const quiet = testbed(profiles.virtualBox);
const crowded = testbed(profiles.virtualBox);
for (const name of ["browser", "compiler", "video"])
  crowded.computer.os?.spawn(batch({ name, compute: seconds(10) }));
// #endregion

table(
  [quiet, crowded].map(({ computer, vm }) => {
    const job = vm.launch(batch({ name: "job", compute: seconds(1) }));
    const { ready } = during(vm, () => computer.run(seconds(5)));
    return {
      "programs on the host": computer.os?.processes.length,
      "the guest's job took": formatDuration(job.duration),
      "ready and waiting": formatDuration(ready),
    };
  }),
);

// %% console
// #region a server without a screen, and a desk
import { ManagementConsole, ms } from "hypervisor-notebook";

const headless = new Server();
const managed = headless.install(
  new Hypervisor({ profile: profiles.esxi }),
);
const desk = new ManagementConsole({ name: "desk" });
const remote = desk.connect(managed);
const image = "debian-12";
const machine = { name: "shop", vcpus: 1, image };
const guest = { ...machine, memory: MiB(2048), disk: MiB(20480) };
// #endregion

const asked = remote.create(guest);
headless.run(ms(100));
const again = remote.create(guest);
headless.run(ms(100));
headless.crash("management");
const late = remote.destroy("shop");
headless.run(seconds(20));

// #region the answers as a table
display(
  table(
    [asked, again, late].map((one) => ({
      "request": one.request,
      "became": one.state,
      "round trip": one.roundTrip && formatDuration(one.roundTrip),
      "answer": one.error ?? one.result?.state,
    })),
  ),
);
// #endregion
const vm = managed.lookup("shop");
table([{ "machine": vm.name, "state": vm.state }]);

// %% crash
// #region the parts, and who is up after the crash of one
const parts = [
  ["guest OS of shop", "guest-os:shop"],
  ["VMM process of shop", "vmm-process:shop"],
  ["management program", "management"],
  ["control domain", "control-domain"],
  ["host OS", "host-os"],
  ["the hypervisor", "hypervisor"],
] as const;

function survivors(profile: (typeof products)[0], part: string) {
  const { computer, hypervisor } = testbed(profile);
  hypervisor.create("debian-12", { name: "mail" });
  computer.run(seconds(20));
  const [role] = part.split(":");
  if (!computer.components().some((one) => one.role === role))
    return "no such part";
  computer.crash(part);
  const up = hypervisor
    .domains()
    .filter((vm) => ["running", "blocked"].includes(vm.state));
  return `up: ${up.map((vm) => vm.name).join(", ") || "none"}`;
}
// #endregion

table(
  products.map((profile) => ({
    "product": profile.product,
    ...Object.fromEntries(
      parts.map(([part, id]) => [part, survivors(profile, id)]),
    ),
  })),
);

// %% disputed
const { computer } = testbed(profiles.kvm);
display(layers(computer));
display(profiles.kvm.remark);
table(
  computer.components().map(({ name, role, dependsOn }) => ({
    "part": name,
    "role": role,
    "cannot do without": dependsOn.join(", "),
  })),
);
