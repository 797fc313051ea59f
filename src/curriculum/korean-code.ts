// The Korean of a lesson's code. Cells and exercises are written once, in English; ko.yaml beside them says, for each
// text in them, what stands in its place on the Korean page. One text has one Korean everywhere in a lesson, and two
// texts have two, so that code which reads a row by its key goes on doing so.
import { dirname, relative } from "node:path";
import { parse, stringify, YAMLError } from "yaml";
import {
  codeColumns,
  codeTexts,
  columnsOf,
  type CodeText,
  type PieceOfCode,
} from "./code-texts.ts";
import { ContentError } from "./content-error.ts";

/** What texts of a lesson's code are in Korean, by what they are in English. */
export type KoreanTexts = ReadonlyMap<string, string>;

/**
 * Reads a lesson's ko.yaml.
 * @param file Its name, for errors.
 * @param yaml Its text.
 * @param pieces All code of the lesson that a reader sees.
 * @throws ContentError when a text for the reader has no Korean, or a Korean text stands for none; when the Korean of
 * a template has not the same expressions; when two texts have the same Korean.
 */
export function readKorean(
  file: string,
  yaml: string,
  pieces: readonly PieceOfCode[],
): KoreanTexts {
  const korean = readTable(file, yaml);
  const found = pieces.map((piece) => ({ ...piece, texts: codeTexts(piece) }));
  refuseGaps(file, korean, found);
  const texts = new Map(found.flatMap((piece) => piece.texts.map((text) => [text.text, text])));
  refuseOtherExpressions(file, korean, texts.values());
  refuseTheSameTwice(file, korean, texts.values());
  return korean;
}

/**
 * Refuses code that the page's column has no room for.
 * @throws ContentError with every line that is too long.
 */
export function refuseLongLines(pieces: readonly PieceOfCode[]): void {
  const long = pieces.flatMap(({ where, source }) =>
    source
      .split("\n")
      .filter((line) => columnsOf(line) > codeColumns)
      .map((line) => ({ where, line })),
  );
  const [first] = long;
  if (first === undefined) return;
  throw new ContentError(
    first.where,
    `lines of at most ${codeColumns} columns, in which Hangul takes two`,
    long.map(({ line }) => `${columnsOf(line)} in ${line.trim()}`).join("; "),
    "say it in fewer words, or put a comment on lines of its own: then it is broken as needed",
  );
}

function readTable(file: string, yaml: string): KoreanTexts {
  const refuse = (found: string): never => {
    throw new ContentError(
      file,
      "lines of English: Korean",
      found,
      "write each text once, in quotes if it has a colon or a # in it or begins with a bracket",
    );
  };
  let table: unknown;
  try {
    // All that stands there is text, also `yes`, `2` and nothing at all.
    table = parse(yaml, { schema: "failsafe", mapAsMap: true });
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    return refuse(error.message);
  }
  if (table === null || table === "") return new Map();
  if (!(table instanceof Map)) return refuse(typeof table);
  const korean = new Map<string, string>();
  for (const [text, words] of table as Map<unknown, unknown>) {
    if (typeof text !== "string" || typeof words !== "string")
      return refuse(`more than a text at ${JSON.stringify(text)}`);
    // A comment's slashes are put before each of its lines.
    korean.set(text, text.startsWith("//") ? words.replace(/^\/\/\s*/, "") : words);
  }
  return korean;
}

type TextsOfPiece = PieceOfCode & { readonly texts: readonly CodeText[] };

/** All that is missing, empty or left over at once: after a lesson was rewritten, it is one thing to mend. */
function refuseGaps(file: string, korean: KoreanTexts, pieces: readonly TextsOfPiece[]): void {
  const all = new Set(pieces.flatMap(({ texts }) => texts.map(({ text }) => text)));
  const unused = [...korean.keys()].filter((text) => !all.has(text));
  const empty = [...korean.keys()].filter((text) => korean.get(text)?.trim() === "");
  /** Where each stands first. */
  const missing = new Map<string, string>();
  for (const { where, texts } of pieces)
    for (const { text, isForReader } of texts)
      if (isForReader && !korean.has(text) && !missing.has(text)) missing.set(text, where);

  const list = (what: string, texts: readonly string[]) =>
    texts.length === 0 ? [] : [`${what} ${texts.map((text) => JSON.stringify(text)).join(", ")}`];
  const problems = [
    ...(missing.size === 0 ? [] : [`${missing.size} without Korean`]),
    ...list("no word for", empty),
    ...list("Korean for what the code does not say:", unused),
  ];
  if (problems.length === 0) return;
  const stub = [...missing].map(([text, where], at, { [at - 1]: before }) => {
    const head = where === before?.[1] ? "" : `# ${relative(dirname(file), where)}\n`;
    return head + stringify({ [text]: null }, { nullStr: "" });
  });
  throw new ContentError(
    file,
    "the Korean of every text in the lesson's code, and of no other",
    problems.join("; "),
    stub.length === 0
      ? "write the Korean, and take out what nothing says"
      : `add these lines with the Korean behind each, or the text once more where it is to stay\n\n${stub.join("")}`,
  );
}

const numbersIn = (text: string): string =>
  [...text.matchAll(/\{\d+\}/g)].map(([number]) => number).sort().join(" "); // prettier-ignore

function refuseOtherExpressions(
  file: string,
  korean: KoreanTexts,
  texts: Iterable<CodeText>,
): void {
  for (const { text, expressions } of texts) {
    const words = korean.get(text);
    if (expressions === 0 || words === undefined || numbersIn(words) === numbersIn(text)) continue;
    throw new ContentError(
      `${file} at "${text}"`,
      `${numbersIn(text)}, each once, in any order`,
      numbersIn(words) || "none",
      "{1} stands for the first expression of the text, {2} for the second",
    );
  }
}

function refuseTheSameTwice(file: string, korean: KoreanTexts, texts: Iterable<CodeText>): void {
  const said = new Map<string, string>();
  for (const { text, isComment } of texts) {
    if (isComment) continue;
    const words = korean.get(text) ?? text;
    const other = said.get(words);
    if (other !== undefined)
      throw new ContentError(
        file,
        "another Korean for each text",
        `"${words}" for "${other}" and for "${text}"`,
        "they may be keys, which would be one then: let their Korean differ as the English does",
      );
    said.set(words, text);
  }
}
