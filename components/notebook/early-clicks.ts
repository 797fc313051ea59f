// A page's buttons can be pressed as soon as they are there. Without scripts they are disabled; with scripts they wait
// for none to be fetched: this one stands in the page (EarlyClicks.astro), keeps what is pressed before the notebook is
// open, and presses it again then (`notebook-open`, page.ts). A press of Run opens the kernel's frame at once, which
// openSandbox takes over. Where the notebook cannot be fetched, or breaks while it opens, the buttons go back and the
// page says so (Tools.astro), beside a button that reloads it past the browser's cache.
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

const trouble = () => document.querySelector<HTMLElement>(".site-trouble");

const giveUp = () => {
  end();
  for (const button of enabled) button.disabled = true;
  for (const button of pressed) showActivity(button, "ready");
  trouble()?.removeAttribute("hidden");
};

const refuse = ({ target }: Event) => {
  if (!(target instanceof HTMLScriptElement) || !target.src.includes("/notebook")) return;
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", giveUp);
  else giveUp();
};

/** What was damaged is in the browser's cache, and a mere reload would have it from there. */
const reload = ({ target }: Event) => {
  if ((target as Element).closest(".site-trouble button") === null) return;
  const scripts = performance.getEntriesByType("resource").map(({ name }) => name);
  const all = [location.href, ...scripts.filter((name) => name.endsWith(".js"))];
  Promise.all(all.map((url) => fetch(url, { cache: "reload", mode: "no-cors" }))).then(
    () => {
      location.reload();
    },
    () => {
      // Offline the page would be gone.
      const notice = trouble();
      if (notice?.firstElementChild)
        notice.firstElementChild.textContent = notice.dataset["unreachable"] ?? "";
    },
  );
};

const observer = new MutationObserver(enable);
const end = () => {
  observer.disconnect();
  document.removeEventListener("click", keep, true);
  removeEventListener("error", refuse, true);
  // A script that fails while it is read or run: it is a module or deferred, so its turn comes before that.
  removeEventListener("load", giveUp);
};
observer.observe(document.documentElement, { childList: true, subtree: true });
document.addEventListener("click", keep, true);
addEventListener("error", refuse, true);
addEventListener("load", giveUp);
document.addEventListener("click", reload);
document.addEventListener(
  "notebook-open",
  () => {
    end();
    for (const button of pressed) button.click();
  },
  { once: true },
);
enable();
