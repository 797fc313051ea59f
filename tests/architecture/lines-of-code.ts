// How long a file is to its reader: the lines that have code on them. Comments become spaces, as each language's own
// tokenizer finds them, so that a "//" in a text or in an address stays what it is; a line with something left counts.
import { Input } from "postcss";
// @ts-expect-error: postcss publishes its tokenizer, but no types of it.
import untypedTokenizer from "postcss/lib/tokenize";
import ts from "typescript";
import { astroParts } from "./astro-parts.ts";

/** What is used of postcss's tokenizer. */
type CssTokenizer = (input: Input) => {
  endOfFile(): boolean;
  nextToken(): readonly [kind: string, text: string];
};
const tokenizeCss = untypedTokenizer as CssTokenizer;

/** Lines with more on them than white space and comments. */
export function linesOfCode(path: string, text: string): number {
  const code = path.endsWith(".astro")
    ? astroCode(text)
    : path.endsWith(".css")
      ? cssCode(text)
      : scriptCode(text);
  return code.split("\n").filter((line) => line.trim() !== "").length;
}

const blank = (text: string) => text.replace(/\S/g, " ");

/** Of TypeScript and JavaScript. The parser alone knows where a template or a regular expression ends. */
function scriptCode(text: string): string {
  const tree = ts.createSourceFile("code.ts", text, ts.ScriptTarget.Latest, true);
  let code = "";
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    if (!ts.isToken(node)) node.getChildren(tree).forEach(visit);
    else code += blank(text.slice(code.length, node.getStart(tree))) + node.getText(tree);
  };
  visit(tree);
  return code;
}

function cssCode(text: string): string {
  const tokens = tokenizeCss(new Input(text));
  let code = "";
  while (!tokens.endOfFile()) {
    const [kind, token] = tokens.nextToken();
    code += kind === "comment" ? blank(token) : token;
  }
  return code;
}

/** Of a component: each part by its language. In the markup a `//` is text; a comment is HTML's, or alone in braces. */
function astroCode(text: string): string {
  const markup = (part: string) =>
    part.replace(/<!--[\s\S]*?-->|\{\s*\/\*(?:(?!\*\/)[\s\S])*\*\/\s*\}/g, blank);
  let code = "";
  for (const { language, start, end } of astroParts(text)) {
    code += markup(text.slice(code.length, start));
    code +=
      language === "css" ? cssCode(text.slice(start, end)) : scriptCode(text.slice(start, end));
  }
  return code + markup(text.slice(code.length));
}
