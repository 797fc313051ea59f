// The exercises of a page as far as the notebook must know them: their checks, and that a button of theirs is pressed.
// What the buttons do (exercise-element.ts) is fetched with the first press, or when an earlier visit has left something.
import type { CellSpec } from "../../src/notebook/document.ts";
import type { Program } from "../../src/notebook/program.ts";

/** The event of an exercise that has something new to keep (`record`). */
export const exerciseChange = "exercise-change";

/** The id of the unseen cell that checks an exercise. */
export const checkOf = (exercise: string): string => `${exercise}-check`;

const elements = (): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>("notebook-exercise"),
];

/** The checks of the page's exercises, by exercise: cells like the others, but not shown. */
export function checksOfPage(): ReadonlyMap<string, CellSpec> {
  return new Map(
    elements().map((element) => {
      const id = element.dataset["exercise"] ?? "";
      const data = element.querySelector("script.exercise-data")?.textContent ?? "null";
      const { program } = JSON.parse(data) as { readonly program: Program };
      return [id, { id: checkOf(id), kind: "check", lessonSource: "", lessonProgram: program }];
    }),
  );
}

/**
 * From here on the buttons can be pressed, which fetches what they do.
 * @returns a function to call when that is there: it presses again what was pressed until then.
 */
export function awaitPress(fetch: () => Promise<unknown>): () => void {
  const pressed = new Set<HTMLButtonElement>();
  const waiting = new AbortController();
  const press = (button: HTMLButtonElement) => {
    pressed.add(button);
    fetch().catch((error: unknown) => {
      pressed.clear();
      console.error("notebook: an exercise could not be fetched; press again.", error);
    });
  };
  for (const element of elements()) {
    const hints = [...element.querySelectorAll<HTMLElement>(".exercise-hint")];
    for (const hint of hints) hint.hidden = true;
    for (const button of element.querySelectorAll<HTMLButtonElement>(".exercise-bar button")) {
      button.disabled = false;
      if (button.dataset["action"] === "hint") button.hidden = hints.length === 0;
      button.addEventListener(
        "click",
        () => {
          press(button);
        },
        waiting,
      );
    }
  }
  return () => {
    waiting.abort();
    for (const button of pressed) button.click();
  };
}
