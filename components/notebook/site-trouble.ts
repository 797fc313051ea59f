// What the page says when the site does not give it what it asks for. The words are in the page (Tools.astro), since
// nothing can be fetched then; the button beside them works without this script (early-clicks.ts).
import { siteTrouble } from "../../src/kernel/site-answer.ts";
import type { SiteTrouble } from "../../src/notebook/operations.ts";

const place = (): HTMLElement | null => document.querySelector<HTMLElement>(".site-trouble");

/** What the reader is told. */
export const troubleWords = (trouble: SiteTrouble): string => place()?.dataset[trouble] ?? "";

/**
 * Why something that comes late could not be had, in words. Late parts have no address that their callers know, so the
 * page's script is asked for: its name changes with the name of any of them.
 */
export const whyMissing = async (): Promise<string> =>
  troubleWords(
    await siteTrouble(
      document.querySelector<HTMLScriptElement>("script[src*='/notebook']")?.src ?? location.href,
    ),
  );

/** From here on the page tells of what it could not fetch, until the connection is back. */
export function tellOfMissingParts(): void {
  const show = (text: string) => {
    const notice = place();
    const words = notice?.querySelector("span");
    if (!notice || !words) return;
    words.textContent = text;
    notice.hidden = text === "";
  };
  // Dispatched by whatever fetches code late (late-code.ts).
  addEventListener("part-missing", () => {
    void whyMissing().then(show);
  });
  addEventListener("online", () => {
    show("");
  });
}
