// Who can reach whom, for any set-up of networks and machines on two servers: the table beside rules that are written
// here once more, by what each is at and not by addresses; and beside what frames that are really sent do.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DhcpPool } from "../../src/hypervisor/network/dhcp-pool.ts";
import { installedHypervisors } from "../../src/hypervisor/installed-hypervisor.ts";
import { domainOf } from "../../src/hypervisor/virtual-machine.ts";
import { Cluster, GiB, Hypervisor, seconds } from "../../src/stdlib/index.ts";
import type { NetworkMode, Reach, VirtualMachine } from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";

const networks: Readonly<Record<string, NetworkMode>> = {
  ...{ default: "bridge", "br-2": "bridge", office: "nat", shop: "nat", lab: "host-only" },
};

interface Plan {
  readonly server: number;
  readonly network: string;
  readonly vlan: number;
  readonly off: boolean;
  readonly door: boolean;
}

const plan = fc.record({
  server: fc.nat(1),
  network: fc.constantFrom(...Object.keys(networks)),
  vlan: fc.constantFrom(0, 0, 10, 20),
  off: fc.nat(5).map((n) => n === 0),
  door: fc.boolean(),
});
const plans = fc.array(plan, { minLength: 1, maxLength: 7 });

/** One that sends and receives, by what it is at. */
type Party =
  | { readonly is: "outside"; readonly name: string }
  | { readonly is: "host"; readonly name: string; readonly server: number }
  | (Plan & { readonly is: "machine"; readonly name: string; readonly vm: VirtualMachine });

const modeOf = ({ network }: Plan): NetworkMode => networks[network] ?? "bridge";
const tagOf = (one: Plan): number => (modeOf(one) === "bridge" ? one.vlan : 0);

function build(list: readonly Plan[], subnet?: string) {
  const cluster = new Cluster();
  const hypervisors = ["rack-1", "rack-2"].map((name) =>
    cluster.add({ name, cpus: 2, memory: GiB(4), disk: GiB(40) }).install(new Hypervisor()),
  );
  hypervisors.forEach((hypervisor, server) => {
    for (const [name, mode] of Object.entries(networks)) {
      if (name === "default") continue;
      const doors = list.flatMap((one, n) =>
        one.door && mode === "nat" && one.network === name && one.server === server
          ? [{ hostPort: 8000 + n, to: `m${n}`, port: 80 }]
          : [],
      );
      const given = subnet !== undefined && name === "office" ? { subnet } : {};
      hypervisor.defineNetwork({ name, mode, portForwards: doors, ...given });
    }
  });
  const machines = list.map((one, n): Party & { is: "machine" } => {
    const vlan = tagOf(one);
    const spec = { ...small, name: `m${n}`, network: one.network, ...(vlan > 0 && { vlan }) };
    const vm = hypervisors[one.server]?.create(spec);
    if (!vm) throw new Error("no such server");
    return { ...one, is: "machine", name: `m${n}`, vm };
  });
  cluster.run(seconds(10));
  for (const { vm, off } of machines) if (off) vm.destroy();
  const hosts = [0, 1].map((server): Party => ({ is: "host", name: `rack-${server + 1}`, server }));
  const all: Party[] = [{ is: "outside", name: "outside" }, ...hosts, ...machines];
  return { cluster, hypervisors, machines, all };
}

/** Whether frames of one get to another, by what both are at. */
function expected(from: Party, to: Party): Reach["reach"] {
  for (const one of [from, to]) if (one.is === "machine" && one.off) return "no";
  const isBesides = (one: Party) => one.is !== "machine" || modeOf(one) === "bridge";
  const tag = (one: Party) => (one.is === "machine" ? tagOf(one) : 0);
  if (from.is === "machine" && modeOf(from) !== "bridge") {
    const isNear = to.is !== "outside" && to.server === from.server;
    if (isNear && to.is === "host") return "yes";
    if (isNear && to.is === "machine" && to.network === from.network) return "yes";
    if (modeOf(from) === "host-only") return "no";
  }
  if (isBesides(to)) return tag(from) === tag(to) ? "yes" : "no";
  const inside = to as Party & { is: "machine" };
  if (from.is === "host" && from.server === inside.server) return "yes";
  return inside.door && modeOf(inside) === "nat" && tag(from) === 0 ? "forwarded" : "no";
}

function check(property: (world: ReturnType<typeof build>) => void, numRuns = 60): void {
  fc.assert(
    fc.property(plans, fc.constantFrom(undefined, "192.168.9.0/28"), (list, subnet) => {
      property(build(list, subnet));
    }),
    { numRuns },
  );
}

describe("for any networks and machines", () => {
  test("the table says what follows from what each is at", () => {
    check(({ cluster, all }) => {
      const table = cluster.reachability();
      const told = table.map(({ from, to, reach }) => `${from} > ${to}: ${reach}`);
      const should = all.flatMap((from) =>
        all
          .filter((to) => to !== from)
          .map((to) => `${from.name} > ${to.name}: ${expected(from, to)}`),
      );
      expect(told.sort()).toEqual(should.sort());
      for (const { reach, rule, ports } of table) {
        expect(rule === undefined).toBe(reach === "yes");
        expect(ports !== undefined).toBe(reach === "forwarded");
      }
    });
  });

  test("a frame that is sent does what the table says, and is dropped by the rule that it names", () => {
    check(({ cluster, hypervisors, machines }) => {
      const named = new Map(machines.map((one) => [one.name, one]));
      for (const { from, to, reach, ports = [], rule } of cluster.reachability()) {
        const [source, target] = [named.get(from), named.get(to)];
        const host = hypervisors[from === "rack-2" ? 1 : 0];
        if (source?.off === true || !host) continue;
        const send = (address: string, port = 80) => {
          const where = { to: address, port };
          if (source) return source.vm.guest.connect(where);
          return host.connect(from === "outside" ? "outside" : "host", where);
        };
        const server = to.startsWith("rack-") ? hypervisors[Number(to.slice(5)) - 1] : undefined;
        const address = target ? target.vm.address : (server?.address ?? "10.0.0.2");
        if (address !== undefined) {
          // A host-only machine's host is its gateway.
          const isOwn = source && server && source.server === hypervisors.indexOf(server);
          const gateway = isOwn && server.networks().find(({ name }) => name === source.network);
          const {
            outcome,
            to: reached,
            rule: by,
          } = send(gateway && modeOf(source) !== "bridge" ? gateway.gateway : address);
          expect(reached === to, `${from} > ${to}`).toBe(reach === "yes");
          if (outcome === "dropped") expect(by).toEqual(rule);
        }
        const at = target && hypervisors[target.server];
        for (const { port } of ports) expect(send(at?.address ?? "", port).to).toBe(to);
      }
    }, 30);
  });

  test("what moves bytes between guests is told the same", () => {
    check(({ cluster, hypervisors, machines }) => {
      const named = new Map(machines.map((one) => [one.name, one]));
      for (const { from, to, ...found } of cluster.reachability()) {
        const [source, target] = [named.get(from), named.get(to)];
        const hypervisor = source && hypervisors[source.server];
        if (!hypervisor || (!target && to !== "outside")) continue;
        const { network } = installedHypervisors.of(hypervisor).installedOn();
        const end = target ? domainOf(target.vm).port : "outside";
        expect(network.node.reaches(domainOf(source.vm).port, end)).toBe(found.reach !== "no");
      }
    }, 30);
  });

  test("of one VLAN on bridges, who reaches whom is symmetric; of two, none reaches another", () => {
    check(({ cluster, machines }) => {
      const table = new Map(cluster.reachability().map((one) => [`${one.from} ${one.to}`, one]));
      const bridged = machines.filter((one) => modeOf(one) === "bridge" && !one.off);
      for (const a of bridged)
        for (const b of bridged) {
          if (a === b) continue;
          const there = table.get(`${a.name} ${b.name}`)?.reach;
          expect(there).toBe(tagOf(a) === tagOf(b) ? "yes" : "no");
          expect(table.get(`${b.name} ${a.name}`)?.reach).toBe(there);
        }
    });
  });

  test("a frame reaches the machine with its hardware address, in the same network and VLAN, and no other", () => {
    check(({ machines }) => {
      const on = machines.filter(({ off }) => !off);
      for (const from of on)
        for (const to of machines) {
          if (from === to) continue;
          const isNear = from.server === to.server && from.network === to.network;
          const arrives = isNear && tagOf(from) === tagOf(to) && !to.off;
          const sent = from.vm.guest.send({ to: to.vm.mac, payload: to.name });
          expect(sent.outcome === "delivered", `${from.name} > ${to.name}`).toBe(arrives);
          const leaves = modeOf(from) === "bridge" && !isNear;
          expect(sent.outcome === "uplink").toBe(leaves);
          expect(sent.rule === undefined).toBe(arrives || leaves);
        }
      for (const { vm, name } of on)
        for (const { payload, to } of vm.guest.receive())
          expect([payload, to]).toEqual([name, vm.mac]);
    });
  });

  test("no two machines have one address: of a network, or of all bridges", () => {
    check(({ machines, hypervisors }) => {
      for (const one of machines) expect(one.vm.address === undefined).toBe(one.off);
      const told = hypervisors.flatMap((hypervisor, server) =>
        hypervisor.dhcpLeases().map(({ network, address }) => {
          const where = networks[network] === "bridge" ? "" : `${server} ${network} `;
          return `${where}${address ?? ""}`;
        }),
      );
      expect(told).toHaveLength(machines.filter(({ off }) => !off).length);
      expect(new Set(told).size).toBe(told.length);
    });
  });
});

describe("a DHCP server, whatever is asked of it", () => {
  const range = { subnet: { base: 0, prefix: 28 }, gateway: 1, start: 2, end: 6 };
  const step = fc.record({
    what: fc.constantFrom("lease", "lease", "release", "forget", "keep"),
    mac: fc.constantFrom(...["a", "b", "c", "d", "e", "f", "g", "h"]),
    at: fc.integer({ min: 0, max: 9 }),
  });

  test("gives no address to two, none beyond its range, and one to each as long as there are any", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pool = new DhcpPool(range);
        const held = new Map<string, number>();
        for (const { what, mac, at } of steps) {
          if (what === "release") pool.release(mac);
          else if (what === "forget") pool.forget(mac);
          if (what === "release" || what === "forget") {
            held.delete(mac);
            continue;
          }
          const before = held.get(mac);
          const isFree = ![...held].some(([other, address]) => other !== mac && address === at);
          const got = what === "keep" ? pool.keep(mac, at) : pool.lease(mac);
          if (what === "keep" && at >= 2 && at <= 6 && isFree) expect(got).toBe(at);
          else if (before !== undefined) expect(got).toBe(before);
          expect(got === undefined).toBe(before === undefined && held.size === 5);
          if (got === undefined) continue;
          expect(pool.holder(got)).toBe(mac);
          held.set(mac, got);
          expect(got).toBeGreaterThanOrEqual(2);
          expect(got).toBeLessThanOrEqual(6);
          expect(new Set(held.values()).size).toBe(held.size);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("gives a machine that comes back what it had, until others need it", () => {
    const pool = new DhcpPool(range);
    const first = pool.lease("a");
    pool.release("a");
    expect([pool.lease("b"), pool.lease("a")]).toEqual([3, first]);
    pool.release("a");
    for (const mac of ["c", "d", "e"]) pool.lease(mac);
    expect([pool.lease("f"), pool.lease("a")]).toEqual([first, undefined]);
  });
});
