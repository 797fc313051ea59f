import { describe, expect, test } from "vitest";
import {
  batch,
  GiB,
  KiB,
  MiB,
  ms,
  seconds,
  service,
  storageStates,
} from "../../src/stdlib/index.ts";
import type { DomainState, StorageOperation, VirtualMachine } from "../../src/stdlib/index.ts";
import { machineIn, rack, refusal, sized, small, snapshot } from "./machine.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0+$/, "");
const states: DomainState[] = [
  "shutoff",
  "running",
  "blocked",
  "paused",
  "shutdown",
  "crashed",
  "undefined",
];

describe("what is allowed when", () => {
  // Backups are of two servers: backup.test.ts.
  type Operation = Exclude<StorageOperation, "backup" | "restore">;
  const operations: Record<Operation, (of: ReturnType<typeof machineIn>) => unknown> = {
    clone: ({ hypervisor }) => hypervisor.clone("shop", { name: "copy" }),
    snapshot: ({ vm }) => vm.snapshot("later"),
    revert: ({ vm }) => vm.revert("early"),
    deleteSnapshot: ({ vm }) => vm.deleteSnapshot("early"),
    redefineSnapshot: ({ vm }) => vm.redefineSnapshot("early", { parent: null }),
  };
  // Written out once more, so that the table in the code is held to something.
  const allowed: Record<Operation, string> = {
    clone: "shutoff",
    snapshot: "shutoff running blocked paused",
    revert: "shutoff running blocked paused shutdown crashed",
    deleteSnapshot: "shutoff running blocked paused shutdown crashed",
    redefineSnapshot: "shutoff running blocked paused shutdown crashed",
  };
  const cases = (Object.keys(operations) as Operation[]).flatMap((operation) =>
    states.map((state) => ({
      operation,
      state,
      yes: allowed[operation].split(" ").includes(state),
    })),
  );

  test.each(cases)("$operation while $state: $yes", ({ operation, state, yes }) => {
    const world = machineIn(state);
    const { server, vm } = world;
    const early = operation !== "snapshot" && operation !== "clone";
    if (early && storageStates.snapshot.includes(state)) vm.snapshot("early");
    const before = snapshot(server);
    if (yes && !(early && vm.snapshots().length === 0)) {
      operations[operation](world);
      const to = state === "blocked" || state === "running" ? /running|blocked/ : state;
      expect(vm.state).toMatch(to);
    } else {
      const { code } = refusal(() => operations[operation](world));
      const none = state === "undefined" ? "no-domain" : "operation-invalid";
      expect(code).toBe(yes ? "no-snapshot" : none);
      expect(snapshot(server)).toBe(before);
    }
  });
});

describe("refusals", () => {
  const world = () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.define({ name: "shop", ...sized }).install("alpine-3.21");
    vm.snapshot("clean").snapshot("updated");
    return { server, hypervisor, vm };
  };
  const cases: [string, string, (of: ReturnType<typeof world>) => unknown][] = [
    [
      "a name that is taken",
      `hv: cannot take snapshot "clean" of "shop": it has a snapshot "clean". Expected a name that no snapshot of this machine has. Hint: choose another name, or deleteSnapshot() the one there is.`,
      ({ vm }) => vm.snapshot("clean"),
    ],
    [
      "a name that is none",
      `hv: cannot take snapshot "" of "shop": name is "". Expected name to be 1 to 63 letters, digits, dots, dashes or underscores, beginning with a letter or digit. Hint: write a name such as "web-1".`,
      ({ vm }) => vm.snapshot(""),
    ],
    [
      "an unknown snapshot",
      `hv: cannot revert "shop" to "claen": it has no snapshot "claen". Expected the name of a snapshot of this machine. Hint: there is "clean".`,
      ({ vm }) => vm.revert("claen"),
    ],
    [
      "a cycle in the tree",
      `hv: cannot redefine snapshot "clean" of "shop": that makes a cycle: "clean" on "updated" on "clean". Expected a parent that does not itself stand on the snapshot. Hint: choose a parent outside its own branch, or null for a root.`,
      ({ vm }) => vm.redefineSnapshot("clean", { parent: "updated" }),
    ],
    [
      "a snapshot as its own parent",
      `hv: cannot redefine snapshot "clean" of "shop": that makes a cycle: "clean" on "clean". Expected a parent that does not itself stand on the snapshot. Hint: choose a parent outside its own branch, or null for a root.`,
      ({ vm }) => vm.redefineSnapshot("clean", { parent: "clean" }),
    ],
    [
      "undefine with snapshots",
      `hv: cannot undefine "shop": it has 2 snapshots. Expected it to have no snapshots: they are on the same disk and would go with it. Hint: deleteSnapshot() them, or say undefine({ snapshots: true }).`,
      ({ vm }) => vm.undefine(),
    ],
    [
      "undefine of a parent",
      `hv: cannot undefine "shop": it is the parent of "web-1". Expected no disk to stand on its own. Hint: undefine() its linked clones first; a full clone is independent.`,
      ({ hypervisor, vm }) => {
        if (hypervisor.domains().length === 1)
          hypervisor.clone("shop", { name: "web-1", linked: true });
        vm.undefine({ snapshots: true });
      },
    ],
    [
      "a clone of nothing",
      `hv: cannot clone "shpo": there is no machine of that name. Expected the name of a defined machine. Hint: there is "shop".`,
      ({ hypervisor }) => hypervisor.clone("shpo", { name: "web-1" }),
    ],
    [
      "a clone with a name that is taken",
      `hv: cannot clone "shop": a machine of that name exists and is shutoff. Expected a name that is not taken. Hint: choose another name, or undefine() the one there is.`,
      ({ hypervisor }) => hypervisor.clone("shop", { name: "shop" }),
    ],
    [
      "a clone that is neither linked nor not",
      `hv: cannot clone "shop": linked is "yes". Expected linked to be true or false. Hint: write linked: true.`,
      ({ hypervisor }) => hypervisor.clone("shop", { name: "web-1", linked: "yes" as never }),
    ],
    [
      "a clone of a running machine",
      `hv: cannot clone "shop": it is running. Expected it to be shutoff. Hint: shutdown() or destroy() it first.`,
      ({ hypervisor, vm }) => (
        vm.state === "shutoff" && vm.start(),
        hypervisor.clone("shop", { name: "web-1" })
      ),
    ],
  ];
  test.each(cases)("%s", (_, message, ask) => {
    const all = world();
    const error = refusal(() => ask(all));
    expect(error.message).toBe(message);
    const before = snapshot(all.server);
    expect(refusal(() => ask(all)).message).toBe(message);
    expect(snapshot(all.server)).toBe(before);
    expect(all.server.trace.records.at(-1)).toMatchObject({ kind: "refusal", code: error.code });
  });
});

describe("the tree", () => {
  test("a snapshot stands on the current one; a revert begins a branch", () => {
    const { vm } = machineIn("shutoff");
    vm.snapshot("a").snapshot("b").revert("a").snapshot("c");
    const tree = () =>
      vm
        .snapshots()
        .map(({ name, parent, current }) => `${name}<${parent ?? ""}${current ? "*" : ""}`);
    expect(tree()).toEqual(["a<", "b<a", "c<a*"]);
    vm.deleteSnapshot("a");
    expect(tree()).toEqual(["b<", "c<*"]);
    vm.redefineSnapshot("c", { parent: "b" }).deleteSnapshot("c");
    expect(tree()).toEqual(["b<*"]);
  });

  test("it is plain data, and the trace has the operations", () => {
    const { server, vm } = machineIn("blocked");
    vm.snapshot("a").suspend().revert("a").deleteSnapshot("a");
    const steps = server.trace.of("lifecycle").slice(-4);
    const snapshot = { code: "snapshot", snapshot: "a" };
    expect(steps.map(({ operation, detail }) => [operation, detail])).toEqual([
      ["snapshot", snapshot],
      ["suspend", undefined],
      ["revert", snapshot],
      ["deleteSnapshot", snapshot],
    ]);
    vm.snapshot("b");
    expect(JSON.parse(JSON.stringify(vm.snapshots()))).toEqual(vm.snapshots());
  });
});

describe("revert", () => {
  test("a virus is undone, and no other machine notices either of it", () => {
    const { server, hypervisor } = rack();
    const [shop, bank] = ["shop", "bank"].map((name) => hypervisor.create({ name, ...small })) as [
      VirtualMachine,
      VirtualMachine,
    ];
    server.run(seconds(5));
    shop.guest.writeDisk(5000, "orders");
    shop.guest.write(0x2000, "session");
    bank.guest.writeDisk(5000, "accounts");
    shop.snapshot("before");
    const other = JSON.stringify(bank);
    for (let sector = 0; sector < 64; sector++) shop.guest.writeDisk(sector, "VIRUS");
    shop.guest.writeDisk(5000, "VIRUS");
    shop.guest.write(0x2000, "VIRUS");
    expect(shop.os).toBeUndefined();
    shop.revert("before");
    expect([text(shop.guest.readDisk(5000)), shop.guest.readText(0x2000, 16), shop.os?.id]).toEqual(
      ["orders", "session", "alpine-3.21"],
    );
    expect(JSON.stringify(bank)).toBe(other);
    expect(text(bank.guest.readDisk(5000))).toBe("accounts");
    expect(shop.booted).toBe(true);
  });

  test("a job goes on where it was, and ends the same amount of time later", () => {
    const { server, vm } = machineIn("blocked");
    vm.launch(batch({ name: "job", compute: ms(100), write: MiB(8) }));
    server.run(ms(40));
    vm.snapshot("half");
    const done = vm.applications[0]?.cpuTime;
    server.run(seconds(3));
    expect(vm.applications[0]?.state).toBe("finished");
    vm.revert("half");
    expect([vm.applications[0]?.state, vm.applications[0]?.cpuTime]).toEqual(["running", done]);
    server.run(ms(50));
    expect(vm.applications[0]?.state).toBe("running");
    server.run(seconds(3));
    expect(vm.applications[0]).toMatchObject({ state: "finished", cpuTime: ms(100) });
  });

  test.each([1, 3, 7, 20, 33])("taken %d ms into a boot, it boots from there", (at) => {
    const { server, vm } = machineIn("running");
    server.run(ms(at * 10));
    vm.snapshot("booting").destroy().revert("booting");
    expect(vm.booted).toBe(false);
    server.run(seconds(5));
    expect([vm.booted, vm.console]).toEqual([true, ["Alpine Linux 3.21 is up"]]);
  });

  test.each(["mmio", "wrmsr", "io", "hlt"] as const)(
    "taken while the hypervisor handles an exit (%s), nothing of it is lost",
    (reason) => {
      const exits = machineIn("blocked").server.trace.of("exit");
      const middle = exits.filter((exit) => exit.reason === reason).at(-1) ?? exits.at(-1);
      const { server, vm } = machineIn("running");
      server.run((middle?.time ?? 0) - 100);
      vm.snapshot("middle").destroy().revert("middle");
      server.run(seconds(5));
      expect([vm.booted, vm.console]).toEqual([true, ["Alpine Linux 3.21 is up"]]);
    },
  );

  test("requests go on to come, and each is answered, dropped or pending", () => {
    const { server, vm } = machineIn("blocked");
    vm.launch(service({ name: "web", compute: ms(3), every: ms(10), write: KiB(4), threads: 2 }));
    server.run(ms(1003));
    vm.snapshot("busy");
    const { requests: then, responseTime: times } = vm.applications[0] ?? {};
    server.run(seconds(60));
    vm.revert("busy");
    expect(vm.applications[0]).toMatchObject({ requests: then, responseTime: times });
    server.run(seconds(1));
    const { requests, responseTime } = vm.applications[0] ?? {};
    expect(requests?.arrived).toBe((then?.arrived ?? 0) + 100);
    expect(requests?.completed).toBeGreaterThan((then?.completed ?? 0) + 95);
    expect(responseTime?.max).toBeLessThan(ms(100));
  });

  test("a machine that no longer boots comes back, and boots", () => {
    const { server, vm } = machineIn("running");
    vm.snapshot("boot");
    server.run(seconds(5));
    vm.guest.writeDisk(0, "");
    vm.reboot();
    server.run(seconds(3));
    expect(vm.booted).toBe(false);
    vm.revert("boot");
    server.run(seconds(5));
    expect(vm.booted).toBe(true);
  });

  test("it leads to the state in which the snapshot was taken", () => {
    const { server, vm } = machineIn("shutoff");
    vm.snapshot("off").start();
    server.run(seconds(5));
    vm.suspend().snapshot("paused").resume().snapshot("on");
    const after = (name: string) => vm.revert(name).state;
    expect(["off", "paused", "on", "off", "on", "paused"].map(after)).toEqual([
      "shutoff",
      "paused",
      "blocked",
      "shutoff",
      "blocked",
      "paused",
    ]);
    expect(vm.pauseReason).toBe("from snapshot");
    expect(vm.resume().pauseReason).toBeUndefined();
  });

  test("memory that another machine took meanwhile is missing, and nothing is done", () => {
    const { server, hypervisor } = rack();
    const big = { vcpus: 1, memory: GiB(20), disk: GiB(5), image: "alpine-3.21" };
    const a = hypervisor
      .create({ name: "a", ...big })
      .snapshot("on")
      .destroy();
    hypervisor.create({ name: "b", ...big });
    const before = snapshot(server);
    expect(refusal(() => a.revert("on")).code).toBe("insufficient-memory");
    expect(snapshot(server)).toBe(before);
  });
});

describe("thin disks", () => {
  test("take what is written, and not what they could hold", () => {
    const { server, hypervisor } = rack();
    const before = server.allocated.disk;
    const vm = hypervisor.define({ name: "a", ...sized, disk: GiB(2000), thin: true });
    expect(vm.diskUsage).toEqual({ size: GiB(2000), allocated: 0, depth: 0, thin: true });
    vm.install("alpine-3.21").start();
    expect(vm.diskUsage.allocated).toBe(MiB(130));
    server.run(seconds(5));
    vm.guest.writeDisk(GiB(1000) / 512, "far out");
    expect(vm.diskUsage.allocated).toBe(MiB(130) + 4096);
    vm.launch(batch({ name: "log", compute: 1, write: MiB(4) }));
    server.run(seconds(1));
    expect(server.allocated.disk - before).toBe(MiB(134) + 4096);
    expect(vm.devices()[2]?.backedBy).toEqual({
      code: "blocks",
      blocks: 34305,
      storage: "local",
    });
  });

  test("an image that does not fit any more is refused", () => {
    const { server, hypervisor } = rack({ disk: GiB(5) });
    const spec = { name: "a", vcpus: 1, memory: GiB(1), disk: GiB(40), thin: true };
    const before = snapshot(server);
    const create = () => hypervisor.create({ ...spec, image: "debian-12" });
    expect(refusal(create).code).toBe("insufficient-disk");
    expect(snapshot(server)).toBe(before);
    expect(refusal(() => hypervisor.define({ ...spec, thin: 1 as never })).code).toBe(
      "invalid-argument",
    );
    expect(refusal(() => hypervisor.define(spec).install("debian-12")).code).toBe(
      "insufficient-disk",
    );
  });

  test("a write that finds no room pauses the machine; with room again it goes on", () => {
    const { server, hypervisor } = rack({ disk: GiB(4) + MiB(200) });
    const vm = hypervisor.create({ name: "a", ...small, thin: true });
    const other = hypervisor.define({ name: "b", ...sized, disk: MiB(60) });
    server.run(seconds(5));
    const job = vm.launch(batch({ name: "log", compute: ms(1), write: MiB(20) }));
    server.run(seconds(5));
    expect([vm.state, vm.pauseReason, server.free.disk]).toEqual(["paused", "I/O error", 0]);
    vm.resume();
    server.run(seconds(1));
    expect(vm.pauseReason).toBe("I/O error");
    other.undefine();
    vm.resume();
    server.run(seconds(1));
    expect([job.state, vm.state, vm.diskUsage.allocated]).toEqual([
      "finished",
      "blocked",
      MiB(150),
    ]);
  });

  test("a program that writes hears of it", () => {
    const { server, hypervisor } = rack({ disk: GiB(4) + MiB(130) });
    const vm = hypervisor.create({ name: "a", ...small, thin: true });
    server.run(seconds(5));
    const write = () => {
      vm.guest.writeDisk(MiB(500) / 512, "x");
    };
    expect(refusal(write).message).toBe(
      `hv: I/O error, write of vda, sector 1024000: no space is left (ENOSPC), and "a" was paused. Expected a free block on the server's disk. Hint: make room by undefine() or deleteSnapshot(), resume() it, and write again.`,
    );
    expect([vm.state, vm.pauseReason]).toEqual(["paused", "I/O error"]);
  });
});

describe("clones", () => {
  test("a full one takes as much again, a linked one nothing until it writes", () => {
    const { server, hypervisor } = rack();
    const golden = hypervisor.define({ name: "golden", ...sized, disk: GiB(40) });
    golden.install("alpine-3.21");
    const full = hypervisor.clone("golden", { name: "full" });
    const linked = hypervisor.clone("golden", { name: "linked", linked: true });
    expect([full, linked].map(({ diskUsage }) => diskUsage.allocated)).toEqual([GiB(40), 0]);
    full.start();
    linked.start();
    server.run(seconds(5));
    expect([full.booted, linked.booted]).toEqual([true, true]);
    linked.guest.writeDisk(9, "mine");
    expect(linked.diskUsage.allocated).toBe(4096);
    expect(text(full.guest.readDisk(9))).toBe("");
    expect(new Set([golden.mac, full.mac, linked.mac]).size).toBe(3);
  });

  test("a full one outlives its parent", () => {
    const { hypervisor } = rack();
    const golden = hypervisor.create({ name: "golden", ...small, thin: true });
    golden.guest.writeDisk(2000, "kept");
    golden.destroy();
    const copy = hypervisor.clone("golden", { name: "copy" });
    golden.undefine();
    expect(text(copy.start().guest.readDisk(2000))).toBe("kept");
  });
});
