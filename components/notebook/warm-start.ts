// The kernel is opened while the reader reads, so that the first Run need not wait for it: once the bar of a cell is in
// view and the page has been idle for a moment. Not where the reader saves data, nor on a slow line.

/** How long the page has been idle, in milliseconds, before it is done unasked. */
const idleTime = 300;

/** Not in every browser; what it does not say is no reason against it. */
interface Connection {
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}

/** Whether what was not asked for may be fetched. */
function isWelcome(): boolean {
  const { connection = {} } = navigator as { readonly connection?: Connection };
  return connection.saveData !== true && !/2g|3g/.test(connection.effectiveType ?? "");
}

/** Calls `warm` once, when one of the bars is in view and nothing else is to do. */
export function warmWhenIdle(bars: Iterable<Element>, warm: () => void): void {
  if (!isWelcome()) return;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    setTimeout(() => {
      // Safari has no such call.
      if ("requestIdleCallback" in window) requestIdleCallback(warm);
      else warm();
    }, idleTime);
  });
  for (const bar of bars) observer.observe(bar);
}
