import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batch, GiB, HypervisorError, KiB, MiB, ms } from "../../src/stdlib/index.ts";
import { rack, snapshot } from "./machine.ts";

// Machines with thin and thick disks on a server with hardly any room, beside a plain list of what each should hold.

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0+$/, "");

describe("after any sequence of operations on disks", () => {
  interface Held {
    disk: Record<number, string>;
    memory: Record<number, string>;
    readonly kept: Map<string, Pick<Held, "disk" | "memory"> & { readonly on: boolean }>;
  }
  /** The first block has the boot sector, so its third is written. */
  const sector = (n: number) => n * 16 + 2;
  const command = fc.record({
    what: fc.constantFrom(
      ...[
        "define",
        "clone",
        "snapshot",
        "launch",
        "run",
        "write",
        "write",
        "store",
        "revert",
        "deleteSnapshot",
      ],
      ...["start", "destroy", "suspend", "resume", "undefine", "launch", "run"],
    ),
    on: fc.constantFrom("a", "a", "b", "c"),
    to: fc.constantFrom("a", "b", "c", "d"),
    n: fc.nat(5),
    flag: fc.boolean(),
  });

  test("blocks are conserved, contents are each machine's own, refusals change nothing", () => {
    let reverts = 0;
    let pauses = 0;
    fc.assert(
      fc.property(fc.array(command, { minLength: 30, maxLength: 60 }), (list) => {
        const { server, hypervisor } = rack({ disk: GiB(4) + MiB(132), memory: GiB(2) });
        const held = new Map<string, Held>();
        const define = (name: string, thin: boolean) => {
          const size = thin ? MiB(700) : KiB(256);
          const vm = hypervisor.define({ name, vcpus: 1, memory: MiB(128), disk: size, thin });
          held.set(name, empty());
          return vm;
        };
        const empty = (): Held => ({ disk: {}, memory: {}, kept: new Map() });
        const act = ({ what, on, to, n, flag }: (typeof list)[number], step: number): void => {
          const vm = () => hypervisor.lookup(on);
          const now = held.get(on) ?? empty();
          const value = `v${step}`;
          switch (what) {
            case "define":
              define(on, flag);
              return;
            case "clone":
              hypervisor.clone(on, { name: to, linked: flag });
              held.set(to, { ...empty(), disk: { ...now.disk } });
              return;
            case "snapshot":
              vm().snapshot(`s${n % 2}`);
              now.kept.set(`s${n % 2}`, {
                disk: { ...now.disk },
                memory: { ...now.memory },
                on: vm().state !== "shutoff",
              });
              return;
            case "write":
              vm().guest.writeDisk(sector(n), value);
              now.disk[sector(n)] = value;
              return;
            case "store":
              vm().guest.write(n * 8192, value);
              now.memory[n * 8192] = value;
              return;
            case "revert": {
              vm().revert(`s${n % 2}`);
              reverts++;
              const kept = now.kept.get(`s${n % 2}`);
              now.disk = { ...kept?.disk };
              now.memory = kept?.on === true ? { ...kept.memory } : {};
              return;
            }
            case "deleteSnapshot":
              vm().deleteSnapshot(`s${n % 2}`);
              return;
            case "destroy":
              vm().destroy();
              now.memory = {};
              return;
            case "undefine":
              vm().undefine({ snapshots: flag });
              held.delete(on);
              return;
            case "launch":
              vm().launch(batch({ name: `job${step}`, compute: ms(1), write: MiB(1) }));
              return;
            case "run":
              server.run(ms(n * 100));
              return;
            default:
              vm()[what as "start" | "suspend" | "resume"]();
          }
        };
        define("a", true).install("alpine-3.21").start();
        define("b", false).start();
        server.run(ms(2000));
        act({ what: "snapshot", on: "a", to: "a", n: 0, flag: true }, 0);
        list.forEach((one, step) => {
          const before = snapshot(server);
          try {
            act(one, step);
          } catch (error) {
            if (!(error instanceof HypervisorError)) throw error;
            // A write without room pauses the machine, which is the point of it.
            if (error.code === "no-space") expect(hypervisor.lookup(one.on).state).toBe("paused");
            else expect(snapshot(server)).toBe(before);
          }
          const machines = hypervisor.domains();
          const own = machines.reduce((sum, { diskUsage }) => sum + diskUsage.allocated, 0);
          expect(server.allocated.disk).toBe(GiB(4) + own);
          for (const vm of machines) {
            if (vm.pauseReason === "I/O error") pauses++;
            if (vm.state !== "running" && vm.state !== "blocked") continue;
            const { disk = {}, memory = {} } = held.get(vm.name) ?? {};
            for (let n = 0; n <= 5; n++) {
              expect(text(vm.guest.readDisk(sector(n)))).toBe(disk[sector(n)] ?? "");
              expect(vm.guest.readText(n * 8192, 16)).toBe(memory[n * 8192] ?? "");
            }
          }
        });
      }),
      { numRuns: 50, seed: 12 },
    );
    // So that none of this is for want of anything to look at.
    expect(reverts).toBeGreaterThan(10);
    expect(pauses).toBeGreaterThan(10);
  }, 30_000);
});
