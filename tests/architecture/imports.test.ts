import { describe, expect, test } from "vitest";
import { coreFolders, directions, violation } from "./import-directions.ts";
import { importsOf } from "./imports-of.ts";
import { files, read } from "./repository.ts";

/** Judges one line of code, as if it stood in `file`. */
const judge = (file: string, code: string) =>
  importsOf(file, code)
    .map(violation)
    .filter((message) => message !== null);

describe("import directions", () => {
  test("every import of the sources goes downwards", () => {
    const sources = files().filter(
      (path) => /^(?:src|components|content)\//.test(path) && /\.(?:[cm]?[jt]s|astro)$/.test(path),
    );
    expect(sources.length).toBeGreaterThan(0);
    const refused = sources.flatMap((path) =>
      judge(path, read(path)).map((message) => `${path}: ${message}`),
    );
    expect(refused).toEqual([]);
  });

  test("every entry of the table names a row or a module of one", () => {
    const folders = Object.keys(directions);
    for (const { values, types = [] } of Object.values(directions)) {
      for (const entry of [...values, ...types]) expect(folders).toContain(entry.split("/")[0]);
    }
    for (const folder of coreFolders) expect(directions[folder]?.packages).toBeUndefined();
  });

  test("the table has no cycle, so that downwards means something", () => {
    const done = new Set<string>();
    const below = (folder: string, seen: readonly string[]): void => {
      expect(seen).not.toContain(folder);
      if (done.has(folder)) return;
      for (const entry of directions[folder]?.values ?? []) {
        // `curriculum` may import a module of `kernel`: the edge is one of the folders. Layers have rows of their own.
        const next = entry in directions ? entry : (entry.split("/")[0] ?? entry);
        below(next, [...seen, folder]);
      }
      done.add(folder);
    };
    for (const folder of Object.keys(directions)) below(folder, []);
  });

  test.each([
    ["src/host/server.ts", 'import { Queue } from "../simulation/queue.ts";'],
    ["src/host/server.ts", 'import { Disk } from "./disk.ts";'],
    ["src/stdlib/figures/timeline.ts", 'import type { Trace } from "../../trace/trace.ts";'],
    ["src/stdlib/figures/timeline.ts", 'export * from "../index.ts";'],
    ["src/hypervisor/machine/a.ts", 'import { b } from "./b.ts";'],
    ["src/hypervisor/machine/a.ts", 'import { b } from "../io/b.ts";'],
    ["src/hypervisor/cluster/a.ts", 'import { b } from "../hypervisor.ts";'],
    ["src/hypervisor/hypervisor.ts", 'import { b } from "./nesting/b.ts";'],
    ["src/hypervisor/hypervisor.ts", 'import { b } from "./virtual-machine.ts";'],
    ["src/kernel/display.ts", 'import type { MimeBundle } from "../notebook/output.ts";'],
    ["src/kernel/compile.ts", 'import { parse } from "acorn";'],
    ["src/kernel/scope.ts", 'import { editDistance } from "../spelling/edit-distance.ts";'],
    ["src/simulation/argument.ts", 'import { x } from "../spelling/x.ts";'],
    ["src/kernel/worker.ts", 'import * as stdlib from "../stdlib/index.ts";'],
    ["src/curriculum/lesson.ts", 'import { createKernelClient } from "../kernel/client.ts";'],
    ["src/curriculum/lesson.ts", 'new URL("../../content/", import.meta.url);'],
    ["src/curriculum/lesson.ts", 'new URL("../", import.meta.url);'],
    ["components/figures/timeline.ts", 'import type { Trace } from "../../src/trace/trace.ts";'],
    ["src/pages/index.astro", '---\nimport Cell from "../../components/notebook/Cell.astro";\n---'],
    ["src/pages/index.astro", '---\nimport Cell from "@components/notebook/Cell.astro";\n---'],
    ["content/01-a/cells.ts", 'import { Server } from "hypervisor-notebook";'],
    ["tests/core/server.test.ts", 'import { Server } from "../../src/stdlib/index.ts";'],
  ])("%s may: %s", (file, code) => {
    expect(judge(file, code)).toEqual([]);
  });

  test.each([
    ["src/trace/trace.ts", 'import { Queue } from "../simulation/queue.ts";'],
    ["src/trace/trace.ts", 'import type { Queue } from "../simulation/queue.ts";'],
    ["src/spelling/x.ts", 'import type { Trace } from "../trace/trace.ts";'],
    ["src/simulation/queue.ts", 'type Server = import("../host/server.ts").Server;'],
    ["src/host/server.ts", 'const h = await import("../hypervisor/hypervisor.ts");'],
    ["src/hypervisor/io/a.ts", 'import type { B } from "../machine/b.ts";'],
    ["src/hypervisor/machine/a.ts", 'import type { B } from "../hypervisor.ts";'],
    ["src/hypervisor/hypervisor.ts", 'import { B } from "./cluster/b.ts";'],
    ["src/hypervisor/surprise/a.ts", 'import { B } from "../machine/b.ts";'],
    ["src/hypervisor/vm.ts", 'export { Server } from "../stdlib/index.ts";'],
    ["src/hypervisor/vm.ts", 'export * from "../stdlib/index.ts";'],
    ["src/hypervisor/vm.ts", 'import { table } from "../stdlib/figures/table.ts";'],
    ["src/hypervisor/vm.ts", 'import { Server } from "hypervisor-notebook";'],
    ["src/riscv/hart.ts", 'import { readFileSync } from "node:fs";'],
    ["src/stdlib/index.ts", 'import heap from "heap";'],
    ["src/stdlib/index.ts", 'new URL("../", import.meta.url);'],
    ["src/stdlib/index.ts", 'import data from "../../package.json";'],
    ["src/notebook/session.ts", 'import type { KernelMessage } from "../kernel/protocol.ts";'],
    ["src/kernel/evaluate.ts", 'import { hash } from "../notebook/hash.ts";'],
    ["src/kernel/evaluate.ts", 'import { type Output } from "../notebook/output.ts";'],
    ["src/kernel/evaluate.ts", 'import { Server } from "../stdlib/index.ts";'],
    ["src/kernel/evaluate.ts", 'new Worker(new URL("../stdlib/index.ts", import.meta.url));'],
    ["src/curriculum/lesson.ts", 'import { evaluate } from "../kernel/evaluate.ts";'],
    ["src/curriculum/lesson.ts", 'import { evaluate } from "/src/kernel/evaluate.ts?raw";'],
    ["src/embed/frame.ts", 'import { order } from "../curriculum/order.ts";'],
    ["components/figures/timeline.ts", 'import { Trace } from "../../src/trace/trace.ts";'],
    ["components/site/nav.astro", '<script>\nimport "../../src/stdlib/index.ts";\n</script>'],
    ["src/pages/index.astro", '---\nimport { x } from "../notebook/session.ts";\n---'],
    ["src/pages/kernel.ts", 'import { bundle } from "../kernel/bundle.ts";'],
    ["src/pages/index.ts", 'import { x } from "../../tests/core/x.ts";'],
    ["src/surprise/index.ts", 'import { x } from "./x.ts";'],
    ["content/01-a/cells.ts", 'import { Server } from "../../src/stdlib/index.ts";'],
    ["content/01-a/exercises/b/check.ts", 'import { fill } from "./solution.ts";'],
    ["content/01-a/cells.ts", 'import { x } from "acorn";'],
  ])("%s may not: %s", (file, code) => {
    expect(judge(file, code)).toHaveLength(1);
  });

  test("a refusal says expected, found and hint", () => {
    expect(judge("src/host/a.ts", 'import { vm } from "../hypervisor/vm.ts";')).toEqual([
      'host may import simulation, trace. Found "../hypervisor/vm.ts" (hypervisor/vm). Hint: imports go downwards only; move what is shared down, or pass it in.',
    ]);
    expect(judge("components/a.ts", 'import { t } from "../src/trace/trace.ts";')[0]).toContain(
      'Found a value import of "../src/trace/trace.ts". Hint: write `import type`.',
    );
  });
});
