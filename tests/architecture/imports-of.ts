// Every import of a source text, found by TypeScript's own parser: statements, re-exports, `import()`,
// `import("…")` in types, and `new URL("…", import.meta.url)`.
import ts from "typescript";
import { astroParts } from "./astro-parts.ts";
import type { ImportSite } from "./import-directions.ts";

/** The script parts of an Astro component: its frontmatter and its `<script>` elements. */
const astroScripts = (text: string) =>
  astroParts(text)
    .filter(({ language }) => language === "ts")
    .map(({ start, end }) => text.slice(start, end))
    .join("\n");

export function importsOf(file: string, text: string): ImportSite[] {
  const code = file.endsWith(".astro") ? astroScripts(text) : text;
  const tree = ts.createSourceFile(`${file}.ts`, code, ts.ScriptTarget.Latest, true);
  const found: ImportSite[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean) => {
    if (node && ts.isStringLiteralLike(node)) found.push({ file, specifier: node.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (ts.isNewExpression(node) && isURL(node)) {
      add(node.arguments?.[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const isURL = (node: ts.NewExpression) =>
  node.expression.getText() === "URL" && node.arguments?.[1]?.getText() === "import.meta.url";
