// How often a program meets a page that is not in memory, in closed formulas: references are independent, and pages of class
// k, the part p of all, are touched r times a nanosecond (src/hypervisor/memory/page-popularity.ts).

import { pageClasses, workingSet } from "../../src/hypervisor/memory/page-popularity.ts";
import { seconds } from "../../src/stdlib/index.ts";

export const sum = (of: (one: (typeof pageClasses)[number], k: number) => number): number =>
  pageClasses.reduce((all, one, k) => all + of(one, k), 0);

/** The root of a function that grows. */
function root(of: (x: number) => number): number {
  let [low, high] = [0, 1e15];
  for (let i = 0; i < 100; i++) {
    const x = (low + high) / 2;
    if (of(x) < 0) low = x;
    else high = x;
  }
  return low;
}

/** The time for which the part `cold` of the pages is not touched. */
export const notTouchedFor = (cold: number): number => root((x) => cold - 1 + workingSet(x));

/** Faults a second of CPU time when any page is as likely to go: Gelenbe, IEEE Transactions on Computers 1973. */
export function atRandom(pages: number, missing: number): number {
  const tau = root((x) => sum(({ part: p, rate: r }) => (p * r * x) / (1 + r * x)) - 1 + missing);
  return pages * 1e9 * sum(({ part: p, rate: r }) => (p * r) / (1 + r * tau));
}

/**
 * The same when that goes which was not touched for longest: Che, Tung and Wang, JSAC 2002. Of a program that touched its
 * pages for the first time within `window`, and computed for `lived`, no page is older than its first touch: the part
 * (lived - x) / window of the pages is x old at all, and of those the part e^(-r x) was not touched since.
 */
export function byAge(
  pages: number,
  missing: number,
  lived = Infinity,
  window = seconds(1),
): number {
  const begun = (x: number): number =>
    lived === Infinity ? 1 : Math.max(0, Math.min(1, (lived - x) / window));
  const age = root((x) => missing - begun(x) * (1 - workingSet(x)));
  return pages * 1e9 * begun(age) * sum(({ part: p, rate: r }) => p * r * Math.exp(-r * age));
}
