// An option that is spelt wrong is refused, wherever options are taken, and with what was probably meant.
import { describe, expect, test } from "vitest";
import {
  batch,
  client,
  Cluster,
  compare,
  computer,
  ContainerEngine,
  credit,
  fair,
  GiB,
  HostOs,
  Hypervisor,
  ManagementConsole,
  ms,
  overcommit,
  plot,
  profiles,
  RemoteComputer,
  roundRobin,
  seconds,
  Server,
  service,
  table,
  timeline,
} from "../../src/stdlib/index.ts";
import { inLanguage } from "../../src/simulation/in-language.ts";
import { dock } from "./dock.ts";
import { machineIn, rack, refusal, sized, small, snapshot } from "./machine.ts";
import { pair } from "./two-servers.ts";

type Wrong = Record<string, never>;

/** By what is asked: the option that is spelt wrong, the one that is meant, and what takes it. */
const taken: readonly [
  what: string,
  wrong: string,
  meant: string,
  ask: (spec: Wrong) => unknown,
][] = [
  ["new Server", "cpu", "cpus", (spec) => new Server({ ...spec })],
  ["new Server, storage", "iop", "iops", (spec) => new Server({ storage: spec })],
  ["new Server, trace", "limits", "limit", (spec) => new Server({ trace: spec })],
  ["computer", "cores", "cpus", (spec) => computer({ ...spec, cpu: 2 } as never)],
  ["server.run", "progres", "progress", (spec) => rack().server.run(1, spec)],
  ["new HostOs", "img", "image", (spec) => new HostOs(spec)],
  ["new Hypervisor", "timeslice", "timeSlice", (spec) => new Hypervisor(spec)],
  [
    "new Hypervisor, controlDomain",
    "vcpu",
    "vcpus",
    (spec) => new Hypervisor({ profile: profiles.xen, controlDomain: spec }),
  ],
  ["define", "vcpu", "vcpus", (spec) => rack().hypervisor.define({ name: "a", ...sized, ...spec })],
  ["create", "mem", "memory", (spec) => rack().hypervisor.create({ name: "a", ...small, ...spec })],
  ["create by image", "mem", "memory", (spec) => rack().hypervisor.create("alpine-3.21", spec)],
  [
    "create, iotune",
    "totalIops",
    "totalIopsSec",
    (spec) => rack().hypervisor.create({ name: "a", ...small, iotune: spec }),
  ],
  [
    "clone",
    "link",
    "linked",
    (spec) => machineIn("shutoff").hypervisor.clone("shop", { name: "b", ...spec }),
  ],
  ["vm.schedule", "weigth", "weight", (spec) => machineIn("running").vm.schedule(spec)],
  ["vm.undefine", "snapshot", "snapshots", (spec) => machineIn("shutoff").vm.undefine(spec)],
  ["vm.time", "computes", "compute", (spec) => machineIn("running").vm.time(spec)],
  [
    "vm.migrate",
    "bandwith",
    "bandwidth",
    (spec) => {
      const { vm, there } = pair();
      return vm.migrate(there, spec);
    },
  ],
  [
    "defineNetwork",
    "mod",
    "mode",
    (spec) => rack().hypervisor.defineNetwork({ name: "office", ...spec } as never),
  ],
  [
    "defineNetwork, dhcp",
    "ends",
    "end",
    (spec) => rack().hypervisor.defineNetwork({ name: "a", mode: "nat", dhcp: spec as never }),
  ],
  [
    "defineNetwork, portForwards",
    "hostport",
    "hostPort",
    (spec) =>
      rack().hypervisor.defineNetwork({ name: "a", mode: "nat", portForwards: [spec as never] }),
  ],
  ["connect", "prot", "port", (spec) => rack().hypervisor.connect("host", spec as never)],
  ["guest.connect", "prot", "port", (spec) => machineIn("running").vm.guest.connect(spec as never)],
  ["guest.send", "form", "from", (spec) => machineIn("running").vm.guest.send(spec as never)],
  ["service", "evry", "every", (spec) => service({ name: "a", compute: 1, every: 1, ...spec })],
  ["batch", "writ", "write", (spec) => batch({ name: "a", compute: 1, ...spec })],
  [
    "batch, lock",
    "holds",
    "hold",
    (spec) => batch({ name: "a", compute: 1, lock: { every: ms(1), hold: ms(1), ...spec } }),
  ],
  ["roundRobin", "timeslice", "timeSlice", (spec) => roundRobin(spec)],
  ["credit", "migrationcost", "migrationCost", (spec) => credit(spec)],
  ["fair", "timeSlices", "timeSlice", (spec) => fair(spec)],
  ["overcommit", "balooning", "ballooning", (spec) => overcommit(spec)],
  ["new Cluster", "sed", "seed", (spec) => new Cluster(spec)],
  ["cluster.add", "memry", "memory", (spec) => new Cluster().add(spec)],
  [
    "cluster.create",
    "disc",
    "disk",
    (spec) => new Cluster().create({ name: "a", ...small, ...spec }),
  ],
  ["cluster.consolidate", "placment", "placement", (spec) => new Cluster().consolidate(spec)],
  [
    "cluster.create, how",
    "cpuRation",
    "cpuRatio",
    (spec) => new Cluster().create({ name: "a", ...small }, spec),
  ],
  [
    "cluster.create by image",
    "cpuRation",
    "cpuRatio",
    (spec) => new Cluster().create("debian-12", spec),
  ],
  [
    "cluster.drain",
    "copyStore",
    "copyStorage",
    (spec) => {
      const { cluster, first } = pair();
      return cluster.drain(first, spec);
    },
  ],
  ["cluster.run", "progres", "progress", (spec) => new Cluster().run(1, spec)],
  [
    "new Cluster, sharedStorage",
    "iop",
    "iops",
    (spec) => new Cluster({ storage: GiB(1), sharedStorage: spec }),
  ],
  [
    "vm.backup",
    "sinc",
    "since",
    (spec) => {
      const { vm, there } = pair();
      return vm.backup(there, spec);
    },
  ],
  [
    "vm.redefineSnapshot",
    "parents",
    "parent",
    (spec) =>
      machineIn("shutoff")
        .vm.snapshot("a")
        .redefineSnapshot("a", spec as never),
  ],
  [
    "define, iftune",
    "outbund",
    "outbound",
    (spec) => rack().hypervisor.define({ name: "a", ...sized, iftune: spec as never }),
  ],
  ["client", "request", "requests", (spec) => client({ name: "a", ...spec } as never)],
  [
    "batch, hot",
    "write",
    "writes",
    (spec) => batch({ name: "a", compute: 1, memory: GiB(1), hot: spec as never }),
  ],
  ["new RemoteComputer", "nam", "name", (spec) => new RemoteComputer(spec)],
  ["new ContainerEngine", "nam", "name", (spec) => new ContainerEngine(spec)],
  [
    "engine.run",
    "cpu",
    "cpus",
    (spec) => dock().engine.run({ name: "a", image: "nginx:1.27", ...spec }),
  ],
  ["new ManagementConsole", "timeot", "timeout", (spec) => new ManagementConsole(spec)],
  ["table", "column", "columns", (spec) => table([], spec)],
  ["plot", "colour", "color", (spec) => plot([{ a: 1 }], { x: "a", y: "a", ...spec })],
  ["timeline", "form", "from", (spec) => timeline(rack().server, spec)],
  ["compare", "titel", "title", (spec) => compare([], () => ({}), spec)],
];

describe("an option that is none", () => {
  test.each(taken)("of %s: %s", (what, wrong, meant, ask) => {
    const error = refusal(() => ask({ [wrong]: 1 } as Wrong));
    expect(error).toMatchObject({ code: "invalid-argument" });
    if (what === "computer") return;
    expect(error.found).toBe(`there is no option "${wrong}"`);
    expect(error.hint).toMatch(new RegExp(`^did you mean .*\\b${meant}\\b`));
    expect(inLanguage(error.about, "ko")?.found).toBe(`"${wrong}" 옵션이 없음`);
  });

  test("is told with all that there are, when none is like it", () => {
    const { expected, hint } = refusal(() => rack().hypervisor.define({ name: "a", ...small }));
    expect(hint).toBe("leave it out");
    expect(expected).toBe(
      "one of the options name, vcpus, memory, disk, affinity, thin, storage, cpu, spinlocks, reservation, memoryShares, swap, diskBus, nicModel, mtu, segmentationOffload, iotune, iftune, network, vlan, weight, cap",
    );
  });

  test("changes nothing", () => {
    const { server, hypervisor } = rack();
    const before = snapshot(server);
    refusal(() => hypervisor.create("alpine-3.21", { mem: GiB(1) } as never));
    expect(snapshot(server)).toBe(before);
    expect(server.trace.of("refusal")).toHaveLength(1);
    server.run(seconds(1));
    expect(hypervisor.domains()).toEqual([]);
  });
});

test.each<[string, string, (value: never) => unknown]>([
  ["NAT", 'mode: "nat"', (mode) => rack().hypervisor.defineNetwork({ name: "a", mode })],
  ["hostonly", 'mode: "host-only"', (mode) => rack().hypervisor.defineNetwork({ name: "a", mode })],
  [
    "postcopy",
    'mode: "post-copy"',
    (mode) => {
      const { vm, there } = pair();
      return vm.migrate(there, { mode });
    },
  ],
  [
    "E1000",
    'nicModel: "e1000"',
    (nicModel) => rack().hypervisor.create({ name: "a", ...small, nicModel }),
  ],
  ["true", "traceHops: true", (traceHops) => new Hypervisor({ traceHops })],
  ["wifi", 'mode: "bridge"', (mode) => rack().hypervisor.defineNetwork({ name: "a", mode })],
])("a word that is none, %s: the hint has the one that is like it", (wrong, meant, ask) => {
  const error = refusal(() => ask(wrong as never));
  expect(error.hint).toBe(`write ${meant}`);
  expect(inLanguage(error.about, "ko")?.hint).toBe(`${meant}처럼 쓰세요`);
});
