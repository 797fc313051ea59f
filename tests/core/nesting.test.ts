import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  costs,
  exitCycles,
  GiB,
  Hypervisor,
  MiB,
  ms,
  profiles,
  seconds,
} from "../../src/stdlib/index.ts";
import type { ExitReason, Profile, VirtualMachine } from "../../src/stdlib/index.ts";
import { rack, refusal } from "./machine.ts";
import { blank, guest, L1, nested } from "./nested.ts";

const burn = (time: number, threads = 1) => batch({ name: "burn", compute: time, threads });
const run = (vm: VirtualMachine) => vm.cpuUsage.reduce((sum, usage) => sum + usage.run, 0);

describe("what an exit costs on a tower", () => {
  const { kvm, xen, generic } = profiles;
  const one = costs.exitHandledInKernel.value;
  const factor = 1 + costs.nestedExitOperations.value;

  test("one hypervisor costs what its path says", () => {
    expect(exitCycles({ reason: "wrmsr" }, kvm)).toBe(one);
  });

  test.each([2, 3, 4])("level %i multiplies the level below", (level) => {
    const tower = Array.from({ length: level }, () => kvm);
    const below = exitCycles({ reason: "wrmsr" }, ...tower.slice(1));
    expect(exitCycles({ reason: "wrmsr" }, ...tower)).toBe(one + factor * below);
  });

  test.each(["budget", "interrupt"] as const)("%s concerns L0 alone", (reason) => {
    expect(exitCycles({ reason }, xen, kvm, kvm)).toBe(exitCycles({ reason }, xen));
  });

  test("to ask a device of the machine around it is an exit of that machine, and not counted here", () => {
    const { esxi } = profiles;
    const hops = one + costs.backendRequest.value;
    const below = exitCycles({ reason: "wrmsr" }, generic);
    expect(exitCycles({ reason: "mmio" }, generic, esxi)).toBe(hops + factor * below);
  });

  test("a control domain inside is one more guest to enter and leave", () => {
    const below = exitCycles({ reason: "wrmsr" }, kvm);
    const twice = exitCycles({ reason: "io" }, xen) + 2 * factor * below;
    expect(exitCycles({ reason: "io" }, kvm, xen)).toBe(twice);
  });

  test("more levels never cost less, whatever the profiles", () => {
    const { bareMetal: _, ...products } = profiles;
    const profile = fc.constantFrom<Profile>(...Object.values(products));
    const reasons = Object.keys(kvm.paths ?? {}) as ExitReason[];
    fc.assert(
      fc.property(
        fc.array(profile, { minLength: 1, maxLength: 3 }),
        profile,
        fc.constantFrom(...reasons),
        (tower, next, reason) => {
          const more = exitCycles({ reason }, ...tower, next);
          const l0 = ["budget", "interrupt"].includes(reason);
          const [bottom] = tower as [Profile];
          expect(more).toBeGreaterThan(l0 ? 0 : exitCycles({ reason }, bottom, ...tower.slice(1)));
          if (l0) expect(more).toBe(exitCycles({ reason }, bottom));
        },
      ),
    );
  });

  test("the records of a guest in a guest say the way, and its sum is what was spent", () => {
    const { server, a } = nested();
    a.launch(batch({ name: "calls", compute: ms(1), hypercalls: 3 }));
    server.run(seconds(1));
    const tower = [profiles.generic, profiles.kvm];
    const exits = server.trace.of("exit").filter(({ subject, hops }) => subject === "a" && hops);
    expect(new Set(exits.map(({ reason }) => reason))).toContain("hypercall");
    for (const { reason, hops = [], cost } of exits) {
      const cycles = hops.reduce((sum, hop) => sum + hop.cycles, 0);
      expect(cycles).toBe(exitCycles({ reason: reason as ExitReason }, ...tower));
      expect(cost).toBe(Math.round(cycles / 2.1));
    }
    expect(
      exits.find(({ reason }) => reason === "hlt")?.hops?.map(({ from, to }) => [from, to]),
    ).toEqual([
      ["L2 guest-os", "L0 hypervisor"],
      ["L0 hypervisor", "L1 hypervisor"],
      ["L1 hypervisor", "L0 hypervisor"],
    ]);
  });
});

describe("what is inside a machine comes out of that machine", () => {
  test("memory and disk of guests inside take none of the server's", () => {
    const { server, inner, a } = nested();
    const before = server.allocated;
    const c = inner.create(guest("c"));
    expect(server.allocated).toEqual(before);
    expect(refusal(() => inner.create({ ...guest("big"), memory: GiB(7) })).message).toMatch(
      /^L1: cannot create "big": 5.384 GiB of 8 GiB is free\. Expected at least 7.122 GiB of free memory, 124.934 MiB of it for the machine's monitor/,
    );
    expect(refusal(() => inner.define({ ...blank("big"), disk: GiB(60) })).code).toBe(
      "insufficient-disk",
    );
    expect([a, c].map(({ state }) => state)).toEqual(["blocked", "running"]);
  });

  test("a byte that a guest inside writes is in the memory of the machine, and of the server", () => {
    const { outer, a } = nested();
    a.guest.write(0x3000, "hello");
    const { hpa } = a.guest.translate(0x3000);
    expect(outer.guest.readText(hpa, 5)).toBe("hello");
    a.destroy();
    expect(outer.guest.readText(hpa, 5)).toBe("");
  });

  test("guests inside run on no more CPUs at once than the machine has", () => {
    const { server, outer, a, b } = nested(1);
    const from = server.now;
    for (const vm of [outer, a, b]) vm.launch(burn(seconds(10)));
    server.run(seconds(3));
    const spent = server.slices().filter(({ subject }) => subject !== "beside");
    const since = spent.filter(({ start }) => start >= from).sort((x, y) => x.start - y.start);
    since.reduce((end, slice) => {
      expect(slice.start).toBeGreaterThanOrEqual(end);
      return slice.end;
    }, from);
    const busy = since.reduce((sum, { start, end }) => sum + end - start, 0);
    expect(busy / seconds(3)).toBeGreaterThan(0.98);
    expect(new Set(since.map(({ subject }) => subject))).toEqual(new Set(["outer", "a", "b"]));
  });

  test("two of them run side by side on two, and none waits while there is room", () => {
    const { server, a, b } = nested(2);
    const before = [run(a), run(b)];
    for (const vm of [a, b]) vm.launch(burn(seconds(10)));
    server.run(seconds(2));
    [a, b].forEach((vm, i) => {
      expect((run(vm) - (before[i] ?? 0)) / seconds(2)).toBeGreaterThan(0.98);
    });
  });

  test("all of them together have the weight of the machine", () => {
    const { server, beside, a, b } = nested(1, 1);
    const before = [a, b, beside].map(run);
    for (const vm of [beside, a, b]) vm.launch(burn(seconds(100)));
    server.run(seconds(30));
    const [one = 0, two = 0, other = 0] = [a, b, beside].map((vm, i) => run(vm) - (before[i] ?? 0));
    expect(Math.abs((one + two) / seconds(30) - 0.5)).toBeLessThan(0.04);
    expect(Math.abs(other / seconds(30) - 0.5)).toBeLessThan(0.04);
    expect(Math.abs(one / (one + two) - 0.5)).toBeLessThan(0.04);
  });

  test("layers show the tower", () => {
    const { server } = nested();
    const on = server.layers().map(({ id, on: [below] }) => [id, below]);
    expect(on).toEqual([
      ["hardware:rack-1", undefined],
      ["hypervisor:L0", "hardware:rack-1"],
      ["guest-os:outer", "hypervisor:L0"],
      ["hypervisor:L1", "guest-os:outer"],
      ["guest-os:a", "hypervisor:L1"],
      ["guest-os:b", "hypervisor:L1"],
      ["guest-os:beside", "hypervisor:L0"],
    ]);
  });

  test("three levels work, and a machine of type 1 has its hypervisor for itself", () => {
    const { server, hypervisor } = rack({ memory: GiB(64) });
    const first = hypervisor.define({ name: "first", vcpus: 2, memory: GiB(24), disk: GiB(200) });
    const middle = first.start().nest(new Hypervisor({ name: "middle" }));
    const size = { vcpus: 1, memory: GiB(8), disk: GiB(60), image: "ubuntu-24.04" };
    const second = middle.create({ name: "second", ...size });
    server.run(seconds(60));
    const top = second.nest(L1());
    const third = top.create(guest("third"));
    server.run(seconds(60));
    expect([first.nested, second.nested, third.nested]).toEqual([middle, top, undefined]);
    expect(third.booted).toBe(true);
    const exit = server.trace
      .of("exit")
      .find(({ subject, reason }) => subject === "third" && reason === "wrmsr");
    const { generic, kvm } = profiles;
    expect(exit?.cost).toBe(
      Math.round(exitCycles({ reason: "wrmsr" }, generic, generic, kvm) / 2.1),
    );
    first.destroy();
    expect([second.state, third.state]).toEqual(["shutoff", "shutoff"]);
    expect(server.allocated.memory).toBe(GiB(1));
  });
});

describe("requests of a guest inside", () => {
  const read = batch({ name: "read", compute: 1, read: MiB(64) });

  test("take longer than those of the machine, and all are carried out by the server's disk", () => {
    const { server, outer, a } = nested(1);
    a.launch(read);
    server.run(seconds(2));
    const inside = a.io.disk.meanLatency ?? NaN;
    outer.launch(read);
    server.run(seconds(2));
    expect(inside).toBeGreaterThan(outer.io.disk.meanLatency ?? NaN);
    const carried = server.trace
      .of("io")
      .filter(({ subject, time }) => subject === "a" && time > 0);
    expect(carried.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(a.io.disk.bytes);
  });

  test("wait while the machine is paused, together with their back end", () => {
    const { server, outer, a } = nested(1);
    const job = a.launch(read);
    server.run(ms(20));
    outer.suspend();
    const from = server.now;
    server.run(seconds(5));
    expect(
      server.slices().filter(({ end, subject }) => end > from && subject !== "beside"),
    ).toEqual([]);
    expect(job.state).toBe("running");
    outer.resume();
    server.run(seconds(2));
    expect(job.state).toBe("finished");
  });
});

describe("what happens to the machine happens to what is inside", () => {
  test("paused, they stand still without noticing; then they go on", () => {
    const { server, outer, a, b } = nested();
    const job = a.launch(burn(ms(500)));
    b.suspend();
    server.run(ms(100));
    outer.suspend();
    server.run(ms(10));
    const at = run(a);
    server.run(seconds(5));
    expect([run(a), a.state, b.state]).toEqual([at, "running", "paused"]);
    expect(refusal(() => a.suspend())).toMatchObject({
      code: "no-connect",
      message:
        'L1: cannot suspend "a": "outer" is paused. Expected "outer", which it runs in, to be up. Hint: resume() it.',
    });
    outer.resume();
    server.run(seconds(1));
    expect([job.state, a.state, b.state]).toEqual(["finished", "blocked", "paused"]);
  });

  test.each<[string, (all: ReturnType<typeof nested>) => void]>([
    ["its power is cut", ({ outer }) => outer.destroy().start()],
    ["it restarts", ({ outer }) => outer.reboot()],
    [
      "its kernel panics",
      ({ server, outer }) => (server.crash("guest-os:outer"), outer.destroy().start()),
    ],
    [
      "the hypervisor in it crashes",
      ({ server, outer }) => (server.crash("hypervisor:L1"), outer.destroy().start()),
    ],
  ])("%s: they are off, and can be started once it is up again", (_, happen) => {
    const all = nested();
    const { server, inner, a, b, beside } = all;
    a.guest.writeDisk(9, "kept");
    happen(all);
    server.run(seconds(2));
    expect([a.state, b.state, beside.state]).toEqual(["shutoff", "shutoff", "blocked"]);
    expect(refusal(() => a.start()).code).toBe("no-connect");
    server.run(seconds(60));
    a.start();
    server.run(seconds(10));
    expect([a.booted, inner.lookup("b").state]).toEqual([true, "shutoff"]);
    expect(new TextDecoder().decode(a.guest.readDisk(9).subarray(0, 4))).toBe("kept");
  });

  test.each([
    ["guest-os:a", []],
    ["vmm-process:a", ["guest-os:a"]],
    ["management:L1", []],
    [
      "guest-os:outer",
      [
        "hypervisor:L1",
        "management:L1",
        "vmm-process:a",
        "guest-os:a",
        "vmm-process:b",
        "guest-os:b",
      ],
    ],
    [
      "hypervisor:L1",
      [
        "guest-os:outer",
        "management:L1",
        "vmm-process:a",
        "guest-os:a",
        "vmm-process:b",
        "guest-os:b",
      ],
    ],
  ])("a crash of %s takes down %j with it", (part, others) => {
    const { server, outer, a, b, beside } = nested();
    expect(server.crash(part).map(({ id }) => id)).toEqual([part, ...others]);
    const gone = (id: string) => id === part || others.includes(id);
    expect(outer.state).toBe(gone("guest-os:outer") ? "crashed" : "blocked");
    expect(b.state).toBe(gone("guest-os:b") ? "shutoff" : "blocked");
    expect(a.state).toBe(
      part === "guest-os:a" ? "crashed" : gone("guest-os:a") ? "shutoff" : "blocked",
    );
    expect(beside.state).toBe("blocked");
    if (part === "management:L1") expect(refusal(() => a.destroy()).code).toBe("no-connect");
    const down = server.components().filter(({ state }) => state === "down");
    expect(down.every(({ id }) => gone(id))).toBe(true);
  });

  test("a crash of L0 takes everything", () => {
    const { server, outer, a } = nested();
    server.crash("hypervisor:L0");
    expect([outer.state, a.state]).toEqual(["shutoff", "shutoff"]);
    expect(server.layers()).toHaveLength(1);
  });
});
