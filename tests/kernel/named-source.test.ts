import { runInThisContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const program = `() => {\n  throw new Error("here");\n}`;

/** The module anew, in this engine as it is now. */
const load = () => {
  vi.resetModules();
  return import("../../src/kernel/named-source.ts");
};

function stackOf(run: unknown): string {
  try {
    (run as () => void)();
  } catch (error) {
    return String((error as Error).stack);
  }
  return "nothing was thrown";
}

test("the stack of evaluated text has the name of its run", async () => {
  const { evaluateNamed, withNames } = await load();
  expect(withNames(stackOf(evaluateNamed(program, "first", 3)))).toMatch(/cell:first:3:3:9/);
});

test("text that is no expression is a SyntaxError", async () => {
  const { evaluateNamed } = await load();
  expect(() => evaluateNamed("const =", "first", 3)).toThrow(SyntaxError);
});

/** An engine, as WebKit's is, whose traces name scripts by their addresses and evaluated text not at all. */
describe("where evaluated text has no name", () => {
  const scripts = new Map<string, string>();
  const revoked: string[] = [];

  beforeEach(() => {
    scripts.clear();
    revoked.length = 0;
    vi.stubGlobal(
      "Blob",
      class {
        readonly parts: readonly string[];
        readonly options: { readonly type: string };
        constructor(parts: readonly string[], options: { readonly type: string }) {
          this.parts = parts;
          this.options = options;
        }
      },
    );
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      const { parts, options } = blob as unknown as { parts: string[]; options: { type: string } };
      // WebKit loads no script of another type.
      expect(options.type).toBe("text/javascript");
      const address = `blob:null/${String(scripts.size)}`;
      scripts.set(address, parts.join(""));
      return address;
    });
    vi.spyOn(URL, "revokeObjectURL").mockImplementation((address) => void revoked.push(address));
    vi.stubGlobal("self", globalThis);
    vi.stubGlobal("importScripts", (address: string) => {
      const code = (scripts.get(address) ?? "").replace(/\/\/# sourceURL.*/, "");
      runInThisContext(code, { filename: address });
    });
    vi.stubGlobal("eval", () => "@");
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  test("a stack has the names of the runs all the same", async () => {
    const { evaluateNamed, withNames } = await load();
    const first = evaluateNamed(program, "first", 3);
    const second = evaluateNamed(program, "second", 4);
    expect(withNames(stackOf(first))).toMatch(/cell:first:3:3:9/);
    expect(withNames(stackOf(second))).toMatch(/cell:second:4:3:9/);
  });

  test("addresses of other scripts stay", async () => {
    const { evaluateNamed, withNames } = await load();
    evaluateNamed(program, "first", 3);
    expect(withNames("f@blob:null/7:1:2\n@blob:null/0:1:2")).toBe(
      "f@blob:null/7:1:2\n@cell:first:3:1:2",
    );
  });

  test("nothing is left for a cell to find, also of text that is no expression", async () => {
    const { evaluateNamed } = await load();
    const before = Object.getOwnPropertyNames(globalThis);
    evaluateNamed(program, "first", 3);
    expect(() => evaluateNamed("const =", "first", 4)).toThrow(SyntaxError);
    expect(Object.getOwnPropertyNames(globalThis)).toEqual(before);
    expect(revoked).toEqual([...scripts.keys()]);
  });
});
