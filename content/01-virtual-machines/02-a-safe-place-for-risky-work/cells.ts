// %% lab
// #region a desk with two machines on it, and a look at them
import {
  GiB,
  Hypervisor,
  seconds,
  Server,
  table,
} from "hypervisor-notebook";
import type { VirtualMachine } from "hypervisor-notebook";

function build(name: string, ...machines: string[]) {
  const server = new Server({ name, cpus: 2, disk: GiB(200) });
  const hypervisor = server.install(new Hypervisor());
  const size = { memory: GiB(2), disk: GiB(20) };
  for (const machine of machines)
    hypervisor.create("debian-12", { ...size, name: machine });
  return { server, hypervisor };
}
const look = (vm: VirtualMachine) => ({
  "machine": vm.name,
  "on its disk": vm.guest.readDiskText(9000),
  "would boot": vm.os?.name ?? "nothing",
});

const desk = build("desk", "lab", "ledger");
const lab = desk.hypervisor.lookup("lab");
const ledger = desk.hypervisor.lookup("ledger");
// #endregion

desk.server.run(seconds(20)); // both boot
lab.guest.writeDisk(9000, "thesis, chapter 1");
ledger.guest.writeDisk(9000, "accounts of 2026");

table([look(lab), look(ledger)]);

// %% infect
// #region what a virus needs
import { attempts } from "hypervisor-notebook";

interface Disk {
  writeDisk(sector: number, data: string): void;
}
// #endregion

function virus(disk: Disk) {
  disk.writeDisk(0, "0wned"); // the sector that a computer boots from
  disk.writeDisk(9000, "pay 1 coin to read this");
}
virus(lab.guest);

display(table([look(lab), look(ledger)]));
attempts({
  "write into memory past its own": () =>
    lab.guest.write(lab.memory, "0wned"),
  "write past the end of its disk": () =>
    lab.guest.writeDisk(lab.disk / 512, "0wned"),
  "send a frame as ledger": () =>
    lab.guest.send({ from: ledger.mac, to: ledger.mac, payload: "0wned" }),
});

// %% restart
import { layers } from "hypervisor-notebook";

lab.destroy().start();
desk.server.run(seconds(20));

layers(desk.server);

// %% snapshot
// #region a machine with an editor open, and what is on its disk
import { formatBytes, ms, service } from "hypervisor-notebook";

const desk2 = build("desk-2", "trial");
const trial = desk2.hypervisor.lookup("trial");
trial.launch(service({ name: "editor", compute: ms(1), every: ms(20) }));
desk2.server.run(seconds(20));
trial.guest.writeDisk(9000, "thesis, chapter 1");
trial.guest.write(0x2000, "not saved yet: chapter 2");
const sectors = () => String([0, 9000].map((n) => trial.guest.readDisk(n)));
const before = sectors();
// #endregion

trial.snapshot("clean");
virus(trial.guest);
trial.guest.write(0x2000, "pay 1 coin");
display(table([look(trial)]));

trial.revert("clean");
display(table([look(trial)]));
// #region what came back besides
table([
  {
    "sectors as they were": sectors() === before,
    "in memory": trial.guest.readText(0x2000, 32),
    "editor": trial.applications[0]?.state,
    "memory kept": formatBytes(trial.snapshots()[0]?.memory ?? 0),
  },
]);
// #endregion

// %% branches
// #region another desk
import { snapshotTree } from "hypervisor-notebook";

const desk3 = build("desk-3", "bench");
const bench = desk3.hypervisor.lookup("bench");
desk3.server.run(seconds(20));
function install(library: string) {
  desk3.server.run(seconds(60));
  bench.guest.writeDisk(8000, library);
}
// #endregion

bench.snapshot("fresh");
install("library 4");
bench.snapshot("library-4");

bench.revert("fresh"); // the other road from the same place
install("library 5");
bench.snapshot("library-5");

display(snapshotTree(bench));
["library-4", "library-5"].map((name) =>
  bench.revert(name).guest.readDiskText(8000),
);

// %% host
// #region a PC with VirtualBox and a guest in it
import { computer, profiles } from "hypervisor-notebook";

const pc = computer({ os: "ubuntu-24.04", cpus: 2, disk: GiB(200) });
const inside = pc
  .install(profiles.virtualBox)
  .create("debian-12", { name: "inside" });
const look2 = (when: string) => ({
  "when": when,
  "host OS": pc.os?.state,
  "guest on it": inside.state,
});
pc.run(seconds(20));
const seen = [look2("before")];
// #endregion

if (pc.os) virus(pc.os); // no machine around it
seen.push(look2("infected"));
pc.os?.reboot();
pc.run(seconds(60));
seen.push(look2("after a restart"));

display(table(seen));
attempts({ "start the guest again": () => inside.start() });

// %% limits
// #region a fourth desk, with a snapshot of one machine
const desk4 = build("desk-4", "kept", "other");
const kept = desk4.hypervisor.lookup("kept");
const other = desk4.hypervisor.lookup("other");
desk4.server.run(seconds(20));
kept.snapshot("safe");
kept.destroy();
// #endregion

const remove = () => kept.undefine();
display(attempts({ "remove the machine, keep its snapshot": remove }));

const gone = desk4.server.crash("hypervisor").map(({ id }) => id);
console.log(`went down: ${gone.join(", ")}`);
attempts({
  "take the machine back": () => kept.revert("safe"),
  "read the other one's disk": () => other.guest.readDisk(9000),
});
