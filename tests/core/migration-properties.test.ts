import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  Cluster,
  Gbps,
  GiB,
  Hypervisor,
  HypervisorError,
  KiB,
  MiB,
  ms,
  profiles,
  seconds,
  service,
} from "../../src/stdlib/index.ts";
import type { Profile, Server, VirtualMachine } from "../../src/stdlib/index.ts";

// Machines sent back and forth between three servers while they work, in any way and at any moment, some of them
// suspended, destroyed or on servers that crash, or lose power for a while, on the way.

const machine = { vcpus: 2, memory: MiB(128), disk: MiB(700), image: "alpine-3.21" };

function three(profile: Profile = profiles.generic) {
  const cluster = new Cluster({ storage: GiB(4), network: Gbps(1) });
  const servers = ["r1", "r2", "r3"].map((name) =>
    cluster.add({ name, cpus: 2, memory: GiB(1) + MiB(350), disk: GiB(6) }),
  );
  const hypervisors = servers.map((server) => server.install(new Hypervisor({ profile })));
  return { cluster, servers, hypervisors };
}

const products = [profiles.generic, profiles.xen, profiles.esxi];
const place = fc.nat(2);
const mode = fc.constantFrom("pre-copy", "post-copy", "stop-and-copy");
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant("migrate"), on: place, to: place, mode }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant("run"), n: fc.nat(900) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constantFrom("suspend", "resume", "destroy", "start", "store", "launch"),
      on: place,
      n: fc.nat(1000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constantFrom("crash", "power"), on: place, n: fc.nat(30) }),
  },
);
type Step = {
  readonly what: string;
  readonly on?: number;
  readonly to?: number;
  readonly n?: number;
  readonly mode?: "pre-copy" | "post-copy" | "stop-and-copy";
};

describe("whatever is moved where, and whatever breaks", () => {
  test.each(products)(
    "a machine is in one place, memory is conserved, and refusals change nothing: $id",
    (profile) => {
      let [completed, failed] = [0, 0];
      fc.assert(
        fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps: readonly Step[]) => {
          const { cluster, servers, hypervisors } = three(profile);
          const machines = ["a", "b", "c"].map((name, n) =>
            (hypervisors[n] as Hypervisor).create({
              name,
              ...machine,
              ...(n < 2 && { storage: "shared" as const }),
            }),
          );
          cluster.protect(machines[0] as VirtualMachine);
          const overhead = machines[0]?.memoryUsage.overhead ?? NaN;
          const moves = new Set<VirtualMachine["migration"]>();
          const act = ({ what, on = 0, to = 0, n = 0, mode: way = "pre-copy" }: Step): void => {
            const vm = machines[on] as VirtualMachine;
            if (what === "run") cluster.run(ms(n));
            else if (what === "migrate")
              moves.add(
                vm.migrate(hypervisors[to] as Hypervisor, { mode: way, copyStorage: on === 2 }),
              );
            else if (what === "store") vm.guest.write(n * 8192, "x");
            else if (what === "launch")
              vm.launch(
                batch({
                  name: `j${n}`,
                  compute: ms(n),
                  memory: MiB(8),
                  writes: MiB(n),
                  write: KiB(n),
                }),
              );
            else if (what === "crash") {
              if (n === 0) (servers[on] as Server).crash("hypervisor");
            } else if (what === "power") {
              const server = servers[on] as Server;
              if (!server.isOn) server.powerOn();
              else if (n < 3) server.powerOff();
            } else vm[what as "suspend" | "resume" | "destroy" | "start"]();
          };
          const look = () => {
            const listed = hypervisors.map((hv) => hv.domains());
            for (const vm of machines) {
              expect(listed.flat().filter((one) => one === vm)).toHaveLength(1);
              const at = servers.findIndex(({ name }) => name === vm.server);
              expect(listed[at]).toContain(vm);
            }
            const going = [...moves].filter(
              (one) => one?.state !== "completed" && one?.state !== "failed",
            );
            servers.forEach((server, index) => {
              const running = listed[index]?.filter(({ state }) => state !== "shutoff") ?? [];
              const on = running.length;
              const vcpus = running.reduce((sum, vm) => sum + vm.vcpus, 0);
              expect(server.allocated.cpus).toBe(vcpus);
              // One that is on its way takes its room on both sides.
              const reserved = going.filter((one) => {
                const vm = cluster.lookup(one?.vm ?? "");
                const other = vm.server === one?.source ? one.destination : one?.source;
                return other === server.name;
              }).length;
              expect(server.allocated.memory).toBe(
                GiB(1) + (on + reserved) * (MiB(128) + overhead),
              );
              for (const { busy, idle } of server.cpuUsage) expect(busy + idle).toBe(cluster.now);
            });
          };
          cluster.run(seconds(3));
          for (const one of steps) {
            const before = JSON.stringify(cluster);
            try {
              act(one);
            } catch (error) {
              if (!(error instanceof HypervisorError)) throw error;
              expect(JSON.stringify(cluster)).toBe(before);
            }
            look();
          }
          cluster.run(seconds(200));
          look();
          for (const one of moves) {
            if (one?.state === "completed") completed++;
            else if (one?.state === "failed") failed++;
            else throw new Error(`a migration that never ends: ${one?.state ?? ""}`);
            const inRounds = one.rounds.reduce((sum, { sent }) => sum + sent, 0);
            if (one.state === "completed") expect(one.sent).toBe(inRounds);
            else expect(one.sent).toBeGreaterThanOrEqual(inRounds);
          }
        }),
        { numRuns: 20, seed: 12 },
      );
      expect(completed).toBeGreaterThan(10);
      expect(failed).toBeGreaterThan(2);
    },
    120_000,
  );
});

describe("a moved machine", () => {
  test.each(products)(
    "equals itself, all that its applications are at included: $id",
    (profile) => {
      const write = fc.tuple(fc.nat(MiB(63)), fc.string({ minLength: 1, maxLength: 20 }));
      fc.assert(
        fc.property(fc.array(write, { maxLength: 8 }), fc.nat(3000), mode, (writes, n, way) => {
          const { cluster, hypervisors } = three(profile);
          const [here, there] = hypervisors as [Hypervisor, Hypervisor];
          const vm = here.create({ name: "a", ...machine, storage: "shared" });
          cluster.run(seconds(3));
          vm.launch(
            batch({
              name: "job",
              compute: seconds(50),
              threads: 3,
              memory: MiB(8),
              writes: MiB(1),
            }),
          );
          vm.launch(
            service({ name: "web", compute: ms(3), every: ms(7), read: KiB(64), write: KiB(4) }),
          );
          cluster.run(ms(n));
          for (const [address, text] of writes) vm.guest.write(address, text);
          const bytes = () => writes.map(([address]) => [...vm.guest.read(address, 80)]);
          const memory = bytes();
          vm.guest.writeDisk(9001, `n${n}`);
          vm.suspend();
          // Devices finish what they work on.
          cluster.run(seconds(1));
          const seen = () => {
            const { mac, disk, os, console, exits, applications, diskUsage } = vm;
            const work = applications.map((one) => ({
              ...one.requests,
              arrived: 0,
              pending: 0,
              cpu: one.cpuTime,
            }));
            return JSON.stringify({ mac, disk, os, console, exits, work, diskUsage });
          };
          const handles = vm.applications;
          const before = seen();
          const migration = vm.migrate(there, { mode: way });
          cluster.run(seconds(20));
          expect([migration.state, vm.server, vm.state]).toEqual(["completed", "r2", "paused"]);
          expect(seen()).toBe(before);
          const done = handles.map(({ cpuTime }) => cpuTime);
          vm.resume();
          expect(bytes()).toEqual(memory);
          expect(new TextDecoder().decode(vm.guest.readDisk(9001)).replace(/\0+$/, "")).toBe(
            `n${n}`,
          );
          cluster.run(seconds(1));
          // The handles of before are those of now, and their counts go on.
          handles.forEach((one, index) => expect(one.cpuTime).toBeGreaterThan(done[index] ?? 0));
          for (const { run, ready, blocked, paused } of vm.cpuUsage)
            expect(run + ready + blocked + paused).toBe(cluster.now);
        }),
        { numRuns: 20 },
      );
    },
    60_000,
  );
});
