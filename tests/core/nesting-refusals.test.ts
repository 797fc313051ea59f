import { describe, expect, test } from "vitest";
import { GiB, HostOs, Hypervisor, MiB, ms, profiles, seconds } from "../../src/stdlib/index.ts";
import type { ErrorCode, VirtualMachine } from "../../src/stdlib/index.ts";
import { rack, refusal, snapshot } from "./machine.ts";
import { blank, guest, L1, nested } from "./nested.ts";

const kvm = (name: string) => new Hypervisor({ name, profile: profiles.kvm });

/** What is asked, the refusal, and a function that prepares what is asked. */
type Case = readonly [string, ErrorCode, RegExp, (all: ReturnType<typeof nested>) => () => unknown];

const inAMachine: readonly Case[] = [
  [
    "a machine that is off",
    "operation-invalid",
    /it is shutoff\. Expected it to be running/,
    ({ hypervisor }) => {
      const vm = hypervisor.define(blank("off"));
      return () => vm.nest(L1());
    },
  ],
  [
    "a paused one",
    "operation-invalid",
    /it is paused/,
    ({ beside }) => {
      beside.suspend();
      return () => beside.nest(kvm("x"));
    },
  ],
  [
    "a system that still boots",
    "operation-invalid",
    /it boots\. Expected its operating system to be up/,
    ({ hypervisor }) => {
      const vm = hypervisor.create(guest("new"));
      return () => vm.nest(kvm("x"));
    },
  ],
  [
    "a second one",
    "already-installed",
    /"L1" is in it/,
    ({ outer }) =>
      () =>
        outer.nest(kvm("more")),
  ],
  [
    "one that is installed elsewhere",
    "already-installed",
    /it runs on "other"/,
    ({ beside }) => {
      const { hypervisor: used } = rack({ name: "other" });
      return () => beside.nest(used);
    },
  ],
  [
    "a name that is taken",
    "domain-exists",
    /"L0" is there already/,
    ({ beside }) =>
      () =>
        beside.nest(kvm("L0")),
  ],
  [
    "type 1 on a system",
    "config-unsupported",
    /"beside" has Alpine Linux 3.21/,
    ({ beside }) =>
      () =>
        beside.nest(new Hypervisor({ name: "x" })),
  ],
  [
    "one with a control domain",
    "config-unsupported",
    /Xen has a control domain/,
    ({ beside }) =>
      () =>
        beside.nest(new Hypervisor({ name: "x", profile: profiles.xen })),
  ],
  [
    "a time slice of its own",
    "config-unsupported",
    /asks for 5 ms, L0 gives 30 ms/,
    ({ beside }) =>
      () =>
        beside.nest(new Hypervisor({ name: "x", profile: profiles.kvm, timeSlice: ms(5) })),
  ],
  [
    "something else",
    "invalid-argument",
    /what was passed is no hypervisor/,
    ({ beside }) =>
      () =>
        beside.nest({} as never),
  ],
  [
    "nothing",
    "invalid-argument",
    /what was passed is no hypervisor/,
    ({ beside }) =>
      () =>
        beside.nest(undefined as never),
  ],
];

const inside: readonly Case[] = [
  [
    "a weight of its own",
    "config-unsupported",
    /it is inside "outer"/,
    ({ inner }) =>
      () =>
        inner.define({ ...blank("x"), weight: 512 }),
  ],
  [
    "an affinity of its own",
    "config-unsupported",
    /it is inside "outer"/,
    ({ inner }) =>
      () =>
        inner.define({ ...blank("x"), affinity: [0] }),
  ],
  [
    "a cap set later",
    "config-unsupported",
    /it is inside "outer"/,
    ({ a }) =>
      () =>
        a.schedule({ cap: 50 }),
  ],
  [
    "pinning",
    "config-unsupported",
    /it is inside "outer"/,
    ({ a }) =>
      () =>
        a.pin(0, [0]),
  ],
  [
    "a name from outside",
    "domain-exists",
    /in or around another/,
    ({ inner }) =>
      () =>
        inner.define(blank("beside")),
  ],
  [
    "outside, a name from inside",
    "domain-exists",
    /in or around another/,
    ({ hypervisor }) =>
      () =>
        hypervisor.define(blank("a")),
  ],
  [
    "more vCPUs than the machine has",
    "insufficient-cpus",
    /as many as "wide" has/,
    ({ server, hypervisor }) => {
      const size = { memory: GiB(8), disk: GiB(60), image: "ubuntu-24.04" };
      const vm = hypervisor.create({ ...size, name: "wide", vcpus: 1 });
      server.run(seconds(30));
      const profile = { ...profiles.kvm, moreVcpusThanCpus: false };
      const strict = vm.nest(new Hypervisor({ name: "x", profile }));
      return () => strict.create(guest("x", 2));
    },
  ],
  [
    "more memory than the machine has",
    "insufficient-memory",
    /of 8 GiB is free/,
    ({ inner }) =>
      () =>
        inner.create({ ...guest("x"), memory: GiB(8) }),
  ],
  [
    "a snapshot of the whole",
    "config-unsupported",
    /"L1" is in it/,
    ({ outer }) =>
      () =>
        outer.snapshot("s"),
  ],
  [
    "a clone of the whole",
    "config-unsupported",
    /"L1" is in it/,
    ({ outer, hypervisor }) => {
      outer.destroy();
      return () => hypervisor.clone("outer", { name: "x" });
    },
  ],
  [
    "another system",
    "config-unsupported",
    /"L1" is in it/,
    ({ outer }) => {
      outer.destroy();
      return () => outer.install("alpine-3.21");
    },
  ],
];

describe("refused", () => {
  test.each([...inAMachine, ...inside])("%s: %s", (_, code, message, prepare) => {
    const all = nested();
    const ask = prepare(all);
    const before = snapshot(all.server);
    const error = refusal(ask);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(snapshot(all.server)).toBe(before);
  });

  test.each<[string, object, (vm: VirtualMachine) => unknown, RegExp]>([
    ["a thin disk", { thin: true }, () => 0, /its disk is thin/],
    ["snapshots", {}, (vm) => vm.snapshot("s"), /it has snapshots/],
  ])("a machine with %s", (_, spec, prepare, message) => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.create({ ...guest("vm"), ...spec });
    server.run(seconds(10));
    prepare(vm);
    expect(refusal(() => vm.nest(L1())).message).toMatch(message);
  });

  test("a machine too small for type 1", () => {
    const { hypervisor } = rack();
    const vm = hypervisor.define({ ...blank("vm"), memory: MiB(512), disk: GiB(8) }).start();
    const software = new Hypervisor({ name: "x" });
    expect(refusal(() => vm.nest(software)).message).toMatch(/1 GiB of free memory/);
    expect(vm.nested).toBe(undefined);
    const larger = hypervisor.define({ ...blank("larger"), memory: GiB(2), disk: GiB(8) }).start();
    expect(larger.nest(software)).toBe(software);
  });

  test("a type 2 hypervisor needs the right system, and a system at all", () => {
    const { server, hypervisor } = rack();
    const size = { vcpus: 2, memory: GiB(8), disk: GiB(64) };
    const windows = hypervisor.create({ name: "win", ...size, image: "windows-server-2022" });
    const empty = hypervisor.define({ name: "empty", ...size }).start();
    server.run(seconds(120));
    expect(refusal(() => windows.nest(L1())).message).toMatch(/family Linux/);
    expect(refusal(() => empty.nest(L1())).message).toMatch(/"empty" has no operating system/);
    expect(refusal(() => empty.nest(new HostOs() as never)).code).toBe("invalid-argument");
    expect(windows.nest(new Hypervisor({ profile: profiles.virtualBox })).domains()).toEqual([]);
  });
});
