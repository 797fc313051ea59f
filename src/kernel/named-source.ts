// Evaluates the source of one expression under the name of its run, which stack traces then carry. V8 and SpiderMonkey
// name evaluated text as it asks to be named (sourceURL); JavaScriptCore leaves its frames without any place. There the
// text is a script of the worker, whose frames carry the script's address, and the address stands for the name.
import { nameSource, sourceName } from "./stack.ts";

/** Where the script leaves what its expression gave; taken from there at once. */
const result = "the program";

// Taken before any cell can replace them, and before the worker is disarmed. Called by another name, eval sees no
// local variable.
const indirectEval = globalThis.eval;
const { importScripts } = globalThis as { readonly importScripts?: (address: string) => void };
const createObjectURL = URL.createObjectURL.bind(URL);
const revokeObjectURL = URL.revokeObjectURL.bind(URL);
const OwnBlob = Blob;

/** Names by address. They stay: a function may throw long after the run that made it. */
const names = new Map<string, string>();

/** Whether this engine's stack traces name evaluated text. Also asked where no worker is: in Node, which does. */
const namesEvaluatedText = /cell:probe/.test(
  String(indirectEval(`new Error().stack\n//# sourceURL=cell:probe:0`)),
);

/**
 * The value of an expression.
 * @param code Its source.
 * @throws what the expression throws, and a SyntaxError.
 */
export function evaluateNamed(code: string, cell: string, run: number): unknown {
  const source = nameSource(code, cell, run);
  if (namesEvaluatedText || importScripts === undefined) return indirectEval(source);
  const script = `self[${JSON.stringify(result)}] = ${source}`;
  const address = createObjectURL(new OwnBlob([script], { type: "text/javascript" }));
  names.set(address, sourceName(cell, run));
  try {
    importScripts(address);
    return Reflect.get(globalThis, result);
  } finally {
    revokeObjectURL(address);
    Reflect.deleteProperty(globalThis, result);
  }
}

/** A stack trace with each such address replaced by its name. */
export function withNames(stack: string): string {
  if (names.size === 0) return stack;
  return stack.replace(/blob:.*(?=:\d+:\d+$)/gm, (address) => names.get(address) ?? address);
}
