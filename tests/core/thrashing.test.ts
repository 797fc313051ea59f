// What memory that is too small does to machines that compute: less the more of it there is, to all alike, and less where
// the guests decide what goes. The shape is what is tested; docs/decisions/0029-working-sets.md says what it was compared with.

import { describe, expect, test } from "vitest";
import {
  batch,
  GiB,
  Hypervisor,
  MiB,
  overcommit,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import type { OvercommitSpec } from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";

/** The part of a CPU that each of five machines gets to use, whose jobs want so many times the memory that there is. */
function speeds(ratio: number, options: OvercommitSpec): number[] {
  const [there, machines] = [GiB(2), 5];
  const server = new Server({ name: "rack-1", cpus: 8, memory: there + GiB(1), disk: GiB(100) });
  const hypervisor = server.install(new Hypervisor({ name: "hv", memory: overcommit(options) }));
  const all = Array.from({ length: machines }, (_, i) =>
    hypervisor.create({ name: `vm-${i}`, ...small, memory: GiB(1) }),
  );
  server.run(seconds(3));
  const free = there - all.reduce((sum, { memoryUsage }) => sum + memoryUsage.resident, 0);
  const memory = Math.floor((free * ratio) / machines / MiB(1)) * MiB(1);
  for (const vm of all) vm.launch(batch({ name: "job", compute: seconds(1e6), memory }));
  server.run(seconds(20));
  const time = () => all.map((vm) => vm.applications[0]?.cpuTime ?? 0);
  const before = time();
  server.run(seconds(40));
  return time().map((after, i) => (after - (before[i] ?? 0)) / seconds(40));
}

const ratios = [0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5];
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const ways: readonly (readonly [string, OvercommitSpec])[] = [
  ["balloons", {}],
  ["the hypervisor's swapping", { ballooning: false }],
];
const measured = new Map(
  ways.map(([name, options]) => [name, ratios.map((ratio) => speeds(ratio, options))]),
);

describe.each(ways)("five machines at 0.8 to 1.5 times their memory, by %s", (name) => {
  const all = measured.get(name) ?? [];
  const means = all.map(mean);

  test("run at full speed while there is enough", () => {
    expect(means[0]).toBeGreaterThan(0.99);
  });

  test("slow down with every step, and by none over an edge", () => {
    for (const [i, speed] of means.entries()) {
      const before = means[i - 1] ?? 1;
      expect(speed).toBeLessThan(before + 0.001);
      expect(speed).toBeGreaterThan(0.9 * before);
    }
    expect(means.at(-1)).toBeLessThan(0.95);
  });

  test("are all hit alike", () => {
    for (const one of all) expect(Math.max(...one)).toBeLessThan(1.1 * Math.min(...one));
  });
});

test("balloons cost less than the hypervisor's swapping, since a guest knows what it does not use", () => {
  const [balloons = [], swapping = []] = ways.map(([name]) => measured.get(name)?.map(mean));
  for (const [i, ratio] of ratios.entries())
    if (ratio > 1) expect(balloons[i], `${ratio}`).toBeGreaterThan(swapping[i] ?? 1);
});
