// What a cell has put out, on the page: redrawn as a whole, or one output alone where only that was updated.
import type { ErrorOutput, Output } from "../../src/notebook/output.ts";
import { drawDiagrams } from "./diagrams.ts";
import { showHtml } from "./html-outputs.ts";
import { outputHtml, outputsHtml, updatedOutput, type OutputContext } from "./output.ts";

/** Shows `outputs` in `region`, which shows `before`. */
export function renderOutputs(
  region: Element,
  outputs: readonly Output[],
  before: readonly Output[],
  context: OutputContext,
): void {
  const updated = updatedOutput(before, outputs);
  const output = outputs[updated];
  if (output !== undefined) {
    // Within its element, which stays: what is new in the log would be read aloud.
    const fresh = document.createElement("template");
    fresh.innerHTML = outputHtml(output, context, updated);
    const element = region.children[updated];
    element?.replaceChildren(...(fresh.content.firstChild?.childNodes ?? []));
    if (element !== undefined) showRich(element, context);
    return;
  }
  region.innerHTML = outputsHtml(outputs, context);
  showRich(region, context);
}

function showRich(root: ParentNode, { language }: OutputContext): void {
  void drawDiagrams(root, language);
  void showHtml(root);
}

/** The error that the outputs end in, if any. */
export function errorOf(outputs: readonly Output[]): ErrorOutput | undefined {
  return outputs.findLast((output): output is ErrorOutput => output.output_type === "error");
}
