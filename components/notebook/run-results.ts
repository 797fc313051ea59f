// A run is seen to have done something: what it gave is brought into view, and compared with what stood there. What does
// that (results/) is fetched when something first runs; what could not be known by then any more is kept here.
import { boxOf } from "./cell-box.ts";
import type { NotebookPage } from "./notebook-page.ts";

/** What a page tells of its runs. */
export interface RunResults {
  /** A run of this cell is handed to the kernel. */
  begins(cell: string): void;
  /** The reader has run a cell and waits for what it gives. `goOn`: the cell below is the selected one now. */
  awaits(cell: string, goOn: boolean): void;
}

export function connectRunResults(page: NotebookPage): RunResults {
  const recorded = new Map<string, string>();
  const part = () =>
    import("./results/results.ts").then(({ followRuns }) => followRuns(page, recorded));
  let fetching: ReturnType<typeof part> | undefined;
  const fetch = async () => {
    try {
      return await (fetching ??= part());
    } catch (error) {
      fetching = undefined;
      console.warn("notebook: what a run has changed cannot be shown.", error);
      return undefined;
    }
  };
  return {
    begins: (id) => {
      void fetch();
      const region = boxOf(id)?.querySelector(":scope > .cell-output");
      // The run is handed over first. As text: a copy of its elements would load its images.
      if (region && !recorded.has(id)) queueMicrotask(() => recorded.set(id, region.innerHTML));
    },
    awaits: (id, goOn) => {
      const top = boxOf(id)?.getBoundingClientRect().top;
      void fetch().then((awaits) => {
        if (awaits !== undefined) awaits(id, goOn, top);
        else if (goOn) document.activeElement?.scrollIntoView({ block: "nearest" });
      });
    },
  };
}
