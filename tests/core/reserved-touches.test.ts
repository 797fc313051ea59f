// A machine whose memory is reserved does not follow what its programs touch as long as all of them fit. That saves work, and
// must make no difference to what its memory holds: an overcommitted machine on a server with room follows every touch.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  client,
  GiB,
  Hypervisor,
  KiB,
  MiB,
  ms,
  osImages,
  overcommit,
  reserved,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import { systemAreas } from "../../src/hypervisor/memory/guest-areas.ts";
import type { OsImage, VirtualMachine } from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";

/** What Alpine takes for itself, beside its cache. */
const [alpine] = osImages.filter(({ id }) => id === small.image);
const kernel = (systemAreas(alpine as OsImage, MiB(256) / KiB(4))[0]?.size ?? NaN) * KiB(4);

const kinds = [reserved, overcommit] as const;

function machines(memory: (typeof kinds)[number]) {
  const server = new Server({ name: "rack-1", cpus: 4, memory: GiB(8), disk: GiB(100) });
  const hypervisor = server.install(new Hypervisor({ name: "hv", memory: memory() }));
  const [vm, other] = ["shop", "other"].map((name) =>
    hypervisor.create({ name, ...small, disk: GiB(4), swap: GiB(2) }),
  );
  server.run(seconds(10));
  return { server, vm: vm as VirtualMachine, other: other as VirtualMachine };
}

test("a reserved machine holds what one holds whose touches are all followed, and no more than it was given", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });
  let [fitted, short] = [0, 0];
  fc.assert(
    fc.property(sizes, (programs) => {
      const all = kinds.map(machines);
      programs.forEach((mib, i) => {
        for (const { server, vm } of all) {
          const what = { name: `app-${i}`, memory: MiB(mib) };
          vm.launch(batch({ ...what, compute: seconds(1000) }));
          server.run(seconds(2));
          const { guestUsed, guestSwapped, guestSwap, size } = vm.memoryUsage;
          expect(guestUsed).toBeLessThanOrEqual(size);
          expect(guestSwapped).toBeLessThanOrEqual(guestSwap);
        }
      });
      // In a second of CPU time each has touched all of its pages.
      for (const { server, vm } of all)
        while (vm.applications.some(({ cpuTime }) => cpuTime < seconds(1.1)))
          server.run(seconds(1));
      const [one, other] = all.map(({ vm }) => vm.memoryUsage);
      const wanted = programs.reduce((sum, mib) => sum + MiB(mib), kernel);
      if (wanted <= MiB(256)) {
        fitted++;
        expect([one?.guestSwapped, other?.guestSwapped]).toEqual([0, 0]);
      } else {
        short++;
      }
      // A guest makes room by the run (2 MiB), and the cache in it goes first.
      const held = (usage = one) => (usage?.guestUsed ?? 0) + (usage?.guestSwapped ?? 0);
      expect(Math.abs(held(one) - held(other))).toBeLessThanOrEqual(MiB(2) * programs.length);
    }),
    { numRuns: 30, seed: 12 },
  );
  expect(fitted).toBeGreaterThan(2);
  expect(short).toBeGreaterThan(2);
});

describe.each([
  ["reserved", reserved],
  ["overcommitted", overcommit],
] as const)("in a machine whose memory is %s", (_, memory) => {
  test("a program that computed long ago gives its pages to one that computes now", () => {
    const { server, vm, other } = machines(memory);
    const web = { name: "web", compute: ms(20), receive: 100, send: KiB(4), memory: MiB(250) };
    const shop = vm.launch(service(web));
    other.launch(client({ name: "load", to: shop, requests: 4000, threads: 2 }));
    server.run(seconds(200));
    expect(shop.cpuTime).toBeGreaterThan(seconds(150));
    // It fits beside the system, and both fit with it only partly.
    const job = vm.launch(batch({ name: "job", compute: seconds(1000), memory: MiB(150) }));
    server.run(seconds(100));
    const [{ requests }, computed] = [vm.io.disk, job.cpuTime];
    server.run(seconds(20));
    expect(vm.io.disk.requests - requests).toBeLessThan(100);
    expect(job.cpuTime - computed).toBeGreaterThan(seconds(19.9));
  });
});
