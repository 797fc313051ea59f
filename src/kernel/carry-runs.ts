// What the browser calls back, of promises and message ports: each callback speaks for the run that handed it over
// (run.ts). Changes the realm that it is called in, the kernel's worker, and no other: in Node the kernels of a process
// are told apart by its own means (node.ts).
import { carried, type RunContext } from "./run.ts";

type Callback = (...args: never[]) => unknown;

/** The parts of a realm that are changed. */
interface Realm {
  readonly Promise: typeof Promise;
  readonly MessagePort: typeof MessagePort;
}

// Taken before any cell can replace them.
const { apply, defineProperty, deleteProperty, get, getOwnPropertyDescriptor } = Reflect;
const sourceOf: unknown = Reflect.get(Function.prototype, "toString");

/** Engines call functions of their own, too, which say nothing and by which V8 follows a stack through promises. */
const isNative = (callback: Callback): boolean =>
  String(apply(sourceOf as Callback, callback, []))
    .slice(-20)
    .includes("[native code]");

/**
 * Has a realm's callbacks speak for the run that hands them over.
 * @returns what takes it back
 */
export function carryRuns(context: RunContext, { Promise, MessagePort }: Realm): () => void {
  const carry = (callback: unknown): unknown =>
    typeof callback === "function" && !isNative(callback as Callback)
      ? carried(context, callback as Callback)
      : callback;
  const undo = [
    replace(Promise.prototype, "then", "value", (then) => ({
      then(fulfilled: unknown, rejected: unknown): unknown {
        return apply(then, this, [carry(fulfilled), carry(rejected)]);
      },
    })),
    replace(Promise.prototype, "finally", "value", (last) => ({
      finally(settled: unknown): unknown {
        return apply(last, this, [carry(settled)]);
      },
    })),
    replace(MessagePort.prototype, "onmessage", "set", (set) => ({
      onmessage(listener: unknown) {
        apply(set, this, [carry(listener)]);
      },
    })),
    // Listeners are called in their order, so one of the kernel's stands before each; what the cell added can be removed.
    replace(MessagePort.prototype, "addEventListener", "value", (add) => ({
      addEventListener(type: unknown, listener: unknown, options: unknown) {
        apply(add, this, [type, carry(() => undefined), options]);
        apply(add, this, [type, listener, options]);
      },
    })),
  ];
  return () => {
    for (const back of undo) back();
  };
}

/** Another function in place of a method or an accessor. */
function replace(
  owner: object,
  name: string,
  part: "value" | "set",
  make: (old: Callback) => Readonly<Record<string, Callback>>,
): () => void {
  const own = getOwnPropertyDescriptor(owner, name);
  const old: unknown = own ? get(own, part) : get(owner, name);
  const made = { [part]: make(old as Callback)[name] };
  defineProperty(owner, name, { configurable: true, ...own, ...made });
  return () => (own ? defineProperty(owner, name, own) : deleteProperty(owner, name));
}
