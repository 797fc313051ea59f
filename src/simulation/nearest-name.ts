// "Did you mean …?": the names closest to what was typed.

/** Levenshtein's distance: how many letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replace));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** At most three known names that begin alike or differ by a few letters, the closest first; none for what is no text. */
export function nearestNames(name: unknown, known: readonly string[]): string[] {
  if (typeof name !== "string") return [];
  const wanted = name.toLowerCase();
  return known
    .map((candidate) => {
      const near = distance(wanted, candidate.toLowerCase());
      const alike = wanted.length >= 3 && candidate.toLowerCase().startsWith(wanted.slice(0, 3));
      return { candidate, near, close: alike || near <= Math.max(2, candidate.length / 3) };
    })
    .filter(({ close }) => close)
    .sort((a, b) => a.near - b.near || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** "there is "a", "b"": the names that were perhaps meant, else the first `most`; undefined when there are none at all. */
export function thereIs(
  name: unknown,
  known: readonly string[],
  most = known.length,
): string | undefined {
  const near = nearestNames(name, known);
  const listed = (near.length > 0 ? near : known.slice(0, most)).map((one) => `"${one}"`);
  return listed.length === 0 ? undefined : `there is ${listed.join(", ")}`;
}
