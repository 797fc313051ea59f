// How much a kernel may say. An honest one limits itself (stream.ts, display.ts); one that a cell has got hold of may
// not, and a page that has to read a flood is a page that has stopped. So the frame that holds the kernel's worker
// weighs each message before the page gets it, in the frame's own process where the browser gives it one.

/** More than this is in no honest message, in characters: a bundle may have ten million of JSON. */
export const maximumMessage = 16_000_000;
/** Data that is nested deeper is in no honest message either. */
const maximumDepth = 256;

// A bucket of each: what may come at once, and how fast it fills again in a second.
const messages = { capacity: 10_000, perSecond: 500 };
const characters = { capacity: 100_000_000, perSecond: 5_000_000 };

/**
 * - `pass`: hand it on.
 * - `drop`: it is no plain data, or too large or too deep to be a message of the protocol.
 * - `exhausted`: the kernel has said more than a page can take.
 */
export type Verdict = "pass" | "drop" | "exhausted";

export interface MessageBudget {
  spend(message: unknown): Verdict;
}

/** @param now The time in milliseconds. */
export function createMessageBudget(now: () => number): MessageBudget {
  const left = { messages: messages.capacity, characters: characters.capacity };
  let last = now();
  return {
    spend(message) {
      const time = now();
      const seconds = (time - last) / 1000;
      last = time;
      const refilled = (have: number, { capacity, perSecond }: typeof messages) =>
        Math.min(capacity, have + seconds * perSecond);
      left.messages = refilled(left.messages, messages) - 1;
      left.characters = refilled(left.characters, characters);
      if (left.messages < 0) return "exhausted";
      const { characters: size, isData } = weigh(message);
      left.characters -= size;
      if (left.characters < 0) return "exhausted";
      return isData ? "pass" : "drop";
    },
  };
}

/**
 * About as many characters as its JSON would have; and whether it is plain data within the limits, of which the first
 * that is not ends the count. Counted as a tree: data that contains itself, or one part a million times over, is as
 * large as it looks to the code that walks it.
 */
export function weigh(message: unknown): { readonly characters: number; readonly isData: boolean } {
  let weight = 0;
  const ahead: { readonly value: unknown; readonly depth: number }[] = [
    { value: message, depth: 0 },
  ];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const { value, depth } = next;
    if (typeof value === "string") weight += value.length;
    else if (typeof value !== "object" || value === null) weight += 8;
    else {
      if (depth > maximumDepth || !isPlain(value)) return { characters: weight, isData: false };
      for (const key of Object.keys(value)) {
        weight += Array.isArray(value) ? 2 : key.length + 4;
        if (weight > maximumMessage) break;
        ahead.push({ value: (value as Record<string, unknown>)[key], depth: depth + 1 });
      }
    }
    if (weight > maximumMessage) return { characters: weight, isData: false };
  }
  return { characters: weight, isData: true };
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
