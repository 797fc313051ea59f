// Who reaches whom is remembered, and never wrongly: each change by which it is decided is tried, alone and with others.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Hardware } from "../../src/host/hardware.ts";
import { installedHypervisors } from "../../src/hypervisor/installed-hypervisor.ts";
import type { Place, Port } from "../../src/hypervisor/io/virtual-switch.ts";
import { nameOf } from "../../src/hypervisor/network/delivery.ts";
import type { Endpoint } from "../../src/hypervisor/network/delivery.ts";
import { HostNetworks } from "../../src/hypervisor/network/host-networks.ts";
import {
  endpointAt,
  endpointsOf,
  reach,
  reaches,
} from "../../src/hypervisor/network/reachability.ts";
import type { VirtualNetwork } from "../../src/hypervisor/network/virtual-network.ts";
import { domainOf } from "../../src/hypervisor/virtual-machine.ts";
import {
  Cluster,
  ContainerEngine,
  GiB,
  HostOs,
  Hypervisor,
  HypervisorError,
  profiles,
  seconds,
} from "../../src/stdlib/index.ts";
import type { VirtualMachine } from "../../src/stdlib/index.ts";
import { rack, small } from "./machine.ts";

const box = { cpus: 4, memory: GiB(16), disk: GiB(120) };
const image = "nginx:1.27";
const nicModel = "virtio";

describe("an answer that is remembered", () => {
  /** Two servers with a hypervisor and a container engine each, of which everything can change. */
  function world() {
    const cluster = new Cluster({ storage: GiB(500) });
    const racks = ["a", "b"].map((name) => {
      const server = cluster.add({ name, ...box, memory: GiB(64) });
      const host = server.install(new HostOs());
      const kvm = host.install(new Hypervisor({ profile: profiles.kvm }));
      const engine = host.install(new ContainerEngine());
      kvm.defineNetwork({ name: "office", mode: "nat", subnet: "192.168.200.0/24" });
      kvm.defineNetwork({ name: "lab", mode: "host-only", subnet: "192.168.201.0/24" });
      return { server, host, kvm, engine };
    });
    return { cluster, racks, made: 0 };
  }
  type World = ReturnType<typeof world>;
  type Rack = World["racks"][number];

  const lanOf = ({ racks }: World) =>
    racks.map(
      ({ kvm }) => installedHypervisors.of(kvm).installedOn().network.node.lan,
    )[0] as HostNetworks["lan"];

  /** Every pair is asked: what is remembered must be what is found anew. */
  function checkAll(all: World): void {
    const lan = lanOf(all);
    const ends = endpointsOf(lan.nodes);
    for (const from of ends)
      for (const to of ends) {
        const remembered = reaches(lan, placeOf(from), placeOf(to));
        const what = `${nameOf(from)} > ${nameOf(to)}`;
        expect(`${what}: ${remembered}`).toBe(`${what}: ${reach(lan, from, to).reach !== "no"}`);
      }
  }
  const placeOf = (one: Endpoint): Place =>
    one.kind === "machine" ? one.port : one.kind === "host" ? one.node : "outside";

  const places = [{}, { network: "office" }, { network: "lab" }, { vlan: 20 }];
  /** What can happen, to something of a rack that a number picks. */
  const events: Readonly<Record<string, (rack: Rack, pick: number, all: World) => unknown>> = {
    define: ({ kvm }, pick, all) =>
      kvm.create({
        ...{ ...small, nicModel, name: `vm-${all.made++}`, storage: "shared" },
        ...places[pick % places.length],
      }),
    time: (_, pick, { cluster }) => {
      cluster.run(seconds(pick * 3));
    },
    destroy: ({ kvm }, pick) => chosen(kvm.domains(), pick, "running")?.destroy(),
    start: ({ kvm }, pick) => chosen(kvm.domains(), pick, "shutoff")?.start(),
    undefine: ({ kvm }, pick) => chosen(kvm.domains(), pick, "shutoff")?.undefine(),
    snapshot: ({ kvm }, pick) => chosen(kvm.domains(), pick, "running")?.snapshot(`s-${pick}`),
    revert: ({ kvm }, pick) => {
      const vm = kvm.domains()[pick];
      const [first] = vm?.snapshots() ?? [];
      if (first) vm?.revert(first.name);
    },
    migrate: ({ kvm }, pick, { racks }) => {
      const to = racks.find((rack) => rack.kvm !== kvm);
      const vm = chosen(kvm.domains(), pick, "running");
      if (vm?.booted === true && to) vm.migrate(to.kvm);
    },
    network: ({ kvm }, _, all) => {
      const portForwards = [{ hostPort: 1000 + all.made, to: `vm-${all.made % 3}` }];
      kvm.defineNetwork({ name: `net-${all.made++}`, mode: "nat", portForwards });
    },
    move: ({ kvm }, pick, all) =>
      kvm.create({
        ...{ ...small, nicModel, name: `vm-${all.made++}`, storage: "shared" },
        network:
          kvm.networks().filter(({ name }) => !name.startsWith("docker"))[pick]?.name ?? "lab",
      }),
    run: ({ engine }, pick, all) => {
      const hostPort = 5000 + all.made;
      engine.run({
        ...{ name: `box-${all.made++}`, image },
        ...(pick % 2 === 0 && { publish: [{ hostPort }] }),
      });
    },
    stop: ({ engine }, pick) => chosen(engine.containers(), pick, "running")?.stop(),
    again: ({ engine }, pick) => chosen(engine.containers(), pick, "exited")?.start(),
    remove: ({ engine }, pick) => chosen(engine.containers(), pick, "exited")?.remove(),
    off: ({ server }) => {
      if (server.isOn) server.powerOff();
    },
    on: ({ server }) => {
      if (!server.isOn) server.powerOn();
    },
    reboot: ({ host }) => host.reboot(),
    add: (_, __, { cluster, made }) =>
      cluster.add({ name: `rack-${cluster.servers.length}-${made}`, ...box }).install(new HostOs()),
  };

  function chosen<T extends { readonly state: string }>(
    all: readonly T[],
    pick: number,
    state: string,
  ): T | undefined {
    const fit = all.filter((one) => one.state === state);
    return fit[pick % Math.max(1, fit.length)];
  }

  function happen(all: World, [what, rack, pick]: readonly [string, number, number]): void {
    const on = all.racks[rack];
    if (!on) return;
    try {
      events[what]?.(on, pick, all);
    } catch (error) {
      // A server that is off, a machine that moves: what is refused changes nothing.
      if (!(error instanceof HypervisorError)) throw error;
    }
  }

  const every = Object.keys(events);
  const set = [
    ...["define", "define", "define", "define", "network"].map((what, n) => [what, 0, n] as const),
    ...["define", "run", "run"].map((what, n) => [what, 1, n] as const),
    ...[["run", 0, 0] as const, ["time", 0, 5] as const],
  ];

  test.each(every.map((what) => [what]))("is not when one has changed: %s", (what) => {
    const all = world();
    for (const event of set) happen(all, event);
    for (const before of [[], ["destroy", "stop"], ["snapshot", "off"]]) {
      for (const name of before) for (const rack of [0, 1]) happen(all, [name, rack, 0]);
      for (let pick = 0; pick < 4; pick++)
        for (const rack of [0, 1]) {
          checkAll(all);
          happen(all, [what, rack, pick]);
          checkAll(all);
        }
    }
  });

  test("is what would be found now, whatever happens in between", () => {
    const event = fc.tuple(fc.constantFrom(...every, "time"), fc.nat(1), fc.nat(4));
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 25 }), (list) => {
        const all = world();
        for (const one of [...set, ...list]) {
          happen(all, one);
          checkAll(all);
        }
      }),
      { numRuns: 25 },
    );
  });

  test("is given again without another look", () => {
    const all = world();
    for (const event of set) happen(all, event);
    const lan = lanOf(all);
    const [a, b] = endpointsOf(lan.nodes).filter(({ kind }) => kind === "machine");
    if (!a || !b) throw new Error("no machines");
    const before = reaches(lan, placeOf(a), placeOf(b));
    expect(lan.answers.get(placeOf(a))?.get(placeOf(b))).toBe(before);
    lan.answers.get(placeOf(a))?.set(placeOf(b), !before);
    expect(reaches(lan, placeOf(a), placeOf(b))).toBe(!before);
  });

  test.each<
    [string, (node: HostNetworks, port: Port, network: VirtualNetwork, of: Hardware) => unknown]
  >([
    ["a host", (_, __, ___, hardware) => new HostNetworks(hardware)],
    ["a network", (node, _, network) => node.add(network)],
    [
      "a forwarded port",
      (node, _, network) => {
        node.forwardTo(network, []);
      },
    ],
    ["a port", (node, port, network) => node.plugIn(network, port)],
    [
      "a port less",
      (node, port) => {
        node.unplug(port);
      },
    ],
    [
      "a carrier",
      (node, port) => {
        node.turnedOn(port);
      },
    ],
    [
      "a lease",
      (node, port) => {
        node.ask(port);
      },
    ],
    [
      "power off",
      (node, port) => {
        node.turnedOff(port);
      },
    ],
  ])("is forgotten with each change by itself: %s", (_, change) => {
    const { hypervisor } = rack();
    const shop = hypervisor.create({ ...small, name: "shop" });
    const {
      hardware,
      network: { node },
    } = installedHypervisors.of(hypervisor).installedOn();
    const { port } = domainOf(shop);
    const network = node.networks.get("default");
    if (!network) throw new Error("no bridge");
    node.reaches(port, node);
    expect(node.lan.answers.size).toBe(1);
    change(node, port, network, hardware);
    expect(node.lan.answers.size).toBe(0);
  });

  test("is no, for an end that is there no more", () => {
    const { server, hypervisor } = rack();
    const [shop, web] = ["shop", "web"].map((name) => hypervisor.create({ ...small, name })) as [
      VirtualMachine,
      VirtualMachine,
    ];
    server.run(seconds(20));
    const { node } = installedHypervisors.of(hypervisor).installedOn().network;
    const [from, to] = [domainOf(shop).port, domainOf(web).port];
    expect(node.reaches(to, from)).toBe(true);
    shop.destroy();
    shop.undefine();
    expect(node.reaches(to, from)).toBe(false);
    expect(endpointAt(node.lan, from)).toBeUndefined();
  });
});
