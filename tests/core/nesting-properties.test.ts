// Whatever is done to a machine and to the guests inside it: these are on only while it is, never more of them run at
// once than it has virtual CPUs, and what they had is given back.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  batch,
  credit,
  fair,
  HypervisorError,
  MiB,
  ms,
  roundRobin,
  seconds,
} from "../../src/stdlib/index.ts";
import type { SchedulerSpec, SliceRecord } from "../../src/stdlib/index.ts";
import { nested } from "./nested.ts";

type Tower = ReturnType<typeof nested>;

let jobs = 0;
const job = (read: number) =>
  batch({ name: `job-${jobs++}`, compute: ms(40), read: MiB(read), threads: 2 });

const steps: Readonly<Record<string, (all: Tower, n: number) => unknown>> = {
  "outer works": ({ outer }, n) => outer.launch(job(n)),
  "a works": ({ a }, n) => a.launch(job(n)),
  "b works": ({ b }, n) => b.launch(job(n)),
  "outer pauses": ({ outer }) => outer.suspend(),
  "outer goes on": ({ outer }) => outer.resume(),
  "outer reboots": ({ outer }) => outer.reboot(),
  "outer off": ({ outer }) => outer.destroy(),
  "outer on": ({ outer }) => outer.start(),
  "outer is pinned": ({ outer }, n) => outer.pin(0, [n]),
  "a pauses": ({ a }) => a.suspend(),
  "a goes on": ({ a }) => a.resume(),
  "a off": ({ a }) => a.destroy(),
  "a on": ({ a }) => a.start(),
  "b restarts": ({ b }) => b.reboot(),
  "b snapshot": ({ b }, n) => b.snapshot(`s${n}`),
  "b reverts": ({ b }, n) => b.revert(`s${n}`),
  "a crashes": ({ server }) => server.crash("guest-os:a"),
  "L1 crashes": ({ server }) => server.crash("hypervisor:L1"),
};

/** The most of these that go on at one moment. */
function most(slices: readonly SliceRecord[]): number {
  const edges = slices.flatMap(({ start, end }) => [
    { at: start, step: 1 },
    { at: end, step: -1 },
  ]);
  let now = 0;
  return edges
    .filter((_, i) => (slices[i >> 1]?.end ?? 0) > (slices[i >> 1]?.start ?? 0))
    .sort((x, y) => x.at - y.at || x.step - y.step)
    .reduce((top, { step }) => Math.max(top, (now += step)), 0);
}

test("guests inside a machine stay within it, whatever happens", { timeout: 60_000 }, () => {
  const scheduler = fc.constantFrom<() => SchedulerSpec>(credit, fair, roundRobin);
  const step = fc.record({
    what: fc.constantFrom(...Object.keys(steps)),
    n: fc.integer({ min: 0, max: 2 }),
    time: fc.constantFrom(0, ms(1), ms(7), ms(300), seconds(20)),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 }),
      scheduler,
      fc.array(step, { maxLength: 25 }),
      (vcpus, choose, all) => {
        const tower = nested(vcpus, 4, choose());
        const { server, outer, beside, a, b } = tower;
        const from = server.now;
        const memory = server.allocated.memory - outer.memory;
        for (const { what, n, time } of all) {
          try {
            steps[what]?.(tower, n);
          } catch (error) {
            if (!(error instanceof HypervisorError)) throw error;
          }
          server.run(time);
          const on = ["running", "blocked", "paused", "shutdown"].includes(outer.state);
          if (!on) expect([a.state, b.state]).toEqual(["shutoff", "shutoff"]);
          expect(server.allocated.memory).toBe(
            memory + (outer.state === "shutoff" ? 0 : outer.memory),
          );
          expect(beside.state).toBe("blocked");
        }
        const inside = server
          .slices()
          .filter((slice) => slice.end > from && slice.subject !== "beside");
        expect(most(inside)).toBeLessThanOrEqual(vcpus);
        for (const { guest, hypervisor, idle } of server.cpuUsage)
          expect(guest + hypervisor + idle).toBe(server.now);
      },
    ),
    { numRuns: 25 },
  );
});
