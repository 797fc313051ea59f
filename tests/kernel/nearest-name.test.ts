import { expect, test } from "vitest";
import { nearestName } from "../../src/kernel/nearest-name.ts";

const names = ["vm", "server", "Server", "hypervisor", "Hypervisor", "console", "conosle"];

test.each<[string, string | null]>([
  ["sever", "server"],
  ["Sever", "Server"],
  ["SERVER", "server"],
  ["servre", "server"],
  ["hypervsior", "hypervisor"],
  ["hypevrsior", "hypervisor"],
  // A third of the letters may be wrong, so a short name has to be nearly right.
  ["VM", "vm"],
  ["vn", null],
  ["cvm", "vm"],
  ["serer", "server"],
  ["svrer", null],
  // Alike from the beginning is not enough: unlike a catalogue, a scope has many names.
  ["hyper", null],
  ["consoles", "console"],
  ["server", "Server"],
])("for %j is suggested %j", (name, expected) => {
  expect(nearestName(name, names)).toBe(expected);
});

test("nothing is suggested where there is nothing", () => {
  expect(nearestName("server", [])).toBeNull();
});
