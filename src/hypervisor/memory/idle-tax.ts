// Whose pages are taken: those of the machine that pays least for them. Its price is its shares for each page that it
// has; and pages that it does not use are taxed, so that a machine pays for them as for several. (Waldspurger, OSDI
// 2002: min-funding revocation, with the shares-per-page ratio ρ = S / (P · (f + k · (1 - f))), k = 1 / (1 - tax).)

import type { GuestPages } from "./guest-pages.ts";

/** The shares-per-page ratio of a machine that has `pages`, the part `active` of which it uses. */
export function sharesPerPage(shares: number, pages: number, active: number, tax: number): number {
  return shares / (Math.max(1, pages) * (active + (1 - active) / (1 - tax)));
}

/** How many pages each machine is to give, of `wanted` in all. One whose pages are all reserved gives none. */
export function revoke(
  machines: Iterable<GuestPages>,
  wanted: number,
  tax: number,
): Map<GuestPages, number> {
  const given = new Map<GuestPages, number>();
  const step = Math.max(1, Math.ceil(wanted / 64));
  const all = [...machines].map((pages) => ({
    pages,
    resident: pages.counts.resident,
    left: pages.counts.evictable,
    taken: 0,
  }));
  for (let missing = wanted; missing > 0;) {
    let cheapest: (typeof all)[number] | undefined;
    let price = Infinity;
    for (const one of all) {
      if (one.left === 0) continue;
      const { counts, active } = one.pages;
      const pages = one.resident - one.taken;
      const ratio = sharesPerPage(counts.promised.shares, pages, active, tax);
      if (ratio < price) [cheapest, price] = [one, ratio];
    }
    if (!cheapest) break;
    const part = Math.min(missing, step, cheapest.left);
    cheapest.left -= part;
    cheapest.taken += part;
    missing -= part;
  }
  for (const { pages, taken } of all) if (taken > 0) given.set(pages, taken);
  return given;
}
