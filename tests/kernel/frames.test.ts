// What the page knows about an error beyond the kernel: the names of cells that have not run.
import { expect, test } from "vitest";
import { hintAtNames } from "../../src/kernel/frames.ts";

const names = ["server", "hypervisor", "vm"];
const unknown = (name: string) => ({ ename: "ReferenceError", evalue: `${name} is not defined` });

test.each([
  [unknown("servr"), "Did you mean server? The cell that declares it has not run."],
  [unknown("Server"), "Did you mean server? The cell that declares it has not run."],
  [unknown("hypervisr"), "Did you mean hypervisor? The cell that declares it has not run."],
  [unknown("zebra"), null],
  [unknown("server"), null],
  [{ ename: "TypeError", evalue: "servr is not defined" }, null],
  [{ ename: "ReferenceError", evalue: "Cannot access 'servr' before initialization" }, null],
  [{ ename: "ReferenceError", evalue: "the servr is not defined" }, null],
])("%j", (error, hint) => {
  expect(hintAtNames(error, names, "en")).toBe(hint);
});

test("in Korean", () => {
  expect(hintAtNames(unknown("servr"), names, "ko")).toMatch(/^혹시 server인가요\?/);
});
