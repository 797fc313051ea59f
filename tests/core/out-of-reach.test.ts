// What a cell is handed of the model's own cannot be changed by it: records, catalogues, descriptions, and the objects
// themselves. What it can change is its own copy, which the model does not look at again.
import { describe, expect, test } from "vitest";
import {
  batch,
  Cluster,
  computer,
  containerImages,
  containerTransitions,
  costs,
  credit,
  GiB,
  Hypervisor,
  ManagementConsole,
  ms,
  osImages,
  overcommit,
  profiles,
  seconds,
  service,
  storageStates,
  transitions,
} from "../../src/stdlib/index.ts";
import type { BatchSpec, DomainSpec } from "../../src/stdlib/index.ts";
import { any, containerIn, dock } from "./dock.ts";
import { machineIn, rack, refusal, sized, small, snapshot } from "./machine.ts";
import { pair } from "./two-servers.ts";

/** Every object and array in plain data. */
function* parts(data: unknown): Generator<object> {
  if (typeof data !== "object" || data === null) return;
  yield data;
  for (const value of Object.values(data)) yield* parts(value);
}
const changeable = (data: unknown) => [...parts(data)].filter((part) => !Object.isFrozen(part));

/** Something of everything that a trace tells of. */
function busy() {
  const { cluster, vm, there, here } = pair();
  refusal(() => vm.start());
  refusal(() => here.lookup("nobody"));
  vm.schedule({ cap: 50 });
  const remote = new ManagementConsole().connect(here);
  const asked = remote.start("shop");
  vm.migrate(there);
  cluster.run(seconds(5));
  return { cluster, vm, asked };
}

describe("plain data of the model's own is frozen, all of it", () => {
  test.each<[string, () => unknown]>([
    ["osImages", () => osImages],
    ["containerImages", () => containerImages],
    ["profiles", () => profiles],
    ["transitions", () => transitions],
    ["containerTransitions", () => containerTransitions],
    ["storageStates", () => storageStates],
    ["costs", () => costs],
    ["the traces of a cluster", () => Object.freeze(busy().cluster.trace)],
    ["a trace, one by one", () => Object.freeze([...machineIn("running").server.trace])],
    ["a trace, by kind", () => Object.freeze(machineIn("running").server.trace.of("exit"))],
    ["a refusal's data", () => refusal(() => rack().hypervisor.lookup("nobody")).about],
    ["a request to a console", () => busy().asked.request],
    ["a migration's rounds", () => busy().vm.migration?.rounds[0]],
    ["a description of work", () => batch({ name: "a", compute: 1, lock: { every: 1, hold: 1 } })],
    ["a scheduler", () => credit()],
    ["a way to back memory", () => overcommit()],
    ["networks", () => machineIn("blocked").hypervisor.networks()[0]],
    ["a DHCP lease", () => machineIn("blocked").hypervisor.dhcpLeases()[0]],
    ["who reaches whom", () => machineIn("running").hypervisor.reachability()[0]],
    ["the way of a frame", () => machineIn("blocked").vm.guest.connect({ to: "8.8.8.8" })],
    ["devices", () => machineIn("running").vm.devices()],
    ["what a machine that is off did", () => machineIn("shutoff").vm.io],
    [
      "a profile of a cell's own, installed",
      () => {
        const profile = {
          ...profiles.xen,
          product: "mine",
          components: [...profiles.xen.components],
        };
        return new Hypervisor({ profile }).profile;
      },
    ],
  ])("%s", (_, data) => {
    expect(changeable(data())).toEqual([]);
  });
});

describe("names and parts of objects stay what they are", () => {
  test.each<[string, () => object, string]>([
    ["a host OS", () => dock().host, "name"],
    ["a container engine", () => dock().engine, "name"],
    ["a container", () => containerIn("running").web, "image"],
    ["a machine", () => machineIn("running").vm, "guest"],
    ["a console", () => new ManagementConsole(), "name"],
    ["a connection", () => new ManagementConsole().connect(rack().hypervisor), "name"],
    ["a request", () => busy().asked, "request"],
    ["a computer", () => computer({ os: "ubuntu-24.04" }), "os"],
    [
      "an application",
      () => machineIn("running").vm.launch(batch({ name: "a", compute: 1 })),
      "spec",
    ],
  ])("of %s", (_, make, field) => {
    const made = make();
    const before: unknown = Reflect.get(made, field);
    expect(() => Object.assign(made, { [field]: "changed" })).toThrow(TypeError);
    expect(Reflect.get(made, field)).toBe(before);
  });

  test("a machine's schedule as data is a copy", () => {
    const { server, vm } = machineIn("running");
    const before = snapshot(server);
    const { schedule } = JSON.parse(JSON.stringify(vm)) as { schedule: object };
    expect((vm.toJSON() as { schedule: object }).schedule).toEqual(schedule);
    Object.assign((vm.toJSON() as { schedule: object }).schedule, { weight: 65_535 });
    expect(snapshot(server)).toBe(before);
  });
});

describe("what is launched was described by service() or batch()", () => {
  const described = batch({ name: "job", compute: ms(1) });
  test.each<[string, unknown]>([
    ["an object that looks like it", { kind: "batch", name: "job" }],
    ["a description with another number", { ...described, compute: -5 }],
    [
      "a service that comes every 0 ns",
      { ...service({ name: "a", compute: 1, every: 1 }), every: 0 },
    ],
    ["nothing", undefined],
    ["a text", "job"],
  ])("%s is refused by machines, hosts and containers", (_, work) => {
    const { vm } = machineIn("running");
    const { host, engine } = dock();
    for (const ask of [
      () => vm.launch(any(work)),
      () => host.spawn(any(work)),
      () =>
        engine.run({
          name: "web",
          image: "nginx:1.27",
          ...(work !== undefined && { command: any(work) }),
        }),
    ])
      if (work !== undefined || !String(ask).includes("engine"))
        expect(refusal(ask).code).toBe("invalid-argument");
    expect(vm.applications).toEqual([]);
  });
});

describe("a description is read once", () => {
  /** Answers `first` when it is asked for the first time, and `then` afterwards. */
  const turning = (field: string, first: unknown, then: unknown): object => {
    let asked = 0;
    return Object.defineProperty({}, field, {
      enumerable: true,
      get: () => (asked++ ? then : first),
    });
  };
  const withTurning = (base: object, field: string, first: unknown, then: unknown) =>
    Object.defineProperties(
      { ...base },
      Object.getOwnPropertyDescriptors(turning(field, first, then)),
    );

  test.each([
    ["memory", GiB(1), -1],
    ["vcpus", 1, NaN],
    ["disk", GiB(1), 1e15],
    ["name", "a", "x y"],
  ])("%s of a machine", (field, first, then) => {
    const { hypervisor } = rack();
    const spec = withTurning({ name: "a", ...sized }, field, first, then);
    const vm = hypervisor.define(spec as DomainSpec);
    expect(Reflect.get(vm, field)).toBe(first);
  });

  test("the image of a machine", () => {
    const { server, hypervisor } = rack();
    const spec = withTurning({ name: "a", ...small }, "image", "none", "alpine-3.21");
    expect(refusal(() => hypervisor.create(any(spec))).code).toBe("no-image");
    expect(hypervisor.domains()).toEqual([]);
    expect(server.free).toEqual(rack().server.free);
  });

  test("the work of a job", () => {
    const spec = withTurning({ name: "a" }, "compute", ms(1), -1);
    expect(batch(spec as BatchSpec).compute).toBe(ms(1));
  });
});

describe("measuring refuses before any time has passed", () => {
  test.each([
    { compute: -1 },
    { compute: NaN },
    { threads: 0 },
    { read: -1 },
    { kind: "service" },
    { reads: 1 },
  ])("%j", (work) => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.create("alpine-3.21");
    expect(refusal(() => vm.time(any(work))).code).toBe("invalid-argument");
    expect(server.now).toBe(0);
  });

  test("a machine that is paused while it boots", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.create("alpine-3.21");
    server.run(ms(10));
    vm.suspend();
    expect(refusal(() => vm.time({ compute: 1 })).code).toBe("operation-invalid");
    expect(server.now).toBe(ms(10));
  });

  test("but goes on while the machine moves to another server", () => {
    const { vm, there } = pair();
    vm.migrate(there);
    expect(vm.time({ compute: seconds(20) })).toBeGreaterThanOrEqual(seconds(20));
    expect(vm.migration?.state).toBe("completed");
  });
});

test.each<[string, unknown]>([
  ["null", null],
  ["a number", 5],
  ["a text", "x"],
  ["a list", []],
  ["the image again", { image: "alpine-3.21" }],
])("an image with %s besides is refused, and nothing is created", (_, given) => {
  const { hypervisor } = rack();
  const cluster = new Cluster();
  cluster.add({ name: "a" }).install(new Hypervisor());
  for (const at of [hypervisor, cluster])
    expect(refusal(() => at.create("alpine-3.21", any(given))).code).toBe("invalid-argument");
  expect([...hypervisor.domains(), ...cluster.domains()]).toEqual([]);
});
