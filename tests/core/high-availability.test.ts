// Machines that are started again elsewhere when their server dies.

import { describe, expect, test } from "vitest";
import {
  Cluster,
  costs,
  GiB,
  HostOs,
  Hypervisor,
  ms,
  profiles,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type { VirtualMachine } from "../../src/stdlib/index.ts";
import { refusal, sized, small } from "./machine.ts";

const box = { cpus: 2, memory: GiB(8), disk: GiB(50) };
const detection = costs.failoverDetection.value;

function protectedPair(hosted = false) {
  const cluster = new Cluster({ storage: GiB(20) });
  const servers = ["rack-1", "rack-2"].map((name) => cluster.add({ name, ...box }));
  const hypervisors = servers.map((server) => {
    const kvm = () => new Hypervisor({ profile: profiles.kvm });
    return hosted ? server.install(new HostOs()).install(kvm()) : server.install(new Hypervisor());
  });
  const [here, there] = hypervisors as [Hypervisor, Hypervisor];
  const [first, second] = servers as [Server, Server];
  const vm = here.create({ name: "shop", ...small, storage: "shared" });
  vm.launch(service({ name: "web", compute: ms(1), every: ms(10) }));
  cluster.run(seconds(10));
  cluster.protect(vm);
  return { cluster, first, second, here, there, vm };
}

const deaths: [string, boolean, (server: Server) => unknown][] = [
  ["its hypervisor crashes", false, (server) => server.crash("hypervisor")],
  ["its power fails", false, (server) => server.powerOff()],
  ["its host OS panics", true, (server) => server.crash("host-os")],
];

describe("a protected machine", () => {
  test("stays where it is when a hypervisor inside another machine there crashes", () => {
    const { cluster, first, here, there, vm } = protectedPair();
    const roomy = { vcpus: 1, memory: GiB(2), disk: GiB(10), image: "debian-12" };
    const outer = here.create({ name: "outer", ...roomy });
    cluster.run(seconds(30));
    outer.nest(new Hypervisor({ name: "L1", profile: profiles.kvm }));
    first.crash("hypervisor:L1");
    cluster.run(2 * detection);
    expect([outer.state, vm.state, vm.server]).toEqual(["crashed", "blocked", "rack-1"]);
    // And its server can be asked as before.
    vm.migrate(there);
    cluster.run(seconds(30));
    expect(vm.server).toBe("rack-2");
  });

  test.each(deaths)("boots anew on another server when %s", (_, hosted, die) => {
    const { cluster, first, here, there, vm } = protectedPair(hosted);
    vm.guest.write(4096, "in memory");
    vm.guest.writeDisk(9000, "on disk");
    const { mac } = vm;
    die(first);
    expect([vm.state, vm.server]).toEqual(["shutoff", "rack-1"]);
    cluster.run(detection - seconds(1.1));
    expect([vm.state, vm.server]).toEqual(["shutoff", "rack-1"]);
    cluster.run(seconds(1.1) + costs.heartbeatInterval.value);
    expect([vm.server, vm.mac]).toEqual(["rack-2", mac]);
    expect([here.domains(), there.domains()]).toEqual([[], [vm]]);
    cluster.run(seconds(10));
    expect(vm.booted).toBe(true);
    expect(vm.guest.readText(4096, 16)).toBe("");
    expect(new TextDecoder().decode(vm.guest.readDisk(9000)).slice(0, 7)).toBe("on disk");
    expect(vm.applications[0]?.requests.completed).toBeGreaterThan(0);
    const record = cluster.trace.find(
      (one) => one.kind === "lifecycle" && one.operation === "failover",
    );
    expect(record).toMatchObject({
      subject: "shop",
      detail: { code: "failover", source: "rack-1" },
    });
  });

  const notRestarted: [string, (all: ReturnType<typeof protectedPair>) => unknown][] = [
    ["was shut down", ({ vm }) => vm.destroy()],
    ["is not protected any more", ({ cluster, vm }) => cluster.unprotect(vm)],
    ["was removed", ({ vm }) => vm.destroy().undefine()],
  ];
  test.each(notRestarted)("is left alone when it %s", (_, act) => {
    const all = protectedPair();
    act(all);
    all.cluster.run(seconds(3));
    all.first.crash("hypervisor");
    all.cluster.run(seconds(60));
    expect(all.there.domains()).toEqual([]);
  });

  test("is not started where it was only stopped, and its server lives", () => {
    const { cluster, vm } = protectedPair();
    vm.destroy();
    cluster.run(seconds(60));
    expect([vm.state, vm.server]).toEqual(["shutoff", "rack-1"]);
  });

  test("waits for room; that there is none is recorded once", () => {
    const { cluster, first, there, vm } = protectedPair();
    const big = there.create({ name: "big", ...small, memory: GiB(7) });
    first.crash("hypervisor");
    cluster.run(seconds(60));
    expect(vm.server).toBe("rack-1");
    const refusals = () =>
      cluster.trace.filter((one) => one.kind === "refusal" && one.operation === "failover");
    expect(refusals()).toMatchObject([{ subject: "shop", code: "no-valid-host" }]);
    big.destroy();
    cluster.run(seconds(10));
    expect([vm.server, vm.booted]).toEqual(["rack-2", true]);
    expect(refusals()).toHaveLength(1);
  });

  test("stays where it was started again when its old server comes back", () => {
    const { cluster, first, here, there, vm } = protectedPair();
    first.powerOff();
    cluster.run(seconds(30));
    first.powerOn();
    cluster.run(seconds(30));
    expect([vm.server, vm.booted]).toEqual(["rack-2", true]);
    expect([here.domains(), there.domains()]).toEqual([[], [vm]]);
    // There is room for others, and a way back.
    here.create({ name: "blog", ...small });
    vm.migrate(here);
    cluster.run(seconds(30));
    expect([vm.server, vm.booted]).toEqual(["rack-1", true]);
  });

  test.each<[string, number, (vm: VirtualMachine) => unknown, string, boolean]>([
    ["that was on is started by it", seconds(4), () => undefined, "blocked", true],
    ["that was off stays off", seconds(4), (vm) => vm.destroy(), "shutoff", false],
  ])("of a server that comes back in time, %s", (_, pause, act, state, booted) => {
    const { cluster, first, there, vm } = protectedPair();
    act(vm);
    cluster.run(seconds(3));
    first.powerOff();
    cluster.run(pause);
    first.powerOn();
    cluster.run(seconds(30) + ms(1));
    expect([vm.server, vm.booted, there.domains()]).toEqual(["rack-1", booted, []]);
    if (!booted) expect(vm.state).toBe(state);
  });

  test("is started by a server that was off for less than a heartbeat", () => {
    const { cluster, first, vm } = protectedPair();
    cluster.run(ms(100));
    first.powerOff();
    cluster.run(ms(200));
    first.powerOn();
    cluster.run(seconds(30));
    expect([vm.server, vm.booted]).toEqual(["rack-1", true]);
  });

  test.each<[string, (vm: VirtualMachine) => unknown, (vm: VirtualMachine) => unknown, boolean]>([
    ["was switched off just before", () => undefined, (vm) => vm.destroy(), false],
    ["was switched on just before", (vm) => vm.destroy(), (vm) => vm.start(), true],
  ])("is what it was when its server died: it %s", (_, earlier, late, booted) => {
    const { cluster, first, vm } = protectedPair();
    earlier(vm);
    cluster.run(seconds(3) + ms(900));
    late(vm);
    cluster.run(ms(10));
    first.powerOff();
    cluster.run(seconds(40));
    expect([vm.server, vm.booted]).toEqual([booted ? "rack-2" : "rack-1", booted]);
  });

  test("is started where the devices are that it has for itself", () => {
    const cluster = new Cluster({ storage: GiB(20) });
    const [first, , third] = [1, 0, 1].map((virtualFunctions, i) => {
      const server = cluster.add({ name: `rack-${i + 1}`, ...box, virtualFunctions });
      return { server, hypervisor: server.install(new Hypervisor()) };
    });
    const own = { storage: "shared", nicModel: "passthrough" } as const;
    const vm = first?.hypervisor.create({ name: "shop", ...small, ...own }) as VirtualMachine;
    cluster.run(seconds(10));
    cluster.protect(vm);
    first?.server.powerOff();
    cluster.run(seconds(40));
    expect([vm.server, vm.booted]).toEqual([third?.server.name, true]);
  });

  test("survives the next server as well", () => {
    const { cluster, first, second, vm } = protectedPair();
    const third = cluster.add({ name: "rack-3", ...box }).install(new Hypervisor());
    first.crash("hypervisor");
    cluster.run(seconds(30));
    expect(vm.server).toBe("rack-2");
    second.powerOff();
    cluster.run(seconds(30));
    expect([vm.server, vm.booted, third.domains()]).toEqual(["rack-3", true, [vm]]);
  });
});

describe("what is refused", () => {
  test("to protect what is lost with its server, or not in the cluster", () => {
    const { cluster, here } = protectedPair();
    const local = here.define({ name: "local", ...sized });
    expect(refusal(() => cluster.protect(local)).code).toBe("config-unsupported");
    const other = new Server(box).install(new Hypervisor()).define({ name: "x", ...sized });
    expect(refusal(() => cluster.protect(other)).code).toBe("no-domain");
    expect(refusal(() => cluster.protect(null as unknown as VirtualMachine)).code).toBe(
      "no-domain",
    );
    expect(cluster.protected.map(({ name }) => name)).toEqual(["shop"]);
  });

  test("to cut the power of a server on which nothing is up", () => {
    const bare = new Server(box);
    expect(refusal(() => bare.powerOff()).found).toBe("it is bare");
    expect(refusal(() => bare.powerOn()).found).toBe("it is on");
    const { first, vm } = protectedPair();
    const gone = first.powerOff();
    expect(gone.map(({ state }) => state)).toEqual(gone.map(() => "down"));
    expect(refusal(() => first.powerOff()).found).toBe("it is off");
    expect(refusal(() => first.crash("hypervisor")).found).toBe("it is off");
    expect(refusal(() => vm.start()).message).toContain(
      'that server is off. Expected "rack-1" to be on',
    );
  });
});
