// <notebook-exercise>: a cell to complete, and help that is offered, never pushed. Checking runs the reader's cell
// and then an unseen cell, the lesson's check.ts, in the same scope; what that says stands under the buttons.
import {
  applyToExercise,
  createExercise,
  isCheckCurrent,
  recordOf,
  type Exercise,
  type ExerciseOperation,
} from "../../src/notebook/exercise.ts";
import type { ExerciseRecord } from "../../src/notebook/exercise-record.ts";
import { findCell } from "../../src/notebook/document.ts";
import type { CellView } from "../../src/notebook/validity.ts";
import type { Output } from "../../src/notebook/output.ts";
import { cellState, type CellState, type Session } from "../../src/notebook/session-state.ts";
import type { Language } from "../site/strings.ts";
import { exerciseStrings } from "./exercise-strings.ts";
import { checkOf, exerciseChange } from "./exercises.ts";
import { showHtml } from "./html-outputs.ts";
import { fetchedRenderers } from "./late-outputs.ts";
import { isChecks, outputsHtml, type Check } from "./output.ts";

const checksType = "application/vnd.hypervisor-notebook.checks+json";

function checksIn(outputs: readonly Output[]): readonly Check[] | null {
  for (const output of outputs)
    if (output.output_type === "execute_result" && checksType in output.data) {
      const data = output.data[checksType];
      return isChecks(data) ? data : null;
    }
  return null;
}

/** The source that the last run of a cell was of: the reader may have typed on since. */
const checkedSource = ({ aborted, evaluation }: CellState): string | undefined =>
  (aborted ?? evaluation)?.source;

const errorIn = (outputs: readonly Output[]): Output | undefined =>
  outputs.find((output) => output.output_type === "error" && !output.printed);

export class NotebookExercise extends HTMLElement {
  #state: Exercise = createExercise(0);
  #language: Language = "en";
  #outputs: readonly Output[] | undefined;
  #aborted: CellView["aborted"] = null;

  get exerciseId(): string {
    return this.dataset["exercise"] ?? "";
  }

  /** The id of the unseen cell that checks this exercise. */
  get checkId(): string {
    return checkOf(this.exerciseId);
  }

  get #hints(): HTMLDetailsElement[] {
    return [...this.querySelectorAll<HTMLDetailsElement>(".exercise-hint")];
  }

  /** What is to be kept of it for the next visit. */
  get record(): ExerciseRecord {
    return recordOf(this.#state);
  }

  /** Goes on from what an earlier visit has kept; null: begins anew. */
  restore(record: ExerciseRecord | null): void {
    if (record === null) this.#state = createExercise(this.#hints.length);
    else this.#apply({ type: "restore", record });
    this.#show();
  }

  /** @param runCheck Runs the check cell, the reader's cell before it. */
  connect(language: Language, runCheck: () => void): void {
    this.#language = language;
    this.#state = createExercise(this.#hints.length);
    const on = (action: string, listener: () => void) => {
      this.querySelector(`[data-action=${action}]`)?.addEventListener("click", listener);
    };
    on("check", runCheck);
    on("hint", () => {
      this.#apply({ type: "show_hint" });
    });
    on("solution", () => {
      if (this.#state.solutionShown) this.#apply({ type: "hide_solution" });
      else if (!this.#apply({ type: "show_solution", onDemand: false })) this.#ask(true);
    });
    on("solution-anyway", () => {
      this.#ask(false);
      this.#apply({ type: "show_solution", onDemand: true });
    });
    on("solution-later", () => {
      this.#ask(false);
    });
    this.#show();
  }

  /** Returns whether it was accepted. */
  #apply(operation: ExerciseOperation): boolean {
    const applied = applyToExercise(this.#state, operation);
    if (!applied.ok) return false;
    this.#state = applied.state;
    this.#show();
    if (operation.type !== "restore")
      this.dispatchEvent(new Event(exerciseChange, { bubbles: true }));
    return true;
  }

  /** Before an attempt the solution takes a second step; the focus goes to the question, and back to the button. */
  #ask(asked: boolean): void {
    const question = this.querySelector<HTMLElement>(".exercise-question");
    question?.toggleAttribute("hidden", !asked);
    if (asked) question?.focus();
    else this.querySelector<HTMLElement>("[data-action=solution]")?.focus();
  }

  /** Shows what the check cell says. */
  render(view: CellView, session: Session): void {
    const own = findCell(session.notebook, this.exerciseId);
    if (own === undefined) return;
    this.#hear(view, checkedSource(cellState(session, own.id)) ?? own.source);
    // Of the check that has just ended, not of the one before.
    const outdated = this.#state.lastCheck !== null && !isCheckCurrent(this.#state, own.source);
    this.querySelector(".exercise-outdated")?.toggleAttribute("hidden", !outdated);
  }

  /** Takes in what the check cell says of `source`. */
  #hear(view: CellView, source: string): void {
    const feedback = this.querySelector(".exercise-feedback");
    if (feedback === null) return;
    if (view.aborted !== null && view.aborted !== this.#aborted) {
      feedback.textContent = exerciseStrings[this.#language].checkNotRun(this.exerciseId);
      if (view.aborted.reason === "needed_cell_failed")
        this.#apply({ type: "check_failed", source });
    }
    this.#aborted = view.aborted;
    if (view.outputs === this.#outputs) return;
    const first = this.#outputs === undefined;
    const failed = errorIn(view.outputs);
    if (failed !== undefined && failed !== errorIn(this.#outputs ?? []))
      this.#apply({ type: "check_failed", source });
    this.#outputs = view.outputs;
    if (first && view.outputs.length === 0) return;
    const checks = checksIn(view.outputs);
    if (checks !== null) this.#apply({ type: "check_finished", source, results: checks });
    feedback.innerHTML = outputsHtml(view.outputs, {
      language: this.#language,
      prefix: this.checkId,
      diagrams: {},
      renderers: fetchedRenderers,
      live: true,
    });
    void showHtml(feedback, this.#language);
  }

  #show(): void {
    const s = exerciseStrings[this.#language];
    const { hintsShown, hintCount, solutionShown, solved } = this.#state;
    this.toggleAttribute("data-solved", solved);
    this.querySelector(".exercise-solved")?.toggleAttribute("hidden", !solved);
    for (const [index, hint] of this.#hints.entries()) {
      hint.hidden = index >= hintsShown;
      if (index === hintsShown - 1) hint.open = true;
    }
    const more = this.querySelector<HTMLButtonElement>("[data-action=hint]");
    if (more !== null) {
      more.hidden = hintsShown >= hintCount;
      more.textContent = s.showHint(hintsShown + 1, hintCount);
    }
    this.querySelector(".exercise-solution")?.toggleAttribute("hidden", !solutionShown);
    const toggle = this.querySelector("[data-action=solution]");
    toggle?.setAttribute("aria-expanded", String(solutionShown));
    if (toggle !== null) toggle.textContent = solutionShown ? s.hideSolution : s.showSolution;
  }
}

customElements.define("notebook-exercise", NotebookExercise);

/**
 * Connects the page's exercises.
 * @param runCheck Runs a check cell, the reader's cell before it.
 */
export function connectExercises(
  language: Language,
  runCheck: (check: string) => void,
): readonly NotebookExercise[] {
  const exercises = [...document.querySelectorAll<NotebookExercise>("notebook-exercise")];
  for (const exercise of exercises)
    exercise.connect(language, () => {
      runCheck(exercise.checkId);
    });
  return exercises;
}
