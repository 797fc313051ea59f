// Several requests to a disk of which each is made when the one before it is complete, told as one. A server's own disk
// knows at once how long they take (disk.ts); one that is reached another way serves them one by one.

import type { Service } from "./device-queue.ts";

/** Submits `bytes` in so many parts; `done` is called with the time from the first to the last, or when one is cut. */
export function inTurn(
  times: number,
  bytes: number,
  submit: (bytes: number, done: (service: Service) => void) => void,
  done: (service: Service) => void,
): void {
  let first: Service | undefined;
  const next = (left: number, rest: number): void => {
    const part = Math.ceil(rest / left);
    submit(part, (service) => {
      first ??= service;
      const { submitted, start } = first;
      if (left === 1 || service.cut) done({ ...service, submitted, start });
      else next(left - 1, rest - part);
    });
  };
  next(times, bytes);
}
