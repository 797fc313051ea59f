import * as native from "esbuild";
import * as wasm from "esbuild-wasm";
import { expect, test } from "vitest";
import { compileCell } from "../../src/kernel/compile.ts";

test("the compiler of the browser makes the same program as the one of the build", async () => {
  expect(wasm.version).toBe(native.version);
  const source = "enum E { A = 1 }\nconst f = <T,>(x: T): T => x;\n\nf('한글' as string) + E.A";
  const [a, b] = await Promise.all([
    compileCell("cell", source, native.transform),
    compileCell("cell", source, wasm.transform),
  ]);
  expect(a.ok).toBe(true);
  expect(b).toEqual(a);
});
