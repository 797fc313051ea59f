import { expect, test } from "vitest";
import { nearestNames, suggestedNames } from "../../src/simulation/nearest-name.ts";

const images = ["ubuntu-24.04", "debian-12", "alpine-3.21", "windows-11", "windows-server-2022"];

test.each<[unknown, readonly string[], readonly string[]]>([
  ["shop", ["blog", "shop"], ["shop"]],
  ["SHOP", ["blog", "shop"], ["shop"]],
  ["shpo", ["blog", "shop"], ["shop"]],
  ["Web", ["wab", "web"], ["web", "wab"]],
  ["ubuntu", images, ["ubuntu-24.04"]],
  ["ubnt-2404", images, ["ubuntu-24.04"]],
  ["windows", images, ["windows-11", "windows-server-2022"]],
  ["debain-12", images, ["debian-12"]],
  ["zzz", images, []],
  ["vm-5", ["vm-4", "vm-3", "vm-2", "vm-1"], ["vm-1", "vm-2", "vm-3"]],
  ["", ["shop"], []],
  [undefined, ["undefined"], []],
  [12, ["12"], []],
  // Letters that were swapped are one mistake: as two, the first was too far, and "wee" came before "web".
  ["hsop-bd", ["shop-db"], ["shop-db"]],
  ["wbe", ["web", "wee"], ["web", "wee"]],
])("for %j, of %j, are suggested %j", (name, known, expected) => {
  expect(nearestNames(name, known)).toEqual(expected);
});

test.each<[string, readonly string[], readonly string[]]>([
  ["shpo", ["blog", "shop"], ["shop"]],
  ["zzz", ["blog", "shop", "lab"], ["blog", "shop"]],
  ["zzz", [], []],
])("for %j, of %j, a hint of at most two lists %j", (name, known, hint) => {
  expect(suggestedNames(name, known, 2)).toEqual(hint);
});
