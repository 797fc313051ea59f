// Whose task is this? Output belongs to the run that asked for it, also when it comes late, from a timer. A
// worker has no way to ask which run a function works for, but it does one task at a time: so each task that
// the kernel or a timer begins notes its run, and the promise reactions that follow in that task inherit it.
import { plainVoice, type Voice } from "./voice.ts";

/** One execution of a cell, for as long as anything of it can still speak. */
export interface Run {
  readonly run: number;
  readonly cell: string;
  readonly silent: boolean;
}

export interface RunContext {
  /** The run of the current task; null before the first. */
  readonly current: Run | null;
  enter(run: Run): void;
}

export function createRunContext(): RunContext {
  let current: Run | null = null;
  return {
    get current() {
      return current;
    },
    enter(run) {
      current = run;
    },
  };
}

type Handler = (...args: unknown[]) => unknown;

// Taken before any cell can replace them.
const { setTimeout: nativeTimeout, setInterval: nativeInterval } = globalThis;

/**
 * Timers whose callbacks speak for the run that set them.
 * @param onError Told what a callback throws, which no caller could catch.
 */
export function runTimers(
  context: RunContext,
  onError: (thrown: unknown) => void,
  voice: Voice = plainVoice,
) {
  function within(handler: unknown, name: string): Handler {
    if (typeof handler !== "function")
      throw voice.error(
        (message) => new TypeError(message),
        ["{0} expects a function, found {1}.", name, typeof handler],
      );
    const run = context.current;
    return (...args) => {
      if (run !== null) context.enter(run);
      try {
        (handler as Handler)(...args);
      } catch (thrown) {
        onError(thrown);
      }
    };
  }
  return {
    setTimeout: (handler: unknown, delay?: number, ...args: unknown[]) =>
      nativeTimeout(within(handler, "setTimeout"), delay, ...args),
    setInterval: (handler: unknown, delay?: number, ...args: unknown[]) =>
      nativeInterval(within(handler, "setInterval"), delay, ...args),
  };
}
