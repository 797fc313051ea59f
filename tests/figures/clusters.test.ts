// How a cluster and a migration are shown.

import { expect, test } from "vitest";
import { showAllParts } from "../../src/stdlib/all-parts.ts";
import { displayOf } from "../../src/stdlib/display.ts";
import { display } from "../../src/stdlib/figures/figure.ts";
import { Cluster, GiB, history, Hypervisor, MiB, seconds, TiB } from "../../src/stdlib/index.ts";

showAllParts();

function moved() {
  const cluster = new Cluster({ storage: TiB(1) });
  const [here, there] = ["rack-1", "rack-2"].map((name) =>
    cluster.add({ name, cpus: 2, memory: GiB(4), disk: GiB(20) }).install(new Hypervisor()),
  ) as [Hypervisor, Hypervisor];
  const size = { vcpus: 1, memory: MiB(256), disk: GiB(1), image: "alpine-3.21" };
  const vm = here.create({ name: "shop", ...size, storage: "shared" });
  cluster.run(seconds(10));
  const migration = vm.migrate(there);
  cluster.run(seconds(10));
  return { cluster, migration };
}

test.each([
  ["en", "Free memory", "Downtime", "pre-copy", "completed"],
  ["ko", "남은 메모리", "정지 시간", "사전 복사\\(pre-copy\\)", "완료됨"],
] as const)("as tables, in %s", (language, free, downtime, mode, state) => {
  const { cluster, migration } = moved();
  const servers = displayOf(cluster, language)?.["text/plain"];
  expect(servers).toContain(free);
  expect(servers).toMatch(/rack-1.*3 GiB\s*\n.*rack-2.*2\.75 GiB.*shop/);
  for (const value of [migration, [migration]]) {
    const text = displayOf(value, language)?.["text/plain"];
    expect(text).toContain(downtime);
    expect(text).toMatch(RegExp(`shop.*${mode}.*rack-1.*rack-2.*${state}.*44.466 MiB.*30 ms`));
  }
});

test("the history of a machine goes on where it was moved", () => {
  const { cluster } = moved();
  const text = history(cluster, "shop")[display]({ language: "en" })["text/plain"];
  expect(text).toMatch(
    /define[\s\S]*migration begin[\s\S]*round 1, 44.466 MiB[\s\S]*migration completed/,
  );
});
