// What axe-core has to say about a page, in a form that a failed test can show.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/**
 * What axe found, one line each: the rule and the place. Of Starlight's own parts one is left out: its search button
 * is named "Search" and shows its shortcut beside that, which its `aria-keyshortcuts` tells.
 */
export async function complaints(page: Page): Promise<string[]> {
  // In the page itself, not in one opened for each report: a third faster. What stands in frames is tested by itself.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .exclude("site-search > button")
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${target.join(" ")} (${failureSummary ?? ""})`,
    ),
  );
}
