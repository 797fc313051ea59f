// "Did you mean …?": the names closest to what was typed.
import { editDistance } from "../spelling/edit-distance.ts";

/** At most three known names that begin alike or differ by a few letters, the closest first; none for what is no text. */
export function nearestNames(name: unknown, known: readonly string[]): string[] {
  if (typeof name !== "string") return [];
  const wanted = name.toLowerCase();
  return known
    .map((candidate) => {
      const near = editDistance(wanted, candidate.toLowerCase());
      const alike = wanted.length >= 3 && candidate.toLowerCase().startsWith(wanted.slice(0, 3));
      return { candidate, near, close: alike || near <= Math.max(2, candidate.length / 3) };
    })
    .filter(({ close }) => close)
    .sort((a, b) => a.near - b.near || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** The names that were perhaps meant, else the first `most`; empty when there are none at all. */
export function suggestedNames(
  name: unknown,
  known: readonly string[],
  most = known.length,
): string[] {
  const near = nearestNames(name, known);
  return near.length > 0 ? near : known.slice(0, most);
}
