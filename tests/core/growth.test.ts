// What an operation costs does not grow with the machines that there are: the others are not asked for their name,
// their state or their CPUs, and to place a machine no other server. Counted, not timed; benchmarks/growth.ts times it.

import { afterEach, describe, expect, test, vi } from "vitest";
import { Domain } from "../../src/hypervisor/machine/domain.ts";
import { PageCounts } from "../../src/hypervisor/memory/page-counts.ts";
import { OrderedBins } from "../../src/hypervisor/placement/ordered-bins.ts";
import {
  bestFit,
  Cluster,
  firstFit,
  GiB,
  Hypervisor,
  HypervisorError,
  MiB,
  overcommit,
  seconds,
  Server,
  TiB,
  VirtualMachine,
  worstFit,
} from "../../src/stdlib/index.ts";
import type { Heuristic } from "../../src/stdlib/index.ts";
import { sized, small } from "./machine.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const asked = [
  ...(["name", "state", "phase", "isOn", "vcpus"] as const).map(
    (what) => [Domain.prototype, what] as const,
  ),
  ...(["name", "state", "vcpus", "memory", "server"] as const).map(
    (what) => [VirtualMachine.prototype, what] as const,
  ),
];

/** How often machines are asked for what they are while `action` goes on. */
function looksDuring(action: () => unknown): number {
  const spies = asked.map(([of, what]) =>
    vi.spyOn(of as unknown as Record<string, unknown>, what, "get"),
  );
  action();
  const looks = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  vi.restoreAllMocks();
  return looks;
}

interface World {
  readonly cluster: Cluster;
  readonly server: Server;
  readonly hypervisor: Hypervisor;
  /** One machine that is on, and one that is off. */
  readonly on: VirtualMachine;
  readonly off: VirtualMachine;
}

/** A cluster of two servers, the first with so many machines, of which half are on. */
function world(machines: number): World {
  const cluster = new Cluster({ storage: TiB(4) });
  const [server] = [1, 2].map((n) =>
    cluster.add({ name: `rack-${n}`, cpus: 64, memory: GiB(512), disk: TiB(4) }),
  );
  const [hypervisor] = cluster.servers.map((one) => one.install(new Hypervisor()));
  if (!server || !hypervisor) throw new Error("no server");
  for (let n = 0; n < machines; n++) {
    const vm = hypervisor.define({ name: `vm-${n}`, ...sized, storage: "shared" });
    vm.install(small.image);
    if (n % 2 === 0) vm.start();
  }
  const middle = 2 * Math.floor(machines / 4);
  const [on, off] = [middle, middle + 1].map((n) => hypervisor.lookup(`vm-${n}`));
  if (!on || !off) throw new Error("no machines");
  return { cluster, server, hypervisor, on, off };
}

/** Carries on where there is a refusal. */
function refused(action: () => unknown): void {
  expect(action).toThrow(HypervisorError);
}

const operations: Record<string, (world: World) => unknown> = {
  define: ({ hypervisor }) => hypervisor.define({ name: "new", ...sized }),
  create: ({ hypervisor }) => hypervisor.create({ name: "new", ...small }),
  "create by its image": ({ hypervisor }) => hypervisor.create("alpine-3.21"),
  "create with a name that is taken": ({ hypervisor }) => {
    refused(() => hypervisor.create({ name: "vm-1", ...small }));
  },
  clone: ({ hypervisor, off }) => hypervisor.clone(off.name, { name: "new" }),
  "clone linked": ({ hypervisor, off }) =>
    hypervisor.clone(off.name, { name: "new", linked: true }),
  install: ({ off }) => off.install("alpine-3.21"),
  start: ({ off }) => off.start(),
  suspend: ({ on }) => on.suspend(),
  destroy: ({ on }) => on.destroy(),
  undefine: ({ off }) => off.undefine(),
  snapshot: ({ on }) => on.snapshot("now"),
  lookup: ({ hypervisor, on }) => hypervisor.lookup(on.name),
  "what is allocated": ({ server }) => server.allocated,
  "lookup in a cluster": ({ cluster, on }) => cluster.lookup(on.name),
  "create in a cluster": ({ cluster }) => cluster.create({ name: "new", ...small }),
  "create in a cluster by best fit": ({ cluster }) =>
    cluster.create("alpine-3.21", { placement: bestFit }),
  protect: ({ cluster, on }) => cluster.protect(on),
  "a heartbeat": ({ cluster, on }) => {
    cluster.protect(on);
    cluster.run(seconds(2));
  },
  migrate: ({ cluster, on }) => on.migrate(cluster.hypervisors[1] as Hypervisor),
};

/** How often all that is spied on is read while `action` goes on. */
function readsDuring(
  spies: readonly { readonly mock: { readonly calls: readonly unknown[] } }[],
  action: () => unknown,
): number {
  action();
  const reads = spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  vi.restoreAllMocks();
  return reads;
}

/** How often servers are asked for what they have, while `action` goes on. */
function serversAskedDuring(action: () => unknown): number {
  const all = ["capacity", "allocated", "free", "software"] as const;
  return readsDuring(
    all.map((what) => vi.spyOn(Server.prototype, what, "get")),
    action,
  );
}

/** A cluster of so many servers, with a machine on each that is protected. */
function racks(servers: number, memory = GiB(8)): Cluster {
  const cluster = new Cluster({ storage: TiB(4), trace: { limit: 0 } });
  for (let n = 0; n < servers; n++) {
    const hypervisor = cluster.add({ cpus: 4, memory }).install(new Hypervisor());
    cluster.protect(hypervisor.create({ name: `vm-${n}`, ...small, storage: "shared" }));
  }
  return cluster;
}

const created = (cluster: Cluster, placement: Heuristic) => {
  for (let n = 0; n < 20; n++)
    cluster.create({ name: `new-${n}`, ...small, storage: "shared" }, { placement });
};

describe("asks no server but those that changed", () => {
  test.each([firstFit, bestFit, worstFit])("to create machines by $name", (placement) => {
    const [few, many] = [racks(10), racks(100)].map((cluster) => {
      cluster.create({ name: "first", ...small, storage: "shared" }, { placement });
      return serversAskedDuring(() => created(cluster, placement));
    });
    expect(many).toBe(few);
  });

  test("to restart machines: each of the servers that died is noted once", () => {
    const asked = (servers: number) => {
      const cluster = racks(servers);
      created(cluster, firstFit);
      cluster.run(seconds(5));
      for (const server of cluster.servers.slice(0, servers / 2)) server.powerOff();
      return serversAskedDuring(() => cluster.run(seconds(17)));
    };
    expect(asked(80)).toBeLessThan(4 * 1.2 * asked(20));
  });

  test("to restart machines for which there is no room", () => {
    const asked = (servers: number) => {
      const cluster = racks(servers, GiB(1) + MiB(300));
      for (const server of cluster.servers.slice(0, servers / 2)) server.powerOff();
      cluster.run(seconds(60));
      const left = cluster.domains().filter(({ state }) => state === "shutoff");
      expect(left).toHaveLength(servers / 2);
      return serversAskedDuring(() => cluster.run(seconds(60)));
    };
    expect(asked(80)).toBeLessThan(4 * 1.2 * asked(20));
  });

  test("to bring machines together: all servers are put in order once", () => {
    const cluster = racks(40);
    const orders = vi.spyOn(OrderedBins.prototype, "add");
    const { emptied } = cluster.consolidate();
    expect(emptied.length).toBeGreaterThan(10);
    expect(orders).toHaveBeenCalledTimes(40);
  });
});

describe("where memory is overcommitted", () => {
  /** How often the memory of machines is looked at while some are created on a server, and while all are destroyed. */
  const looks = (machines: number) => {
    const server = new Server({ cpus: 8, memory: GiB(8), disk: GiB(400), trace: { limit: 0 } });
    const hypervisor = server.install(new Hypervisor({ memory: overcommit() }));
    const create = (from: number, to: number) => {
      for (let n = from; n < to; n++) hypervisor.create({ name: `vm-${n}`, ...small });
    };
    create(0, machines);
    server.run(seconds(1));
    const all = ["own", "resident", "swapped", "lacks"] as const;
    const counted = (action: () => void) =>
      readsDuring(
        all.map((what) => vi.spyOn(PageCounts.prototype, what, "get")),
        action,
      );
    const creating = counted(() => create(machines, machines + 10));
    const destroying = counted(() => {
      for (const vm of hypervisor.domains()) vm.destroy();
    });
    return { creating, destroying };
  };
  const [few, many] = [looks(20), looks(160)];

  test("a machine is admitted by sums that are kept", () => {
    expect(many.creating).toBe(few.creating);
  });

  test("machines that go at one instant are looked at once", () => {
    expect(many.destroying).toBeLessThan(8 * 1.2 * few.destroying);
  });
});

describe("asks no machine but those that it is about", () => {
  test.each(Object.entries(operations))("%s", (_, operation) => {
    const [few, many] = [world(8), world(80)].map((one) => looksDuring(() => operation(one)));
    expect(many).toBe(few);
  });

  test("and that is counted: a list of all machines asks each of them", () => {
    const looks = (machines: number) => {
      const { server } = world(machines);
      return looksDuring(() => server.components());
    };
    expect(looks(80)).toBeGreaterThanOrEqual(looks(8) + 72);
  });
});

test("a template may have thousands of linked clones", () => {
  const { hypervisor } = world(4);
  const last = Array.from({ length: 3000 }, (_, n) =>
    hypervisor.clone("vm-3", { name: `clone-${n}`, linked: true }),
  ).at(-1);
  expect(last?.os?.id).toBe("alpine-3.21");
  expect(last?.diskUsage.allocated).toBe(0);
});
