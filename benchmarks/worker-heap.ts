// How much the heap of a page's worker holds after a garbage collection, asked by Chromium's debugging protocol. A worker
// answers only while it is not busy.

import type { Page } from "@playwright/test";

/** Begins to watch for the page's worker; what it gives back asks the worker that was started last, in bytes. */
export async function watchWorkerHeap(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  const waiting = new Map<number, (result: unknown) => void>();
  let worker = "";
  let asked = 0;
  session.on("Target.attachedToTarget", ({ sessionId }) => {
    worker = sessionId;
  });
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result } = JSON.parse(message) as { id: number; result: unknown };
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  await session.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const ask = async (method: string): Promise<unknown> => {
    const id = ++asked;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params: {} });
    await session.send("Target.sendMessageToTarget", { sessionId: worker, message });
    return answer;
  };
  return async () => {
    await ask("HeapProfiler.collectGarbage");
    const { usedSize } = (await ask("Runtime.getHeapUsage")) as { usedSize: number };
    return usedSize;
  };
}
