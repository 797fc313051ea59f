// The source maps of the lesson's own programs: a page does without them until a cell throws.
import { fetchWhole } from "../../src/kernel/site-answer.ts";
import type { CompiledFrame } from "../../src/kernel/protocol.ts";

/** `Program.mappings` of the program that a run executed; undefined when forgotten. */
export type MappingsOf = (run: number) => string | undefined;

/**
 * Completes what is known of the maps of some frames, with those of the lesson when one of its programs is among them.
 * @param url Where the maps are: `Program.mappings` by the cell's id, as JSON.
 */
export function lessonMaps(url: string) {
  let maps: Promise<Readonly<Record<string, string>>> | undefined;
  return async (frames: readonly CompiledFrame[], known: MappingsOf): Promise<MappingsOf> => {
    if (!frames.some(({ run }) => known(run) === "")) return known;
    maps ??= fetchMaps(url);
    const fetched = await maps.catch((error: unknown): Readonly<Record<string, string>> => {
      // The error is shown all the same, without its line.
      console.warn(
        "notebook: the source maps could not be fetched; the next error tries again.",
        error,
      );
      maps = undefined;
      return {};
    });
    const cells = new Map(frames.map(({ run, cell }) => [run, cell]));
    return (run) => known(run) || fetched[cells.get(run) ?? ""];
  };
}

async function fetchMaps(url: string): Promise<Readonly<Record<string, string>>> {
  // An embedded page, which may not be let fetch anything, has them with it.
  const here = document.querySelector("script.lesson-maps")?.textContent;
  if (here !== undefined) return JSON.parse(here) as Readonly<Record<string, string>>;
  return JSON.parse(await fetchWhole(url)) as Readonly<Record<string, string>>;
}
