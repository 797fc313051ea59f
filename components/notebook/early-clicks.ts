// A page's buttons can be pressed as soon as they are there. Without scripts they are disabled; with scripts they wait
// for none to be fetched: this one stands in the page (EarlyClicks.astro), keeps what is pressed before the notebook is
// open, and presses it again then (`notebook-open`, page.ts). A press of Run opens the kernel's frame at once, which
// openSandbox takes over. Where the notebook cannot be fetched the buttons go back.
import { addEarlyFrame } from "../../src/kernel/sandbox-frame.ts";

const pressed = new Set<HTMLButtonElement>();
const enabled = new Set<HTMLButtonElement>();

let kernelOpened = false;

const enable = () => {
  for (const button of document.querySelectorAll<HTMLButtonElement>(
    "button[data-needs-script][disabled]",
  ))
    if (button.closest("site-search") === null) {
      button.disabled = false;
      enabled.add(button);
    }
};

const keep = (event: MouseEvent) => {
  const button = (event.target as Element).closest("button");
  if (button === null || !enabled.has(button)) return;
  event.stopImmediatePropagation();
  pressed.add(button);
  const { action } = button.dataset;
  if (action !== "run" && action !== "run-all") return;
  showActivity(button, "queued");
  const url = document.querySelector<HTMLElement>("notebook-tools")?.dataset["kernel"];
  if (!kernelOpened && url !== undefined) addEarlyFrame(url);
  kernelOpened = true;
};

function showActivity(button: HTMLButtonElement, activity: string): void {
  const cell = button.closest<HTMLElement>("notebook-cell");
  if (cell !== null && button.dataset["action"] === "run") cell.dataset["activity"] = activity;
}

const refuse = (event: Event) => {
  if (!(event.target instanceof HTMLScriptElement)) return;
  end();
  for (const button of enabled) button.disabled = true;
  for (const button of pressed) showActivity(button, "ready");
};

const observer = new MutationObserver(enable);
const end = () => {
  observer.disconnect();
  document.removeEventListener("click", keep, true);
  removeEventListener("error", refuse, true);
};
observer.observe(document.documentElement, { childList: true, subtree: true });
document.addEventListener("click", keep, true);
addEventListener("error", refuse, true);
document.addEventListener(
  "notebook-open",
  () => {
    end();
    for (const button of pressed) button.click();
  },
  { once: true },
);
enable();
