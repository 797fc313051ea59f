import { describe, expect, test } from "vitest";
import { costs, exitCycles, KiB, MiB, profiles, seconds } from "../../src/stdlib/index.ts";
import { busy, pair } from "./two-servers.ts";

describe("post-copy", () => {
  const moved = (writes: number) => {
    const { cluster, vm, there } = pair();
    const job = vm.launch(busy(MiB(128), writes));
    cluster.run(seconds(1));
    const before = { cpu: job.cpuTime, at: cluster.now };
    const migration = vm.migrate(there, { mode: "post-copy" });
    cluster.run(seconds(1));
    return { cluster, vm, migration, ran: (job.cpuTime - before.cpu) / (cluster.now - before.at) };
  };

  test("a machine is stopped for a moment only, however much it writes", () => {
    for (const writes of [0, MiB(1), MiB(500)])
      expect(moved(writes).migration.downtime).toBe(costs.migrationSwitchover.value);
  });

  test("waits for pages that it reads or writes before they came, the more the more it writes", () => {
    const [calm, busier, busiest] = [0, MiB(60), MiB(400)].map(moved);
    expect(calm?.migration.faults).toBeGreaterThan(0);
    expect(calm?.vm.exits["guest-page-fault"]).toBeGreaterThan(0);
    expect(busier?.migration.faults).toBeGreaterThan(calm?.migration.faults ?? 0);
    expect(busiest?.migration.faults).toBeGreaterThan(busier?.migration.faults ?? 0);
    expect(busier?.ran).toBeLessThan(calm?.ran ?? 0);
    expect(busiest?.ran).toBeLessThan(busier?.ran ?? 0);
    for (const one of [calm, busier, busiest]) {
      const { faults = 0, downtime = 0 } = one?.migration ?? {};
      const stood = seconds(1) * (1 - (one?.ran ?? 1)) - downtime;
      expect(stood).toBeGreaterThan(faults * costs.networkRoundTrip.value);
    }
  });

  test("sends every page once, and the machine runs on when all are there", () => {
    const { cluster, vm, migration } = moved(MiB(200));
    expect(migration.state).toBe("fetching");
    cluster.run(seconds(10));
    const zeros = migration.zeroPages * (KiB(4) - costs.zeroPageMarker.value);
    expect([migration.state, migration.sent]).toEqual(["completed", MiB(256) - zeros]);
    const [job] = vm.applications;
    const [cpu, exits] = [job?.cpuTime ?? 0, vm.exits["guest-page-fault"]];
    cluster.run(seconds(1));
    expect((job?.cpuTime ?? 0) - cpu).toBeGreaterThan(seconds(0.98));
    expect(vm.exits["guest-page-fault"]).toBe(exits);
  });
});

describe("the CPU time of post-copy is accounted where it is spent", () => {
  const both = (writes: number) => {
    const { cluster, vm, there, first, second } = pair();
    vm.launch(busy(MiB(128), writes));
    cluster.run(seconds(1));
    const migration = vm.migrate(there, { mode: "post-copy" });
    const spent = (server: typeof first) =>
      server.cpuUsage.reduce((sum, { hypervisor }) => sum + hypervisor, 0);
    const before = [spent(first), spent(second)] as const;
    cluster.run(seconds(20));
    expect(migration.state).toBe("completed");
    const cycles = (time: number) => time * 2.1;
    return {
      ...{ faults: migration.faults, zeros: migration.zeroPages },
      pages: (migration.sent - migration.zeroPages * costs.zeroPageMarker.value) / KiB(4),
      source: cycles(spent(first) - before[0]),
      destination: cycles(spent(second) - before[1]),
      exits: second.trace.of("exit").filter(({ reason }) => reason === "guest-page-fault"),
    };
  };

  test("the sender's takes each page once, pushed or asked for", () => {
    for (const writes of [0, MiB(60), MiB(400)]) {
      const { faults, pages, zeros, source } = both(writes);
      const sending = pages * costs.migrationPage.value + zeros * costs.zeroPageCheck.value;
      expect(faults).toBeGreaterThan(1000);
      expect(source / sending).toBeGreaterThan(1);
      expect(source / sending).toBeLessThan(1.05);
    }
  });

  test("the receiver's takes each fault once, also where one exit stands for several", () => {
    const { faults, exits } = both(MiB(400));
    expect(exits.length).toBeLessThan(faults);
    const one = exitCycles({ reason: "guest-page-fault" }, profiles.generic);
    const cost = exits.reduce((sum, exit) => sum + exit.cost, 0);
    expect((cost * 2.1) / (faults * one)).toBeCloseTo(1, 2);
  });
});
