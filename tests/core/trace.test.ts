// A bounded trace: what it keeps, what it counts, and that the model does not notice.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KiB, ms, seconds, service, Server, GiB } from "../../src/stdlib/index.ts";
import type { TraceRecord, TraceSpec } from "../../src/stdlib/index.ts";
import { TraceLog } from "../../src/trace/trace-log.ts";
import { rack, refusal, small } from "./machine.ts";

const frequent = ["exit", "slice", "io"];

/** A run with records of many kinds. */
function story(trace: TraceSpec = {}) {
  const { server, hypervisor } = rack({ cpus: 2, trace });
  const vms = ["a", "b", "c"].map((name) => hypervisor.create({ name, ...small }));
  for (const vm of vms)
    vm.launch(service({ name: "web", compute: ms(3), every: ms(10), write: KiB(4) }));
  server.run(seconds(3));
  refusal(() => hypervisor.create({ name: "d", ...small, memory: GiB(64) }));
  vms[0]?.reboot();
  server.run(seconds(3));
  return server;
}

describe("a trace with a limit", () => {
  const full = story();

  test.each([0, 1, 100, 5000, 1e9])(
    "%d: keeps the newest exits, slices and I/O, and all else",
    (limit) => {
      const { records } = story({ limit }).trace;
      const often = full.trace.records.filter(({ kind }) => frequent.includes(kind));
      const kept = new Set(limit === 0 ? [] : often.slice(-limit));
      expect(often.length).toBeGreaterThan(5000);
      expect(records).toEqual(
        full.trace.records.filter((record) => !frequent.includes(record.kind) || kept.has(record)),
      );
    },
  );

  test.each([0, 100])("%d: counts every record, and the model is the same", (limit) => {
    const server = story({ limit });
    const { trace } = server;
    expect(trace.counts()).toEqual(full.trace.counts());
    expect(trace.counts("b")).toEqual(full.trace.counts("b"));
    expect(trace.total).toBe(full.trace.length);
    expect(trace.dropped).toBe(full.trace.length - trace.length);
    expect(JSON.stringify(server)).toBe(JSON.stringify(full));
  });

  test("0: it stops growing once guests only run", () => {
    const { server, hypervisor } = rack({ trace: { limit: 0 } });
    const vm = hypervisor.create({ name: "a", ...small });
    server.run(seconds(5));
    vm.launch(service({ name: "web", compute: ms(3), every: ms(10), write: KiB(4) }));
    const { length, total } = server.trace;
    server.run(seconds(10));
    expect(server.trace.length).toBe(length);
    expect(server.trace.total).toBeGreaterThan(total + 3000);
  });

  test("the counts are those of the records", () => {
    const { trace } = full;
    const exits = trace.of("exit", "a").filter(({ reason }) => reason === "hlt");
    const writes = trace.of("io", "a").filter(({ operation }) => operation === "write");
    const counts = trace.counts("a");
    expect(counts.exits.hlt).toEqual({
      count: exits.length,
      cost: exits.reduce((sum, { cost }) => sum + cost, 0),
    });
    expect(counts.io["disk write"]).toEqual({
      count: writes.length,
      bytes: writes.reduce((sum, { bytes }) => sum + bytes, 0),
    });
    expect(trace.counts().kinds.slice).toBe(trace.of("slice").length);
    expect(trace.counts("nobody")).toEqual({ kinds: {}, exits: {}, io: {} });
  });

  const record = (kind: "exit" | "guest", time: number): TraceRecord =>
    kind === "guest"
      ? { time, kind, subject: "a", event: "booted", detail: { code: "system", system: "a" } }
      : {
          time,
          kind,
          subject: "a",
          vcpu: 0,
          reason: "hlt",
          cost: 1,
          disposition: "handled",
        };

  test("however it is filled and read, it holds as much as it may", () => {
    const runs = fc.array(
      fc.record({
        kind: fc.constantFrom("exit" as const, "guest" as const),
        length: fc.nat(3000),
        look: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.nat(2000), runs, (limit, list) => {
        const trace = new TraceLog({ limit });
        const all: TraceRecord[] = [];
        for (const { kind, length, look } of list) {
          for (let i = 0; i < length; i++) {
            all.push(record(kind, all.length));
            trace.append(all.at(-1) as TraceRecord);
          }
          const exits = all.filter((each) => each.kind === "exit").length;
          let passed = exits - limit;
          if (look) {
            const kept = all.filter((each) => each.kind !== "exit" || passed-- <= 0);
            expect(trace.records.map(({ time }) => time)).toEqual(kept.map(({ time }) => time));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([-1, 0.5, NaN, Infinity, "10", null])("limit %j is refused", (limit) => {
    const error = refusal(
      () => new Server({ cpus: 1, memory: GiB(1), disk: GiB(1), trace: { limit: limit as never } }),
    );
    expect(error).toMatchObject({
      code: "invalid-argument",
      expected: "trace.limit to be a whole number of at least 0",
      hint: "write trace: { limit: 10_000 }",
    });
  });

  test.each([null, 7, "full", []])("trace: %j is refused", (trace) => {
    const build = () =>
      new Server({ cpus: 1, memory: GiB(1), disk: GiB(1), trace: trace as never });
    expect(refusal(build).code).toBe("invalid-argument");
  });
});

describe("response times", () => {
  test("percentiles lie between the quickest and the slowest, in order", () => {
    const { server, hypervisor } = rack({ cpus: 1 });
    const vm = hypervisor.create({ name: "a", ...small });
    const web = vm.launch(
      service({ name: "web", compute: ms(2), every: ms(3), arrivals: "poisson" }),
    );
    expect(web.responseTime).toBeUndefined();
    server.run(seconds(20));
    if (!web.responseTime) throw new Error("no request was answered");
    const { mean, max, p50, p95, p99 } = web.responseTime;
    expect(p50).toBeGreaterThanOrEqual(ms(2));
    expect([p50, mean, p95, p99, max]).toEqual(
      [p50, mean, p95, p99, max].toSorted((a, b) => a - b),
    );
  });
});
