// Profiles are data; these tests hold them to be connected and complete, and the model to count what they say. None of
// them says which product is faster.

import { describe, expect, test } from "vitest";
import {
  batch,
  costs,
  exitCycles,
  GiB,
  hopsOf,
  Hypervisor,
  profiles,
  requestHopsOf,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import type { Cost, ExitReason, Profile } from "../../src/stdlib/index.ts";
import { refusal, small } from "./machine.ts";

const products = Object.entries(profiles).filter(([, { paths }]) => paths !== undefined);
const ways = products.flatMap(([id, { paths }]) =>
  Object.entries(paths ?? {}).map(([reason, way]) => ({ id, reason: reason as ExitReason, way })),
);
const machine = (profile: Profile, traceHops = false) => {
  const server = new Server({ name: "rack-1", cpus: 2, memory: GiB(16), disk: GiB(100) });
  const hypervisor = server.install(new Hypervisor({ name: "hv", profile, traceHops }));
  return { server, hypervisor };
};
const any = (value: unknown): never => value as never;

describe("every profile", () => {
  test.each(Object.entries(profiles))("%s is found under its id", (id, profile) => {
    expect(profile.id).toBe(id);
    expect(profile.remark).toMatch(/\.$/);
  });

  test.each(Object.entries(profiles))("%s: where things live is a part of it", (_, profile) => {
    const roles = profile.components.map(({ role }) => role);
    expect(roles).toEqual(
      expect.arrayContaining([profile.drivers, profile.deviceModels, profile.management]),
    );
    expect(new Set(roles).size).toBe(roles.length);
    for (const { dependsOn } of profile.components)
      expect(roles).toEqual(expect.arrayContaining([...dependsOn]));
  });

  test.each(ways)("$id, $reason: hop meets hop, from the guest on", ({ way }) => {
    expect(way[0]?.from).toBe("guest-os");
    for (const [i, { from }] of way.entries()) if (i > 0) expect(from).toBe(way[i - 1]?.to);
  });

  test.each(products)("%s: a request for a device passes where the drivers live", (_, profile) => {
    const hops = requestHopsOf(profile);
    expect(hops.map(({ to }) => to)).toContain(profile.drivers);
    for (const [i, { from }] of hops.entries()) if (i > 0) expect(from).toBe(hops[i - 1]?.to);
  });

  test.each(products.filter(([id]) => id !== "generic"))(
    "%s: a line on the console reaches the device model",
    (_, profile) => {
      expect(profile.paths?.io.at(-1)?.to).toBe(profile.deviceModels);
    },
  );

  test.each(ways)("$id, $reason: its cycles are the sum of its hops", ({ id, reason, way }) => {
    const profile = profiles[id as keyof typeof profiles];
    const sum = way.reduce((total, { cost }) => total + costs[cost].value, 0);
    expect(exitCycles({ reason }, profile)).toBe(sum);
    expect(hopsOf(profile, reason).map(({ from, to }) => [from, to])).toEqual(
      way.map(({ from, to }) => [from, to]),
    );
  });

  test("the hops whose cost is this project's own assumption, and who takes them", () => {
    const taken = new Map<string, Set<string>>();
    const requests = products.map(([id, { backend }]) => ({ id, way: backend?.request ?? [] }));
    for (const { id, way } of [...ways, ...requests])
      for (const { cost } of way)
        if ((costs[cost] as Cost).source.startsWith("model"))
          taken.set(cost, (taken.get(cost) ?? new Set()).add(id));
    expect(Object.fromEntries([...taken].map(([cost, ids]) => [cost, [...ids].join(" ")])))
      .toMatchInlineSnapshot(`
        {
          "backendRequest": "esxi xen hyperV kvm workstation virtualBox",
          "controlDomainRoundTrip": "xen hyperV",
          "systemCall": "workstation virtualBox",
          "threadWakeup": "kvm workstation virtualBox",
          "worldSwitchRoundTrip": "workstation",
        }
      `);
  });
});

describe("figures that were published for KVM on x86 come out of its path", () => {
  test.each([
    ["hypercall", "hypercall", 1_300],
    ["hlt", "handled in the kernel", 2_565],
    ["io", "handled in user space", 6_732],
  ] as const)("%s: %s, %d cycles", (reason, _, cycles) => {
    expect(exitCycles({ reason }, profiles.kvm)).toBe(cycles);
    expect(exitCycles({ reason }, profiles.generic)).toBe(cycles);
  });
});

describe("a run pays what its profile says", () => {
  const typeOne = [profiles.generic, profiles.esxi, profiles.xen, profiles.hyperV];
  test.each(typeOne.map((profile) => [profile.id, profile] as const))("%s", (_, profile) => {
    const { server, hypervisor } = machine(profile, true);
    const vm = hypervisor.create({ name: "shop", ...small });
    server.run(seconds(5));
    vm.launch(batch({ name: "job", compute: seconds(0.1), read: 2 ** 22, hypercalls: 3 }));
    server.run(seconds(1));
    const exits = server.trace.of("exit");
    const seen = new Set(exits.map(({ reason }) => reason));
    expect([...seen].sort()).toEqual(["budget", "hlt", "hypercall", "io", "mmio", "wrmsr"]);
    for (const { reason, cost, hops = [] } of exits) {
      expect(hops).toEqual(hopsOf(profile, reason as ExitReason));
      const cycles = hops.reduce((sum, hop) => sum + hop.cycles, 0);
      expect(cost).toBe(Math.round(cycles / 2.1));
    }
  });

  test("records carry hops only when asked for", () => {
    const { server, hypervisor } = machine(profiles.xen);
    hypervisor.create({ name: "shop", ...small });
    server.run(seconds(5));
    expect(server.trace.of("exit").some((record) => "hops" in record)).toBe(false);
  });
});

describe("a profile that no hypervisor can have is refused", () => {
  const { xen } = profiles;
  const withWay = (way: unknown) => ({ ...xen, paths: { ...xen.paths, hlt: way } });
  test.each<[string, unknown]>([
    ["not an object", "xen"],
    ["bare metal", profiles.bareMetal],
    ["no components", { ...xen, components: undefined }],
    ["a part twice", { ...xen, components: [...xen.components, xen.components[0]] }],
    ["drivers in a part that is missing", { ...xen, drivers: "host-os" }],
    [
      "a dependency on a part that is missing",
      { ...xen, components: xen.components.map((part) => ({ ...part, dependsOn: ["host-os"] })) },
    ],
    ["a reason without a way", withWay(undefined)],
    ["an empty way", withWay([])],
    [
      "a way that starts elsewhere",
      withWay([{ from: "hypervisor", to: "hypervisor", cost: "hypercall" }]),
    ],
    ["a hop to nowhere", withWay([{ from: "guest-os", to: "moon", cost: "hypercall" }])],
    [
      "a back end in a part without CPU time",
      { ...xen, backend: { ...xen.backend, role: "moon" } },
    ],
    ["a back end that leads nowhere", { ...xen, backend: { ...xen.backend, request: [] } }],
    ["a monitor whose memory is no constant of bytes", { ...xen, vmm: { machine: "hypercall" } }],
    ["an interrupt without a price", { ...xen, backend: { ...xen.backend, interrupt: "free" } }],
    ["a cost without a name", withWay([{ from: "guest-os", to: "hypervisor", cost: "free" }])],
    [
      "a cost that is no cycles",
      withWay([{ from: "guest-os", to: "hypervisor", cost: "diskLatency" }]),
    ],
  ])("%s", (_, profile) => {
    expect(refusal(() => new Hypervisor({ profile: any(profile) })).code).toBe("invalid-argument");
  });

  test("traceHops that is neither true nor false", () => {
    expect(refusal(() => new Hypervisor({ traceHops: any("yes") })).code).toBe("invalid-argument");
  });

  test("the message says what is missing", () => {
    expect(
      refusal(() => new Hypervisor({ profile: profiles.bareMetal })).message,
    ).toMatchInlineSnapshot(
      `"hypervisor: cannot set up a hypervisor: "bare metal", of kind "bare metal", has no paths. Expected a profile with paths for the exits of its guests. Hint: take one of \`profiles\`, as in profile: profiles.xen, or change a copy of it."`,
    );
  });
});
