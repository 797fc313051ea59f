// What a cell has put out, on the page. Outputs that are still the same keep their elements, with their scrolling, their
// drawings and what the reader has selected or sorted; so a run that prints all the time costs the page little more
// than what is new.
import type { ErrorOutput, Output } from "../../src/notebook/output.ts";
import { leftOutBy } from "../../src/notebook/output-log.ts";
import { showHtml } from "./html-outputs.ts";
import { liveOutputHtml, type OutputContext } from "./output.ts";
import { noExtent, sumOf, type Extent } from "./output-room.ts";

/** More outputs than this are a window that scrolls. */
const manyOutputs = 60;

/** Ids inside figures start with the cell's and a number that no other figure of the page has. */
let made = 0;

/** How much of the page an output's element takes. */
const extents = new WeakMap<Element, Extent>();

const extentsOf = (elements: readonly Element[]): Extent =>
  elements.map((element) => extents.get(element) ?? noExtent).reduce(sumOf, noExtent);

function elementOf(output: Output, context: OutputContext, taken: Extent): Element {
  made += 1;
  const holder = document.createElement("template");
  const { html, extent } = liveOutputHtml(output, context, made, taken);
  holder.innerHTML = html;
  const element = holder.content.firstElementChild;
  if (element === null) throw new Error("cell-outputs: expected one element for each output.");
  extents.set(element, extent);
  return element;
}

const displayId = (output: Output): string | undefined =>
  output.output_type === "display_data" ? output.transient?.display_id : undefined;

/** Whether one is what has become of the other: the same progress bar, the same stream with more text. */
function continues(output: Output, before: Output): boolean {
  const id = displayId(output);
  if (id !== undefined) return id === displayId(before);
  return (
    output.output_type === "stream" &&
    before.output_type === "stream" &&
    output.name === before.name
  );
}

/** Shows `outputs` in `region`, which shows `before`. */
export function renderOutputs(
  region: Element,
  outputs: readonly Output[],
  before: readonly Output[],
  context: OutputContext,
): void {
  // What was recorded is on the page and not in `before`.
  if (before.length === 0) region.replaceChildren();
  const elements = new Map(before.map((output, index) => [output, region.children[index]]));
  const staying = new Set(outputs);
  const earlier = before.filter((output) => !staying.has(output));
  let taken = extentsOf(outputs.flatMap((output) => elements.get(output) ?? []));
  let at = region.firstElementChild;
  const drop = (until: Element | null) => {
    while (at !== null && at !== until) {
      const next = at.nextElementSibling;
      at.remove();
      at = next;
    }
  };
  for (const [index, output] of outputs.entries()) {
    const known = elements.get(output);
    if (known !== undefined) {
      drop(known);
      at = known.nextElementSibling;
      continue;
    }
    const fresh = elementOf(output, context, taken);
    taken = sumOf(taken, extents.get(fresh) ?? noExtent);
    const same = earlier.find((one) => continues(output, one) && elements.get(one) === at);
    if (same !== undefined && at !== null) {
      // Within its element, which stays: what is new in the log would be read aloud.
      replaceContent(at, fresh);
      extents.set(at, extents.get(fresh) ?? noExtent);
      at = at.nextElementSibling;
    } else {
      region.insertBefore(fresh, at);
      // The rest of a flood is of interest where it ends.
      if (leftOutBy(outputs[index - 1])?.of === "stream") scrollToEnd(fresh.firstElementChild);
    }
  }
  drop(null);
  // A region that scrolls is reached by keyboard.
  region.toggleAttribute("data-many", outputs.length > manyOutputs);
  if (outputs.length > manyOutputs) region.setAttribute("tabindex", "0");
  else region.removeAttribute("tabindex");
  if (region.querySelector("[data-draw]") !== null)
    import("./diagrams.ts")
      .then(({ drawDiagrams }) => drawDiagrams(region, context.language))
      .catch((error: unknown) => {
        console.warn("notebook: what draws diagrams could not be fetched; text stays.", error);
      });
  void showHtml(region, context.language);
}

/** Text in the same window goes into it, so that it is scrolled as before, or at the end if it was there. */
function replaceContent(element: Element, fresh: Element): void {
  const [window, next] = [element.firstElementChild, fresh.firstElementChild];
  const isSame =
    window?.className === next?.className &&
    window?.classList.contains("long-text") === true &&
    element.childElementCount === 1 &&
    fresh.childElementCount === 1;
  if (!isSame) {
    element.replaceChildren(...fresh.childNodes);
    return;
  }
  const wasAtEnd = window.scrollTop + window.clientHeight >= window.scrollHeight - 2;
  window.textContent = next?.textContent ?? "";
  if (wasAtEnd) scrollToEnd(window);
}

function scrollToEnd(window: Element | null): void {
  if (window !== null) window.scrollTop = window.scrollHeight;
}

/** The error that the cell has thrown, if any. */
export function errorOf(outputs: readonly Output[]): ErrorOutput | undefined {
  return outputs.findLast(
    (output): output is ErrorOutput => output.output_type === "error" && !output.printed,
  );
}
