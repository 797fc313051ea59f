// Which pages a guest's kernel puts on its disk: those that were not touched for longest, of all its programs, as Linux's
// lists of active and inactive pages come near to. With independent references, the part e^(-rate × age) of each class was
// not touched for `age`, of the pages that were touched at all by then; so one age for all of them tells which pages go.
// (Che, Tung and Wang, IEEE JSAC 2002: the characteristic time of a cache that replaces what was least recently used.) Of a
// program that began not long ago the kernel cannot know more than it has seen: no page is older than its first touch.

import { firstTouchedBefore, heldByClass } from "./guest-areas.ts";
import type { Area } from "./guest-areas.ts";
import {
  ageAt,
  classParts,
  OLDEST,
  older,
  olderByClass,
  placesYounger,
} from "./page-popularity.ts";

/** What is to go of one area: so many pages, of each class as `weights` says. */
export interface OldPages {
  readonly one: Area;
  readonly pages: number;
  readonly weights: Float64Array;
}

/** The `wanted` pages that were not touched for longest, or as many as there are. */
export function leastRecentlyUsed(areas: Iterable<Area>, wanted: number): OldPages[] {
  const all = [...areas].filter(({ resident, swapped }) => resident + swapped > 0);
  const busiest = all.reduce((most, one) => Math.max(most, one.lately + one.used), 0);
  const candidates = all.map((one) => {
    const { resident, swapped, paged, once } = one;
    const activity = once ? 0 : busiest === 0 ? 1 : (one.lately + one.used) / busiest;
    const younger = activity === 0 ? Infinity : placesYounger(activity);
    return { one, younger, total: resident + swapped + paged, held: resident + swapped };
  });
  const total = candidates.reduce((sum, { held }) => sum + held, 0);
  const count = Math.min(wanted, total);
  const goal = candidates.reduce((sum, { one }) => sum + one.paged, 0) + count;
  // By bisection, the age at which so many are older: pages of programs that computed little are so sooner.
  let [low, high] = [0, OLDEST];
  for (let step = 0; step < 20; step++) {
    const place = (low + high) / 2;
    const elder = candidates.reduce(
      (sum, { one, total: pages, younger }) =>
        sum + pages * older(place - younger) * firstTouchedBefore(one, ageAt(place - younger)),
      0,
    );
    if (elder > goal) low = place;
    else high = place;
  }
  return share(candidates, count, high);
}

interface Candidate {
  readonly one: Area;
  readonly younger: number;
  readonly total: number;
  readonly held: number;
}

/** How many pages each area gives, whole ones: what is left over it owes for the next time. */
function share(candidates: readonly Candidate[], count: number, place: number): OldPages[] {
  const exact = candidates.map(({ one, younger, total }) => {
    let sum = 0;
    const weights = heldByClass(one);
    const elder = olderByClass(place - younger);
    const begun = firstTouchedBefore(one, ageAt(place - younger));
    for (let k = 0; k < weights.length; k++) {
      const here = weights[k] ?? 0;
      const gone = total * (classParts[k] ?? 0) - here;
      const old = total * (classParts[k] ?? 0) * (elder[k] ?? 0) * begun - gone;
      const weight = Math.max(0, Math.min(here, old));
      weights[k] = weight;
      sum += weight;
    }
    return { weights, sum };
  });
  const sum = exact.reduce((all, one) => all + one.sum, 0);
  let left = count;
  const given = candidates.map(({ one, held }, i) => {
    const due = one.reclaimDebt + (sum === 0 ? 0 : (count * (exact[i]?.sum ?? 0)) / sum);
    const pages = Math.max(0, Math.min(left, held, Math.floor(due)));
    one.reclaimDebt = Math.min(1, due - pages);
    left -= pages;
    return pages;
  });
  return candidates.map(({ one, held }, i) => {
    const already = given[i] ?? 0;
    const more = Math.min(left, held - already);
    left -= more;
    return { one, pages: already + more, weights: exact[i]?.weights ?? new Float64Array() };
  });
}
