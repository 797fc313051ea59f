// Closed formulas as oracles: where queueing theory knows the mean wait, the simulation must find it, too.

import { describe, expect, test } from "vitest";
import { costs, GiB, ms, seconds, service } from "../../src/stdlib/index.ts";
import { rack, small } from "./machine.ts";
import { agrees, BATCHES, erlangC, estimate, meanGap, simulateMMc } from "./queueing.ts";
import { waitMD1, waitMMc } from "./queueing.ts";

const loads = [0.3, 0.5, 0.7, 0.8, 0.9];
const stations = [1, 2, 4].flatMap((servers) => loads.map((load) => ({ servers, load })));

describe("the formulas", () => {
  // L. Kleinrock, Queueing Systems 1 (1975): for one server the probability of waiting is the load itself.
  test.each(loads)("one server, load %d: Erlang C is the load", (load) => {
    expect(erlangC({ servers: 1, load, service: 1 })).toBeCloseTo(load, 12);
  });

  // For two servers Erlang C is 2ρ²/(1+ρ).
  test.each(loads)("two servers, load %d: Erlang C is 2ρ²/(1+ρ)", (load) => {
    const expected = (2 * load * load) / (1 + load);
    expect(erlangC({ servers: 2, load, service: 1 })).toBeCloseTo(expected, 12);
  });

  test("a service that does not vary halves the wait", () => {
    const station = { servers: 1, load: 0.8, service: ms(1) };
    expect(waitMD1(station)).toBeCloseTo(waitMMc(station) / 2, 6);
  });
});

describe("M/M/c on the simulation alone: the mean wait is Erlang's", () => {
  test.each(stations)("c = $servers, load $load", (spec) => {
    const station = { ...spec, service: ms(1) };
    const { wait } = simulateMMc(station, 10_000, 1);
    const expected = waitMMc(station);
    expect(wait).toSatisfy((found: typeof wait) => agrees(found, expected));
    // An interval so wide that anything agrees would be no oracle.
    expect(wait.half).toBeLessThan(0.25 * expected);
  });

  test("the oracle tells another load, and another number of servers, apart", () => {
    const station = { servers: 2, load: 0.8, service: ms(1) };
    const { wait } = simulateMMc(station, 10_000, 1);
    expect(agrees(wait, waitMMc({ ...station, servers: 1 }))).toBe(false);
    expect(agrees(wait, waitMMc({ ...station, load: 0.7 }))).toBe(false);
  });
});

/**
 * A service of 2 ms alone on a server, with Poisson arrivals: the mean response time of each of 30 batches, which are
 * stretches of time of about 3,000 requests. What virtualization adds shows in the response, too: under 0.1 %.
 */
function responses(load: number, compute: number) {
  const { server, hypervisor } = rack({ cpus: 1, memory: GiB(4), seed: 3 });
  const vm = hypervisor.create({ name: "shop", ...small });
  server.run(seconds(10));
  const every = meanGap({ servers: 1, load, service: compute });
  const web = vm.launch(
    service({ name: "web", compute, every: Math.round(every), arrivals: "poisson" }),
  );
  const totals = () => ({
    count: web.requests.completed,
    time: web.requests.completed * (web.responseTime?.mean ?? 0),
  });
  server.run(Math.round(every * 3000));
  return Array.from({ length: BATCHES }, () => {
    const before = totals();
    server.run(Math.round(every * 3000));
    const after = totals();
    return (after.time - before.time) / (after.count - before.count);
  });
}

/**
 * What a server that must first wake up adds to the mean wait, when requests are so far apart: P. D. Welch, On a Generalized
 * M/G/1 Queuing Process in Which the First Customer of Each Busy Period Receives Exceptional Service, 1964.
 */
const setupWait = (gap: number, setup: number): number =>
  (2 * setup + setup ** 2 / gap) / (2 * (1 + setup / gap));

describe("M/D/1 as a service on a server: the mean response time is Pollaczek and Khinchine's", () => {
  test.each(loads)("load %d", (load) => {
    const compute = ms(2);
    const station = { servers: 1, load, service: compute };
    const response = estimate(responses(load, compute));
    expect(response).toSatisfy((found: typeof response) =>
      agrees(found, compute + waitMD1(station) + setupWait(compute / load, costs.c1eExit.value)),
    );
    expect(response.half).toBeLessThan(0.3 * waitMD1(station));
    expect(agrees(response, compute + waitMMc(station))).toBe(false);
  });
});
