// Code as a tree without its comments and without what its texts say: what has to be the same in every language.
import ts from "typescript";

type Shape = string | readonly Shape[];

/**
 * The tree of some code, node by node, with every name, number, operator and bracket.
 * @param says What stands for a string's text; the same for all unless given.
 */
export function shapeOf(source: string, says: (text: string) => string = () => ""): Shape {
  const file = ts.createSourceFile("code.ts", source, ts.ScriptTarget.Latest, true);
  const shape = (node: ts.Node): Shape => {
    const kind = ts.SyntaxKind[node.kind];
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
      return `${kind} ${says(node.text)}`;
    // In another language its expressions may come in another order.
    if (ts.isTemplateExpression(node)) {
      const expressions = node.templateSpans.map(({ expression }) => shape(expression));
      return [kind, ...expressions.map((each) => JSON.stringify(each)).sort()];
    }
    const children = node.getChildren(file);
    if (children.length === 0) return `${kind} ${node.getText(file)}`;
    return [kind, ...children.map(shape)];
  };
  return shape(file);
}

/** What a parser has to say against some code. */
export const syntaxErrors = (source: string): string[] =>
  (ts.transpileModule(source, { reportDiagnostics: true }).diagnostics ?? []).map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"),
  );
