// Names: letters of every script with their marks, and one name whatever it was typed with.
import { describe, expect, test } from "vitest";
import {
  batch,
  Cluster,
  ContainerEngine,
  history,
  hours,
  HostOs,
  Hypervisor,
  ManagementConsole,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import { inLanguage } from "../../src/simulation/in-language.ts";
import { rowsOf, bundleOf } from "../figures/bundle.ts";
import { containerIn, dock } from "./dock.ts";
import { machineIn, rack, refusal, sized, small } from "./machine.ts";

// As some input methods and file systems write them: letters apart from their marks, syllables apart into letters.
const names = ["가상", "café", "ร้าน", "दुकान", "Łódź"].map((name) => ({
  name: name.normalize("NFC"),
  apart: name.normalize("NFD"),
}));

describe.each(names)("$name", ({ name, apart }) => {
  test("is a name of a machine, found by either form, and taken for both", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.define({ name: apart, ...sized });
    expect(vm.name).toBe(name);
    for (const form of [name, apart]) {
      expect(hypervisor.lookup(form)).toBe(vm);
      expect(refusal(() => hypervisor.create({ name: form, ...small })).code).toBe("domain-exists");
      expect(server.trace.of("lifecycle", form)).toHaveLength(1);
      expect(rowsOf(bundleOf(history(server, form), "en")).length).toBeGreaterThan(0);
    }
  });

  test("is a name of everything else that has one", () => {
    const cluster = new Cluster();
    expect(cluster.add({ name: apart }).name).toBe(name);
    expect(refusal(() => cluster.add({ name })).code).toBe("server-exists");
    const made = [
      new Server({ name: apart }),
      new Hypervisor({ name: apart }),
      new HostOs({ name: apart }),
      new ContainerEngine({ name: apart }),
      new ManagementConsole({ name: apart }),
      batch({ name: apart, compute: 1 }),
      dock().engine.create({ name: apart, image: "nginx:1.27" }),
    ];
    expect(made.map((one) => one.name)).toEqual(made.map(() => name));
  });

  test("is found by either form: snapshots, clones, containers, processes, applications", () => {
    const { hypervisor, vm } = machineIn("shutoff");
    vm.snapshot(apart).snapshot("second");
    expect(refusal(() => vm.snapshot(name)).code).toBe("snapshot-exists");
    vm.revert(apart)
      .redefineSnapshot("second", { parent: null })
      .redefineSnapshot("second", { parent: apart });
    expect(vm.snapshots()[1]).toMatchObject({ parent: name });
    expect(hypervisor.clone("shop", { name: apart, snapshot: apart }).name).toBe(name);
    const { web, engine } = containerIn("running");
    web.launch(batch({ name: apart, compute: seconds(9), memory: 4096 }));
    expect(web.readMemory(name, 0, 1)).toHaveLength(1);
    web.killProcess(apart);
    engine.create({ name: apart, image: "nginx:1.27" });
    expect(engine.lookup(name)).toBe(engine.lookup(apart));
  });
});

test.each(["", " a", "-a", "a b", "\u0301a", "a".repeat(64), 5, undefined])(
  "%j is no name",
  (name) => {
    const define = () => rack().hypervisor.define({ name: name as string, ...sized });
    expect(refusal(define).code).toBe("invalid-argument");
  },
);

describe("a number beyond the limit is told the limit", () => {
  test("of the clock", () => {
    const { expected, hint, about } = refusal(() => rack().server.run(hours(3000)));
    expect(expected).toBe("duration to be a whole number from 0 to 9007199254740991");
    expect(hint).toBe(
      "the clock counts nanoseconds, and ends after 104 days: write run(seconds(1))",
    );
    expect(inLanguage(about, "ko")?.hint).toMatch(/^시계는 나노초를 세고 104일이 되면 끝납니다/);
  });

  test("of the clock that has come far", () => {
    const { server } = rack();
    server.run(hours(2000));
    expect(refusal(() => server.run(hours(1000))).expected).toMatch(/ from 0 to 1807199254740991$/);
  });

  test("of whole numbers as such, and of no other", () => {
    const expected = (memory: number) =>
      refusal(() => rack().hypervisor.define({ name: "a", ...sized, memory })).expected;
    expect(expected(2 ** 60)).toMatch(/from 4096 to 9007199254740991/);
    expect(expected(-1)).toMatch(/of at least 4096/);
  });
});
