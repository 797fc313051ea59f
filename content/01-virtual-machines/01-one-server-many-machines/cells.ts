// %% two-machines
import { GiB, Hypervisor, layers, Server } from "hypervisor-notebook";

const server = new Server({ name: "rack-1", cpus: 2, memory: GiB(32) });
const hypervisor = server.install(new Hypervisor());

const shop = hypervisor.create("ubuntu-24.04", {
  name: "shop",
  vcpus: 2,
  memory: GiB(8),
  disk: GiB(40),
});
const blog = hypervisor.create("debian-12", {
  name: "blog",
  memory: GiB(4),
  disk: GiB(20),
});

layers(server);

// %% devices
import { devices } from "hypervisor-notebook";

devices(server, shop, blog);

// %% creation
// #region another server, still without a machine
import { history, ms, seconds, service } from "hypervisor-notebook";

const small2 = { name: "rack-2", cpus: 1, memory: GiB(4), disk: GiB(50) };
const rack2 = new Server(small2);
const hypervisor2 = rack2.install(new Hypervisor());
const size = { vcpus: 1, memory: GiB(1), disk: GiB(10) };
// #endregion

const mail = hypervisor2.define({ name: "mail", ...size });
mail.install("alpine-3.21");
mail.start();
mail.launch(service({ name: "postfix", compute: ms(1), every: ms(50) }));
rack2.run(seconds(2));

display(history(rack2, "mail"));
layers(rack2);

// %% work
import { batch, timeline } from "hypervisor-notebook";

server.run(seconds(10)); // long enough for both to boot

const start = server.now;
shop.launch(batch({ name: "render", compute: ms(60), threads: 2 }));
blog.launch(batch({ name: "report", compute: ms(60) }));
server.run(ms(120));

timeline(server, { from: start });

// %% shares
import { formatBytes } from "hypervisor-notebook";

const { capacity, allocated, free } = server;
const resources = [
  ["Memory", "memory"],
  ["Disk", "disk"],
] as const;
for (const [name, resource] of resources) {
  const [given, left, all] = [allocated, free, capacity].map((of) =>
    formatBytes(of[resource]),
  );
  console.log(`${name}: ${given} allocated + ${left} free = ${all}`);
}

// %% refusals
import { attempts } from "hypervisor-notebook";

attempts({
  "a second machine named shop": () =>
    hypervisor.create("debian-12", { name: "shop" }),
  "64 GiB of memory": () =>
    hypervisor.create("debian-12", { memory: GiB(64) }),
  "an image called ubuntu": () => hypervisor.create("ubuntu"),
  "starting blog again": () => blog.start(),
  "removing blog while it is on": () => blog.undefine(),
});

// %% same-address
import { formatAddress, table } from "hypervisor-notebook";

shop.guest.write(0x1000, "card 4929-1155");
blog.guest.write(0x1000, "recipe: kimchi stew");

table(
  [shop, blog].map((vm) => ({
    "machine": vm.name,
    "address": formatAddress(0x1000),
    "what it reads there": vm.guest.readText(0x1000, 32),
    "where that is in rack-1": formatAddress(
      vm.guest.translate(0x1000).hpa,
    ),
  })),
);

// %% walls
blog.guest.receive(); // empty its inbox
shop.guest.send({ to: "52:54:00:00:00:99", payload: "not for blog" });

display(
  attempts({
    "blog reads memory past its own end": () =>
      blog.guest.read(blog.memory, 16),
    "blog reads its disk past the last sector": () =>
      blog.guest.readDisk(blog.disk / 512),
    "blog sends in the name of shop": () =>
      blog.guest.send({ from: shop.mac, to: shop.mac, payload: "hello" }),
  }),
);
`frames that blog received: ${blog.guest.receive().length}`;
