import { GiB, Hypervisor, Server } from "hypervisor-notebook";

const office = new Server({
  name: "office",
  cpus: 4,
  memory: GiB(16),
  disk: GiB(100),
});
const manager = office.install(new Hypervisor());

manager.create({
  name: "files",
  vcpus: 2,
  memory: GiB(6),
  disk: GiB(30),
  image: "ubuntu-24.04",
});
manager.create({
  name: "mail",
  vcpus: 2,
  memory: GiB(4),
  disk: GiB(20),
  image: "debian-12",
});
manager.create({
  name: "print",
  vcpus: 1,
  memory: GiB(4),
  disk: GiB(40),
  image: "windows-server-2022",
});

manager;
