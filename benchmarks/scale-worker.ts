// The data centre in a worker, as a cell would run it: the page hears of its progress while the worker is busy.

import { dataCentre, eventsOf, runAll } from "./data-centre.ts";

/** What the worker says to the page. */
export type Said =
  | { readonly kind: "progress"; readonly minute: number }
  | { readonly kind: "done"; readonly events: number; readonly seconds: number };

const worker = globalThis as unknown as {
  postMessage(said: Said): void;
  onmessage: (message: { readonly data: number }) => void;
};

worker.onmessage = ({ data: duration }) => {
  const servers = dataCentre();
  const [start, before] = [performance.now(), eventsOf(servers)];
  for (let minute = 0; minute < duration; minute++) {
    runAll(servers, 1, () => {
      worker.postMessage({ kind: "progress", minute });
    });
  }
  const events = eventsOf(servers) - before;
  worker.postMessage({ kind: "done", events, seconds: (performance.now() - start) / 1000 });
};
