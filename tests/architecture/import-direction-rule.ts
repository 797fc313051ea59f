// The table of import directions as an ESLint rule: the editor underlines what the test would refuse.
import { relative, sep } from "node:path";
import type { Rule } from "eslint";
import { violation } from "./import-directions.ts";

/** What the rule reads of a node that names a module. */
interface Importing {
  readonly importKind?: "type" | "value";
  readonly exportKind?: "type" | "value";
  readonly source?: unknown;
}

function stringValue(node: unknown): string | null {
  const literal = node as { type?: string; value?: unknown } | null | undefined;
  return literal?.type === "Literal" && typeof literal.value === "string" ? literal.value : null;
}

export const importDirectionRule: Rule.RuleModule = {
  meta: {
    type: "problem",
    schema: [],
    docs: { description: "imports between the folders go downwards only" },
  },
  create(context) {
    const physical = context.physicalFilename;
    const file = relative(context.cwd, physical).split(sep).join("/");
    const check = (node: Rule.Node, specifier: string | null, typeOnly: boolean) => {
      const message = specifier === null ? null : violation({ file, specifier, typeOnly });
      if (message !== null) context.report({ node, message });
    };
    const statement = (node: Rule.Node) => {
      const { source, importKind, exportKind } = node as Importing;
      check(node, stringValue(source), importKind === "type" || exportKind === "type");
    };
    return {
      ImportDeclaration: statement,
      ExportNamedDeclaration: statement,
      ExportAllDeclaration: statement,
      ImportExpression: statement,
      TSImportType(node: Rule.Node) {
        check(node, stringValue((node as Importing).source), true);
      },
      // new URL("./compiler.worker.ts", import.meta.url): how a bundler is told of a worker or an asset.
      'NewExpression[callee.name="URL"][arguments.1.object.type="MetaProperty"]'(node: Rule.Node) {
        const [first] = (node as unknown as { arguments: readonly unknown[] }).arguments;
        check(node, stringValue(first), false);
      },
    };
  },
};
