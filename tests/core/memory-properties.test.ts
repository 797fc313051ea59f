import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClockRate } from "../../src/host/clock-rate.ts";
import { CpuTopology } from "../../src/host/cpu-topology.ts";
import { PhysicalDisk } from "../../src/host/disk.ts";
import { IdleStates } from "../../src/host/idle-states.ts";
import { PhysicalMemory } from "../../src/host/memory.ts";
import { VirtualFunctions } from "../../src/host/virtual-functions.ts";
import { NetworkInterface } from "../../src/host/network-interface.ts";
import { DemandMemory } from "../../src/hypervisor/memory/demand-memory.ts";
import type { MemoryManager } from "../../src/hypervisor/memory/machine-memory.ts";
import { Overcommit } from "../../src/hypervisor/memory/overcommit.ts";
import type { Demand } from "../../src/hypervisor/exits/guest-paging.ts";
import { createMemory } from "../../src/hypervisor/memory/machine-memory.ts";
import { Random } from "../../src/simulation/random.ts";
import { TraceLog } from "../../src/trace/trace-log.ts";
import { Simulation } from "../../src/simulation/simulation.ts";
import {
  GiB,
  KiB,
  MiB,
  PAGE_SIZE,
  costs,
  cpuModels,
  ms,
  osImages,
  overcommit,
} from "../../src/stdlib/index.ts";

// Machines that boot, compute, write and are switched off on a server with far too little memory, without CPUs: the
// test itself touches, faults and waits. Beside them a plain list of what each page should hold.

const image = osImages.find(({ id }) => id === "alpine-3.21");

const request = {
  ...{ subject: "hv", request: "start" },
  message: { key: "test:start", details: {} },
};

function world(options: Parameters<typeof overcommit>[0]) {
  const simulation = new Simulation();
  const hardware = {
    name: "rack-1",
    simulation,
    random: new Random(1),
    trace: new TraceLog(),
    cpus: [],
    topology: new CpuTopology(0),
    cpuModel: cpuModels.SandyBridge,
    clock: new ClockRate(costs.cpuFrequency.value),
    idleStates: new IdleStates("C1"),
    memory: new PhysicalMemory(MiB(48)),
    disk: new PhysicalDisk(simulation, GiB(1)),
    nic: new NetworkInterface(simulation, "eth0", "02:00:00:00:00:01", 1e9),
    virtualFunctions: new VirtualFunctions(0),
    power: { on: true },
  };
  const spec = overcommit(options);
  return { hardware, manager: createMemory(spec, hardware) };
}

interface Machine {
  readonly memory: DemandMemory;
  readonly held: Map<number, number>;
  readonly work: Demand[];
}

const command = fc.record({
  what: fc.constantFrom(
    "boot",
    "inflate",
    "deflate",
    "compute",
    "compute",
    "begin",
    "end",
    "write",
    "write",
    "write",
    "read",
    "copy",
    "run",
    "reset",
    "off",
  ),
  on: fc.constantFrom("a", "b", "c"),
  n: fc.nat(63),
  size: fc.nat(60),
});

function play(options: Parameters<typeof overcommit>[0], seen: Record<string, number>): void {
  fc.assert(
    fc.property(fc.array(command, { minLength: 20, maxLength: 60 }), (list) => {
      const { hardware, manager } = world(options);
      const machines = new Map<string, Machine>();
      const on = (name: string): Machine => {
        const found = machines.get(name);
        if (found) return found;
        const work: Demand[] = [];
        const owner = {
          name,
          runs: true,
          engine: {
            work: (demands: readonly Demand[]) => void work.push(...demands),
            outOfMemory: () => void (seen.killed = (seen.killed ?? 0) + 1),
          },
          record: () => undefined,
        };
        const spec = { name, vcpus: 1, memory: MiB(32), disk: GiB(1), reservation: MiB(4) };
        manager.admit(request, spec);
        const memory = manager.provide(spec, owner);
        if (!(memory instanceof DemandMemory)) throw new Error("not backed on demand");
        const machine: Machine = { memory, held: new Map(), work };
        machines.set(name, machine);
        return machine;
      };
      const compute = (
        { demand }: DemandMemory,
        application: string | undefined,
        time: number,
      ): void => {
        for (let left = time; left > 0;) {
          const step = Math.min(left, demand.untilFault(application));
          demand.touch(application, step);
          left -= step;
          const fault = demand.fault(application);
          if (fault?.reason !== "guest-page-fault" || !fault.backing) continue;
          expect(fault.address).toBeLessThan(MiB(32));
          let waits = false;
          waits = demand.resolve(fault.backing, () => (waits = false));
          // The virtual CPU is blocked until the disk has brought the page, and then goes on.
          while (waits) expect(hardware.simulation.step()).toBe(true);
        }
      };
      for (const { what, on: name, n, size } of list) {
        const machine = on(name);
        const { memory, held } = machine;
        const address = n * PAGE_SIZE * 100 + n;
        switch (what) {
          case "boot":
            if (image) memory.demand.boot(image);
            compute(memory, undefined, ms(n * 10));
            break;
          case "begin":
            memory.demand.begin("db", MiB(size));
            break;
          case "compute":
            compute(memory, "db", ms(n * 40));
            break;
          case "inflate":
            memory.demand.inflate(n * 40, n * 100);
            break;
          case "deflate":
            memory.demand.deflate(n * 50);
            break;
          case "end":
            memory.demand.end("db");
            break;
          case "reset":
            memory.demand.reset();
            break;
          case "write":
            memory.store(address, size + 1);
            held.set(address, size + 1);
            break;
          case "copy":
            // The same bytes in another machine's page: neither may ever see the other's change.
            for (const other of [memory, on("c").memory]) other.store(5, 77);
            held.set(5, 77);
            on("c").held.set(5, 77);
            break;
          case "read":
            expect(memory.load(address)).toBe(held.get(address) ?? 0);
            break;
          case "run":
            hardware.simulation.runUntil(hardware.simulation.now + ms(n * 50));
            break;
          default:
            memory.release();
            machines.delete(name);
        }
        check(hardware, manager, [...machines.values()], seen);
      }
      for (const { memory } of machines.values()) memory.release();
      expect(hardware.memory.free).toBe(hardware.memory.size);
    }),
    { numRuns: 40 },
  );
}

function check(
  { memory }: { readonly memory: PhysicalMemory },
  manager: MemoryManager,
  machines: readonly Machine[],
  seen: Record<string, number>,
): void {
  const owners = new Set<number>();
  const common = new Set<number>();
  const shared = manager instanceof Overcommit ? (manager.sharing?.frames ?? 0) : NaN;
  for (const machine of machines) {
    const { demand } = machine.memory;
    for (const { start, length } of demand.counts.frames) {
      for (let frame = start; frame < start + length; frame++) {
        if (owners.has(frame)) throw new Error(`frame ${frame} has two owners`);
        owners.add(frame);
      }
    }
    const usage = demand.usage();
    expect(usage.resident + usage.swapped + usage.ballooned + usage.unbacked).toBe(usage.size);
    for (const [what, bytes] of Object.entries(usage)) {
      expect(bytes, what).toBeGreaterThanOrEqual(0);
      if (bytes > 0) seen[what] = (seen[what] ?? 0) + 1;
    }
    expect(usage.shared).toBeLessThanOrEqual(usage.resident);
    for (const address of machine.held.keys()) {
      const page = Math.floor(address / PAGE_SIZE);
      if (demand.counts.written.whereabouts(page) !== "common") continue;
      seen.common = (seen.common ?? 0) + 1;
      common.add(demand.counts.written.frame(page) as number);
    }
    expect(usage.swapped).toBe(demand.counts.swap.used * PAGE_SIZE);
    const saved = machine.memory.pages();
    const bytes = new Map(saved);
    for (const [address, value] of machine.held)
      expect(bytes.get(Math.floor(address / PAGE_SIZE))?.[address % PAGE_SIZE]).toBe(value);
  }
  for (const frame of common)
    if (owners.has(frame)) throw new Error(`frame ${frame} is not shared`);
  const used = manager.usage?.();
  expect(used?.backing).toBe((owners.size + shared) * PAGE_SIZE);
  expect(used?.saved).toBeGreaterThanOrEqual(0);
  expect((owners.size + shared) * PAGE_SIZE + memory.free).toBe(memory.size);
}

describe("after any sequence of touches, faults, writes and power-offs", () => {
  test.each([
    ["a swap file for each machine", {}],
    ["one swap area", { swap: MiB(96) }],
  ] as const)(
    "every frame has one owner, sums add up, and bytes are exact: %s",
    (_, options) => {
      const seen: Record<string, number> = {};
      play(options, seen);
      // So that none of this is for want of anything to look at.
      for (const what of [
        "resident",
        "swapped",
        "unbacked",
        "guestSwapped",
        "ballooned",
        "shared",
        "common",
      ])
        expect(seen[what], what).toBeGreaterThan(15);
    },
    60_000,
  );
});

test.each([
  ["swap", 0],
  ["swap", -1],
  ["swap", KiB(4) + 1],
  ["swap", NaN],
  ["swap", "8"],
  ["swap", false],
  ["idleTax", 1],
  ["idleTax", -0.1],
  ["idleTax", NaN],
  ["idleTax", "0.5"],
  ["ratio", 0],
  ["ratio", NaN],
  ["ratio", null],
])("overcommit({ %s: %s }) is refused", (name, value) => {
  expect(() => overcommit({ [name]: value })).toThrow(`${name} is`);
});
