// The hints for engines' messages, in the words of all three: V8's are provoked in scope.test.ts, too.
import { expect, test } from "vitest";
import { engineHint } from "../../src/kernel/engine-hints.ts";
import { fill } from "../../src/kernel/sentence.ts";

const names = { vm: { start: () => 1, get stop(): never { throw new Error("asked") } } }; // prettier-ignore
const hintOf = (message: string): string | undefined => {
  const [template, ...values] = engineHint(message, names) ?? [];
  return template && fill(template, values);
};

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
  ["undefined is not a function", undefined],
  ["#<Object> is not a function", undefined],
  ["full", undefined],
])("%s", (message, hint) => {
  expect(hintOf(message)).toBe(hint);
});
