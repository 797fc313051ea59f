// The networks of a hypervisor in a machine hang behind that machine's port: a guest at its bridge is where the machine is,
// and what is behind its NAT goes out as the machine.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  client,
  GiB,
  Hypervisor,
  KiB,
  profiles,
  RemoteComputer,
  seconds,
  service,
} from "../../src/stdlib/index.ts";
import type { NetworkMode, VirtualMachine } from "../../src/stdlib/index.ts";
import { rack, refusal, small } from "./machine.ts";

const modes: Readonly<Record<string, NetworkMode>> = {
  ...{ "br-2": "bridge", office: "nat", lab: "host-only" },
};
interface Place {
  readonly network: string;
  readonly vlan?: number;
}
const places: readonly Place[] = [
  ...[{ network: "default" }, { network: "default", vlan: 10 }, { network: "br-2" }],
  ...[{ network: "office" }, { network: "lab" }],
];

/** A machine at a network with a hypervisor in it, a twin without one, and others at every network. */
function world(place: Place, levels: number) {
  const { server, hypervisor } = rack({ memory: GiB(64) });
  for (const [name, mode] of Object.entries(modes)) {
    const portForwards = name === "office" ? [{ hostPort: 8080, to: "m1", port: 8000 }] : [];
    hypervisor.defineNetwork({ name, mode, portForwards });
  }
  const twin = hypervisor.create({ ...small, name: "twin", ...place });
  const others = places.map((at, n) => hypervisor.create({ ...small, name: `o${n}`, ...at }));
  let at = hypervisor;
  const around: VirtualMachine[] = [];
  for (let level = 1; level < levels; level++) {
    const size = { memory: GiB(32 / 2 ** level), disk: GiB(240 / 2 ** level), vcpus: 1 };
    const where = level === 1 ? place : {};
    const vm = at.create({ image: "ubuntu-24.04", name: `m${level}`, ...size, ...where });
    server.run(seconds(60));
    around.push(vm);
    at = vm.nest(new Hypervisor({ name: `L${level}`, profile: profiles.kvm }));
  }
  at.defineNetwork({
    ...{ name: "inner", mode: "nat", subnet: "192.168.50.0/24" },
    portForwards: [{ hostPort: 8000, to: "c", port: 80 }],
  });
  at.defineNetwork({ name: "closed", mode: "host-only", subnet: "192.168.60.0/24" });
  const [a, b, c, d] = [["a"], ["b"], ["c", "inner"], ["d", "closed"]].map(([name = "", network]) =>
    at.create({ ...small, name, ...(network !== undefined && { network }) }),
  ) as [VirtualMachine, VirtualMachine, VirtualMachine, VirtualMachine];
  server.run(seconds(60));
  return { server, hypervisor, inner: at, around, twin, others, a, b, c, d };
}
type World = ReturnType<typeof world>;

/** What becomes of a connection; by which name it arrived, and the rule by which it was dropped. */
const connect = (from: VirtualMachine, to: string | undefined, port = 80) => {
  const { to: at, rule } = from.guest.connect({ to: to ?? "0.0.0.0", port });
  return { at, rule: rule?.code };
};
const each = places.flatMap((place) => [2, 3].map((levels) => [place, levels] as const));

describe.each(each)("a machine at %j, %d levels", (place, levels) => {
  let made: World | undefined;
  const all = () => (made ??= world(place, levels));

  test("a guest at a bridge in it has what a machine beside it has, and is reached like that", () => {
    const { others, twin, a, hypervisor } = all();
    expect(a.address?.split(".").slice(0, 2)).toEqual(twin.address?.split(".").slice(0, 2));
    expect(a.address).not.toBe(twin.address);
    for (const one of others) {
      expect(connect(a, one.address)).toEqual(connect(twin, one.address));
      const there = connect(one, twin.address);
      expect(connect(one, a.address)).toEqual(there.at === "twin" ? { ...there, at: "a" } : there);
    }
    for (const to of ["8.8.8.8", "10.0.0.2", hypervisor.address, "10.0.200.200"])
      expect(connect(a, to)).toEqual(connect(twin, to));
    const out = (vm: VirtualMachine) =>
      hypervisor.connect("outside", { to: vm.address ?? "" }).rule?.code;
    expect(out(a)).toBe(out(twin));
  });

  test("guests in it and the machine itself reach each other, and by no port of the machine", () => {
    const { a, b, around, inner } = all();
    const m = around.at(-1) as VirtualMachine;
    for (const [from, to] of [
      [a, b],
      [a, m],
      [m, a],
    ] as const) {
      const { to: at, path } = from.guest.connect({ to: to.address ?? "" });
      expect(at).toBe(to.name);
      expect(path.filter(({ code }) => code === "uplink")).toEqual([]);
    }
    expect(inner.address).toBe(m.address);
  });

  test("what is behind its NAT goes out as the machine, and is reached at its doors alone", () => {
    const { others, around, a, c, d } = all();
    const m = around.at(-1) as VirtualMachine;
    for (const one of others) {
      expect(connect(c, one.address)).toEqual(connect(m, one.address));
      expect(connect(one, c.address).at).toBe(null);
      const door = connect(one, m.address, 8000).at;
      expect(door).toBe(connect(one, m.address, 81).at === m.name ? "c" : null);
    }
    expect([connect(m, c.address).at, connect(c, m.address).at]).toEqual(["c", m.name]);
    expect(connect(a, c.address).at).toBe(null);
    expect(connect(a, m.address, 8000).at).toBe("c");
    for (const one of [...others, a, c]) expect(connect(d, one.address).rule).toBe("host-only");
    expect([connect(m, d.address).at, connect(d, "192.168.60.1").at]).toEqual(["d", m.name]);
  });

  test("the table says the same", () => {
    const { inner, a, c, d, around } = all();
    const [machine] = around as [VirtualMachine];
    const table = inner.reachability();
    const of = (from: string, to: string) =>
      table.find((one) => one.from === from && one.to === to)?.reach;
    const open = place.network !== "office" && place.network !== "lab" && !place.vlan;
    expect(of("outside", a.name)).toBe(open ? "yes" : "no");
    const doors = open || (place.network === "office" && levels === 2);
    expect(of("outside", c.name)).toBe(doors ? "forwarded" : "no");
    expect([of("outside", d.name), of(a.name, c.name)]).toEqual(["no", "forwarded"]);
    expect(machine.state).toBe("blocked");
  });

  test("requests get there where frames do", () => {
    const { server, a, others, twin } = all();
    const echo = { name: "echo", compute: 1, receive: KiB(1), send: KiB(1) };
    const [inside, beside] = [a, twin].map((vm) => vm.launch(service(echo))) as [
      ReturnType<VirtualMachine["launch"]>,
      ReturnType<VirtualMachine["launch"]>,
    ];
    const remote = new RemoteComputer();
    const ask = (vm: VirtualMachine | RemoteComputer, to: typeof inside, name: string) =>
      vm.launch(client({ name, to, requests: 2 }));
    const loads = [remote, ...others].map((from, n) => [
      ask(from, inside, `in-${n}`),
      ask(from, beside, `by-${n}`),
    ]);
    server.run(seconds(3));
    for (const [one, other] of loads) expect(one?.state).toBe(other?.state);
    expect(new Set(loads.map(([one]) => one?.state))).toContain("finished");
  });
});

test("a tag inside a machine gets out where the machine's own port has none", () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), (place) => {
      const { server, inner, others } = world(place, 2);
      const vm = inner.create({ ...small, name: "tagged", vlan: 10 });
      server.run(seconds(20));
      const carried = place.vlan === undefined && !["office", "lab"].includes(place.network);
      expect(vm.address !== undefined).toBe(carried);
      const [, vlan10] = others as [VirtualMachine, VirtualMachine];
      const found = connect(vm, vlan10.address);
      expect(found).toEqual(carried ? { at: "o1" } : { at: null, rule: "no-address" });
    }),
    { numRuns: 8 },
  );
});

describe("the addresses of a network in a machine", () => {
  const inside = (levels: number) => {
    const { server, hypervisor } = rack({ memory: GiB(64) });
    let at = hypervisor;
    for (let level = 1; level < levels; level++) {
      at.defineNetwork({ name: "nat", mode: "nat" });
      const size = { memory: GiB(32 / 2 ** level), disk: GiB(240 / 2 ** level), vcpus: 1 };
      const vm = at.create({ image: "ubuntu-24.04", name: `m${level}`, ...size, network: "nat" });
      server.run(seconds(60));
      at = vm.nest(new Hypervisor({ name: `L${level}`, profile: profiles.kvm }));
    }
    return at;
  };

  test.each([1, 2, 3])("are none that a network around it has, %i deep", (levels) => {
    const { subnet } = inside(levels).defineNetwork({ name: "nat", mode: "nat" });
    expect(subnet).toBe(`192.168.${121 + levels}.0/24`);
  });

  test.each(["192.168.122.0/24", "192.168.123.128/25"])("must not be: %s", (subnet) => {
    const define = () => inside(3).defineNetwork({ name: "own", mode: "nat", subnet });
    expect(refusal(define).message).toContain('of "nat"');
  });
});
