// Korean writes some terms as one word that others write as two: 가상머신, 가상 머신. Words are known by standing alone on the
// site's own pages, and a word is a compound where it is made of such words and perhaps a particle: 머신 is in 가상머신,
// 모리 is not in 메모리. The index has a compound's parts beside it (search-text.ts), and a term that a reader writes
// together is searched by its parts (search-term.ts). A morphological analyser would know more, and weigh megabytes.

/** What follows a noun within its word, the longest first. */
export const particles: readonly string[] =
  `으로부터 에서부터 에게서는 이었습니다 입니다만 으로써 으로서 에서는 에서도 에게는 까지의 까지는 까지도 이라는 이라고
  이라면 이므로 만으로 입니다 습니다 인지는 라는 라고 라면 이나 이란 으로 에서 에게 까지 부터 처럼 보다 마다 만큼 밖에 조차 끼리 이며
  이고 이다 인지 하고 에는 에도 로는 로도 와는 과는 이면 들은 들이 들을 들의 들도 은 는 이 가 을 를 의 에 로 와 과 도 만 며 고 나 들 인`.split(
    /\s+/,
  );

const isParticle = new Set(particles);

/** The word, and what is left of it without a particle, where that is two syllables or more. */
function stems(word: string): readonly string[] {
  const rest = particles
    .filter((end) => word.endsWith(end) && word.length - end.length >= 2)
    .map((end) => word.slice(0, -end.length));
  return [word, ...rest];
}

/** A word that never has a particle (라이브 in 라이브 마이그레이션) counts when it is met as often as this, and no verb's. */
const oftenEnough = 3;
const verbEnding = /[다요는고면서지한된할될하되]$/;

/** Words of the texts that stand alone: in more than one form (머신, 머신을, 머신이), or often. */
export function standingWords(texts: Iterable<string>): ReadonlySet<string> {
  const forms = new Map<string, Set<string>>();
  const met = new Map<string, number>();
  for (const text of texts)
    for (const [word] of text.matchAll(/[가-힣]{2,}/g)) {
      met.set(word, (met.get(word) ?? 0) + 1);
      for (const stem of stems(word)) {
        const known = forms.get(stem) ?? new Set();
        forms.set(stem, known.add(word));
      }
    }
  const isWord = (stem: string): boolean =>
    !isParticle.has(stem) &&
    ((forms.get(stem)?.size ?? 0) > 1 ||
      ((met.get(stem) ?? 0) >= oftenEnough && !verbEnding.test(stem)));
  // 머신에서 is 머신 with a particle, however many forms (머신에서는) it has itself.
  return new Set(
    [...forms.keys()].filter((stem) => isWord(stem) && !stems(stem).slice(1).some(isWord)),
  );
}

/** Whether a word, but for a particle, is one of these. */
export const isKnown = (word: string, words: ReadonlySet<string>): boolean =>
  stems(word).some((stem) => words.has(stem));

/**
 * The parts of a compound, the last with its particle; null for a word that is none.
 * @param words Words that stand alone.
 */
export function partsOf(word: string, words: ReadonlySet<string>): readonly string[] | null {
  for (const stem of stems(word)) {
    const parts = split(stem, words);
    if (parts !== null && parts.length > 1)
      return [...parts.slice(0, -1), (parts.at(-1) ?? "") + word.slice(stem.length)];
  }
  return null;
}

/** A word as words of two syllables or more, the first as long as it can be, but not all of it. */
function split(stem: string, words: ReadonlySet<string>): readonly string[] | null {
  for (let end = stem.length - 2; end >= 2; end -= 1) {
    if (!words.has(stem.slice(0, end))) continue;
    const rest = stem.slice(end);
    const parts = words.has(rest) ? [rest] : split(rest, words);
    if (parts !== null) return [stem.slice(0, end), ...parts];
  }
  return null;
}
