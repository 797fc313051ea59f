// Whose task is this? Output belongs to the run that asked for it, also when it comes late. A worker has no way to ask
// which run a function works for, but it does one thing at a time: so whatever begins to run says whose it is. A run is
// the same after an `await` as before it (rewrite.ts); a callback of a timer, of queueMicrotask, of a promise's `then` or
// of a message port runs for the run that handed it over. A function that another cell calls runs for its caller.
//
// What is left runs for the run that was the last to say so: callbacks of streams and of events other than messages, a
// FinalizationRegistry's, methods `then` of objects that are no promises, the rest of an asynchronous generator after a
// `yield`, code evaluated from text, and rejections that nothing handles, which the browser tells in a task of its own.
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
const {
  setTimeout: nativeTimeout,
  setInterval: nativeInterval,
  queueMicrotask: nativeMicrotask,
} = globalThis;
const { apply } = Reflect;

/** A callback that speaks for the run that hands it over. */
export function carried<T extends (...args: never[]) => unknown>(
  context: RunContext,
  callback: T,
): T {
  const run = context.current;
  if (run === null) return callback;
  return function (this: unknown, ...args: unknown[]) {
    context.enter(run);
    return apply(callback, this, args) as unknown;
  } as unknown as T;
}

/**
 * Timers and microtasks whose callbacks speak for the run that set them.
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
    const own = carried(context, handler as Handler);
    return (...args) => {
      try {
        own(...args);
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
    queueMicrotask: (handler: unknown) => nativeMicrotask(within(handler, "queueMicrotask")),
  };
}
