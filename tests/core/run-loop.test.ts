// The run loop with a guest made for the purpose: what happens when the hypervisor calls a virtual CPU back at the very
// instant at which it exits by itself.

import { describe, expect, test } from "vitest";
import { Server } from "../../src/host/server.ts";
import type { Hardware } from "../../src/host/hardware.ts";
import type { Exit } from "../../src/hypervisor/exits/exit.ts";
import { RunLoop } from "../../src/hypervisor/scheduling/run-loop.ts";
import { RoundRobin } from "../../src/hypervisor/scheduling/round-robin.ts";
import { systemSoftware } from "../../src/host/system-software.ts";
import { Vcpu } from "../../src/hypervisor/scheduling/vcpu.ts";
import { GiB, ms } from "../../src/simulation/units.ts";

/** A guest that computes for 1 ms, calls the hypervisor, and halts. */
function guest() {
  let hardware: Hardware | undefined;
  const server = new Server({ cpus: 1, memory: GiB(1), disk: GiB(1) });
  const software = { name: "bench", toJSON: () => null };
  systemSoftware.keep(software, {
    installOnServer: (all) => (hardware = all),
    allocatedCpus: 0,
    openSlices: () => [],
    layers: () => [],
    components: () => [],
    fail: () => undefined,
    powerOn: () => undefined,
  });
  server.install(software);
  if (!hardware) throw new Error("not installed");
  const { simulation } = hardware;
  const loop = new RunLoop(hardware, new RoundRobin(ms(10)));
  const seen: Exit["reason"][] = [];
  let left = ms(1);
  let called = false;
  const owner = {
    name: "guest",
    engine: {
      untilExit: (_: number, budget: number) => Math.min(left, budget),
      run: (_: number, budget: number): Exit => {
        left -= budget;
        if (left > 0) return { reason: "budget", elapsed: budget };
        if (called) return { reason: "hlt", elapsed: budget };
        called = true;
        return { reason: "hypercall", elapsed: budget, number: 0 };
      },
      hasWork: () => left > 0,
      complete: () => undefined,
      received: () => undefined,
      requestPower: () => undefined,
      stop: () => undefined,
      save: () => null,
      restore: () => [],
    },
    dispatch: (_: Vcpu, exit: Exit) => {
      seen.push(exit.reason);
      return exit.reason === "hlt" ? ("blocked" as const) : ("handled" as const);
    },
  };
  const vcpu = new Vcpu(owner, 0, 0);
  loop.wake(vcpu);
  return { simulation, loop, vcpu, seen };
}

/** When the guest, left alone, makes its call. */
function callTime(): number {
  const { simulation, vcpu } = guest();
  while (vcpu.account.mode !== "guest") simulation.step();
  return simulation.now + ms(1);
}

describe("a virtual CPU called back", () => {
  test.each([
    ["before its exit: it makes it later", -1],
    ["at its exit: the exit is kept, and handled when it goes on", 0],
    ["while its exit is handled: likewise", 1],
  ])("%s", (_, offset) => {
    const { simulation, loop, vcpu, seen } = guest();
    simulation.schedule(callTime() + offset, 0, () => {
      loop.withdraw(vcpu, "paused");
    });
    simulation.runUntil(ms(5));
    expect(seen.filter((reason) => reason !== "interrupt")).toEqual([]);
    expect(vcpu.account.mode).toBe("paused");
    loop.resume(vcpu);
    simulation.runUntil(ms(10));
    expect(seen.filter((reason) => reason !== "interrupt")).toEqual(["hypercall", "hlt"]);
    const { guest: ran } = vcpu.account.at(simulation.now);
    expect(ran).toBe(ms(1));
  });
});

test("a virtual CPU paused while a physical one wakes up for it does not run, until it is resumed", () => {
  const { simulation, loop, vcpu, seen } = guest();
  simulation.schedule(1, 0, () => {
    loop.withdraw(vcpu, "paused");
  });
  simulation.runUntil(ms(5));
  expect([vcpu.account.mode, vcpu.account.at(simulation.now).guest, seen]).toEqual([
    "paused",
    0,
    [],
  ]);
  loop.resume(vcpu);
  simulation.runUntil(ms(10));
  expect(seen).toEqual(["hypercall", "hlt"]);
});
