// %% two-machines
import { Hypervisor, layers, Server } from "hypervisor-notebook";

const server = new Server({ name: "rack-1" });
const hypervisor = server.install(new Hypervisor());
hypervisor.create("ubuntu-24.04", { name: "shop" });
hypervisor.create("windows-server-2022", { name: "office" });

layers(server);
