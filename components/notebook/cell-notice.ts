// The line between a cell's code and its outputs: why the outputs no longer hold, or why the cell did not run.
import type { CellView } from "../../src/notebook/validity.ts";
import { strings } from "../site/strings.ts";
import type { CellHost } from "./cell-host.ts";
import { troubleWords } from "./site-trouble.ts";

export class CellNotice {
  readonly #element: HTMLElement;
  readonly #host: CellHost;
  #view: CellView | undefined;

  constructor(element: HTMLElement, host: CellHost) {
    this.#element = element;
    this.#host = host;
  }

  render(view: CellView): void {
    this.#view = view;
    const notice = this.#element;
    if (hasStaleOutputs(view)) {
      this.#showStale(view).catch((error: unknown) => {
        console.error("notebook: why a cell is out of date could not be shown.", error);
      });
      return;
    }
    delete notice.dataset["stale"];
    const message = this.#text(view);
    if (notice.textContent !== message) notice.textContent = message;
    notice.hidden = message === "";
  }

  async #showStale(view: CellView): Promise<void> {
    const { showStaleReasons } = await import("./stale/stale-notice.ts");
    if (this.#view !== view) return;
    showStaleReasons(this.#element, view, this.#host);
    this.#element.hidden = false;
  }

  #text({ validity, aborted }: CellView): string {
    const s = strings[this.#host.language];
    if (validity !== "aborted") return "";
    switch (aborted?.reason) {
      case "stopped":
        return s.stopped;
      case "kernel_lost":
        return s.kernelLost;
      case "unreachable":
      case "gone":
      case "damaged":
        return troubleWords(aborted.reason);
      case "needed_cell_failed":
        return s.neededFailed(aborted.cell);
      case "not_compiled":
      case undefined:
        return "";
    }
  }
}

/** Whether the cell shows, or has shown, outputs that no longer hold. */
function hasStaleOutputs({ validity, outputs, origin }: CellView): boolean {
  return validity === "stale" && (outputs.length > 0 || origin === "recorded");
}
