// Refusals where two parts of the model meet: nesting, migration, memory that is overcommitted, containers. Each changes
// nothing.

import { describe, expect, test } from "vitest";
import {
  Cluster,
  ContainerEngine,
  GiB,
  HostOs,
  Hypervisor,
  overcommit,
  profiles,
  seconds,
  Server,
  TiB,
} from "../../src/stdlib/index.ts";
import { rack, refusal, small, snapshot } from "./machine.ts";

const size = { cpus: 2, memory: GiB(16), disk: GiB(100) };
const roomy = { vcpus: 1, memory: GiB(4), disk: GiB(30), image: "debian-12" };
const inner = (name = "L1") => new Hypervisor({ name, profile: profiles.kvm });

/** A machine on each of two servers of a cluster, the first with a hypervisor in it and a guest inside that. */
function nested() {
  const cluster = new Cluster({ storage: TiB(1) });
  const [here, there] = ["rack-1", "rack-2"].map((name) =>
    cluster.add({ name, ...size }).install(new Hypervisor({ name: `on-${name}` })),
  ) as [Hypervisor, Hypervisor];
  const outer = here.create({ name: "outer", ...roomy, storage: "shared" });
  cluster.run(seconds(30));
  const guest = outer.nest(inner()).create({ name: "guest", ...small });
  cluster.run(seconds(10));
  return { cluster, outer, guest, there };
}

const told = ({ code, expected, found, hint }: ReturnType<typeof refusal>) => [
  code,
  expected,
  found,
  hint,
];

describe("what cannot be moved", () => {
  test("a guest inside a machine", () => {
    const { cluster, guest, there } = nested();
    const before = cluster.servers.map(snapshot);
    expect(told(refusal(() => guest.migrate(there)))).toEqual([
      "config-unsupported",
      "two hypervisors on servers",
      'one is inside "outer"',
      "move the machine that is on the server",
    ]);
    expect(cluster.servers.map(snapshot)).toEqual(before);
  });

  test("a machine with a hypervisor in it", () => {
    const { cluster, outer, there } = nested();
    const before = cluster.servers.map(snapshot);
    expect(told(refusal(() => outer.migrate(there)))).toEqual([
      "config-unsupported",
      "a machine without a hypervisor in it",
      '"L1" is in it',
      "do it with the guests inside, one by one",
    ]);
    expect(cluster.servers.map(snapshot)).toEqual(before);
  });

  test("a machine of a server by itself", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small });
    const other = rack({ name: "rack-2" }).hypervisor;
    const before = snapshot(server);
    expect(told(refusal(() => vm.migrate(other)))).toEqual([
      "no-connect",
      "two servers of one cluster",
      '"rack-1" is in no cluster',
      "build both by cluster.add(…)",
    ]);
    expect(snapshot(server)).toBe(before);
  });
});

test("no hypervisor goes into a machine whose memory is overcommitted", () => {
  const server = new Server(size);
  const hypervisor = server.install(new Hypervisor({ name: "hv", memory: overcommit() }));
  const vm = hypervisor.create({ name: "outer", ...roomy });
  server.run(seconds(30));
  const before = snapshot(server);
  expect(told(refusal(() => vm.nest(inner())))).toEqual([
    "config-unsupported",
    "a machine whose memory is reserved",
    "it is backed on demand",
    "nest() in a machine of a hypervisor with memory: reserved()",
  ]);
  expect(snapshot(server)).toBe(before);
});

test("a container engine is installed once", () => {
  const [first, second] = ["one", "two"].map((name) =>
    new Server({ name, ...size }).install(new HostOs({ name })),
  ) as [HostOs, HostOs];
  const engine = first.install(new ContainerEngine());
  expect(told(refusal(() => second.install(engine)))).toEqual([
    "already-installed",
    "a container engine that is not installed yet",
    'it runs on "one"',
    "make another: new ContainerEngine()",
  ]);
});
