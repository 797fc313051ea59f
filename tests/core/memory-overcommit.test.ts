import { describe, expect, test } from "vitest";
import {
  batch,
  GiB,
  Hypervisor,
  MiB,
  ms,
  overcommit,
  reserved,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type {
  ApplicationSpec,
  DomainSpec,
  OvercommitSpec,
  VirtualMachine,
} from "../../src/stdlib/index.ts";
import { refusal, small, snapshot } from "./machine.ts";

/** A server on which a hypervisor may promise machines more memory than there is. */
function shortRack(memory = GiB(2), options: OvercommitSpec = {}) {
  const server = new Server({ name: "rack-1", cpus: 4, memory, disk: GiB(200) });
  const hypervisor = server.install(new Hypervisor({ name: "hv", memory: overcommit(options) }));
  const create = (name: string, spec: Partial<DomainSpec> = {}) =>
    hypervisor.create({ name, ...small, memory: MiB(512), ...spec });
  return { server, hypervisor, create };
}

const database = (memory: number) => service({ name: "db", compute: ms(5), every: ms(10), memory });

/** A job that computes without an end. */
const busyJob = (memory: number) => batch({ name: "job", compute: seconds(1e6), memory });

const computed = (vm: VirtualMachine): number => vm.applications[0]?.cpuTime ?? 0;

const answered = (vm: VirtualMachine): number => vm.applications[0]?.requests.completed ?? 0;

describe("what a machine takes of the server", () => {
  test("nothing when it is switched on, and then what it touches", () => {
    const { server, hypervisor, create } = shortRack();
    const before = server.free.memory;
    const vm = create("shop");
    expect([vm.memoryUsage.resident, server.free.memory]).toEqual([0, before]);
    server.run(seconds(3));
    const booted = vm.memoryUsage.resident;
    expect(booted).toBeGreaterThan(MiB(30));
    expect(booted).toBeLessThan(MiB(100));
    expect(server.free.memory).toBe(before - booted);
    vm.launch(batch({ name: "job", compute: seconds(3), memory: MiB(100) }));
    server.run(seconds(2));
    expect(vm.memoryUsage.resident).toBe(booted + MiB(100));
    // What the job leaves is the guest's to use again: the hypervisor does not know that it is free.
    server.run(seconds(5));
    expect(vm.memoryUsage.resident).toBe(booted + MiB(100));
    vm.launch(batch({ name: "next", compute: seconds(3), memory: MiB(100) }));
    server.run(seconds(5));
    expect(vm.memoryUsage.resident).toBe(booted + MiB(100));
    expect(hypervisor.memoryUsage).toMatchObject({ state: "high", backing: booted + MiB(100) });
    vm.destroy();
    expect(server.free.memory).toBe(before);
    expect(vm.memoryUsage).toMatchObject({ resident: 0, unbacked: MiB(512) });
  });

  test("a page that a program writes to, and none that it only reads", () => {
    const { server, create } = shortRack();
    const vm = create("shop");
    const { resident } = vm.memoryUsage;
    vm.guest.read(MiB(7), 16);
    expect(vm.memoryUsage.resident).toBe(resident);
    vm.guest.write(MiB(7), "hello");
    expect(vm.memoryUsage.resident).toBe(resident + 4096);
    expect(vm.guest.translate(MiB(7)).hpa).toBeLessThan(server.capacity.memory);
    expect(vm.devices()[1]?.backedBy?.code).toBe("host-memory");
  });

  test("all of it, without overcommitment", () => {
    const server = new Server({ cpus: 1, memory: GiB(2), disk: GiB(20) });
    const hypervisor = server.install(new Hypervisor({ memory: reserved() }));
    const vm = hypervisor.create({ name: "shop", ...small });
    expect(vm.memoryUsage).toMatchObject({ resident: MiB(256), reservation: MiB(256) });
    expect(hypervisor.memoryUsage).toBeUndefined();
    vm.destroy();
    expect(vm.memoryUsage).toMatchObject({ resident: 0, active: 0, unbacked: MiB(256) });
  });
});

describe("who is switched on", () => {
  test("more machines than there is memory for, while reservations and swap space allow it", () => {
    const { server, hypervisor, create } = shortRack(GiB(2), { swap: GiB(3) });
    for (const name of ["a", "b", "c", "d", "e", "f"]) create(name);
    const before = snapshot(server);
    expect(refusal(() => create("g")).message).toMatchInlineSnapshot(
      `"hv: cannot create "g": 0 B of swap space is free. Expected at least 512 MiB of swap space for what is not reserved. Hint: define() it with a larger reservation, or set the hypervisor up with more swap."`,
    );
    expect(snapshot(server)).toBe(before);
    create("g", { reservation: MiB(512) });
    expect(hypervisor.memoryUsage?.swap).toEqual({ size: GiB(3), used: 0 });
  });

  test("reservations are never promised twice", () => {
    const { server, create } = shortRack();
    create("a", { reservation: MiB(512) });
    const b = create("b", { reservation: MiB(400) });
    const before = snapshot(server);
    expect(refusal(() => create("c", { reservation: MiB(200) })).message).toMatchInlineSnapshot(
      `"hv: cannot create "c": 112 MiB of 2 GiB is not reserved. Expected at least 200 MiB of memory that is not reserved. Hint: define() it with a smaller reservation, or shutdown() a machine that has one."`,
    );
    expect(snapshot(server)).toBe(before);
    b.destroy();
    create("c", { reservation: MiB(200) });
    expect(refusal(() => b.start()).code).toBe("insufficient-memory");
  });

  test("a ratio limits what is promised", () => {
    const { create } = shortRack(GiB(2), { ratio: 0.5 });
    create("a");
    create("b");
    expect(refusal(() => create("c")).message).toMatchInlineSnapshot(
      `"hv: cannot create "c": with it 1.5 GiB would be promised, and the server has 2 GiB. Expected at most 0.5 times the server's memory to be promised. Hint: shutdown() a machine, or set up the hypervisor with a higher ratio."`,
    );
  });

  test("a swap file is made of the server's disk, and given back", () => {
    const { server, create } = shortRack();
    const before = server.free.disk;
    const vm = create("a", { reservation: MiB(112) });
    expect(server.free.disk).toBe(before - GiB(1) - MiB(400));
    vm.destroy();
    expect(server.free.disk).toBe(before - GiB(1));
    const tight = new Server({ cpus: 1, memory: GiB(2), disk: GiB(6) });
    const hypervisor = tight.install(new Hypervisor({ memory: overcommit() }));
    const spec = { name: "a", ...small, memory: GiB(4) };
    expect(refusal(() => hypervisor.create(spec)).code).toBe("insufficient-disk");
    const area = new Hypervisor({ memory: overcommit({ swap: GiB(3) }) });
    const other = new Server({ cpus: 1, memory: GiB(2), disk: GiB(6) });
    expect(refusal(() => other.install(area)).code).toBe("insufficient-disk");
    expect(other.free).toMatchObject({ disk: GiB(6), memory: GiB(2) });
  });

  test.each([
    ["reservation", MiB(513)],
    ["reservation", -1],
    ["reservation", 1],
    ["reservation", NaN],
    ["memoryShares", 0],
    ["memoryShares", 1.5],
    ["memoryShares", 1e7],
    ["memoryShares", "high"],
  ])("%s %s is refused", (what, value) => {
    const { create } = shortRack();
    expect(refusal(() => create("a", { [what]: value })).code).toBe("invalid-argument");
  });

  test.each([null, "overcommit", 2, {}])("new Hypervisor({ memory: %j }) is refused", (memory) => {
    const found = refusal(() => new Hypervisor({ memory: memory as never }));
    expect(found.expected).toBe("memory to be reserved() or overcommit()");
  });
});

describe("when memory is short", { timeout: 30_000 }, () => {
  /** Four machines whose databases want 1.2 of 1 GiB, or that do something else. */
  function crowded(
    options: OvercommitSpec = {},
    first: Partial<DomainSpec> = {},
    does: ApplicationSpec = database(MiB(300)),
  ) {
    const all = shortRack(GiB(2), options);
    const machines = ["a", "b", "c", "d"].map((name) =>
      all.create(name, name === "a" ? first : {}),
    );
    all.server.run(seconds(3));
    for (const vm of machines) vm.launch(does);
    return { ...all, machines };
  }

  test("pages go to the server's disk, and a touch brings them back after a wait", () => {
    const without = { ballooning: false, pageSharing: false };
    const { server, hypervisor, machines } = crowded(without, {}, busyJob(MiB(440)));
    server.run(seconds(10));
    const used = hypervisor.memoryUsage?.swap.used ?? 0;
    expect(used).toBeGreaterThan(MiB(200));
    const [a] = machines as [VirtualMachine];
    expect(a.exits["guest-page-fault"]).toBeGreaterThan(1000);
    const details = server.trace.of("exit", "a").map(({ detail }) => detail);
    expect(details).toContainEqual(
      expect.objectContaining({ code: "page-fault", cause: "swapped" }),
    );
    const swaps = server.trace.of("memory", "a").map(({ action }) => action);
    expect(new Set(swaps)).toEqual(new Set(["swap-out", "swap-in"]));
    // The same load on a server with enough memory.
    const roomy = shortRack(GiB(8));
    const alone = roomy.create("a");
    roomy.server.run(seconds(3));
    alone.launch(busyJob(MiB(440)));
    roomy.server.run(seconds(10));
    expect(alone.memoryUsage.swapped).toBe(0);
    expect(computed(a)).toBeLessThan(0.8 * computed(alone));
  });

  test("a balloon takes what the guest does not use, and no virtual CPU waits for it", () => {
    const { server, hypervisor, create } = shortRack(GiB(2));
    const idle = create("idle", { memory: GiB(1) });
    const busy = create("busy", { memory: GiB(1) });
    server.run(seconds(3));
    idle.launch(batch({ name: "job", compute: seconds(2), memory: MiB(600) }));
    server.run(seconds(10));
    expect(idle.memoryUsage.resident).toBeGreaterThan(MiB(600));
    busy.launch(database(MiB(500)));
    server.run(seconds(10));
    expect(idle.memoryUsage.ballooned).toBeGreaterThan(MiB(100));
    expect(hypervisor.memoryUsage?.swap.used).toBeLessThan(MiB(150));
    expect(idle.memoryUsage.guestSwapped).toBe(0);
    expect(idle.exits.hypercall).toBeGreaterThan(0);
    expect(server.trace.of("memory", "idle").map(({ action }) => action)).toContain("inflate");
    // The other one is gone: the balloon gives back what it took.
    busy.destroy();
    server.run(seconds(10));
    expect(idle.memoryUsage.ballooned).toBe(0);
    const moved = (action: string): number =>
      server.trace
        .of("memory", "idle")
        .filter((record) => record.action === action)
        .reduce((sum, { bytes }) => sum + bytes, 0);
    expect(moved("inflate")).toBe(moved("deflate"));
  });

  test("a balloon in a guest that uses all it has makes the guest itself swap", () => {
    const { server, machines } = crowded();
    server.run(seconds(10));
    for (const { memoryUsage } of machines) {
      expect(memoryUsage.ballooned).toBeGreaterThan(MiB(50));
      expect(memoryUsage.guestSwapped).toBeGreaterThan(MiB(10));
    }
    expect(server.trace.counts("a").io["disk write"]?.bytes).toBeGreaterThan(MiB(10));
    for (const vm of machines) expect(answered(vm)).toBeGreaterThan(30);
  });

  test("a guest that is suspended has no balloon driver that runs: its pages are swapped", () => {
    const { server, create } = shortRack();
    const idle = create("idle", { memory: GiB(1) });
    const busy = create("busy", { memory: GiB(1) });
    server.run(seconds(3));
    idle.launch(batch({ name: "job", compute: seconds(2), memory: MiB(600) }));
    server.run(seconds(10));
    idle.suspend();
    busy.launch(database(MiB(500)));
    server.run(seconds(10));
    expect(idle.memoryUsage).toMatchObject({ ballooned: 0 });
    expect(idle.memoryUsage.swapped).toBeGreaterThan(MiB(50));
  });

  test("idle memory is taxed: who does not use its pages gives more of them", () => {
    const idleKeeps = (idleTax: number): number => {
      const { server, create } = shortRack(GiB(2), { idleTax });
      const idle = create("idle", { memory: GiB(1) });
      const busy = create("busy", { memory: GiB(1) });
      server.run(seconds(3));
      idle.launch(batch({ name: "job", compute: seconds(2), memory: MiB(600) }));
      server.run(seconds(100));
      expect(idle.memoryUsage.active).toBeLessThan(MiB(150));
      busy.launch(busyJob(MiB(650)));
      server.run(seconds(100));
      expect(busy.memoryUsage.active).toBeGreaterThan(3 * idle.memoryUsage.active);
      return idle.memoryUsage.resident;
    };
    expect(idleKeeps(0.75)).toBeLessThan(idleKeeps(0) - MiB(50));
  });

  test("a reservation is never touched", () => {
    const { server, machines } = crowded({}, { reservation: MiB(512) }, busyJob(MiB(440)));
    const [a, b] = machines as [VirtualMachine, VirtualMachine];
    server.run(seconds(10));
    expect(a.memoryUsage.swapped).toBe(0);
    expect(b.memoryUsage.swapped).toBeGreaterThan(0);
    expect(computed(a)).toBeGreaterThan(1.3 * computed(b));
  });

  test("memory follows shares", () => {
    const { server, machines } = crowded({}, { memoryShares: 4 * 5120 });
    server.run(seconds(10));
    const [a, ...others] = machines.map((vm) => vm.memoryUsage.resident);
    for (const other of others) expect(a).toBeGreaterThan(other);
  });

  test("a machine that is suspended while it waits for a page goes on when it is resumed", () => {
    const { server, machines } = crowded();
    const [a] = machines as [VirtualMachine];
    server.run(seconds(10));
    for (let i = 0; i < 20; i++) {
      server.run(ms(1.037));
      a.suspend();
      if (i % 2 === 0) server.run(ms(0.011 * i));
      a.resume();
    }
    const before = answered(a);
    server.run(seconds(10));
    expect(answered(a)).toBeGreaterThan(before);
    for (const { run, ready, blocked, paused } of a.cpuUsage)
      expect(run + ready + blocked + paused).toBe(server.now);
  });

  test("what programs wrote is the same before and after, through snapshots too", () => {
    const { server, machines } = crowded();
    const [a, b] = machines as [VirtualMachine, VirtualMachine];
    a.guest.write(MiB(100), "a's own");
    b.guest.write(MiB(100), "b's own");
    server.run(seconds(10));
    a.snapshot("before");
    a.guest.write(MiB(100), "changed");
    server.run(seconds(10));
    expect(a.guest.readText(MiB(100), 16)).toBe("changed");
    a.revert("before");
    server.run(seconds(10));
    expect(a.guest.readText(MiB(100), 16)).toBe("a's own");
    expect(b.guest.readText(MiB(100), 16)).toBe("b's own");
    expect(answered(a)).toBeGreaterThan(0);
    for (const vm of machines) vm.destroy();
    expect(server.allocated.memory).toBe(GiB(1));
  });

  test("a restart keeps the server's frames, a crash too, and a power-off gives them back", () => {
    const { server, hypervisor, machines } = crowded({ pageSharing: false });
    const [a, b] = machines as [VirtualMachine, VirtualMachine];
    server.run(seconds(5));
    a.reboot();
    server.crash("guest-os:b");
    expect(b.memoryUsage.resident).toBeGreaterThan(0);
    server.run(seconds(10));
    expect(a.booted).toBe(true);
    const own = machines.reduce((sum, vm) => sum + vm.memoryUsage.resident, 0);
    expect(hypervisor.memoryUsage).toMatchObject({ backing: own, saved: 0 });
    for (const vm of machines) vm.destroy();
    expect(hypervisor.memoryUsage).toMatchObject({ backing: 0, free: GiB(1) });
    expect(hypervisor.memoryUsage?.swap.used).toBe(0);
  });

  test("two runs are the same, byte by byte", () => {
    const run = () => {
      const { server } = crowded();
      server.run(seconds(5));
      return JSON.stringify([server, server.trace]);
    };
    expect(run()).toBe(run());
  });
});
