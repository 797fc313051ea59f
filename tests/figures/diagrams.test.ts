// Diagrams made from tables of the model: snapshots, the way of an exit, the states of a machine.
import { describe, expect, test } from "vitest";
import {
  exitPath,
  GiB,
  requestHopsOf,
  Hypervisor,
  lifecycle,
  profiles,
  Server,
  snapshotTree,
  transitions,
} from "../../src/stdlib/index.ts";
import { mermaid, text } from "./bundle.ts";

function machine() {
  const server = new Server({ cpus: 1, memory: GiB(4), disk: GiB(50) });
  const spec = { name: "vm", vcpus: 1, memory: GiB(1), disk: GiB(5), image: "alpine-3.21" };
  return server.install(new Hypervisor()).create(spec);
}

describe("snapshotTree", () => {
  test("hangs each snapshot on its parent, and the machine on the current one", () => {
    const vm = machine();
    vm.snapshot("root").snapshot("left").revert("root").snapshot("right");
    expect(text(snapshotTree(vm)).split("\n")).toEqual([
      "Snapshots of vm:",
      "- root (running, 0 ns)",
      "  - left (running, 0 ns)",
      "  - right (running, 0 ns)",
      "    - now: vm, running",
    ]);
    const lines = mermaid(snapshotTree(vm)).split("\n").slice(5, 8);
    expect(lines.map((line) => line.trim())).toEqual([
      "snapshot0 --> snapshot1",
      "snapshot0 --> snapshot2",
      "snapshot2 -.-> now",
    ]);
  });

  test("shows what was, when the machine has gone on before it is displayed", () => {
    const vm = machine().snapshot("root");
    const figure = snapshotTree(vm);
    vm.snapshot("later");
    expect(text(figure)).not.toContain("later");
  });

  test("of a machine without snapshots says so by its heading alone, in the reader's language", () => {
    expect(text(snapshotTree(machine()), "ko")).toBe("vm의 스냅샷:");
  });
});

describe("exitPath", () => {
  test.each(Object.values(profiles).filter(({ paths }) => paths !== undefined))(
    "of $product has one arrow for each hop, and their sum",
    (profile) => {
      const figure = exitPath(profile, "mmio");
      const hops = requestHopsOf(profile);
      const arrows = mermaid(figure).match(/->>? \w+: ([\d,]+ cycles|when it is scheduled)$/gm);
      expect(arrows).toHaveLength(hops.length);
      const total = hops.reduce((sum, { cycles }) => sum + cycles, 0).toLocaleString("en-US");
      expect(text(figure).split("\n")[0]).toBe(`${profile.product}, mmio: ${total} cycles`);
    },
  );

  test.each([
    ["bare metal, which has none", profiles.bareMetal, "mmio"],
    ["a reason that there is not", profiles.xen, "boredom"],
  ])("refuses %s", (_, profile, reason) => {
    expect(() => exitPath(profile, reason as "mmio")).toThrow(/cannot draw an exit/);
  });
});

describe("lifecycle", () => {
  test("names every operation that leads to another state", () => {
    const lines = text(lifecycle()).split("\n");
    for (const [from, moves] of Object.entries(transitions))
      for (const [operation, to] of Object.entries(moves))
        if (to !== from) {
          const shown = from === "blocked" ? "running (idle: blocked)" : from;
          const line = lines.find((one) => one.startsWith(`- ${shown} → ${to}: `));
          expect(line).toContain(operation);
        }
  });

  test("marks the state it is asked to, and blocked as running", () => {
    expect(mermaid(lifecycle())).not.toContain("class ");
    expect(mermaid(lifecycle("paused"))).toContain("class state_paused guest_os");
    expect(mermaid(lifecycle("blocked"))).toContain("class state_running guest_os");
  });

  test("says in Korean what the guest brings about", () => {
    expect(text(lifecycle("running"), "ko")).toMatch(
      /지금 실행 중 \(running\)[\s\S]*실행 중 \(running\) → 크래시됨 \(crashed\): 게스트 패닉/,
    );
  });
});
