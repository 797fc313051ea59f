// The data centre in a worker, as a cell would run it: the page hears of its progress while the worker is busy.

import { dataCentre, eventsOf, runAll } from "./data-centre.ts";

/** What the worker says to the page. After "resting" it waits for a word, and can be asked what its heap holds. */
export type Said =
  | { readonly kind: "resting"; readonly minute: number }
  | { readonly kind: "progress"; readonly minute: number }
  | { readonly kind: "done"; readonly events: number; readonly seconds: number };

const worker = globalThis as unknown as {
  postMessage(said: Said): void;
  onmessage: (message: { readonly data: number }) => void;
};

const nextWord = () =>
  new Promise<number>((resolve) => {
    worker.onmessage = ({ data }) => {
      resolve(data);
    };
  });

async function hour(): Promise<void> {
  const duration = await nextWord();
  const servers = dataCentre();
  const before = eventsOf(servers);
  let seconds = 0;
  const step = Math.max(1, Math.round(duration / 6));
  for (let minute = 0; minute < duration; minute++) {
    if (minute % step === 0) {
      worker.postMessage({ kind: "resting", minute });
      await nextWord();
    }
    const start = performance.now();
    runAll(servers, 1, () => {
      worker.postMessage({ kind: "progress", minute });
    });
    seconds += (performance.now() - start) / 1000;
  }
  worker.postMessage({ kind: "resting", minute: duration });
  await nextWord();
  worker.postMessage({ kind: "done", events: eventsOf(servers) - before, seconds });
}

void hour();
