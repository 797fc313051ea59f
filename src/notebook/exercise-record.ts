// What is kept of an exercise from visit to visit. It only ever grows, so two tabs' records can be joined.

export interface ExerciseRecord {
  readonly hintsShown: number;
  /** Checks that have ended. */
  readonly attempts: number;
  /** Whether any attempt has passed; a later failure does not take it back. */
  readonly solved: boolean;
  /** Whether the solution has ever been shown. */
  readonly solutionSeen: boolean;
}

/** All that either of two records knows; joining again, or the other way round, changes nothing. */
export function joinRecords(one: ExerciseRecord, other: ExerciseRecord): ExerciseRecord {
  return {
    attempts: Math.max(one.attempts, other.attempts),
    hintsShown: Math.max(one.hintsShown, other.hintsShown),
    solved: one.solved || other.solved,
    solutionSeen: one.solutionSeen || other.solutionSeen,
  };
}
