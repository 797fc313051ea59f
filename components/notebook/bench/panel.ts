// The bench as an element beside the lesson: what it says of the kernel, the view, and where the focus goes when that
// is drawn again. What is shown is made elsewhere.
import { layerProperties } from "../../figures/palette.ts";
import "./bench.css";
import "./drawing.css";
import type { BenchStrings } from "./strings.ts";

/** What the reader does in it. */
export interface PanelHost {
  readonly s: BenchStrings;
  close(): void;
  openMachine(path: string): void;
  back(): void;
  goToCell(id: string): void;
  askAgain(): void;
}

export class BenchPanel {
  readonly element = document.createElement("aside");
  readonly #title = document.createElement("h2");
  readonly #activity = document.createElement("span");
  readonly #summary = document.createElement("p");
  readonly #body = document.createElement("div");
  readonly #fold = document.createElement("button");
  readonly #s: BenchStrings;

  constructor(host: PanelHost) {
    const { s } = host;
    this.#s = s;
    const { element } = this;
    element.className = "bench not-content";
    element.id = "bench";
    element.setAttribute("aria-labelledby", "bench-title");
    this.#title.id = "bench-title";
    this.#title.tabIndex = -1;
    this.#title.textContent = s.bench;
    this.#activity.className = "bench-activity";
    this.#summary.className = "visually-hidden";
    this.#summary.setAttribute("role", "status");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "bench-close";
    close.setAttribute("aria-label", s.close);
    close.textContent = "✕";
    this.#fold.type = "button";
    this.#fold.className = "bench-fold";
    this.#fold.addEventListener("click", () => {
      this.fold(!("folded" in element.dataset));
    });
    const head = document.createElement("div");
    head.className = "bench-head";
    head.append(this.#title, this.#activity, this.#fold, close);
    this.#body.className = "bench-body";
    element.append(head, this.#summary, this.#body);
    this.fold(false);
    close.addEventListener("click", () => {
      host.close();
    });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      host.close();
    });
    element.addEventListener("click", ({ target }) => {
      const pressed = (target as Element).closest<HTMLElement>("button");
      const { machine, cellLink } = pressed?.dataset ?? {};
      if (machine !== undefined) host.openMachine(machine);
      else if (cellLink !== undefined) host.goToCell(cellLink);
      else if (pressed?.dataset["back"] !== undefined) host.back();
      else if (pressed?.dataset["ask"] !== undefined) host.askAgain();
    });
  }

  /** Leaves its head alone on the screen, or shows all of it. Where there is room for all, its style shows that anyway. */
  fold(isFolded: boolean): void {
    this.element.toggleAttribute("data-folded", isFolded);
    this.#fold.setAttribute("aria-expanded", String(!isFolded));
    this.#fold.setAttribute("aria-label", isFolded ? this.#s.unfold : this.#s.fold);
    this.#fold.textContent = isFolded ? "▴" : "▾";
  }

  focusTitle(): void {
    this.#title.focus({ preventScroll: true });
  }

  /** A word beside the title about what the kernel is at; "" for nothing. */
  setActivity(text: string): void {
    if (this.#activity.textContent !== text) this.#activity.textContent = text;
  }

  /** Said aloud, once. */
  announce(text: string): void {
    this.#summary.textContent = text;
  }

  /** Draws the view. The focus stays where it was if that is still there; bars go from where they stood. */
  draw(html: string): void {
    const focused = keyOf(document.activeElement, this.#body);
    const widths = new Map(this.#bars().map((bar) => [bar.dataset["bar"], bar.style.inlineSize]));
    const open = [...this.#body.querySelectorAll("details[open]")].map(keepOf);
    this.#body.innerHTML = html;
    for (const details of this.#body.querySelectorAll("details"))
      details.open = open.includes(keepOf(details));
    for (const bar of this.#bars()) {
      const to = bar.style.inlineSize;
      const from = widths.get(bar.dataset["bar"]);
      if (from === undefined || from === to) continue;
      bar.style.inlineSize = from;
      // Asked for, so that the browser has a place to move it from.
      bar.getBoundingClientRect();
      bar.style.inlineSize = to;
    }
    if (focused === null) return;
    const again = [...this.#body.querySelectorAll<HTMLElement>("button, summary, [tabindex]")];
    const same = again.find((element) => keyOf(element, this.#body) === focused);
    (same ?? this.#title).focus({ preventScroll: true });
  }

  /** Puts the focus on a machine's button, or on the view's own heading. */
  focusView(machine: string | null): void {
    const all = [...this.#body.querySelectorAll<HTMLElement>("[data-machine]")];
    const wanted = all.find((element) => element.dataset["machine"] === machine);
    (wanted ?? this.#body.querySelector<HTMLElement>("h3[tabindex]") ?? this.#title).focus();
  }

  #bars(): HTMLElement[] {
    return [...this.#body.querySelectorAll<HTMLElement>("[data-bar]")];
  }
}

const keepOf = (element: Element): string | null => element.getAttribute("data-keep");

/** What an element of the view is called across drawings; null outside of it. */
function keyOf(element: Element | null, body: Element): string | null {
  if (element === null || !body.contains(element)) return null;
  const data = (element as HTMLElement).dataset;
  return `${element.localName} ${data["machine"] ?? data["cellLink"] ?? ""} ${String("back" in data)}`;
}

/** The layers' colours, the same as in every diagram. Once a page. */
export function addLayerColours(): void {
  const style = document.createElement("style");
  style.textContent = layerProperties();
  document.head.append(style);
}
