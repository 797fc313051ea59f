// The core's declaration files, which Monaco's type checker reads. Not in monaco.ts, so that both are asked for at once.

import { fetchWhole } from "../../../src/kernel/site-answer.ts";

let fetched: Promise<Readonly<Record<string, string>>> | undefined;

/**
 * The files by path, fetched once a page.
 * @param url Where the site serves them.
 * @throws (rejects with) an Error when they cannot be had; then the next call asks again.
 */
export function fetchTypes(url: string): Promise<Readonly<Record<string, string>>> {
  fetched ??= ask(url).catch((error: unknown) => {
    fetched = undefined;
    throw error;
  });
  return fetched;
}

async function ask(url: string): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await fetchWhole(url)) as Record<string, string>;
}
