// The bench's views from plain data: what is marked as new, what a load is counted from, and that no text is markup.
import { describe, expect, test } from "vitest";
import {
  basesAfter,
  findMachine,
  machineLoad,
  marksBetween,
  placesOf,
  serverLoad,
} from "../../components/notebook/bench/changes.ts";
import { readInspection, type Inspection } from "../../components/notebook/bench/inspection.ts";
import { machineHtml } from "../../components/notebook/bench/machine.ts";
import { overviewHtml } from "../../components/notebook/bench/overview.ts";
import { benchStrings } from "../../components/notebook/bench/strings.ts";
import { layers } from "../../components/figures/palette.ts";
import { className, inspect } from "../../src/kernel/inspect.ts";
import { inspectScope } from "../../src/stdlib/bench/inspect-scope.ts";
import * as library from "../../src/stdlib/index.ts";
import { rack, sized, small } from "../core/machine.ts";
import { attempt, worlds } from "../kernel/bench-worlds.ts";

const { batch, Hypervisor, seconds } = library;

function look(names: object): Inspection {
  const told = readInspection(
    structuredClone(
      inspectScope(names, {
        className,
        isConstant: () => false,
        inspect,
        library,
        displayName: (_, word) => word,
      }),
    ),
  );
  if (told === null) throw new Error("expected an answer that the page can read.");
  return told;
}

const views = (inspection: Inspection) => {
  const bases = basesAfter(new Map(), inspection);
  const marks = marksBetween(null, inspection);
  const shown = { inspection, bases, marks, definedBy: () => null };
  return (["en", "ko"] as const).flatMap((language) => {
    const s = benchStrings[language];
    const [place] = placesOf(inspection);
    return [overviewHtml({ ...shown, s }), place ? machineHtml(place, { ...shown, s }) : ""];
  });
};

test("a Korean page calls the model's words by their Korean names", () => {
  const { server, hypervisor } = rack();
  const vm = hypervisor.create({ name: "shop", ...small });
  server.run(seconds(10));
  const before = look({ server });
  vm.snapshot("kept").suspend();
  const inspection = look({ server });
  const marks = marksBetween(before, inspection);
  const bases = basesAfter(new Map(), inspection);
  const shown = { inspection, bases, marks, definedBy: () => null, s: benchStrings.ko };
  const overview = overviewHtml(shown);
  for (const text of ["일시 중지됨", "이전 실행 중(유휴)", "유형 1", "라운드 로빈"])
    expect(overview).toContain(text);
  const [place] = placesOf(inspection);
  if (!place) throw new Error("expected a machine");
  const machine = machineHtml(place, shown);
  for (const text of ["일시 중지됨", "실행 중", "쉬러 감(HLT)"]) expect(machine).toContain(text);
  for (const html of [overview, machine])
    expect(html.replace(/<[^>]*>/g, "")).not.toMatch(/running|paused|blocked|hlt|round robin/);
});

describe("between two looks", () => {
  test("names and machines are new, changed or gone; what stayed is not marked", () => {
    const { server, hypervisor } = rack();
    const [a, b] = ["a", "b"].map((name) => hypervisor.create({ name, ...small }));
    const before = look({ server, n: 1, same: "x" });
    a?.suspend();
    b?.destroy().undefine();
    hypervisor.define({ name: "c", ...sized });
    const { names, machines, gone } = marksBetween(before, look({ server, n: 2, same: "x", m: 1 }));
    expect([...names]).toEqual([
      ["n", "changed"],
      ["m", "new"],
    ]);
    expect([...machines]).toEqual([
      ["rack-1/hv/a", { was: "running" }],
      ["rack-1/hv/c", "new"],
    ]);
    expect(gone).toEqual(["rack-1/hv/b"]);
  });

  test("the first look marks nothing", () => {
    expect(marksBetween(null, look({ a: 1 }))).toMatchObject({ names: new Map(), gone: [] });
  });

  test("a load is that of the time between; without time, that of the time before", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small, vcpus: 2 });
    server.run(seconds(60));
    let bases = basesAfter(new Map(), look({ server }));
    const load = () => {
      const inspection = look({ server });
      bases = basesAfter(bases, inspection);
      const [now] = inspection.servers;
      return now && serverLoad(bases, "rack-1", now);
    };
    expect(load()?.over).toBeNull();
    vm.launch(batch({ name: "job", compute: seconds(100) }));
    server.run(seconds(10));
    expect(load()).toMatchObject({ over: seconds(10), share: expect.closeTo(0.25, 2) as number });
    hypervisor.define({ name: "more", ...sized });
    expect(load()).toMatchObject({ over: seconds(10) });
    server.run(seconds(1));
    expect(load()).toMatchObject({ over: seconds(1) });
  });

  test("a machine that was started anew is counted from its start", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small });
    server.run(seconds(60));
    const [before] = look({ server }).servers;
    vm.destroy().start();
    vm.launch(batch({ name: "job", compute: seconds(100) }));
    server.run(seconds(40));
    const [after] = look({ server }).servers;
    const machine = after?.hypervisor?.machines[0];
    if (!machine) throw new Error("expected a machine");
    const alone = machineLoad(undefined, machine);
    expect(machineLoad(before?.hypervisor?.machines[0], machine)).toEqual(alone);
    expect(alone?.run).toBeGreaterThan(0.5);
  });

  test("a machine that was moved is found by its name", () => {
    const { server, hypervisor } = rack();
    hypervisor.define({ name: "shop", ...sized });
    expect(findMachine(look({ server }), "rack-7/hv/shop")?.path).toBe("rack-1/hv/shop");
    expect(findMachine(look({ server }), "rack-1/hv/blog")).toBeNull();
  });
});

describe("a view", () => {
  test("has no markup but its own", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small });
    server.run(seconds(20));
    vm.snapshot("one");
    vm.launch(batch({ name: "job", compute: seconds(1) }));
    const evil = "\"'><img src=x>";
    const forged = JSON.parse(JSON.stringify(look({ server, n: "text" })), (_, value: unknown) =>
      typeof value === "string" ? evil : value,
    ) as unknown;
    const all = views(readInspection(forged) ?? look({}));
    expect(all).toHaveLength(4);
    for (const html of all) {
      expect(html).toContain("&lt;img");
      expect(html).not.toContain("<img");
      expect(html).not.toMatch(/"'>/);
    }
  });

  test.each(Object.entries(worlds))(
    "of %s shows every machine and layer that is told",
    (_, create) => {
      const { names, steps } = create();
      for (const step of steps) attempt(step);
      const inspection = look(names);
      const [html = ""] = views(inspection);
      for (const { name, host, hypervisor } of inspection.servers) {
        expect(html).toContain(`<h4>${name}`);
        const found = hypervisor ?? host?.hypervisor;
        for (const machine of found?.machines ?? []) expect(html).toContain(`/${machine.name}"`);
        for (const part of [host?.name, found?.name, found?.controlDomain?.name])
          if (part !== undefined) expect(html).toContain(`>${part}</span>`);
        for (const container of host?.engine?.containers ?? [])
          expect(html).toContain(`>${container.name}</span>`);
      }
      for (const [, kind = ""] of html.matchAll(/data-layer="([^"]*)"/g))
        expect(Object.keys(layers)).toContain(kind);
    },
  );

  test("of a server with nothing on it, and of none", () => {
    const bare = new library.Server({ cpus: 1, memory: 4096, disk: 4096 });
    expect(views(look({ bare }))[0]).toContain("Nothing is installed on it.");
    expect(views(look({ hypervisor: new Hypervisor() }))[0]).toContain("No name leads to a server");
  });
});
