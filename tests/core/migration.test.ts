// Moving machines between servers: what each way takes, what is refused, and what a crash on the way leaves.

import { describe, expect, test } from "vitest";
import {
  Cluster,
  costs,
  Gbps,
  GiB,
  Hypervisor,
  MiB,
  ms,
  profiles,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type { Migration, MigrateSpec, VirtualMachine } from "../../src/stdlib/index.ts";
import { box, busy, pair } from "./two-servers.ts";
import { rack, refusal, sized, small } from "./machine.ts";

/** What is sent of 256 MiB at first: pages that hold something, and of the others that they hold zeros. */
const firstRound = ({ zeroPages }: Migration) =>
  MiB(256) - zeroPages * (4096 - costs.zeroPageMarker.value);

const state = (all: { readonly cluster: Cluster }) => JSON.stringify(all.cluster);

describe("a machine that is moved", () => {
  test.each(["pre-copy", "post-copy", "stop-and-copy"] as const)(
    "is on the other server, whole, with its applications and its address: %s",
    (mode) => {
      const { cluster, here, there, vm } = pair();
      const web = vm.launch(service({ name: "web", compute: ms(1), every: ms(10) }));
      cluster.run(seconds(1));
      vm.guest.write(MiB(3), "kept in memory");
      vm.guest.writeDisk(9000, "kept on disk");
      const { mac } = vm;
      const before = web.requests.completed;
      const migration = vm.migrate(there, { mode });
      cluster.run(seconds(30));
      expect([migration.state, migration.failure]).toEqual(["completed", undefined]);
      expect([vm.server, vm.hypervisor, vm.mac]).toEqual(["rack-2", "hv-2", mac]);
      expect([here.domains(), there.domains()]).toEqual([[], [vm]]);
      expect(there.lookup("shop")).toBe(vm);
      expect(vm.guest.readText(MiB(3), 20)).toBe("kept in memory");
      expect(new TextDecoder().decode(vm.guest.readDisk(9000)).slice(0, 12)).toBe("kept on disk");
      expect(web.requests.completed).toBeGreaterThan(before + 2900);
      expect(vm.applications[0]?.requests).toEqual(web.requests);
    },
  );
});

describe("what a migration took", () => {
  test("an idle machine's memory is sent once, in one round and a last one", () => {
    const { cluster, vm, there } = pair();
    const migration = vm.migrate(there, { bandwidth: Gbps(1), minBandwidth: Gbps(1) });
    cluster.run(seconds(10));
    const all = firstRound(migration);
    expect(migration.rounds.map(({ sent }) => sent)).toEqual([all, 0]);
    expect(migration.stopReason).toBe("little left");
    expect(migration.downtime).toBe(costs.migrationSwitchover.value);
    // At 1 Gbit/s, once the first chunk was made ready.
    const sending = migration.duration - migration.downtime - Math.ceil((all * 8e9) / 1e9);
    expect(sending).toBeGreaterThan(0);
    expect(sending).toBeLessThan(ms(1));
  });

  test("memory that is written while it is copied is sent again, less in each round", () => {
    const { cluster, vm, there } = pair();
    vm.launch(busy(MiB(128), MiB(10)));
    cluster.run(ms(100));
    const migration = vm.migrate(there, { minBandwidth: Gbps(1) });
    cluster.run(seconds(20));
    const sent = migration.rounds.map((round) => round.sent);
    expect(sent.length).toBeGreaterThan(3);
    expect([...sent].sort((a, b) => b - a)).toEqual(sent);
    migration.rounds.slice(0, -2).forEach(({ dirtied: left }, n) => {
      expect(migration.rounds[n + 1]?.sent).toBe(left);
    });
    expect(migration.sent).toBe(sent.reduce((sum, one) => sum + one, 0));
    expect(migration.downtime).toBeLessThan(ms(50));
    // What it wrote in its last moment is sent as well.
    expect(sent.at(-1)).toBeGreaterThan(migration.rounds.at(-2)?.dirtied ?? 0);
  });

  test("each round may send 50 Mbit/s more than was dirtied in the one before, within the limits", () => {
    const { cluster, vm, there } = pair();
    vm.launch(busy(MiB(200), MiB(20)));
    cluster.run(ms(100));
    const least = 100e6;
    const migration = vm.migrate(there, { bandwidth: 400e6, minBandwidth: least });
    cluster.run(seconds(120));
    const { rounds } = migration;
    expect(rounds.length).toBeGreaterThan(3);
    expect(rounds[0]?.bandwidth).toBe(least);
    rounds.slice(1, -1).forEach(({ bandwidth }, n) => {
      const { dirtied: bytes, duration } = rounds[n] ?? { dirtied: 0, duration: 1 };
      const wanted = Math.ceil((bytes * 8e9) / duration) + 50e6;
      expect(bandwidth).toBe(Math.max(least, wanted));
      expect(bandwidth).toBeLessThanOrEqual(400e6);
    });
    expect(rounds.at(-1)?.bandwidth).toBe(400e6);
  });

  test("a machine that writes faster than the network carries is soon stopped for what it wrote", () => {
    const { cluster, vm, there } = pair();
    vm.launch(busy(MiB(200), GiB(2)));
    cluster.run(ms(100));
    const migration = vm.migrate(there, { minBandwidth: Gbps(1) });
    cluster.run(seconds(20));
    expect(migration.stopReason).toBe("dirtied faster than sent");
    expect(migration.rounds.length).toBeLessThanOrEqual(3);
    expect(migration.downtime).toBeGreaterThan((MiB(200) * 8e9) / 1e9);
  });

  test("pages that a cell writes are sent again, each once a round", () => {
    const { cluster, vm, there } = pair();
    const migration = vm.migrate(there, { minBandwidth: Gbps(1) });
    cluster.run(ms(100));
    for (const address of [0, 8, 4090, 40_960]) vm.guest.write(address, "twelve bytes");
    cluster.run(seconds(10));
    // 4,090 is on two pages, and one of them had been written to.
    const all = firstRound(migration);
    expect(migration.rounds.map((round) => round.sent)).toEqual([all, 3 * 4096]);
    expect(migration.rounds[0]?.dirtied).toBe(3 * 4096);
    expect(vm.guest.readText(40_960, 20)).toBe("twelve bytes");
  });

  test("the number of rounds has a limit", () => {
    const { cluster, vm, there } = pair();
    vm.launch(busy(MiB(128), MiB(10)));
    const migration = vm.migrate(there, { maxRounds: 2 });
    cluster.run(seconds(40));
    expect([migration.stopReason, migration.rounds.length]).toEqual(["too many rounds", 3]);
  });

  test("the longer a machine is stopped, the less was sent before: pre-copy beside stop-and-copy", () => {
    const downtime = (mode: MigrateSpec["mode"]) => {
      const { cluster, vm, there } = pair();
      const migration = vm.migrate(there, { ...(mode && { mode }), minBandwidth: Gbps(1) });
      cluster.run(seconds(20));
      return migration;
    };
    const [live, stopped] = [downtime("pre-copy"), downtime("stop-and-copy")];
    expect(stopped.downtime).toBe(stopped.duration);
    expect(stopped.sent).toBe(firstRound(stopped));
    expect(live.downtime).toBeLessThan(stopped.downtime / 10);
  });
});

describe("a migration that is refused changes nothing", () => {
  type Scene = ReturnType<typeof pair>;
  const elsewhere = () => new Server({ ...box }).install(new Hypervisor());
  const table: readonly [string, string, (all: Scene) => unknown, Parameters<typeof pair>[0]?][] = [
    ["its own server", "operation-invalid", ({ vm, here }) => vm.migrate(here)],
    ["no cluster", "no-connect", ({ vm }) => vm.migrate(elsewhere())],
    [
      "another cluster",
      "no-connect",
      ({ vm }) => vm.migrate(new Cluster().add(box).install(new Hypervisor())),
    ],
    ["not installed", "not-installed", ({ vm }) => vm.migrate(new Hypervisor())],
    ["no hypervisor", "invalid-argument", ({ vm }) => vm.migrate("rack-2" as never)],
    [
      "another product",
      "config-unsupported",
      ({ vm, there }) => vm.migrate(there),
      { other: { profile: profiles.xen } },
    ],
    ["a local disk", "config-unsupported", ({ vm, there }) => vm.migrate(there), { disk: "local" }],
    [
      "a local disk with a snapshot",
      "operation-invalid",
      ({ vm, there }) => vm.migrate(there, { copyStorage: true }),
      { disk: "local" },
    ],
    ["off", "operation-invalid", ({ vm, there }) => vm.migrate(there)],
    ["no memory", "insufficient-memory", ({ vm, there }) => vm.migrate(there)],
    ["name taken", "domain-exists", ({ vm, there }) => vm.migrate(there)],
    ["target down", "no-connect", ({ vm, there }) => vm.migrate(there)],
    ["on its way", "resource-busy", ({ vm, there }) => vm.migrate(there)],
    ["a snapshot on its way", "resource-busy", ({ vm }) => vm.snapshot("s")],
    ["a mode", "invalid-argument", ({ vm, there }) => vm.migrate(there, { mode: "warm" as never })],
    ["no bandwidth", "invalid-argument", ({ vm, there }) => vm.migrate(there, { bandwidth: NaN })],
    ["too slow", "invalid-argument", ({ vm, there }) => vm.migrate(there, { bandwidth: 0 })],
    [
      "limits the wrong way round",
      "invalid-argument",
      ({ vm, there }) => vm.migrate(there, { bandwidth: Gbps(1), minBandwidth: Gbps(2) }),
    ],
    ["no rounds", "invalid-argument", ({ vm, there }) => vm.migrate(there, { maxRounds: 0 })],
    ["half a round", "invalid-argument", ({ vm, there }) => vm.migrate(there, { maxRounds: 1.5 })],
    [
      "neither yes nor no",
      "invalid-argument",
      ({ vm, there }) => vm.migrate(there, { copyStorage: 1 as never }),
    ],
    ["not even options", "invalid-argument", ({ vm, there }) => vm.migrate(there, 7 as never)],
  ];
  const prepare: Record<string, (all: Scene) => unknown> = {
    off: ({ vm }) => vm.destroy(),
    "no memory": ({ there }) =>
      there.create({ name: "big", ...small, memory: GiB(7), storage: "shared" }),
    "name taken": ({ there }) => there.define({ name: "shop", ...sized }),
    "target down": ({ second }) => second.crash("hypervisor"),
    "on its way": ({ vm, there }) => vm.migrate(there),
    "a snapshot on its way": ({ vm, there }) => vm.migrate(there),
    "a local disk with a snapshot": ({ vm }) => vm.snapshot("s"),
  };

  test.each(table)("%s: %s", (what, code, act, spec) => {
    const all = pair(spec);
    prepare[what]?.(all);
    const before = state(all);
    const error = refusal(() => act(all));
    expect([error.code, error.expected && error.found && error.hint ? "told" : ""]).toEqual([
      code,
      "told",
    ]);
    expect(state(all)).toBe(before);
    expect(all.first.trace.records.at(-1)?.kind ?? "refusal").toBe("refusal");
  });

  test("fewer physical CPUs there than it is pinned to", () => {
    const { cluster, vm } = pair();
    const tiny = cluster.add({ name: "tiny", ...box, cpus: 1 }).install(new Hypervisor());
    vm.pin(0, [1]);
    expect(refusal(() => vm.migrate(tiny)).code).toBe("invalid-argument");
  });

  test("a name on its way is taken there", () => {
    const { cluster, vm, there } = pair();
    vm.migrate(there);
    expect(refusal(() => there.define({ name: "shop", ...sized })).found).toMatch(/on its way/);
    vm.destroy();
    cluster.run(seconds(1));
    expect(there.define({ name: "shop", ...sized }).server).toBe("rack-2");
  });
});

describe("what breaks on the way", () => {
  const modes = ["pre-copy", "stop-and-copy"] as const;

  test.each(modes)("the other server: the machine goes on where it was, %s", (mode) => {
    const { cluster, here, second, vm, there } = pair();
    const web = vm.launch(service({ name: "web", compute: ms(1), every: ms(10) }));
    const migration = vm.migrate(there, { mode });
    cluster.run(ms(200));
    second.crash("hypervisor");
    const before = web.requests.completed;
    cluster.run(seconds(1));
    expect([migration.state, vm.server, here.domains()]).toEqual(["failed", "rack-1", [vm]]);
    expect(migration.failure).toEqual({
      code: "server-lost",
      server: "rack-2",
      cause: { code: "crashed", part: "hypervisor:hv-2" },
    });
    expect(web.requests.completed).toBeGreaterThan(before + 90);
    expect(refusal(() => vm.migrate(there)).code).toBe("no-connect");
  });

  test.each(["rack-1", "rack-2"])("the power of %s: that is why, however short it was", (name) => {
    for (const mode of ["pre-copy", "stop-and-copy", "post-copy"] as const)
      for (const on of [true, false]) {
        const { cluster, first, second, vm, there } = pair();
        const migration = vm.migrate(there, { mode });
        cluster.run(ms(200));
        const server = name === "rack-1" ? first : second;
        server.powerOff();
        if (on) server.powerOn();
        cluster.run(seconds(1));
        const cause = { code: "power-failure" };
        expect(migration.failure).toEqual({ code: "server-lost", server: name, cause });
      }
  });

  test.each(modes)("its own server: it is lost there, and nowhere else, %s", (mode) => {
    const { cluster, first, second, vm, there } = pair();
    const { memory } = second.free;
    const migration = vm.migrate(there, { mode });
    cluster.run(ms(200));
    first.crash("hypervisor");
    cluster.run(seconds(1));
    expect([migration.state, vm.state, there.domains()]).toEqual(["failed", "shutoff", []]);
    expect(second.free.memory).toBe(memory);
  });

  test.each(["rack-1", "rack-2"])("post-copy: it is lost with either server, %s", (name) => {
    const { cluster, first, second, vm, there } = pair();
    const migration = vm.migrate(there, { mode: "post-copy" });
    cluster.run(ms(200));
    expect([migration.state, vm.server]).toEqual(["fetching", "rack-2"]);
    (name === "rack-1" ? first : second).crash("hypervisor");
    cluster.run(seconds(1));
    expect([migration.state, vm.state]).toEqual(["failed", "shutoff"]);
    expect(first.free.memory).toBe(GiB(7));
    expect(second.free.memory).toBe(GiB(7));
  });

  test.each([
    ["destroy", "shutoff", (vm: VirtualMachine) => vm.destroy()],
    ["a new start", "blocked", (vm: VirtualMachine) => vm.destroy().start()],
    ["undefine", "undefined", (vm: VirtualMachine) => vm.destroy().undefine()],
  ] as const)("the machine itself: %s", (_, expected, act) => {
    const { cluster, second, vm, there } = pair();
    const migration = vm.migrate(there);
    cluster.run(ms(200));
    act(vm);
    cluster.run(ms(100));
    expect([migration.state, vm.state, there.domains()]).toEqual(["failed", expected, []]);
    expect(second.free.memory).toBe(GiB(7));
  });

  test("the room for its disk is given back when it does not come", () => {
    const { cluster, second, vm, there } = pair({ disk: "local" });
    const { disk } = second.free;
    vm.migrate(there, { copyStorage: true });
    expect(second.free.disk).toBe(disk - GiB(1));
    vm.destroy();
    cluster.run(ms(100));
    expect(second.free.disk).toBe(disk);
  });

  test("a machine that is stopped on its way cannot be woken", () => {
    const { cluster, vm, there } = pair();
    const migration = vm.migrate(there, { mode: "stop-and-copy" });
    cluster.run(ms(100));
    expect([vm.state, vm.pauseReason]).toEqual(["paused", "migration"]);
    expect(refusal(() => vm.resume()).code).toBe("resource-busy");
    cluster.run(seconds(10));
    expect([migration.state, vm.state]).toEqual(["completed", "blocked"]);
  });

  test("a machine that was suspended still is", () => {
    const { cluster, vm, there } = pair();
    vm.suspend();
    const migration = vm.migrate(there);
    cluster.run(seconds(30));
    expect([migration.state, vm.state, vm.pauseReason]).toEqual(["completed", "paused", "user"]);
    expect(vm.resume().server).toBe("rack-2");
  });
});

test("no migration: a lone server has none of this", () => {
  const { hypervisor } = rack();
  const vm = hypervisor.define({ name: "shop", ...sized });
  expect([vm.server, vm.hypervisor, vm.migration]).toEqual(["rack-1", "hv", undefined]);
  const error = refusal(() => hypervisor.define({ name: "x", ...sized, storage: "shared" }));
  expect(error.code).toBe("config-unsupported");
});
