// %% lab
import {
  GiB,
  Hypervisor,
  seconds,
  Server,
  table,
} from "hypervisor-notebook";
import type { VirtualMachine } from "hypervisor-notebook";

function build(name: string) {
  const server = new Server({
    name,
    cpus: 2,
    memory: GiB(16),
    disk: GiB(200),
  });
  return { server, hypervisor: server.install(new Hypervisor()) };
}
const small = {
  vcpus: 1,
  memory: GiB(2),
  disk: GiB(20),
  image: "debian-12",
};

const desk = build("desk");
const lab = desk.hypervisor.create({ ...small, name: "lab" });
const ledger = desk.hypervisor.create({ ...small, name: "ledger" });
desk.server.run(seconds(20)); // both boot

lab.guest.writeDisk(9000, "thesis, chapter 1");
ledger.guest.writeDisk(9000, "accounts of 2026");

const look = (vm: VirtualMachine) => ({
  "machine": vm.name,
  "on its disk": vm.guest.readDiskText(9000),
  "would boot": vm.os?.name ?? "nothing",
});
table([look(lab), look(ledger)]);

// %% infect
import { attempts } from "hypervisor-notebook";

interface Disk {
  writeDisk(sector: number, data: string): void;
}

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
import { formatBytes, ms, service } from "hypervisor-notebook";

const desk2 = build("desk-2");
const trial = desk2.hypervisor.create({ ...small, name: "trial" });
trial.launch(service({ name: "editor", compute: ms(1), every: ms(20) }));
desk2.server.run(seconds(20));
trial.guest.writeDisk(9000, "thesis, chapter 1");
trial.guest.write(0x2000, "not saved yet: chapter 2");

trial.snapshot("clean");
const sectors = () => String([0, 9000].map((n) => trial.guest.readDisk(n)));
const before = sectors();
virus(trial.guest);
trial.guest.write(0x2000, "pay 1 coin");
display(table([look(trial)]));

trial.revert("clean");
display(table([look(trial)]));
table([
  {
    "sectors as they were": sectors() === before,
    "in memory": trial.guest.readText(0x2000, 32),
    "editor": trial.applications[0]?.state,
    "memory kept": formatBytes(trial.snapshots()[0]?.memory ?? 0),
  },
]);

// %% branches
import { snapshotTree } from "hypervisor-notebook";

const desk3 = build("desk-3");
const bench = desk3.hypervisor.create({ ...small, name: "bench" });
desk3.server.run(seconds(20));
bench.snapshot("fresh");

desk3.server.run(seconds(60));
bench.guest.writeDisk(8000, "library 4");
bench.snapshot("library-4");

bench.revert("fresh"); // the other road from the same place
desk3.server.run(seconds(60));
bench.guest.writeDisk(8000, "library 5");
bench.snapshot("library-5");

display(snapshotTree(bench));
["library-4", "library-5"].map((name) =>
  bench.revert(name).guest.readDiskText(8000),
);

// %% host
import { HostOs, profiles } from "hypervisor-notebook";

const pc = new Server({ cpus: 2, memory: GiB(16), disk: GiB(200) });
const host = pc.install(new HostOs({ image: "ubuntu-24.04" }));
const player = host.install(
  new Hypervisor({ profile: profiles.virtualBox }),
);
const inside = player.create({ ...small, name: "inside" });
pc.run(seconds(20));

const look2 = (when: string) => ({
  "when": when,
  "host OS": host.state,
  "guest on it": inside.state,
});
const seen = [look2("before")];
virus(host); // no machine around it
seen.push(look2("infected"));
host.reboot();
pc.run(seconds(60));
seen.push(look2("after a restart"));

display(table(seen));
attempts({ "start the guest again": () => inside.start() });

// %% limits
const desk4 = build("desk-4");
const kept = desk4.hypervisor.create({ ...small, name: "kept" });
const other = desk4.hypervisor.create({ ...small, name: "other" });
desk4.server.run(seconds(20));
kept.snapshot("safe");
kept.destroy();

display(
  attempts({
    "remove the machine, keep its snapshot": () => kept.undefine(),
  }),
);
const gone = desk4.server.crash("hypervisor").map(({ id }) => id);
console.log(`went down: ${gone.join(", ")}`);
attempts({
  "take the machine back": () => kept.revert("safe"),
  "read the other one's disk": () => other.guest.readDisk(9000),
});
