// The state of one exercise: what the reader has tried, what the check said, how much help is on the page.
// Help is offered, never pushed: hints come one at a time, and the solution stands beside the reader's own
// code, never in its place (readers lose work to a "Solve" button elsewhere).
import { joinRecords, type ExerciseRecord } from "./exercise-record.ts";
import { describeValue, refuse, type Refused } from "./refusal.ts";

/** One thing that a check looked at, and what it has to say about it. */
export interface CheckResult {
  readonly passed: boolean;
  readonly message: string;
}

export interface Check {
  /** The reader's source that was checked. */
  readonly source: string;
  /** None, when it ended in an error. */
  readonly results: readonly CheckResult[];
  /** Whether every result passed. */
  readonly passed: boolean;
}

export interface Exercise extends ExerciseRecord {
  /** How many hints the lesson has. */
  readonly hintCount: number;
  readonly lastCheck: Check | null;
  readonly solutionShown: boolean;
}

export type ExerciseOperation =
  /** A check of this source has ended. */
  | {
      readonly type: "check_finished";
      readonly source: string;
      readonly results: readonly CheckResult[];
    }
  /** A check of this source has ended in an error, its own or that of the reader's code: an attempt without a verdict. */
  | { readonly type: "check_failed"; readonly source: string }
  | { readonly type: "show_hint" }
  /** Offered after an attempt; before one it takes a reader who says so (`onDemand`). */
  | { readonly type: "show_solution"; readonly onDemand: boolean }
  | { readonly type: "hide_solution" }
  /** What an earlier visit has kept, or another tab. */
  | { readonly type: "restore"; readonly record: ExerciseRecord };

export type ExerciseApplied = { readonly ok: true; readonly state: Exercise } | Refused;

/**
 * An exercise that the reader has not tried.
 * @throws RangeError when the number of hints is not a whole number from 0.
 */
export function createExercise(hintCount: number): Exercise {
  if (!Number.isSafeInteger(hintCount) || hintCount < 0) {
    throw new RangeError(
      `exercise: expected a whole number of hints from 0, found ${String(hintCount)}. Hint: pass the length of the list of hints.`,
    );
  }
  return {
    hintCount,
    hintsShown: 0,
    attempts: 0,
    lastCheck: null,
    solved: false,
    solutionShown: false,
    solutionSeen: false,
  };
}

/** What is kept of an exercise. */
export function recordOf({ attempts, hintsShown, solved, solutionSeen }: Exercise): ExerciseRecord {
  return { attempts, hintsShown, solved, solutionSeen };
}

/** Applies one operation: the next state, or why not. */
export function applyToExercise(exercise: Exercise, operation: ExerciseOperation): ExerciseApplied {
  switch (operation.type) {
    case "check_finished":
      return checkFinished(exercise, operation.source, operation.results);
    case "check_failed": {
      // What is said of it is what the page shows now, in place of what an earlier check said.
      const lastCheck = { source: operation.source, results: [], passed: false };
      return { ok: true, state: { ...exercise, attempts: exercise.attempts + 1, lastCheck } };
    }
    case "show_hint":
      if (exercise.hintsShown < exercise.hintCount) {
        return { ok: true, state: { ...exercise, hintsShown: exercise.hintsShown + 1 } };
      }
      return refuse(
        "no_more_hints",
        "a hint that is not shown yet",
        `${exercise.hintsShown} of ${exercise.hintCount} shown`,
        "the solution can be shown.",
      );
    case "show_solution":
      if (isSolutionOffered(exercise) || operation.onDemand) {
        return { ok: true, state: { ...exercise, solutionShown: true, solutionSeen: true } };
      }
      return refuse(
        "no_attempt_yet",
        "an attempt before the solution",
        "no attempt",
        "check your own first, or ask for the solution all the same.",
      );
    case "hide_solution":
      return { ok: true, state: { ...exercise, solutionShown: false } };
    case "restore": {
      const joined = joinRecords(recordOf(exercise), operation.record);
      // The lesson may have fewer hints than it had.
      const hintsShown = Math.min(joined.hintsShown, exercise.hintCount);
      return { ok: true, state: { ...exercise, ...joined, hintsShown } };
    }
    default:
      return unknownOperation(operation);
  }
}

/** Whether the solution is offered beside the check: after an attempt, and once it was seen. */
export function isSolutionOffered(exercise: Exercise): boolean {
  return exercise.attempts > 0 || exercise.solutionSeen;
}

/** Whether the last check speaks of this source, and not of an earlier one. */
export function isCheckCurrent(exercise: Exercise, source: string): boolean {
  return exercise.lastCheck?.source === source;
}

function checkFinished(
  exercise: Exercise,
  source: string,
  results: readonly CheckResult[],
): ExerciseApplied {
  const verdicts: unknown = results;
  if (typeof source !== "string") {
    const hint = "pass the source that was checked.";
    return refuse("bad_value", "text as source", describeValue(source), hint);
  }
  if (!Array.isArray(verdicts) || verdicts.length === 0) {
    const found = Array.isArray(verdicts) ? "no result" : describeValue(verdicts);
    const hint = "a check that looks at nothing would pass everybody.";
    return refuse("bad_value", "at least one result of the check", found, hint);
  }
  const malformed = results.findIndex((result) => !isCheckResult(result));
  if (malformed >= 0) {
    const hint = "return objects like { passed: true, message: '…' }.";
    const found = describeValue(results[malformed]);
    return refuse("bad_value", "results with passed and message", found, hint);
  }
  const passed = results.every((result) => result.passed);
  const state: Exercise = {
    ...exercise,
    attempts: exercise.attempts + 1,
    lastCheck: { source, results, passed },
    solved: exercise.solved || passed,
  };
  return { ok: true, state };
}

function isCheckResult(value: unknown): value is CheckResult {
  if (typeof value !== "object" || value === null) return false;
  const { passed, message } = value as Partial<Record<keyof CheckResult, unknown>>;
  return typeof passed === "boolean" && typeof message === "string";
}

function unknownOperation(operation: never): Refused {
  const { type } = operation as { readonly type?: unknown };
  const hint = "exercise.ts lists the operations.";
  return refuse("unknown_operation", "an operation", `type ${describeValue(type)}`, hint);
}
