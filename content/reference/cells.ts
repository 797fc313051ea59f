// %% server
import { formatDuration, GiB, seconds, Server } from "hypervisor-notebook";

const server = new Server({
  name: "rack-1",
  cpus: 4,
  memory: GiB(32),
  disk: GiB(500),
});
server.run(seconds(1));
`${server.name}: ${formatDuration(server.now)}`;

// %% hypervisor
import { Hypervisor, table } from "hypervisor-notebook";

const hypervisor = server.install(new Hypervisor({ name: "hv" }));
hypervisor.create("alpine-3.21", { name: "shop" });
table(hypervisor.domains().map(({ name, state }) => ({ name, state })));

// %% virtual-machine
const shop = hypervisor.lookup("shop");
server.run(seconds(10));
table([{ name: shop.name, booted: shop.booted, state: shop.state }]);

// %% guest-access
shop.guest.write(0, "hello");
shop.guest.readText(0, 16);

// %% application
import { batch } from "hypervisor-notebook";

const job = shop.launch(batch({ name: "backup", compute: seconds(1) }));
server.run(seconds(2));
const cpuTime = formatDuration(job.cpuTime);
table([{ name: job.name, state: job.state, cpuTime }]);

// %% trace
table([server.trace.counts("shop").exits]);

// %% hypervisor-error
import { HypervisorError } from "hypervisor-notebook";

function codeOf(request: () => unknown): string {
  try {
    request();
  } catch (error) {
    if (error instanceof HypervisorError) return error.code;
    throw error;
  }
  return "done";
}
codeOf(() => shop.start());

// %% figure
import { Figure, layers } from "hypervisor-notebook";

const drawing = layers(server);
display(drawing instanceof Figure);
drawing;

// %% control-domain
import { profiles } from "hypervisor-notebook";

const xenServer = new Server({ cpus: 4, memory: GiB(16), disk: GiB(100) });
const xen = xenServer.install(new Hypervisor({ profile: profiles.xen }));
table([{ name: xen.controlDomain?.name, vcpus: xen.controlDomain?.vcpus }]);

// %% computer
import { computer } from "hypervisor-notebook";

const laptop = computer({ os: "windows-11" });
const virtualBox = laptop.install(profiles.virtualBox);
`${laptop.os?.image.name} / ${virtualBox.profile.product}`;

// %% host-os
import { HostOs } from "hypervisor-notebook";

const rack = new Server({ cpus: 2, memory: GiB(16), disk: GiB(100) });
const host = rack.install(new HostOs({ image: "ubuntu-24.04" }));
const cc = host.spawn(batch({ name: "cc", compute: seconds(3) }));
rack.run(seconds(1));
`${host.image.name}: ${cc.name} ${formatDuration(cc.cpuTime)}`;

// %% container-engine
import { ContainerEngine, formatBytes, MiB } from "hypervisor-notebook";

const engine = host.install(new ContainerEngine());
engine.pull("nginx:1.27");
`${engine.images().length} / ${formatBytes(engine.diskUsage.images)}`;

// %% container
const web = engine.run({
  name: "web",
  image: "nginx:1.27",
  memory: MiB(256),
});
rack.run(seconds(1));
web.writeFile("/motd", "hello");
table([{ name: web.name, state: web.state, motd: web.readFile("/motd") }]);

// %% cluster
import { Cluster, Gbps, TiB } from "hypervisor-notebook";

const cluster = new Cluster({ storage: TiB(1), network: Gbps(1) });
const size = { cpus: 2, memory: GiB(16), disk: GiB(100) };
const here = cluster.add({ ...size, name: "here" });
const there = cluster.add({ ...size, name: "there" });
const keeper = here.install(new Hypervisor());
const target = there.install(new Hypervisor());
cluster.create({
  name: "traveller",
  image: "alpine-3.21",
  vcpus: 1,
  memory: GiB(1),
  disk: GiB(10),
  storage: "shared",
});
cluster.run(seconds(10));
table(cluster.domains().map(({ name, server }) => ({ name, server })));

// %% migration
const move = cluster.lookup("traveller").migrate(target);
cluster.run(seconds(30));
const downtime = formatDuration(move.downtime);
table([{ state: move.state, downtime }]);

// %% backup
import { minutes } from "hypervisor-notebook";

const kept = cluster.lookup("traveller").backup(keeper);
cluster.run(minutes(2));
table([{ server: kept.server, state: kept.state, bytes: kept.bytes }]);

// %% management-console
import { ManagementConsole, ms } from "hypervisor-notebook";

const desk = new ManagementConsole({ name: "desk" });
const remote = desk.connect(hypervisor);
`${desk.name}: ${desk.requests.length} / ${remote.name}`;

// %% remote-hypervisor
const list = remote.domains();
server.run(ms(10));
table((list.result ?? []).map(({ name, state }) => ({ name, state })));

// %% management-request
const refused = remote.start("shop");
server.run(ms(10));
table([
  { request: refused.request, state: refused.state, error: refused.error },
]);

// %% remote-computer
import {
  client,
  KiB,
  RemoteComputer,
  service,
  us,
} from "hypervisor-notebook";

const echo = shop.launch(
  service({ name: "echo", compute: us(20), receive: 100, send: KiB(4) }),
);
const outside = new RemoteComputer({ name: "laptop" });
const load = outside.launch(
  client({ name: "load", to: echo, requests: 100 }),
);
server.run(seconds(1));
const roundTrip = formatDuration(load.responseTime?.p50);
table([{ name: load.name, answered: load.requests.completed, roundTrip }]);
