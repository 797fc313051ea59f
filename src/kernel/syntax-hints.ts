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

/** Why a compiler cannot read a source, and where in it. */
export interface Refusal {
  readonly message: string;
  readonly offset: number;
}

/** Reads a source, with JSX or without; null if there is nothing wrong with it. */
export type Read = (source: string, withJsx: boolean) => Promise<Refusal | null>;

/**
 * A hint about what a source that cannot be read was meant to be: the compiler is asked whether it can be read so.
 * @param refusal What is wrong with it.
 */
export async function hintAtMeaning(
  source: string,
  refusal: Refusal,
  read: Read,
): Promise<CompilerSentence | undefined> {
  if (/<[\p{ID_Start}$_/>]/u.test(source) && (await read(source, true)) === null)
    return [
      'A cell has no JSX. To show HTML, give an object a method [Symbol.for("Jupyter.display")] that returns { "text/html": "…" }.',
    ];
  const braces = source.slice(0, refusal.offset).matchAll(/(?<=(?:^|[;}\n])[^\S\n]*)\{/g);
  const brace = [...braces].at(-1)?.index;
  if (brace === undefined) return undefined;
  // An object that was to be one is read to its end, beyond what was wrong in a block.
  const opened = await read(`${source.slice(0, brace)}(${source.slice(brace)}`, false);
  return opened && /expected "[),]"/i.test(opened.message) && opened.offset - 1 > refusal.offset
    ? [
        "A brace at the start of a statement opens a block: put the object into parentheses, ({ … }).",
      ]
    : undefined;
}
