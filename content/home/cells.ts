// %% two-machines
import { GiB, Hypervisor, layers, Server } from "hypervisor-notebook";

const server = new Server({
  name: "rack-1",
  cpus: 4,
  memory: GiB(32),
  disk: GiB(500),
});
const hypervisor = server.install(new Hypervisor());

hypervisor.create({
  name: "shop",
  vcpus: 2,
  memory: GiB(8),
  disk: GiB(40),
  image: "ubuntu-24.04",
});
hypervisor.create({
  name: "office",
  vcpus: 2,
  memory: GiB(8),
  disk: GiB(64),
  image: "windows-server-2022",
});

layers(server);
