// What Sucrase does not compile though esbuild does. A page that has only the small compiler names it: what a reader wrote
// is no mistake there, and the lesson's own page runs it.

/** What is beyond Sucrase, in the source's own words, and its offset there. */
export interface Beyond {
  readonly found: string;
  readonly offset: number;
}

/** By what stands at the place where a parser of JavaScript gave up on what Sucrase had made. */
const refused: readonly (readonly [found: string, before: RegExp, after: RegExp])[] = [
  ["@", /(?:)/, /^@/],
  ["accessor", /\baccessor\s+$/, /(?:)/],
  ["using", /\busing\s+$/, /(?:)/],
];

/** What is beyond Sucrase at an offset at which JavaScript could not be read; null for a mistake. */
export function beyondAt(source: string, offset: number): Beyond | null {
  const [before, after] = [source.slice(0, offset), source.slice(offset)];
  const [found] = refused.find(([, ends, begins]) => ends.test(before) && begins.test(after)) ?? [];
  return found === undefined ? null : { found, offset };
}

const namespaces =
  /(?:\bexport\s+)?\b(?<found>namespace|module)\s+[\p{ID_Start}$_][\p{ID_Continue}$.]*\s*\{/gu;

/**
 * A namespace with values in it, which Sucrase leaves out without a word; null where there is none.
 * @param erase Sucrase; throws for what it cannot read.
 */
export function droppedNamespace(
  source: string,
  erase: (source: string) => { readonly code: string },
): Beyond | null {
  // A statement put before a namespace is kept, and the namespace after it is not; texts and comments stay as they are, and
  // within `declare` all is left out.
  const mark = unusedWord(source);
  const found = Array.from(source.matchAll(namespaces)).find(({ 0: text, index }) => {
    const marked = `${source.slice(0, index)}${mark};${source.slice(index)}`;
    try {
      const { code } = erase(marked);
      return code.includes(mark) && !code.includes(`${mark};${text}`);
    } catch {
      return false; // No statement can stand there.
    }
  });
  return found ? { found: found.groups?.found ?? "", offset: found.index } : null;
}

function unusedWord(source: string): string {
  let word = "$here";
  while (source.includes(word)) word += "_";
  return word;
}
