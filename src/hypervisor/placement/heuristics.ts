// The heuristics of bin packing, one by one. Each looks at the machines in turn; those called "decreasing" take the
// largest first, for which all of them must be known beforehand.
//
// `begin` is what each of them means, and looks at every server for every machine. Those here have in common that they
// ask the servers in some order and take the first that has room; so where many machines are placed, the servers are kept
// in that order instead (ordered-bins.ts), which comes to the same.

import { Internals } from "../../simulation/internals.ts";

/** A server while it is filled. */
export interface Bin {
  readonly name: string;
  /** What is left. */
  cpus: number;
  memory: number;
  /** Bytes of disk, where machines need some of it. */
  readonly disk?: number;
  machines: number;
}

/** Takes a bin into which the next machine fits; undefined when there is none. */
export type Choice = <B extends Bin>(
  bins: readonly B[],
  fits: (bin: B) => boolean,
) => B | undefined;

/** A way of choosing a server, to be given to `place`, `cluster.create`, `cluster.drain` or `cluster.consolidate`. */
export interface Heuristic {
  readonly name: string;
  /** Whether the largest machines come first. */
  readonly decreasing: boolean;
  /** Begins anew; `left` tells how much room is left in a bin. Called by `place`. */
  readonly begin: (left: (bin: Bin) => number) => Choice;
}

/** In which order a heuristic asks the bins. */
export interface Order {
  /** By what, from the room that is left in a bin: the least first, and of equals the one that is listed first. */
  readonly key: (left: number) => number;
  /** Whether bins before the one that was taken last are not asked again. */
  readonly forgets: boolean;
}

/** The order of a heuristic, by its `begin`; none for one that a cell made up. */
export const orders = new Internals<Order>();

/** The bin with the least of something; the first of them. */
function least<B extends Bin>(bins: readonly B[], of: (bin: B) => number): B | undefined {
  return bins.reduce<B | undefined>(
    (best, bin) => (best === undefined || of(bin) < of(best) ? bin : best),
    undefined,
  );
}

const first = (): Choice => (bins, fits) => bins.find(fits);
const best =
  (left: (bin: Bin) => number): Choice =>
  (bins, fits) =>
    least(bins.filter(fits), left);
const worst = (left: (bin: Bin) => number): Choice => best((bin) => -left(bin));
const next = (): Choice => {
  let at = 0;
  return (bins, fits) => {
    const found = bins.findIndex((bin, index) => index >= at && fits(bin));
    if (found >= 0) at = found;
    return bins[found];
  };
};

orders.keep(first, { key: () => 0, forgets: false });
orders.keep(next, { key: () => 0, forgets: true });
orders.keep(best, { key: (left) => left, forgets: false });
orders.keep(worst, { key: (left) => -left, forgets: false });

/** First fit: the first server that has room. */
export const firstFit: Heuristic = { name: "first fit", decreasing: false, begin: first };

/** Next fit: the server that the last machine went to, or else the one after it; never goes back. */
export const nextFit: Heuristic = { name: "next fit", decreasing: false, begin: next };

/** Best fit: among the servers that have room, the one with the least of it. */
export const bestFit: Heuristic = { name: "best fit", decreasing: false, begin: best };

/** Worst fit: the server with the most room, which spreads machines evenly. */
export const worstFit: Heuristic = { name: "worst fit", decreasing: false, begin: worst };

/**
 * First fit decreasing: first fit, the largest machines first. In one dimension it needs at most 11/9 of the best
 * possible number of servers and 6/9 more (Dósa, ESCAPE 2007).
 */
export const firstFitDecreasing: Heuristic = {
  name: "first fit decreasing",
  decreasing: true,
  begin: first,
};

/** Best fit decreasing: best fit, the largest machines first. */
export const bestFitDecreasing: Heuristic = {
  name: "best fit decreasing",
  decreasing: true,
  begin: best,
};
