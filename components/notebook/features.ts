// Parts of the page that not every reader needs: fetched when their button is pressed. A button names its part by
// data-feature, anywhere on the page, also in cells that come later.
import type { NotebookPage } from "./notebook-page.ts";

interface Feature {
  /** What pressing the button does; `isAsLeft` when it was not pressed, but was left open on an earlier visit. */
  readonly open: (
    page: NotebookPage,
    button: HTMLElement,
    isAsLeft: boolean,
  ) => void | Promise<void>;
}

const features: Readonly<Record<string, () => Promise<Feature>>> = {
  "notebook-menu": () => import("./menu/notebook-menu.ts"),
  bench: () => import("./bench/bench.ts"),
  "insert-cell": () => import("./own-cells/insert-button.ts"),
  "insert-example": () => import("./own-cells/insert-example.ts"),
  "cell-menu": () => import("./menu/cell-menu.ts"),
  compare: () => import("./compare/compare.ts"),
  "go-to-line": () => import("./outputs/go-to-line.ts"),
  "more-rows": () => import("./outputs/more-rows.ts"),
  "sort-table": () => import("./outputs/sort-table.ts"),
};

/** From here on the buttons work. */
export function connectFeatures(page: NotebookPage): void {
  for (const button of document.querySelectorAll("button[data-feature]"))
    button.removeAttribute("disabled");
  const use = (button: HTMLElement | null, isAsLeft: boolean) => {
    const load = features[button?.dataset["feature"] ?? ""];
    if (button === null || load === undefined) return;
    load()
      .then(({ open }) => open(page, button, isAsLeft))
      .catch(report);
  };
  document.addEventListener("click", ({ target }) => {
    use((target as Element).closest<HTMLElement>("[data-feature]"), false);
  });
  // A link with another reader's edits; also one that is pasted while the page is open.
  const openLink = () => {
    if (/^#share(=|%(25)*3D)/i.test(location.hash))
      import("./share/open-link.ts").then(({ openLink: open }) => open(page)).catch(report);
  };
  addEventListener("hashchange", openLink);
  openLink();
  try {
    // The bench was left open on this device.
    if (localStorage.getItem("hypervisor-notebook/bench") !== null)
      use(page.tools.querySelector<HTMLElement>("[data-feature=bench]"), true);
  } catch {
    // Storage is refused here: nothing was kept.
  }
}

function report(error: unknown): void {
  console.error("notebook: a part of the page could not be fetched or failed.", error);
}
