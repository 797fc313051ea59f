// What in code is for its reader: comments, and the texts among its strings, templates and quoted keys. The rest is the
// same in every language. Texts are found with TypeScript's own parser, and each has another one put where it stood, so
// that the code around it stays as it is. The rule:
//
// - Comments are for the reader. So is a string or template that holds a letter and a space.
// - So is a key in quotes that needs none, `"machine": vm.name`: that is what the quotes say.
// - So is a word that is shown under such a key or in such a template: `"answer": vm.os?.name ?? "nothing"`.
// - Anything else is a name, as "shop", "ubuntu-24.04" and "wrmsr" are.
import { util } from "prettier";
import ts from "typescript";
import { ContentError } from "./content-error.ts";

/** How many columns a line of code may have. */
export const codeColumns = 76;

/** Columns that a text takes in a font of one width: Hangul takes two each. */
export const columnsOf = (text: string): number => util.getStringWidth(text);

/** A cell, or a file of an exercise. */
export interface PieceOfCode {
  /** What errors call it. */
  readonly where: string;
  readonly source: string;
}

/** A comment, string, template or quoted key of code. */
export interface CodeText {
  /**
   * What it says: a comment with its slashes and its lines joined; a template with `{1}`, `{2}`, … for its expressions.
   */
  readonly text: string;
  /** Whether it is for the reader; else it is a name. */
  readonly isForReader: boolean;
  readonly isComment: boolean;
  /** How many expressions a template has. */
  readonly expressions: number;
}

/** A text and where it stands. */
interface Place extends CodeText {
  readonly start: number;
  readonly end: number;
  /** Code that says something else; `code` gives that of a range, in which texts are replaced as well. */
  readonly write: (text: string, code: (start: number, end: number) => string) => string;
}

/**
 * The texts of a piece of code, in their order.
 * @throws ContentError at a comment between slashes and stars: in lessons they begin with two slashes.
 */
export const codeTexts = (piece: PieceOfCode): readonly CodeText[] => placesOf(piece);

/**
 * The same code with other texts; what `texts` does not have stays.
 * @param texts What a text is to say, by what it says: of a template with the same expressions, in any order; of a
 * comment without its slashes.
 */
export function withTexts(piece: PieceOfCode, texts: ReadonlyMap<string, string>): string {
  const places = placesOf(piece);
  const code = (start: number, end: number): string => {
    let written = "";
    let at = start;
    for (const place of places) {
      const text = texts.get(place.text);
      // What stands in a template that was replaced has been written with it.
      if (text === undefined || place.start < at || place.end > end) continue;
      written += piece.source.slice(at, place.start) + place.write(text, code);
      at = place.end;
    }
    return written + piece.source.slice(at, end);
  };
  return code(0, piece.source.length);
}

/** By source: a build reads the lessons again for every page. */
const found = new Map<string, readonly Place[]>();

function placesOf({ where, source }: PieceOfCode): readonly Place[] {
  const known = found.get(source);
  if (known !== undefined) return known;
  const file = ts.createSourceFile("code.ts", source, ts.ScriptTarget.Latest, true);
  const places = [...literalsIn(file), ...commentsIn(where, file)];
  places.sort((a, b) => a.start - b.start);
  found.set(source, places);
  return places;
}

const hasLetter = (text: string) => /\p{L}/u.test(text);
const isSentence = (text: string) => hasLetter(text) && /\s/.test(text);
const isIdentifier = (text: string) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);

const isWordOfKey = (text: string) => isSentence(text) || isIdentifier(text);
const sayingOf = ({ head, templateSpans }: ts.TemplateExpression): string =>
  [head.text, ...templateSpans.map(({ literal }) => literal.text)].join("");

/** Whether a value, or one that may be taken for it, is shown under a key for the reader or in a template for them. */
function isShown(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent))
    return ts.isStringLiteral(parent.name) && isWordOfKey(parent.name.text);
  if (ts.isTemplateSpan(parent)) return isSentence(sayingOf(parent.parent));
  const isOneOfSeveral =
    ts.isParenthesizedExpression(parent) ||
    (ts.isBinaryExpression(parent) && /^(?:\?\?|\|\|)$/.test(parent.operatorToken.getText())) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node);
  return isOneOfSeveral && isShown(parent);
}

function literalsIn(file: ts.SourceFile): Place[] {
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    // What is imported from is an address.
    if (ts.isImportDeclaration(node)) return;
    const place = { start: node.getStart(file), end: node.end, isComment: false, expressions: 0 };
    if (ts.isStringLiteral(node)) {
      const { text } = node;
      const isKey = (node.parent as ts.NamedDeclaration).name === node;
      const isForReader = isKey
        ? isWordOfKey(text)
        : isSentence(text) || (hasLetter(text) && isShown(node));
      places.push({ ...place, text, isForReader, write: quoted });
    } else if (ts.isNoSubstitutionTemplateLiteral(node)) {
      const { text } = node;
      const write = (other: string) => `\`${inTemplate(other)}\``;
      places.push({ ...place, text, isForReader: isSentence(text), write });
    } else if (ts.isTemplateExpression(node)) {
      const { head, templateSpans: spans } = node;
      const rest = spans.map(({ literal }) => literal.text);
      places.push({
        ...place,
        text: rest.reduce((text, next, at) => `${text}{${at + 1}}${next}`, head.text),
        isForReader: isSentence(sayingOf(node)),
        expressions: spans.length,
        write: (text, code) => {
          // Every second part is the number of an expression.
          const parts = text.split(/\{(\d+)\}/).map((part, at) => {
            if (at % 2 === 0) return inTemplate(part);
            const span = spans[Number(part) - 1];
            if (span === undefined) throw new RangeError(`no expression {${part}} in ${text}`);
            return `\${${code(span.expression.pos, span.literal.getStart(file))}}`;
          });
          return `\`${parts.join("")}\``;
        },
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return places;
}

/** A string in the quotes that Prettier chooses. */
const quoted = (text: string): string =>
  text.includes('"') && !text.includes("'") ? `'${escaped(text)}'` : JSON.stringify(text);

const inTemplate = (text: string): string => escaped(text).replace(/`|\$\{/g, "\\$&");

/** As within quotes, where double ones are none. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');

/** What editors fold: `#region a server with two machines`, and its end. In a cell, set-up is marked so. */
const setUpMarker = /^#(?:region\s+|endregion$)/;

/** Comments; those that stand alone on lines below each other are one. */
function commentsIn(where: string, file: ts.SourceFile): Place[] {
  const { text: source } = file;
  const comments: { start: number; end: number; indent: string; words: string[] }[] = [];
  for (const [start, end] of commentRanges(where, file)) {
    const indent = source.slice(source.lastIndexOf("\n", start - 1) + 1, start);
    const words = source
      .slice(start, end)
      .replace(/^\/\/\s*/, "")
      .trimEnd();
    const last = comments.at(-1);
    const isNext =
      last?.indent === indent &&
      indent.trim() === "" &&
      source.slice(last.end, start) === `\n${indent}` &&
      !setUpMarker.test(words) &&
      !setUpMarker.test(last.words[0] ?? "");
    if (isNext) {
      last.words.push(words);
      last.end = end;
    } else comments.push({ start, end, indent, words: [words] });
  }
  return comments.map(({ start, end, indent, words }) => ({
    // Of the marks of a cell's set-up, what it sets up is for the reader.
    text: `// ${words.join(" ").replace(setUpMarker, "")}`,
    isForReader: hasLetter(words.join(" ").replace(setUpMarker, "")),
    isComment: true,
    expressions: 0,
    start,
    end,
    write: (text) => {
      const [marker] = setUpMarker.exec(words[0] ?? "") ?? [];
      if (marker !== undefined) return `// ${marker}${text}`;
      const room = indent.trim() === "" ? codeColumns - columnsOf(`${indent}// `) : Infinity;
      return wrapped(text, room)
        .map((line) => `// ${line}`)
        .join(`\n${indent}`);
    },
  }));
}

/** Start and end of each comment. TypeScript has them in what lies before each token. */
function commentRanges(where: string, file: ts.SourceFile): [start: number, end: number][] {
  const { text: source } = file;
  const ranges: [number, number][] = [];
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false);
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file);
    for (const child of children) visit(child);
    if (children.length > 0) return;
    scanner.setText(source, node.pos, node.getStart(file) - node.pos);
    for (;;) {
      const kind = scanner.scan();
      if (kind === ts.SyntaxKind.EndOfFileToken) return;
      const start = scanner.getTokenStart();
      if (kind === ts.SyntaxKind.SingleLineCommentTrivia)
        ranges.push([start, scanner.getTokenEnd()]);
      if (kind === ts.SyntaxKind.MultiLineCommentTrivia)
        throw new ContentError(
          `${where}:${String(file.getLineAndCharacterOfPosition(start).line + 1)}`,
          "a comment that begins with //",
          scanner.getTokenText(),
          "write // before each of its lines; its Korean is set in lines of its own",
        );
    }
  };
  visit(file);
  return ranges;
}

/** A text in lines of at most so many columns, broken between words. */
function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && columnsOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
