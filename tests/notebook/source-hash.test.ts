import { expect, test } from "vitest";
import { hashSource } from "../../src/notebook/source-hash.ts";

// Vectors of the FNV authors' test suite (fnv/test_fnv.c, fnv1a_64).
test.each([
  ["", "cbf29ce484222325"],
  ["a", "af63dc4c8601ec8c"],
  ["foobar", "85944171f73967e8"],
])("the FNV-1a hash of %j is %s", (text, hash) => {
  expect(hashSource(text)).toBe(hash);
});

test("all 64 bits carry, as in numbers of any size", () => {
  let text = "";
  let hash = 0xcbf29ce484222325n;
  for (let code = 32; code < 127; code++) {
    text += String.fromCharCode(code);
    hash = BigInt.asUintN(64, (hash ^ BigInt(code)) * 0x100000001b3n);
    expect(hashSource(text)).toBe(hash.toString(16).padStart(16, "0"));
  }
});

test("text beyond ASCII is hashed as UTF-8", () => {
  expect(hashSource("가상")).not.toBe(hashSource("가싱"));
  expect(hashSource("가상")).toMatch(/^[0-9a-f]{16}$/);
});
