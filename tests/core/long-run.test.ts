// Long runs: they say how far they are, and what is kept of them does not grow.

import { describe, expect, test } from "vitest";
import { installedHypervisors } from "../../src/hypervisor/installed-hypervisor.ts";
import { described, shownInEnglish } from "../../src/simulation/described.ts";
import {
  batch,
  credit,
  fair,
  GiB,
  hours,
  Hypervisor,
  KiB,
  minutes,
  ms,
  roundRobin,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type { RunOptions, RunProgress, SchedulerSpec } from "../../src/stdlib/index.ts";
import { refusal, small, snapshot } from "./machine.ts";

/** Four machines on two CPUs that answer requests and compute, one of them capped. */
function site(scheduler: SchedulerSpec = roundRobin()) {
  const server = new Server({ cpus: 2, memory: GiB(8), disk: GiB(50), trace: { limit: 100 } });
  const hypervisor = server.install(new Hypervisor({ scheduler }));
  const vms = [0, 1, 2, 3].map((i) =>
    hypervisor.create({ ...small, name: `vm${i}`, vcpus: 2, ...(i === 3 && { cap: 30 }) }),
  );
  server.run(seconds(10));
  const web = service({ name: "web", compute: ms(2), every: ms(10), send: KiB(16), threads: 2 });
  for (const vm of vms) vm.launch(web);
  vms[2]?.launch(batch({ name: "burn", compute: hours(1) }));
  return { server, hypervisor };
}

describe("a run says how far it is", () => {
  const watched = (duration: number, every?: number) => {
    const { server } = site();
    const calls: RunProgress[] = [];
    const progress = (at: RunProgress) => calls.push(at);
    const [from, events] = [server.now, server.events];
    server.run(duration, { progress, ...(every !== undefined && { every }) });
    return { server, from, events: server.events - events, calls };
  };

  test("every so many events, and when it is over", () => {
    const { server, from, events, calls } = watched(seconds(2), 500);
    expect(calls).toHaveLength(Math.floor(events / 500) + 1);
    calls.forEach(({ fraction, now, until, events: happened }, i) => {
      expect(fraction).toBe((now - from) / seconds(2));
      expect(until).toBe(from + seconds(2));
      expect(happened).toBe(Math.min(500 * (i + 1), events));
    });
    expect(calls.at(-1)).toEqual({ fraction: 1, now: server.now, until: server.now, events });
  });

  test("and is the same run as one that says nothing", () => {
    const silent = site();
    silent.server.run(seconds(2));
    expect(snapshot(watched(seconds(2), 1).server)).toBe(snapshot(silent.server));
  });

  test.each([
    ["a run of no time is over at once", 0, 1],
    ["a short one, unless told, calls when it is over", ms(10), 1],
  ])("%s", (_, duration, calls) => {
    expect(watched(duration).calls).toHaveLength(calls);
    expect(watched(duration).calls.at(-1)?.fraction).toBe(1);
  });

  test("what progress throws ends it, and the server can go on", () => {
    const { server } = site();
    const progress = () => {
      throw new Error("enough");
    };
    const until = server.now + seconds(1);
    expect(() => server.run(seconds(1), { progress, every: 100 })).toThrow("enough");
    expect(server.now).toBeLessThan(until);
    const straight = site().server;
    straight.run(seconds(1));
    server.run(until - server.now);
    expect(snapshot(server)).toBe(snapshot(straight));
  });

  test("an hour is an hour", () => {
    expect(hours(1)).toBe(minutes(60));
  });

  const any = (value: unknown): RunOptions => value as RunOptions;
  const bad: [string, unknown][] = [
    ...[0, -1, 0.5, NaN, "often", null].map((every): [string, unknown] => [
      `every: ${shownInEnglish(described(every))}`,
      { every, progress: () => undefined },
    ]),
    ...[7, "tell me", null, {}].map((progress): [string, unknown] => [
      `progress: ${shownInEnglish(described(progress))}`,
      { progress },
    ]),
    ["no options", null],
  ];
  test.each(bad)("refused: %s", (_, given) => {
    const { server } = site();
    const before = snapshot(server);
    expect(refusal(() => server.run(seconds(1), any(given))).code).toBe("invalid-argument");
    expect(snapshot(server)).toBe(before);
  });

  test("refused: a run within a run", () => {
    const { server } = site();
    const inner: string[] = [];
    const progress = () => {
      inner.push(refusal(() => server.run(seconds(1))).message);
    };
    server.run(ms(100), { progress, every: 10 });
    expect(inner[0]).toMatchInlineSnapshot(
      `"server: cannot run: a run is going on, and called this. Expected a server whose clock stands still. Hint: call run after the run, not in its progress."`,
    );
    expect(inner.length).toBeGreaterThan(2);
  });
});

describe.each([
  ["round robin", roundRobin],
  ["credit", credit],
  ["fair", fair],
])("%s: what is kept does not grow", (_, scheduler) => {
  test("events to come, records and the model after a minute are no more than after ten seconds", () => {
    const { server, hypervisor } = site(scheduler());
    const most = (duration: number) => {
      let [pending, records, model] = [0, 0, 0];
      for (let i = 0; i < 50; i++) {
        server.run(duration / 50);
        pending = Math.max(
          pending,
          installedHypervisors.of(hypervisor).installedOn().hardware.simulation.pending,
        );
        records = Math.max(records, server.trace.length);
        model = Math.max(model, snapshot(server).length);
      }
      return { pending, records, model };
    };
    const early = most(seconds(10));
    const late = most(minutes(1));
    expect(late.pending).toBeLessThanOrEqual(early.pending + 2);
    expect(late.records).toBe(early.records);
    // Counters get more digits.
    expect(late.model).toBeLessThan(early.model * 1.1);
    expect(server.trace.total).toBeGreaterThan(100 * server.trace.length);
  });
});
