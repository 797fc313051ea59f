// Laws of disks that are copied while they are written to, by machines at work and servers that break.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  Cluster,
  Gbps,
  GiB,
  Hypervisor,
  HypervisorError,
  MiB,
  ms,
  seconds,
  service,
} from "../../src/stdlib/index.ts";
import type { Backup, VirtualMachine } from "../../src/stdlib/index.ts";
import { sized, small } from "./machine.ts";
import { box } from "./two-servers.ts";

/** Three servers, with a machine on the first; the third keeps backups. */
function three(spec: object) {
  const cluster = new Cluster({ storage: GiB(10), network: Gbps(1) });
  const servers = ["rack-1", "rack-2", "rack-3"].map((name) => cluster.add({ ...box, name }));
  const [here, there, keeper] = servers.map((server) => server.install(new Hypervisor())) as [
    Hypervisor,
    Hypervisor,
    Hypervisor,
  ];
  const free = () => servers.map((server) => JSON.stringify(server.free));
  const before = free();
  const vm = here.create({ ...small, name: "shop", ...spec });
  return { cluster, servers, here, there, keeper, vm, free, before };
}

test("whatever breaks when, a copy ends, says why, and leaves nothing behind", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom("backup", "pre-copy", "post-copy", "stop-and-copy"),
      fc.record({ storage: fc.constantFrom("local", "shared"), thin: fc.boolean() }),
      fc.constantFrom("off", "off and on", "crash", "destroy"),
      fc.constantFrom(0, 1),
      fc.integer({ min: 0, max: 3000 }),
      (what, spec, how, which, at) => {
        const { cluster, servers, there, vm, free, before } = three(spec);
        vm.launch(service({ name: "w", compute: 1, every: ms(7), write: MiB(1) }));
        cluster.run(seconds(5));
        const copyStorage = spec.storage === "local";
        const copy =
          what === "backup" ? vm.backup(there) : vm.migrate(there, { mode: what, copyStorage });
        cluster.run(ms(at));
        const server = servers[which];
        if (how === "destroy") vm.destroy();
        else if (how === "crash") server?.crash("hypervisor");
        else server?.powerOff();
        if (how === "off and on") server?.powerOn();
        cluster.run(seconds(30));
        seen.add(`${what} ${copy.state}`);
        expect(["completed", "failed"]).toContain(copy.state);
        expect(copy.failure !== undefined).toBe(copy.state === "failed");
        if (how === "crash") server?.powerOff();
        for (const one of servers) if (!one.isOn) one.powerOn();
        (vm.state === "shutoff" ? vm : vm.destroy()).undefine();
        // A backup that is completed stays.
        const kept = what === "backup" && copy.state === "completed";
        expect(free().filter((_, n) => !kept || n !== 1)).toEqual(
          before.filter((_, n) => !kept || n !== 1),
        );
      },
    ),
    { numRuns: 60, seed: 12 },
  );
  expect([...seen].filter((one) => one.endsWith("failed"))).toHaveLength(4);
});

test("what is read after moves, and restored from backups, is what was written, whatever failed", () => {
  const places = [5, 4096, 4097, 4100, 4224, 266_240, 300_000, 300_008, 1_048_576, 2_097_151];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replace(/\0+$/, "");
  const contents = ({ guest }: VirtualMachine) =>
    places.map((place) => text(guest.readDisk(place)));
  const act = fc.record({
    what: fc.constantFrom(
      ...["write", "write", "write", "move", "full", "since", "since", "run", "run"],
      ...["snapshot", "revert", "merge", "cut"],
    ),
    at: fc.nat(9),
  });
  let restored = 0;
  fc.assert(
    fc.property(fc.array(act, { minLength: 8, maxLength: 40 }), fc.boolean(), (acts, thin) => {
      const { cluster, servers, here, there, keeper, vm } = three({ thin });
      cluster.run(seconds(5));
      let disk = places.map(() => "");
      const snapshots = new Map<string, string[]>();
      const backups: { readonly backup: Backup; readonly disk: string[] }[] = [];
      const one = (what: string, at: number, n: number): void => {
        if (what === "write") {
          vm.guest.writeDisk(places[at] ?? 0, `v${n}`);
          disk[at] = `v${n}`;
        } else if (what === "move") {
          const mode = (["pre-copy", "post-copy", "stop-and-copy"] as const)[at % 3] ?? "pre-copy";
          vm.migrate(vm.server === "rack-1" ? there : here, { copyStorage: true, mode });
        } else if (what === "full" || what === "since") {
          const since = backups.findLast(({ backup }) => backup.state === "completed")?.backup;
          const backup = vm.backup(keeper, what === "since" && since ? { since } : {});
          backups.push({ backup, disk: [...disk] });
        } else if (what === "run")
          cluster.run([ms(10), ms(100), ms(500), seconds(30)][at % 4] ?? 0);
        else if (what === "snapshot") {
          vm.snapshot(`s${at}`);
          snapshots.set(`s${at}`, [...disk]);
        } else if (what === "revert") {
          vm.revert(`s${at}`);
          disk = [...(snapshots.get(`s${at}`) ?? [])];
        } else if (what === "merge") {
          for (const { name } of vm.snapshots()) vm.deleteSnapshot(name);
        } else {
          servers[2]?.powerOff();
          if (at < 5) cluster.run(ms(50));
          servers[2]?.powerOn();
          cluster.run(ms(50));
        }
      };
      acts.forEach(({ what, at }, n) => {
        try {
          one(what, at, n);
        } catch (error) {
          if (!(error instanceof HypervisorError)) throw error;
        }
      });
      cluster.run(seconds(60));
      expect(contents(vm)).toEqual(disk);
      backups.forEach(({ backup, disk: kept }, n) => {
        expect(["completed", "failed"]).toContain(backup.state);
        if (backup.state === "failed") return;
        const other = keeper.define({ ...sized, name: `o${n}`, thin: n % 2 === 0 });
        other.restore(backup).start();
        expect(contents(other)).toEqual(kept);
        restored++;
        other.destroy().undefine();
      });
    }),
    { numRuns: 80, seed: 12 },
  );
  expect(restored).toBeGreaterThan(20);
});
