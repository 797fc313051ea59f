// Why a cell's outputs no longer hold, as Jupyter's readers say it: "Uses `server`, changed in [2]". All reasons, each
// with a way to the cell that it comes from, and a button that makes the outputs hold again. Fetched with the first
// cell that is out of date.
import type { CellView, StaleReason } from "../../../src/notebook/validity.ts";
import type { CellHost } from "../cell-host.ts";
import "./stale.css";
import { staleStrings } from "./strings.ts";

/** Shows the reasons in the cell's notice; nothing is touched that is shown already. */
export function showStaleReasons(notice: HTMLElement, view: CellView, host: CellHost): void {
  const s = staleStrings[host.language];
  // A cell that was stopped, and edited since, has no other reason.
  const own: StaleReason = { cell: view.id, change: "edited", names: [] };
  const reasons = view.staleReasons.length > 0 ? view.staleReasons : [own];
  const shown = JSON.stringify(reasons.map((reason) => [reason, host.executionCount(reason.cell)]));
  if (notice.dataset["stale"] === shown) return;
  const list = document.createElement("ul");
  list.className = "stale-reasons";
  for (const reason of reasons) {
    const item = document.createElement("li");
    item.append(...(reason.cell === view.id ? [s.edited] : sentence(reason, host)));
    list.append(item);
  }
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = s.runAgain;
  again.setAttribute("aria-label", `${s.runAgain}: ${view.id}`);
  again.addEventListener("click", () => {
    host.intend(view.id, { type: "run", then: "stay" });
  });
  notice.replaceChildren(list, again);
  notice.dataset["stale"] = shown;
}

function sentence({ cell, change, names }: StaleReason, host: CellHost): (Node | string)[] {
  const s = staleStrings[host.language];
  const words: string = (names.length > 0 ? s.uses : s.needs)[change];
  return words.split(/(\{\w+\})/).flatMap((part) => {
    if (part === "{cell}") return [link(cell, host)];
    return part === "{names}" ? codes(names) : [part];
  });
}

const codes = (names: readonly string[]): (Node | string)[] =>
  names.flatMap((name, index) => {
    const code = document.createElement("code");
    code.textContent = name;
    return index === 0 ? [code] : [", ", code];
  });

function link(cell: string, host: CellHost): HTMLElement | string {
  const count = host.executionCount(cell);
  if (count === undefined) return cell;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cell-link";
  button.textContent = count === null ? cell : `[${String(count)}] ${cell}`;
  button.title = staleStrings[host.language].goTo;
  button.addEventListener("click", () => {
    host.goTo(cell);
  });
  return button;
}
