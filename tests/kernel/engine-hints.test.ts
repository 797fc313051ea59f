// The hints for engines' messages, in the words of all three: V8's are provoked, too.
import { describe, expect, test } from "vitest";
import { engineHint } from "../../src/kernel/engine-hints.ts";
import { createNodeKernel } from "../../src/kernel/node.ts";
import { compile } from "./notebook.ts";

const names = { vm: { start: () => 1, get stop(): never { throw new Error("asked") } } }; // prettier-ignore
const hintOf = (message: string) => engineHint(message, names, "en");

const before = (value: string) => `What stands before the dot is ${value}.`;
const recursion = "Look for a function that calls itself without end.";
const length = "A length is a whole number from 0 to 4294967295.";
const spelling = "No function of that name: check the spelling.";

test.each([
  // V8
  ["Cannot read properties of undefined (reading 'start')", before("undefined")],
  ["Cannot set properties of null (setting 'start')", before("null")],
  ["Maximum call stack size exceeded", recursion],
  ["Invalid array length", length],
  ["$scope.vm.strat is not a function", "Did you mean vm.start?"],
  ["$scope.vm.stpo is not a function", spelling],
  ["$scope.vms[0].strat is not a function", spelling],
  ["(intermediate value).strat is not a function", spelling],
  // SpiderMonkey
  [`can't access property "start", $scope.vm is undefined`, before("undefined")],
  [`can't access property 0, $scope.vms is null`, before("null")],
  ["too much recursion", recursion],
  ["invalid array length", length],
  // JavaScriptCore
  ["undefined is not an object (evaluating '$scope.vm.start')", before("undefined")],
  ["null is not an object (evaluating '$scope.vm.start')", before("null")],
  ["Maximum call stack size exceeded.", recursion],
  ["Array size is not a small enough positive integer.", length],
  [
    "$scope.vm.strat is not a function. (In '$scope.vm.strat()', '$scope.vm.strat' is undefined)",
    "Did you mean vm.start?",
  ],
  // Nothing is known of these.
  ["undefined is not a function", null],
  ["#<Object> is not a function", null],
  ["full", null],
])("%s", (message, hint) => {
  expect(hintOf(message)).toBe(hint);
});

describe("a run that fails has the hint", () => {
  const cases: [string[], RegExp | null][] = [
    [
      ["class Machine { start() {} } const vm = new Machine()", "vm.strat()"],
      /^Did you mean vm\.start\?$/,
    ],
    [
      ["const rack = { vm: { start() {} } }", "rack.vm.strat()"],
      /^Did you mean rack\.vm\.start\?$/,
    ],
    [["Math.flor(1)"], /^Did you mean Math\.floor\?$/],
    [
      ["const vm = { start() {} }", "vm.zebra()"],
      /^No function of that name: check the spelling\.$/,
    ],
    // Another `vm` than the notebook's.
    [["const vm = { start() {} }", "((vm) => vm.strat())({})"], /^No function of that name/],
    [
      ["const vm = { get start(): any { throw 1 } }", "(vm as any).strat()"],
      /^No function of that name/,
    ],
    [["const vms = []", "vms[0].start"], /^What stands before the dot is undefined\.$/],
    [["const vm = null", "vm.name = 'a'"], /^What stands before the dot is null\.$/],
    [["function f() { f() }", "f()"], /^Look for a function that calls itself without end\.$/],
    [["new Array(-1)"], /^A length is a whole number from 0 to 4294967295\.$/],
    [["[1].map(undefined as any)"], null],
    [["const f: any = 1; f()"], null],
    [["throw new Error('full')"], null],
    [["throw new Proxy(new TypeError('x.y is not a function'), { get: () => { throw 1 } })"], null],
  ];
  test.each(cases)("%j", async (sources, expected) => {
    const kernel = createNodeKernel("en");
    const outputs = [];
    for (const source of sources) outputs.push(...(await kernel.run("c", await compile(source))));
    const [error] = outputs.filter((output) => output.output_type === "error");
    expect(error).toBeDefined();
    if (expected === null) expect(error?.hint).toBeUndefined();
    else expect(error?.hint).toMatch(expected);
  });
});

describe("a cell that ends in a property that there is not", () => {
  const machine =
    "class Base { inherited = 1; start() {} } class Machine extends Base { state = 'off'; none = undefined; get load(): never { throw 1 } }\n" +
    "const vm = new Machine(); const rack = { vm, size: 2 }";
  const cases: [string, string | null][] = [
    ["vm.sate", "vm.sate is undefined. Did you mean vm.state?"],
    ["vm.strat", "vm.strat is undefined. Did you mean vm.start?"],
    ["vm.strat;", "vm.strat is undefined. Did you mean vm.start?"],
    ["(vm as any).laod // load", "vm.laod is undefined. Did you mean vm.load?"],
    ["rack.vm.inherted", "rack.vm.inherted is undefined. Did you mean rack.vm.inherited?"],
    ["rack.sise", "rack.sise is undefined. Did you mean rack.size?"],
    ["Math.flor", "Math.flor is undefined. Did you mean Math.floor?"],
    // There is such a property, or none like it, or it is no last expression.
    ["vm.none", null],
    ["vm.zebra", null],
    ["vm.sate; undefined", null],
    ["const x = vm.sate", null],
    ["const f = () => vm.sate", null],
    ["vm.state", null],
  ];
  test.each(cases)("%s", async (source, expected) => {
    const kernel = createNodeKernel("en");
    await kernel.run("a", await compile(machine));
    const told = (await kernel.run("b", await compile(source))).filter(
      (output) => output.output_type === "stream",
    );
    expect(told).toEqual(
      expected === null ? [] : [{ output_type: "stream", name: "stderr", text: `${expected}\n` }],
    );
  });

  test("is told in Korean on Korean pages", async () => {
    const kernel = createNodeKernel("ko");
    await kernel.run("a", await compile(machine));
    expect(await kernel.run("b", await compile("vm.sate"))).toEqual([
      {
        output_type: "stream",
        name: "stderr",
        text: "vm.sate 속성은 없습니다. 혹시 vm.state인가요?\n",
      },
    ]);
  });
});
