// A look at the scope: what it tells, that it is bounded, and that it neither runs the reader's code nor changes
// anything.
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { readInspection } from "../../components/notebook/bench/inspection.ts";
import { className, inspect } from "../../src/kernel/inspect.ts";
import { inspectScope } from "../../src/stdlib/bench/inspect-scope.ts";
import { displayName } from "../../src/stdlib/display-names.ts";
import * as library from "../../src/stdlib/index.ts";
import { dock } from "../core/dock.ts";
import { machineIn, rack } from "../core/machine.ts";
import { attempt, worlds } from "./bench-worlds.ts";

const { Cluster, GiB, Hypervisor, Server } = library;

const look = (names: object, language: "en" | "ko" = "en") =>
  inspectScope(names, {
    className,
    isConstant: (name) => name.startsWith("constant"),
    inspect,
    library,
    displayName: (kind, word) => displayName(kind, word, language),
  });
const shown = (value: unknown): string => {
  const [name] = look({ x: value }).names;
  return `${name?.type ?? ""}: ${name?.value ?? ""}`;
};
const servers = (value: unknown): string[] => look({ x: value }).servers.map(({ name }) => name);

afterEach(() => {
  vi.restoreAllMocks();
});

class Point {
  readonly x = 1;
}

describe("a name has a type and a value", () => {
  test.each<[unknown, string]>([
    [1, "number: 1"],
    ["a\nb", 'string: "a\\nb"'],
    [null, "null: null"],
    [undefined, "undefined: undefined"],
    [10n, "bigint: 10n"],
    [[1, 2], "Array: [ 1, 2 ]"],
    [{ a: { b: { c: 1 } } }, "Object: { a: [Object] }"],
    [new Map([["a", 1]]), 'Map: Map(1) { "a" => 1 }'],
    [() => 1, "function: [Function: (anonymous)]"],
    [Point, "class: [class Point]"],
    [new Point(), "Point: Point { x: 1 }"],
    [rack().server, "Server: rack-1"],
    [rack().hypervisor, "Hypervisor: hv"],
    [machineIn("paused").vm, "VirtualMachine: shop (paused)"],
    [
      [machineIn("shutoff").vm, machineIn("crashed").vm],
      "Array: [ shop (shutoff), shop (crashed) ]",
    ],
  ])("%#: %s is %s", (value, text) => expect(shown(value)).toBe(text));

  test("and the state of what has one, in the reader's language", () => {
    const { server, host, engine } = dock();
    const web = engine.create({ name: "web", image: "nginx:1.27" });
    const { vm } = machineIn("paused");
    const { names } = look({ server, host, web, vm }, "ko");
    expect(names.map(({ value }) => value)).toEqual([
      "pc",
      "host (동작 중)",
      "web (생성됨)",
      "shop (일시 중지됨)",
    ]);
  });

  test("imports are told from names that cells declare", () => {
    const names = Object.create(null, {
      GiB: { value: GiB, writable: false, enumerable: true },
      vm: { value: 1, writable: true, enumerable: true },
      constant: { value: 1, writable: false, enumerable: true },
    }) as object;
    expect(look(names).names.map(({ name, imported }) => [name, imported])).toEqual([
      ["GiB", true],
      ["vm", false],
      ["constant", false],
    ]);
  });
});

describe("servers are found", () => {
  const { server, hypervisor } = rack();
  const cluster = new Cluster();
  for (const name of ["one", "two"]) cluster.add({ name, cpus: 1, memory: GiB(1), disk: GiB(1) });
  test.each<[string, unknown, readonly string[]]>([
    ["by themselves", server, ["rack-1"]],
    ["in a list in an object", { racks: [server] }, ["rack-1"]],
    ["in a map", new Map([["a", server]]), ["rack-1"]],
    ["in a set", new Set([server]), ["rack-1"]],
    ["of a cluster", cluster, ["one", "two"]],
    ["under a hypervisor that alone has a name", hypervisor, ["rack-1"]],
    ["once, however many names lead there", [server, hypervisor, [server]], ["rack-1"]],
    ["not under a hypervisor that is installed nowhere", new Hypervisor(), []],
    ["not in a proxy of one", new Proxy(server, {}), []],
    ["not in what calls itself one", Object.create(Server.prototype), []],
  ])("%s", (_, value, names) => expect(servers(value)).toEqual(names));
});

describe("the reader's code is not run", () => {
  test("getters, the reader's and those put over the library's", () => {
    const getter = vi.fn(() => {
      throw new Error("asked");
    });
    const { server } = rack();
    Object.defineProperty(server, "name", { get: getter });
    class Mine extends Server {
      override get name(): string {
        return getter();
      }
    }
    const mine = new Mine({ name: "mine", cpus: 1, memory: GiB(1), disk: GiB(1) });
    const told = look({
      server,
      mine,
      own: {
        get a() {
          return getter();
        },
      },
    });
    expect(told.servers.map(({ name, now }) => [name, now])).toEqual([
      ["rack-1", 0],
      ["mine", 0],
    ]);
    expect(told.names.map(({ value }) => value)).toEqual(["rack-1", "mine", "{ a: [Getter] }"]);
    expect(getter).not.toHaveBeenCalled();
  });

  test("and where it is, a proxy that throws spoils nothing else", () => {
    const throws = () => {
      throw new Error("no");
    };
    const traps = {
      getPrototypeOf: throws,
      ownKeys: throws,
      get: throws,
      getOwnPropertyDescriptor: throws,
    };
    const { server } = rack();
    const told = look({ proxy: new Proxy({}, traps), list: new Proxy([], traps), server });
    expect(told.names.map(({ type }) => type)).toEqual(["object", "object", "Server"]);
    expect(told.servers).toHaveLength(1);
  });

  test("a server that cannot be read, because a class of the library was changed, is counted", () => {
    const { server } = rack();
    const other = rack().hypervisor;
    vi.spyOn(Server.prototype, "free", "get").mockImplementation(() => {
      throw new Error("changed");
    });
    expect(look({ server, other })).toMatchObject({ untold: 1, servers: [{ name: "rack-1" }] });
  });
});

describe("an answer is bounded", () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  const chain: Record<string, unknown>[] = [{}];
  for (let i = 0; i < 1e5; i++) chain.push({ next: chain.at(-1) });
  test.each<[string, object]>([
    ["100,000 names", Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`n${i}`, i]))],
    ["a list of 10 million", { list: new Array(1e7).fill("x") }],
    ["a map of a million", { map: new Map(Array.from({ length: 1e6 }, (_, i) => [i, i])) }],
    ["a long text", { text: "x".repeat(1e8) }],
    ["a cycle", cycle],
    ["a deep chain", { chain: chain.at(-1) }],
    [
      "1,000 lists of 1,000 lists",
      { lists: Array.from({ length: 1e3 }, () => new Array<unknown>(1e3).fill([[]])) },
    ],
  ])("%s", (_, names) => {
    const told = look(names);
    expect(told.total).toBe(Object.keys(names).length);
    expect(JSON.stringify(told).length).toBeLessThan(200_000);
  });

  test("300 machines: 256 are told, all are counted", () => {
    const { server, hypervisor } = rack();
    const size = { vcpus: 1, memory: GiB(1), disk: 4096 };
    for (let i = 0; i < 300; i++) hypervisor.define({ name: `vm-${String(i)}`, ...size });
    const [told] = look({ server }).servers;
    expect(told?.hypervisor?.machines).toHaveLength(256);
    expect(told?.hypervisor?.total).toBe(300);
  });
});

describe.each(Object.entries(worlds))("of %s", (_, create) => {
  test("the page reads the answer, and nothing of it is missing", () => {
    const { names, steps, server } = create();
    for (const step of [...steps, ...steps]) attempt(step);
    const told = structuredClone(look(names));
    expect(readInspection(told)).toEqual(told);
    expect(told.servers[0]).toMatchObject({ name: server.name, now: server.now });
  });

  test("looks leave trace, clock and model as they would be without", () => {
    const run = (order: readonly number[], looks: boolean) => {
      const { names, server, steps } = create();
      for (const at of order) {
        attempt(steps[at % steps.length]);
        if (looks) look(names);
      }
      return JSON.stringify([server.trace.records, server, server.events]);
    };
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 12 }), (order) => {
        expect(run(order, true)).toBe(run(order, false));
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
