// Which statement's value a cell shows: the last one, if it is an expression. Empty statements, imports and lists of exports
// do not count, nor do types, of which JavaScript has nothing left.
import type { AnyNode, Program } from "acorn";

/** Where a statement of the JavaScript stands in the source; null for what the compiler added. */
export type PlaceOf = (statement: AnyNode) => number | null;

/**
 * The last statement of a cell, or null.
 * @param isGenerated As of `analyze`.
 * @param placeOf Asked only where esbuild has changed the order of statements.
 */
export function lastStatement(
  program: Program,
  isGenerated: (name: string) => boolean,
  placeOf: PlaceOf,
): AnyNode | null {
  const statements = program.body.filter(counts);
  const disposing = statements.find((statement) => isDisposing(statement, isGenerated));
  if (!disposing) return statements.at(-1) ?? null;
  // What follows a `using` is within `try`, except functions, which stand before it wherever they were written.
  const inOrder = [...statements, ...disposing.block.body.filter(counts)].flatMap((statement) => {
    const place = statement === disposing ? null : placeOf(statement);
    return place === null ? [] : { statement, place };
  });
  const last = inOrder.reduce((a, b) => (b.place >= a.place ? b : a), {
    statement: null as AnyNode | null,
    place: -1,
  });
  return last.statement;
}

function counts({ type }: AnyNode): boolean {
  return (
    type !== "EmptyStatement" && type !== "ImportDeclaration" && type !== "ExportNamedDeclaration"
  );
}

/** The `try` that esbuild makes of `using` at the top level: no reader has named what it catches. */
function isDisposing(
  node: AnyNode,
  isGenerated: (name: string) => boolean,
): node is Extract<AnyNode, { type: "TryStatement" }> {
  if (node.type !== "TryStatement" || !node.finalizer) return false;
  const caught = node.handler?.param;
  return caught?.type === "Identifier" && isGenerated(caught.name);
}
