// What the checks of arguments say, in English.

import type { Messages } from "./catalogue.ts";
import { shownInEnglish } from "./described.ts";
import type { Described } from "./described.ts";

/** An argument: what it is called, and what was passed. */
interface Argument {
  readonly name: string;
  readonly value: Described;
}

/** Why a number must be as it is asked for. */
export type Note =
  | "pages"
  | "blocks"
  | "at most its memory"
  | "at most its disk"
  | "sectors from 0"
  | "addresses"
  | "at most 1 MiB"
  | "clock"
  | "the rest to the next sector"
  | "percent of a CPU";

const notes: Readonly<Record<Note, string>> = {
  pages: "memory comes in pages of 4 KiB",
  blocks: "disks come in blocks of 4 KiB",
  "at most its memory": "at most all of its memory",
  "at most its disk": "at most all of its disk",
  "sectors from 0": "sectors are whole numbers; the first is 0",
  addresses: "addresses are whole numbers, as in 0x1000",
  "at most 1 MiB": "at most 1 MiB at once",
  "the rest to the next sector": "write the rest to the next sector",
  clock: "the clock counts nanoseconds, and ends after 104 days",
  "percent of a CPU": "50 is half of one CPU, 200 is two, 0 is no cap",
};

/** A hint that says how to write it, and why, where one of the two is not needed. */
export interface Writing {
  /** Code that would do. */
  readonly write?: string;
  readonly note?: Note;
}

const hintOf = ({ write, note }: Writing): string =>
  [note && notes[note], write && `write ${write}`].filter(Boolean).join(": ");

const found = ({ name, value }: Argument): string => `${name} is ${shownInEnglish(value)}`;

export const en = {
  requests: {
    use: () => "cannot use an object",
    make: ({ what }: { readonly what: string }) => `cannot make a ${what} by new`,
  },
  refusals: {
    "invalid-argument/whole-number": ({
      min,
      max,
      multipleOf,
      ...given
    }: Argument &
      Writing & {
        readonly min: number;
        /** Absent: there is no greatest. */
        readonly max?: number;
        readonly multipleOf: number;
      }) => {
      const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
      if (min === max) {
        return { expected: `${given.name} to be ${min}`, found: found(given), hint: hintOf(given) };
      }
      const multiple = multipleOf === 1 ? "" : ` and a multiple of ${multipleOf}`;
      return {
        expected: `${given.name} to be a whole number ${range}${multiple}`,
        found: found(given),
        hint: hintOf(given),
      };
    },
    "invalid-argument/name": (given: Argument) => ({
      expected:
        "name to be 1 to 63 letters, digits, dots, dashes or underscores, beginning with a letter or digit",
      found: found(given),
      hint: 'write a name such as "web-1"',
    }),
    "invalid-argument/one-of": ({
      words,
      write,
      ...given
    }: Argument & {
      readonly words: readonly (string | boolean)[];
      /** The one that was perhaps meant. */
      readonly write: string | boolean | undefined;
    }) => ({
      expected: `${given.name} to be ${words.map((word) => JSON.stringify(word)).join(" or ")}`,
      found: found(given),
      hint: `write ${given.name}: ${JSON.stringify(write)}`,
    }),
    "invalid-argument/yes-or-no": (given: Argument) => ({
      expected: `${given.name} to be true or false`,
      found: found(given),
      hint: `write ${given.name}: true`,
    }),
    "invalid-argument/options": ({
      value,
      write,
      name = "the argument",
    }: {
      readonly value: Described;
      readonly write: string;
      /** Of the option that they are, if they are one. */
      readonly name?: string;
    }) => ({
      expected: `${name} to be an object of named options`,
      found: `${name} is ${shownInEnglish(value)}`,
      hint: `write ${write}`,
    }),
    "invalid-argument/unknown-option": ({
      option,
      options,
      meant,
    }: {
      readonly option: Described;
      /** All that there are. */
      readonly options: readonly string[];
      /** Those that are spelt like it. */
      readonly meant: readonly string[];
    }) => ({
      expected: `one of the options ${options.join(", ")}`,
      found: `there is no option ${shownInEnglish(option)}`,
      hint: meant.length > 0 ? `did you mean ${meant.join(" or ")}` : "leave it out",
    }),
    "invalid-argument/data": (given: Argument) => ({
      expected: `${given.name} to be text or a Uint8Array`,
      found: found(given),
      hint: 'pass text, as in "hello"',
    }),
    "invalid-argument/not-made": () => ({
      expected: "an object that an operation of the model gave back",
      found: "this one was made by itself",
      hint: "define() or create() it at a hypervisor",
    }),
    "invalid-argument/by-new": ({ write }: { readonly write: string }) => ({
      expected: "an operation of the model that makes one",
      found: "the constructor was called",
      hint: `write ${write}`,
    }),
  },
} satisfies Messages;
