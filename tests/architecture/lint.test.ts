// The lint configuration really refuses what the house forbids. Types are left out: the fixtures are no files.
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";
import tseslint from "typescript-eslint";
import { root } from "./repository.ts";

const eslint = new ESLint({
  cwd: root,
  overrideConfig: [tseslint.configs.disableTypeChecked],
  ruleFilter: ({ ruleId }) => /^(?:house\/|no-restricted-)/.test(ruleId),
});

async function refusals(filePath: string, code: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(code, { filePath });
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}

describe("lint refuses", () => {
  test.each([
    ["house/import-direction", "src/host/a.ts", 'import { x } from "../hypervisor/x.ts";'],
    ["house/import-direction", "src/host/a.ts", 'export { x } from "../hypervisor/x.ts";'],
    ["house/import-direction", "src/host/a.ts", 'export * from "../hypervisor/x.ts";'],
    ["house/import-direction", "src/host/a.ts", 'await import("../hypervisor/x.ts");'],
    ["house/import-direction", "src/host/a.ts", 'type X = import("../hypervisor/x.ts").X;'],
    ["house/import-direction", "src/host/a.ts", 'import fs from "node:fs";'],
    ["house/import-direction", "src/kernel/a.ts", 'new URL("../stdlib/a.ts", import.meta.url);'],
    ["house/import-direction", "components/a.ts", 'import { x } from "../src/trace/x.ts";'],
    [
      "house/import-direction",
      "components/a.astro",
      '---\nimport { x } from "../src/stdlib/x.ts";\n---\n<p>{x}</p>',
    ],
    [
      "house/import-direction",
      "components/a.astro",
      '<script>\nimport { x } from "../src/stdlib/x.ts";\nx();\n</script>',
    ],
    ["no-restricted-globals", "src/stdlib/figures/a.ts", "Date.now();"],
    ["no-restricted-globals", "src/riscv/a.ts", "export const now = new Date();"],
    ["no-restricted-globals", "src/trace/a.ts", "performance.now();"],
    ["no-restricted-globals", "src/hypervisor/a.ts", "document.title;"],
    ["no-restricted-globals", "src/host/a.ts", "process.exit();"],
    ["no-restricted-properties", "src/simulation/a.ts", "Math.random();"],
    ["no-restricted-properties", "src/spelling/a.ts", "Math.random();"],
    ["no-restricted-syntax", "src/stdlib/a.ts", "(1).toLocaleString();"],
    ["no-restricted-syntax", "src/stdlib/a.ts", '"a".localeCompare("b");'],
    ["no-restricted-syntax", "src/stdlib/a.ts", "new Intl.NumberFormat();"],
  ])("by %s, in %s: %s", async (rule, file, code) => {
    expect(await refusals(file, code)).toEqual([rule]);
  });

  test.each([
    ["src/host/a.ts", 'import { x } from "../simulation/x.ts";'],
    ["src/stdlib/a.ts", '(1).toLocaleString("en"); Math.floor(1);'],
    ["components/a.ts", 'import type { x } from "../src/trace/x.ts"; Date.now(); document.title;'],
    ["src/kernel/a.ts", "Math.random(); performance.now();"],
  ])("nothing in %s: %s", async (file, code) => {
    expect(await refusals(file, code)).toEqual([]);
  });
});
