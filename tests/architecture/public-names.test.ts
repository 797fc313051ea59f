// Internals are out of a cell's reach: what an object offers is on a list, in the types and at run time.
import { describe, expect, test } from "vitest";
import { credit, fair, overcommit, reserved, roundRobin } from "../../src/stdlib/index.ts";
import * as library from "../../src/stdlib/index.ts";
import { declarations } from "../../src/curriculum/declarations.ts";
import { refusal } from "../core/machine.ts";
import { exported, membersOf } from "../../src/curriculum/library-program.ts";
import { publicNames } from "./public-names.ts";

const listed = (name: string) =>
  (publicNames[name] ?? "").split(/\s+/).filter((word) => word !== "");

const typed = Object.fromEntries(
  exported()
    .map((one) => [one.name, membersOf(one).map(({ name }) => name.replace(`${one.name}.`, ""))])
    .filter(([, names]) => (names?.length ?? 0) > 0),
) as Record<string, string[]>;

type Class = new (...args: unknown[]) => object;
const classes = Object.entries(library as unknown as Record<string, unknown>).filter(
  (entry): entry is [string, Class] =>
    typeof entry[1] === "function" && /^class\b/.test(Function.prototype.toString.call(entry[1])),
);

describe("what a cell can ask of an object", () => {
  test("is on the list, for every class that it can name", () => {
    expect(Object.keys(typed).sort()).toEqual(Object.keys(publicNames).sort());
  });

  test.each(Object.keys(publicNames))("of %s: what its type says", (name) => {
    expect(typed[name]?.filter((member) => !member.startsWith("__@")).sort()).toEqual(listed(name));
  });

  test.each(classes)("of %s: what is really there", (name, found) => {
    const members = Object.getOwnPropertyNames(found.prototype).filter(
      (member) => !["constructor", "toJSON"].includes(member),
    );
    expect(members.filter((member) => !listed(name).includes(member))).toEqual([]);
    const own = ["length", "name", "prototype"];
    expect(Object.getOwnPropertyNames(found).filter((member) => !own.includes(member))).toEqual([]);
  });

  test.each([
    ["a scheduler", credit(), ["name", "timeSlice"]],
    ["another scheduler", fair(), ["name", "timeSlice"]],
    ["round robin", roundRobin(), ["name", "timeSlice"]],
    ["reserved memory", reserved(), ["name", "swapArea"]],
    ["overcommitted memory", overcommit(), ["name", "swapArea"]],
  ])("of %s is its description alone", (_, spec, names) => {
    expect(Reflect.ownKeys(spec)).toEqual(names);
  });
});

describe("what only the library makes", () => {
  test.each(
    classes.filter(([name]) =>
      [
        ...["VirtualMachine", "ControlDomain", "Migration"],
        ...["Container", "RemoteHypervisor", "ManagementRequest"],
      ].includes(name),
    ),
  )("is refused by new %s()", (_, found) => {
    const error = refusal(() => new found({ name: "x" }, {}));
    expect(error.code).toBe("invalid-argument");
    expect(error.found).toBe("the constructor was called");
  });

  test("has no constructor in the declarations that the editor gets", () => {
    const all = Object.values(declarations()).join("\n");
    expect(all).not.toContain("@internal");
    expect(all).not.toMatch(/constructor\(key/);
  });
});
