// What the site answers when the page asks for a file of its own, and what is wrong where it is not that file: the line
// is down, a newer release has taken its place, or something between (a network's sign-in page) answered instead.
import type { SiteTrouble } from "../notebook/operations.ts";
import { hashSource } from "../notebook/source-hash.ts";

export class SiteAnswerError extends Error {
  override readonly name = "SiteAnswerError";
  readonly trouble: SiteTrouble;
  constructor(trouble: SiteTrouble, url: string) {
    super(`Expected ${url} from the site, found it ${trouble}.`);
    this.trouble = trouble;
  }
}

/**
 * Asks the site, past the browser's cache, for an address whose file has failed: why was that? A page without an origin
 * may not look at the site's answers: what is gone is called damaged there.
 */
export async function siteTrouble(url: string): Promise<SiteTrouble> {
  const mode = origin === "null" ? "no-cors" : "same-origin";
  try {
    const { status } = await fetch(url, { method: "HEAD", cache: "no-store", mode });
    if (status === 404 || status === 410) return "gone";
    return status >= 500 ? "unreachable" : "damaged";
  } catch {
    return "unreachable";
  }
}

/**
 * The text of a file that is named by its hash (hashSource). What is damaged in the browser's cache is asked for anew.
 * @throws (rejects with) SiteAnswerError when the site does not give it whole.
 */
export async function fetchWhole(url: string): Promise<string> {
  const hash = /([0-9a-f]+)\.\w+$/.exec(url)?.[1] ?? "none";
  for (const cache of ["default", "reload"] as const) {
    const response = await fetch(url, { cache }).catch(() => null);
    // A line that breaks midway is no answer either.
    const text = response?.ok === true ? await response.text().catch(() => null) : null;
    if (text !== null && hashSource(text).startsWith(hash)) return text;
  }
  throw new SiteAnswerError(await siteTrouble(url), url);
}
