// Two projects: `unit` is fast and part of `npm run check`; `lessons` runs every lesson's cells.
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

export default defineConfig({
  resolve: {
    alias: {
      "hypervisor-notebook": fileURLToPath(new URL("src/stdlib/index.ts", import.meta.url)),
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: unitFolders.map((folder) => `tests/${folder}/**/*.test.ts`),
        },
      },
      { extends: true, test: { name: "lessons", include: ["tests/lessons/**/*.test.ts"] } },
    ],
  },
});
