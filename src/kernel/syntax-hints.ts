// What to try where esbuild or Sucrase cannot read a cell, by what they say of it. Their words stay as they are: a reader
// who searches for one finds it.
import type { CompilerSentence } from "./compiler-words.ts";

const hints: readonly (readonly [RegExp, CompilerSentence[0]])[] = [
  [
    /^Unexpected end of file|but found end of file$/,
    "A bracket, a brace or a quote that was opened is not closed.",
  ],
  [/^Unterminated/, "Look for the quote that is not closed."],
  [
    /^Top-level return|^'return' outside/,
    "A cell shows its last expression: write the value without return.",
  ],
  [/bare identifier/, "Delete a property (delete object.name); a variable cannot be deleted."],
  [
    /^Unexpected (?:"|token|character)|^Expected .* but found/,
    "Look at this and at what stands before it: something is missing there, or is one too many.",
  ],
];

/** A hint about a compiler's message; undefined where there is none. */
export function syntaxHint(message: string): CompilerSentence | undefined {
  const [, hint] = hints.find(([said]) => said.test(message)) ?? [];
  return hint && [hint];
}
