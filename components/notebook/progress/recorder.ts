// Keeps the reader's progress while they work: a cell counts once it has run to a good end, an exercise by what became
// of it. Fetched when there is something to keep, or something was kept before.
import { noProgress, openProgress, type ProgressStore } from "../../../src/notebook/progress.ts";
import { exerciseChange } from "../exercises.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { markSidebar } from "./sidebar.ts";

export interface ProgressOfPage {
  readonly store: ProgressStore;
  /** Shows on the page what the store has after it was cleared, joined or brought back. */
  refresh(): void;
}

let following: ProgressOfPage | undefined;

/** From here on the progress of this page is kept; what earlier visits have kept is shown. */
export function followProgress(page: NotebookPage): ProgressOfPage {
  following ??= follow(page);
  return following;
}

function follow(page: NotebookPage): ProgressOfPage {
  const { lesson, language } = page;
  const store = openProgress(page.texts);
  /** Runs that are kept already: one that was cleared away counts again only when it is repeated. */
  const kept = new Map<string, number>();

  /** Exercises that the reader has not touched on this visit, and of which nothing is kept, need not be fetched. */
  const restore = ({ anew }: { readonly anew: boolean }) => {
    const { exercises } = store.load(lesson);
    const show = () => {
      for (const exercise of page.exercises()) {
        // Anew first: what was cleared must not come back from the page.
        if (anew) exercise.restore(null);
        const record = exercises[exercise.exerciseId];
        if (record !== undefined) exercise.restore(record);
      }
    };
    if (page.exercises().length > 0 || Object.keys(exercises).length === 0) show();
    else
      page.fetchExercises().then(show, (error: unknown) => {
        console.error("notebook: what was kept of an exercise could not be shown.", error);
      });
  };
  const refresh = () => {
    restore({ anew: true });
    markSidebar(language, store);
  };
  const keepExercises = () => {
    const tried = page.exercises().map(({ exerciseId, record }) => [exerciseId, record] as const);
    const exercises = Object.fromEntries(
      tried.filter(([, { attempts, hintsShown, solutionSeen }]) =>
        Boolean(attempts || hintsShown || solutionSeen),
      ),
    );
    store.add(lesson, { ...noProgress, exercises });
    markSidebar(language, store);
  };

  // What happened before this part was there comes first.
  restore({ anew: false });
  if (page.exercises().some(({ record }) => Object.values(record).some(Boolean))) keepExercises();
  document.addEventListener(exerciseChange, keepExercises);

  page.onRender((views) => {
    const cells = views.filter(({ id, kind, owner, activity, errored, executionCount }) => {
      // The reader's own cells are no part of the lesson.
      if (kind !== "code" || owner === "reader") return false;
      if (activity !== "ready" || errored || executionCount === null) return false;
      if (kept.get(id) === executionCount) return false;
      kept.set(id, executionCount);
      return true;
    });
    if (cells.length === 0) return;
    store.add(lesson, { ...noProgress, cells: cells.map(({ id }) => id) });
    markSidebar(language, store);
  });
  markSidebar(language, store);
  return { store, refresh };
}
