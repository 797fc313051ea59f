// Waits for a run that lasts; what is shown of it (long-run/) is fetched then, once.
import type { NotebookPage } from "./notebook-page.ts";

/** How long a run is no news, in milliseconds. */
const patience = 500;

export function watchLongRuns(page: NotebookPage): void {
  let timer: number | undefined;
  const end = page.onRender((_, { evaluating }) => {
    if (evaluating === null) {
      clearTimeout(timer);
      timer = undefined;
    } else
      timer ??= window.setTimeout(() => {
        end();
        import("./long-run/long-run.ts").then(
          ({ showLongRuns }) => {
            showLongRuns(page);
          },
          (error: unknown) => {
            console.error("notebook: how long a run lasts could not be shown.", error);
          },
        );
      }, patience);
  });
}
