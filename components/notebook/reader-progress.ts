// The reader's progress is kept and shown by a part of the page that is fetched once there is some.
import { hasProgress } from "../../src/notebook/progress-kept.ts";
import { exerciseChange } from "./exercises.ts";
import type { NotebookPage } from "./notebook-page.ts";

/** From here on progress is kept: of cells that run, of exercises that are tried. */
export function connectProgress(page: NotebookPage): void {
  let asked = false;
  const follow = () => {
    if (asked) return;
    asked = true;
    import("./progress/recorder.ts")
      .then(({ followProgress }) => {
        followProgress(page);
      })
      .catch((error: unknown) => {
        asked = false;
        console.error("notebook: the reader's progress could not be kept.", error);
      });
  };
  if (hasProgress(page.texts)) follow();
  document.addEventListener(exerciseChange, follow);
  // Asks again with the next change where that was in vain.
  page.onRender((_, { executionCount }) => {
    if (executionCount > 0) follow();
  });
}
