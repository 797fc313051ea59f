// A virtual CPU that goes on on another physical CPU finds a cold cache there: what that costs, if it is asked for, and
// how often it happens under which scheduler.

import { describe, expect, test } from "vitest";
import { described, shownInEnglish } from "../../src/simulation/described.ts";
import { batch, credit, fair, GiB, Hypervisor, ms, roundRobin } from "../../src/stdlib/index.ts";
import { seconds, Server, us } from "../../src/stdlib/index.ts";
import type { SchedulerSpec, TimeSliceSpec } from "../../src/stdlib/index.ts";
import { refusal, small } from "./machine.ts";

/** Seven busy machines on three CPUs for ten seconds: how often one moved, and where the hypervisor's time went. */
function busy(scheduler: SchedulerSpec) {
  const server = new Server({ cpus: 3, memory: GiB(16), disk: GiB(50) });
  const hypervisor = server.install(new Hypervisor({ scheduler }));
  const vms = Array.from({ length: 7 }, (_, i) => hypervisor.create({ ...small, name: `vm${i}` }));
  server.run(seconds(20));
  const spent = () => server.cpuUsage.reduce((sum, cpu) => sum + cpu.hypervisor, 0);
  const handled = () =>
    Object.values(server.trace.counts().exits).reduce((sum, { cost }) => sum + cost, 0);
  const last = new Map(server.slices().map(({ subject, pcpu }) => [subject, pcpu]));
  const [seen, before, exits] = [server.slices().length, spent(), handled()];
  for (const vm of vms) vm.launch(batch({ name: "burn", compute: seconds(100) }));
  server.run(seconds(10));
  const slices = server.slices().slice(seen);
  let moves = 0;
  for (const { subject, pcpu } of slices.toSorted((a, b) => a.start - b.start)) {
    if (last.get(subject) !== pcpu) moves++;
    last.set(subject, pcpu);
  }
  const switching = spent() - before - (handled() - exits);
  return { moves, turns: slices.length, switching };
}

const all = { "round robin": roundRobin, credit, fair };
const cases = Object.entries(all);

describe.each(cases)("%s", (_, scheduler) => {
  test("each move costs what it was set to, and nothing unless it is set", () => {
    const free = busy(scheduler());
    const { moves, turns, switching } = busy(scheduler({ migrationCost: us(700) }));
    const switched = ms(0.0021);
    expect(free.switching).toBeLessThanOrEqual(free.turns * switched);
    expect(moves).toBeGreaterThan(0);
    // The last turns still go on: their exits may not be in the books.
    expect(switching).toBeGreaterThan((moves - 3) * us(700));
    expect(switching).toBeLessThanOrEqual(moves * us(700) + turns * switched);
  });

  test.each([-1, 0.5, NaN, ms(11), "much", null])("refused: migrationCost %s", (migrationCost) => {
    const given = { migrationCost } as TimeSliceSpec;
    expect(refusal(() => scheduler(given)).message).toContain(
      `migrationCost is ${shownInEnglish(described(migrationCost))}. Expected migrationCost to be a whole number`,
    );
  });
});

test("with a run queue for each CPU most stay where they were; with one for all they wander", () => {
  const wander = (scheduler: SchedulerSpec) => {
    const { moves, turns } = busy(scheduler);
    return moves / turns;
  };
  expect(wander(roundRobin())).toBeGreaterThan(0.5);
  expect(wander(credit())).toBeLessThan(0.5 * wander(roundRobin()));
  expect(wander(fair())).toBeLessThan(0.5 * wander(roundRobin()));
});
