// A guest with several virtual CPUs: each is at a task of its own, and none has worked before it was given something.

import { describe, expect, test } from "vitest";
import { GiB, Hypervisor, MiB, seconds, Server, service, us } from "../../src/stdlib/index.ts";
import type { VirtualMachine } from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";

const inGuest = (vm: VirtualMachine) => vm.cpuUsage.reduce((sum, { guest }) => sum + guest, 0);

describe.each([2, 3, 4])("%i virtual CPUs", (vcpus) => {
  const server = new Server({ cpus: 8, memory: GiB(16), disk: GiB(100), trace: { limit: 0 } });
  const hypervisor = server.install(new Hypervisor());
  const vm = hypervisor.create({ ...small, name: "shop", memory: MiB(512), vcpus });
  server.run(seconds(15));
  const before = inGuest(vm);
  const services = [0, 1, 2, 3, 4, 5].map((n) => {
    const [compute, every] = [us(700 + 13 * n), us(3400 + 101 * n)];
    const spec = { name: `web-${n}`, compute, every, arrivals: "poisson", threads: 3 } as const;
    return vm.launch(service(spec));
  });
  server.run(seconds(3));

  test("no request is answered sooner than it takes", () => {
    for (const { spec, responseTime } of services)
      expect(responseTime?.mean).toBeGreaterThanOrEqual(spec.compute);
  });

  test("they are in the guest for what the applications had, and hardly longer", () => {
    const used = services.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    expect(inGuest(vm) - before).toBeGreaterThanOrEqual(used);
    expect(inGuest(vm) - before).toBeLessThan(used * 1.005);
  });
});
