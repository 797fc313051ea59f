// Whatever happens to a machine while guests inside it work with disk and network: nothing is at work on what is off, what
// was asked of the guests is done or lost, and all of it works again afterwards.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  batch,
  client,
  Gbps,
  GiB,
  Hypervisor,
  HypervisorError,
  KiB,
  ManagementConsole,
  Mbps,
  MiB,
  ms,
  profiles,
  RemoteComputer,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type { Application, DomainSpec, VirtualMachine } from "../../src/stdlib/index.ts";
import { install, small } from "./machine.ts";

type Devices = Partial<DomainSpec>;
const devices: readonly Devices[] = [
  {},
  { diskBus: "ide", nicModel: "e1000" },
  { segmentationOffload: false, iftune: { outbound: Mbps(200) } },
  { iotune: { totalIopsSec: 2000 }, mtu: 9000, segmentationOffload: false },
];

function tower(hosted: boolean, outerDevices: Devices, innerDevices: Devices, vcpus: number) {
  const server = new Server({
    ...{ name: "rack", cpus: 2, memory: GiB(32), disk: GiB(200), network: Gbps(1) },
  });
  const profile = hosted ? profiles.kvm : profiles.generic;
  const hypervisor = install(server, new Hypervisor({ name: "L0", profile }));
  const beside = hypervisor.create({ ...small, name: "beside" });
  const spec = { name: "outer", vcpus, memory: GiB(8), disk: GiB(40), ...outerDevices };
  const outer = hosted
    ? hypervisor.create({ ...spec, image: "debian-12" })
    : hypervisor.define(spec).start();
  server.run(seconds(200));
  const inner = outer.nest(new Hypervisor({ name: "L1", profile }));
  const [a, b] = ["a", "b"].map((name) => inner.create({ ...small, name, ...innerDevices })) as [
    VirtualMachine,
    VirtualMachine,
  ];
  server.run(seconds(60));
  const remote = new RemoteComputer();
  const managed = new ManagementConsole({ name: "desk" }).connect(inner);
  return { server, hypervisor, inner, beside, outer, a, b, remote, managed, hosted };
}
type Tower = ReturnType<typeof tower>;

let n = 0;
const job = () =>
  batch({
    ...{ name: `job-${n++}`, compute: ms(3), read: MiB(2), write: MiB(1), send: MiB(2) },
    ...{ threads: 2, queueDepth: 4, requestSize: KiB(64) },
  });
const web = () => service({ name: `web-${n++}`, compute: us(50), receive: KiB(2), send: KiB(90) });
const ask = (to: Application) => client({ name: `load-${n++}`, to, requests: 30, threads: 2 });

const steps: Readonly<Record<string, (all: Tower) => unknown>> = {
  "a works": ({ a }) => a.launch(job()),
  "b works": ({ b }) => b.launch(job()),
  "outer works": ({ outer }) => outer.launch(job()),
  "a serves what is outside": ({ a, remote }) => remote.launch(ask(a.launch(web()))),
  "a serves what is beside": ({ a, beside }) => beside.launch(ask(a.launch(web()))),
  "a serves b": ({ a, b }) => b.launch(ask(a.launch(web()))),
  "a serves outer": ({ a, outer }) => outer.launch(ask(a.launch(web()))),
  "outer serves a": ({ a, outer }) => a.launch(ask(outer.launch(web()))),
  "it is managed": ({ managed }) => managed.domains(),
  "outer pauses": ({ outer }) => outer.suspend(),
  "outer goes on": ({ outer }) => outer.resume(),
  "outer restarts": ({ outer }) => outer.reboot(),
  "outer off": ({ outer }) => outer.destroy(),
  "outer on": ({ outer }) => outer.start(),
  "a pauses": ({ a }) => a.suspend(),
  "a goes on": ({ a }) => a.resume(),
  "a off": ({ a }) => a.destroy(),
  "a on": ({ a }) => a.start(),
  "a restarts": ({ a }) => a.reboot(),
  "a snapshot": ({ a }) => a.snapshot(`s${n % 3}`),
  "a reverts": ({ a }) => a.revert(`s${n % 3}`),
  "outer panics": ({ server }) => server.crash("guest-os:outer"),
  "L1 crashes": ({ server }) => server.crash("hypervisor:L1"),
  "power off": ({ server }) => server.powerOff(),
  "power on": ({ server }) => server.powerOn(),
};

/** All of it is up again, by whatever is needed. */
function mend({ server, hypervisor, outer, a, b, beside, hosted }: Tower): void {
  if (!server.isOn) server.powerOn();
  server.run(seconds(100));
  const up = (vm: VirtualMachine) => {
    if (vm.state === "crashed") vm.destroy();
    if (vm.state === "paused") vm.resume();
    server.run(seconds(60));
    if (vm.state === "shutoff") vm.start();
    for (let i = 0; !vm.booted && i < 50 && (hosted || vm !== outer); i++) server.run(seconds(10));
  };
  expect(hypervisor.domains().length).toBe(2);
  for (const vm of [beside, outer, a, b]) up(vm);
}

test(
  "guests inside work again, whatever happened to what they stand on",
  { timeout: 300_000 },
  () => {
    const step = fc.record({
      what: fc.constantFrom(...Object.keys(steps)),
      time: fc.constantFrom(0, us(37), us(211), ms(1), ms(7), ms(90), seconds(1)),
    });
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.constantFrom(...devices),
        fc.constantFrom(...devices),
        fc.integer({ min: 1, max: 2 }),
        fc.array(step, { minLength: 1, maxLength: 15 }),
        (hosted, outerDevices, innerDevices, vcpus, list) => {
          const all = tower(hosted, outerDevices, innerDevices, vcpus);
          const { server, outer, a, b, remote, beside } = all;
          for (const { what, time } of list) {
            try {
              steps[what]?.(all);
            } catch (error) {
              if (!(error instanceof HypervisorError)) throw error;
            }
            const busy = () => server.cpuUsage.reduce((sum, one) => sum + one.busy, 0);
            const [dark, before] = [!server.isOn, busy()];
            server.run(time);
            if (dark) expect(busy()).toBe(before);
            for (const { busy: spent, idle } of server.cpuUsage)
              expect(spent + idle).toBe(server.now);
            if (!["running", "blocked", "paused", "shutdown"].includes(outer.state))
              expect([a.state, b.state]).toEqual(["shutoff", "shutoff"]);
          }
          mend(all);
          server.run(seconds(120));
          const at = { disk: outer.io.disk.bytes, network: outer.io.network.bytes };
          const jobs = [a, b].map((vm) => vm.launch(job()));
          const loads = [remote, beside, b].map((from) => from.launch(ask(a.launch(web()))));
          server.run(seconds(60));
          expect([...jobs, ...loads].map(({ state }) => state)).toEqual(
            Array.from({ length: 5 }, () => "finished"),
          );
          for (const { requests } of loads) expect(requests.completed).toBe(60);
          expect(outer.io.disk.bytes - at.disk).toBeGreaterThanOrEqual(2 * 2 * MiB(3));
          // Two answers of three leave the machine: the third goes to its own guest.
          const out = 2 * 2 * MiB(2) + 2 * 60 * KiB(90);
          expect(outer.io.network.bytes - at.network).toBeGreaterThanOrEqual(out);
        },
      ),
      { numRuns: 15 },
    );
  },
);
