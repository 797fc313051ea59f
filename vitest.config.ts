// Three projects: `unit` is fast and part of `npm run check`; `long` is what of the simulation's tests takes a second or
// more each, for it runs many machines or many random cases; `lessons` runs every lesson's cells.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const unitFolders = [
  "architecture",
  "core",
  "curriculum",
  "figures",
  "kernel",
  "notebook",
  "tooling",
];

const long = [
  "cpu-sharing",
  "device-queue",
  "disk-copy-properties",
  "long-run",
  "memory-overcommit",
  "memory-properties",
  "migration-properties",
  "nested-under-stress",
  "power-accounts",
  "queueing",
  "run-queues",
  "snapshot-properties",
  "thrashing",
  "virtual-disk",
].map((name) => `tests/core/${name}.test.ts`);

export default defineConfig({
  resolve: {
    alias: {
      "hypervisor-notebook": fileURLToPath(new URL("src/stdlib/index.ts", import.meta.url)),
    },
  },
  test: {
    // Vitest leaves one core free unless told; of two that is half.
    maxWorkers: "100%",
    // It ends a test that hangs, and times none: a machine may be busy.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: unitFolders.map((folder) => `tests/${folder}/**/*.test.ts`),
          exclude: long,
        },
      },
      { extends: true, test: { name: "long", include: long } },
      { extends: true, test: { name: "lessons", include: ["tests/lessons/**/*.test.ts"] } },
    ],
  },
});
