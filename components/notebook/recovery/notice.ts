// A notice to the reader under the notebook's tools: said aloud, there until it is dismissed.
import "./notice.css";
import type { Language } from "../../site/strings.ts";
import { recoveryStrings } from "./strings.ts";

export interface NoticeAction {
  readonly label: string;
  readonly choose: () => void;
}

/**
 * Shows a notice on the page that has these tools.
 * @returns a function that takes it away.
 */
export function showNotice(
  tools: HTMLElement,
  language: Language,
  text: string,
  actions: readonly NoticeAction[] = [],
): () => void {
  const element = document.createElement("div");
  element.className = "notebook-notice";
  const words = document.createElement("p");
  words.textContent = text;
  element.append(words);
  const dismiss = {
    label: recoveryStrings[language].dismiss,
    choose: () => {
      element.remove();
      tools.querySelector<HTMLElement>("[data-action=run-all]")?.focus();
    },
  };
  for (const { label, choose } of [...actions, dismiss]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", choose);
    element.append(button);
  }
  tools.querySelector(".notebook-notices")?.append(element);
  return () => {
    element.remove();
  };
}
