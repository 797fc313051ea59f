// What the states of a machine are called in English: libvirt's words, but for the one that sounds like trouble.

import { either } from "./lifecycle.ts";
import type { DomainState } from "./lifecycle.ts";

/** States that are called something else than in code: an idle, healthy machine is `blocked` in libvirt's words. */
export const stateNames: Readonly<Partial<Record<DomainState, string>>> = {
  blocked: "running (idle)",
};

/** "running (idle)", "shutoff". */
export const nameOf = (state: DomainState): string => stateNames[state] ?? state;

const toRun: Readonly<Record<DomainState, string>> = {
  shutoff: "start() it",
  paused: "resume() it",
  shutdown: "server.run(…) until it is off, and start() it",
  crashed: "destroy() it and start() it",
  undefined: "define() or create() it anew",
  running: "server.run(…) until it is up",
  blocked: "server.run(…) until it is up",
};

/** "start() it": how a machine in a state comes to run. */
export const howToRun = (state: DomainState): string => toRun[state];

/** "it to be running or paused": an idle machine is a running one. */
export function toBe(states: readonly DomainState[]): string {
  const idle = states.includes("running");
  return `it to be ${either(states.filter((state) => !idle || state !== "blocked").map(nameOf))}`;
}
