import { describe, expect, test } from "vitest";
import {
  applyToExercise,
  createExercise,
  isCheckCurrent,
  isSolutionOffered,
  recordOf,
  type CheckResult,
  type Exercise,
  type ExerciseOperation,
} from "../../src/notebook/exercise.ts";
import type { ExerciseRecord } from "../../src/notebook/exercise-record.ts";

const pass: CheckResult = { passed: true, message: "Two VMs run." };
const miss: CheckResult = { passed: false, message: "Only one VM runs." };
const check = (...results: CheckResult[]): ExerciseOperation => ({
  type: "check_finished",
  source: "mine",
  results,
});
const failedCheck: ExerciseOperation = { type: "check_failed", source: "broken" };
const hint: ExerciseOperation = { type: "show_hint" };
const solution: ExerciseOperation = { type: "show_solution", onDemand: false };
const onDemand: ExerciseOperation = { type: "show_solution", onDemand: true };
const hide: ExerciseOperation = { type: "hide_solution" };

/** An exercise with two hints after these operations. */
function after(...operations: readonly ExerciseOperation[]): Exercise {
  return operations.reduce((state, operation) => {
    const applied = applyToExercise(state, operation);
    if (!applied.ok) throw new Error(applied.refusal.code);
    return applied.state;
  }, createExercise(2));
}

function refusal(state: Exercise, operation: unknown): string {
  const applied = applyToExercise(state, operation as ExerciseOperation);
  return applied.ok ? "accepted" : applied.refusal.code;
}

const kept = (record: Partial<ExerciseRecord>): ExerciseOperation => ({
  type: "restore",
  record: { attempts: 0, hintsShown: 0, solved: false, solutionSeen: false, ...record },
});

describe("an exercise of an earlier visit", () => {
  test.each<[string, readonly ExerciseOperation[], Partial<Exercise>]>([
    ["goes on where it was", [kept({ attempts: 3, solved: true })], { attempts: 3, solved: true }],
    ["shows no hint that is gone", [kept({ hintsShown: 9 })], { hintsShown: 2 }],
    [
      "does not take back what was done before it was read",
      [hint, check(pass), kept({ attempts: 0 })],
      { hintsShown: 1, attempts: 1, solved: true },
    ],
    [
      "leaves a solution that was seen folded, and offers it",
      [kept({ solutionSeen: true }), solution],
      { solutionShown: true },
    ],
  ])("%s", (_, operations, expected) => {
    expect(after(...operations)).toMatchObject(expected);
  });

  test("is what its record says", () => {
    const state = after(hint, check(miss), onDemand, hide);
    expect(after({ type: "restore", record: recordOf(state) })).toMatchObject(recordOf(state));
    expect(recordOf(state)).toEqual({
      attempts: 1,
      hintsShown: 1,
      solved: false,
      solutionSeen: true,
    });
  });
});

describe("an exercise", () => {
  test.each([
    [
      "starts untried",
      [],
      { attempts: 0, hintsShown: 0, solved: false, solutionShown: false, lastCheck: null },
    ],
    ["counts an attempt that fails", [check(pass, miss)], { attempts: 1, solved: false }],
    [
      "counts an attempt that ends in an error, which takes nothing back",
      [check(pass), failedCheck],
      { attempts: 2, solved: true },
    ],
    [
      "is solved when everything passes",
      [check(miss), check(pass, pass)],
      { attempts: 2, solved: true },
    ],
    [
      "stays solved after a later failure",
      [check(pass), check(miss)],
      { attempts: 2, solved: true },
    ],
    [
      "keeps the last check",
      [check(pass), check(miss)],
      { lastCheck: { source: "mine", results: [miss], passed: false } },
    ],
    ["shows one hint at a time", [hint], { hintsShown: 1 }],
    ["shows the solution after an attempt", [check(miss), solution], { solutionShown: true }],
    ["shows the solution on demand before", [onDemand], { solutionShown: true, attempts: 0 }],
    ["hides it again", [onDemand, hide], { solutionShown: false }],
  ])("%s", (_, operations, expected) => {
    expect(after(...operations)).toMatchObject(expected);
  });

  test.each([
    ["a hint too many", [hint, hint], hint, "no_more_hints"],
    ["the solution unasked before an attempt", [], solution, "no_attempt_yet"],
    ["a check that looked at nothing", [], check(), "bad_value"],
    [
      "results that are no list",
      [],
      { type: "check_finished", source: "", results: "ok" },
      "bad_value",
    ],
    [
      "a result without a verdict",
      [],
      { type: "check_finished", source: "", results: [{ message: "" }] },
      "bad_value",
    ],
    [
      "a result that is nothing",
      [],
      { type: "check_finished", source: "", results: [null] },
      "bad_value",
    ],
    ["a check of nothing", [], { type: "check_finished", results: [pass] }, "bad_value"],
    ["an operation that does not exist", [], { type: "explode" }, "unknown_operation"],
  ])("refuses %s", (_, operations, operation, code) => {
    expect(refusal(after(...operations), operation)).toBe(code);
  });

  test("offers the solution after an attempt", () => {
    expect([after(), after(check(miss))].map(isSolutionOffered)).toEqual([false, true]);
  });

  test("knows whether its last check is of this source", () => {
    const state = after(check(miss));
    expect([isCheckCurrent(state, "mine"), isCheckCurrent(state, "newer")]).toEqual([true, false]);
  });

  test("whose check ends in an error, says that of the source that was checked", () => {
    const state = after(check(pass), failedCheck);
    expect([isCheckCurrent(state, "mine"), isCheckCurrent(state, "broken")]).toEqual([false, true]);
  });

  test.each([-1, 1.5, Number.NaN, Infinity, "2" as unknown as number])(
    "cannot have %j hints",
    (count) => {
      expect(() => createExercise(count)).toThrow("expected a whole number of hints from 0");
    },
  );
});
