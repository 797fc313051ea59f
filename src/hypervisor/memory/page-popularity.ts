// How often a program touches each page of its working set: some much more often than others.
//
// References are independent of each other (the independent reference model: Aho, Denning and Ullman, J. ACM 1971), and
// distributed by the 80-20 law: 80 % of the touches go to 20 % of the pages, and so again within those (Knuth, The Art of
// Computer Programming, volume 3, section 6.1). So the most popular part x of the pages gets the part
//
//     x^θ, θ = log 0.8 / log 0.2 = 0.1386
//
// of the touches. How fast they come follows from what was measured in a warehouse of servers: 32 % of the memory of
// programs is not touched within two minutes (Lagar-Cavilla et al., ASPLOS 2019). Time is taken to be CPU time here.
//
// Pages are counted in classes of about equal popularity: the hottest part 0.2^(k/8) of the pages gets 0.8^(k/8) of the
// touches, k = 0 … 32.

import { costs } from "../../host/costs.ts";
import { decay } from "../../simulation/decay.ts";

export interface PageClass {
  /** The part of a working set's pages that are in it. */
  readonly part: number;
  /** How often each of them is touched, in touches per nanosecond of CPU time. */
  readonly rate: number;
}

const eighthRoot = (x: number): number => Math.sqrt(Math.sqrt(Math.sqrt(x)));

function popularity(): PageClass[] {
  const pages = eighthRoot(costs.hotPages.value / 100);
  const touches = eighthRoot(costs.hotTouches.value / 100);
  const last = 32;
  let [restPages, restTouches] = [1, 1];
  const relative = Array.from({ length: last + 1 }, (_, k) => {
    const [lessPages, lessTouches] = k < last ? [restPages * pages, restTouches * touches] : [0, 0];
    const part = restPages - lessPages;
    const rate = (restTouches - lessTouches) / part;
    [restPages, restTouches] = [lessPages, lessTouches];
    return { part, rate };
  });
  // By bisection, the touches per page and nanosecond with which so much stays cold.
  let [low, high] = [0, 1];
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    const cold = untouched(relative, middle * costs.coldAfter.value);
    if (cold > costs.coldPages.value / 100) low = middle;
    else high = middle;
  }
  return relative.map(({ part, rate }) => ({ part, rate: rate * low }));
}

/** The part of the pages that is not touched in `time`. */
const untouched = (classes: readonly PageClass[], time: number): number =>
  classes.reduce((sum, { part, rate }) => sum + part * decay(rate * time), 0);

/** Coldest first. */
export const pageClasses: readonly PageClass[] = popularity();

// The same as numbers side by side, for what is done at each fault.
export const classParts = Float64Array.from(pageClasses, ({ part }) => part);
export const classRates = Float64Array.from(pageClasses, ({ rate }) => rate);

/** The part of a working set that is touched at least once in `time` of CPU time (Denning's working set, w(T)). */
export const workingSet = (time: number): number => Math.max(0, 1 - untouched(pageClasses, time));

// What is how old, for a kernel that takes the pages which were not touched for longest: a table of ages, each 2^(1/8)
// times the one before, and between them a straight line.

const AGES = 24 * 8;
const FIRST_AGE = 1e6;
const STEP = eighthRoot(2);

const ages = new Float64Array(AGES);
for (let i = 0, age = FIRST_AGE; i < AGES; i++, age *= STEP) ages[i] = age;

/** The part of each class that was not touched for each age. */
const olderThan: readonly Float64Array[] = Array.from(ages, (age) =>
  Float64Array.from(pageClasses, ({ rate }) => decay(rate * age)),
);
const allOlderThan = Float64Array.from(olderThan, (classes) =>
  classes.reduce((sum, older, k) => sum + older * (pageClasses[k]?.part ?? 0), 0),
);

/** The oldest age that there is, as a place in the table. */
export const OLDEST = AGES - 1;

/** How many places in the table a program's pages are younger than time, when it has the part `activity` of it. */
export function placesYounger(activity: number): number {
  let places = 0;
  for (let part = 1; part > activity && places < AGES; part /= STEP) places++;
  return places;
}

/** The age at that place of the table. */
export function ageAt(place: number): number {
  if (place <= 0) return 0;
  const row = Math.min(Math.floor(place), OLDEST - 1);
  const younger = ages[row] ?? 0;
  return younger + Math.min(1, place - row) * ((ages[row + 1] ?? 0) - younger);
}

/** The part of all pages that was not touched since the age at that place of the table. */
export function older(place: number): number {
  if (place <= 0) return 1;
  const row = Math.min(Math.floor(place), OLDEST - 1);
  const younger = allOlderThan[row] ?? 0;
  return younger + Math.min(1, place - row) * ((allOlderThan[row + 1] ?? 0) - younger);
}

/** The same for each class. */
export function olderByClass(place: number): Float64Array {
  if (place <= 0) return new Float64Array(pageClasses.length).fill(1);
  const row = Math.min(Math.floor(place), OLDEST - 1);
  const beyond = Math.min(1, place - row);
  const [younger, elder] = [olderThan[row] ?? classParts, olderThan[row + 1] ?? classParts];
  const parts = new Float64Array(pageClasses.length);
  for (let k = 0; k < parts.length; k++)
    parts[k] = (younger[k] ?? 0) + beyond * ((elder[k] ?? 0) - (younger[k] ?? 0));
  return parts;
}
