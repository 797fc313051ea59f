// From a module to one function over the notebook's scope. A top-level name `x` becomes the property
// `$scope.x`, in declarations, uses and assignments alike, so that all cells share one set of variables and a
// cell can be run again. What keeps this from showing:
//   - a call of a shared function is written `(0, $scope.f)(x)`, so that `this` stays undefined in it;
//   - a nameless function is passed through an object literal, `{ f: () => 1 }.f`, so that it is still named;
//   - `typeof x` of an undeclared name gives "undefined" instead of throwing.
// What goes on after an `await` says whose it is, as it is in another task than it began in (run.ts): `await x` becomes
// `$cell.resume($cell.run, await x)`, and what a `try` with an `await` in it goes on with begins with `$cell.resume($run)`.
// The last statement, if it is an expression, is returned as `[value]`: in an array, so that a promise or any
// other thenable arrives as it is.
import type {
  AnyNode,
  ForOfStatement,
  ImportDeclaration,
  Program,
  TryStatement,
  VariableDeclaration,
} from "acorn";
import MagicString from "magic-string";
import type { Analysis } from "./analyze.ts";
import { children } from "./resolve.ts";
import type { Occurrence } from "./resolve.ts";

/** Parameters of the compiled function. A digit is added where the cell uses the same word. */
const scopeParameter = "$scope";
const cellParameter = "$cell";
/** Which run a statement belongs to. */
const runVariable = "$run";

/** Statements that a line may end instead of a semicolon, with an expression before it. */
const unended: ReadonlySet<string> = new Set([
  "ExpressionStatement",
  "ReturnStatement",
  "ThrowStatement",
  "VariableDeclaration",
]);

/**
 * Rewrites a module.
 * @param last Its last statement, as `lastStatement` finds it.
 */
export function rewrite(
  code: string,
  program: Program,
  analysis: Analysis,
  last: AnyNode | null,
): MagicString {
  const $scope = unusedName(scopeParameter, code);
  const $cell = unusedName(cellParameter, code);
  const $run = unusedName(runVariable, code);
  const text = new MagicString(code);
  const wraps: { start: number; end: number; before: string; after: string }[] = [];
  const wrap = (start: number, end: number, before: string, after: string) =>
    wraps.push({ start, end, before, after });

  endStatements(program);
  for (const occurrence of analysis.shared) replace(occurrence);
  for (const declaration of analysis.variables) declareVariables(declaration);
  for (const node of analysis.dynamicImports)
    text.update(node.start, node.start + "import".length, `${$cell}.load`);
  let body = 0;
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") hoistImport(statement);
    else if (statement.type === "ExportNamedDeclaration")
      text.remove(statement.start, statement.end);
    else if (statement.type === "ClassDeclaration" && analysis.names.has(statement.id.name))
      wrap(statement.start, statement.end, `${$scope}.${statement.id.name} = `, ";");
  }
  returnLast();
  // After the last statement: of two wraps of the same text the first is the outer one.
  for (const { start, end } of analysis.awaits)
    wrap(start, end, `${$cell}.resume(${$cell}.run, `, ")");
  for (const node of analysis.tries) resumeAfterTry(node);
  for (const { loop, start } of analysis.awaitLoops) resumeInLoop(loop, start);

  // Outer text first at a common start, inner text first at a common end.
  wraps.sort((a, b) => a.start - b.start || b.end - a.end);
  // What stands before a node belongs to it, so that an import can be moved in between.
  for (const { start, before } of wraps) text.appendRight(start, before);
  for (const { end, after } of wraps.reverse()) text.appendLeft(end, after);

  text.prepend(`async function (${$scope}, ${$cell}) { "use strict"; ${prologue()}\n`);
  text.append("\n}");
  return text;

  /** Semicolons that a reader has left to the end of the line: what begins the next one may be a parenthesis now. */
  function endStatements(node: AnyNode): void {
    for (const child of children(node)) {
      const isHead = /^For/.test(node.type) && child.type === "VariableDeclaration";
      if (unended.has(child.type) && !isHead && code[child.end - 1] !== ";")
        wrap(child.start, child.end, "", ";");
      endStatements(child);
    }
  }

  function replace(occurrence: Occurrence): void {
    const { name, node, form, anonymous } = occurrence;
    const property = `${$scope}.${name}`;
    if (form === "typeof" && analysis.isFree(occurrence)) {
      // The operator stands before the identifier, with nothing but blanks and comments in between.
      const start = code.lastIndexOf("typeof", node.start);
      const known = `${JSON.stringify(name)} in ${$scope}`;
      text.update(start, node.end, `(${known} ? typeof ${property} : "undefined")`);
    } else if (form === "shorthand") text.update(node.start, node.end, `${name}: ${property}`);
    else if (form === "callee") text.update(node.start, node.end, `(0, ${property})`);
    else text.update(node.start, node.end, property);
    if (anonymous !== null) {
      // A computed key, because a plain `__proto__` would set the prototype.
      const key = name === "__proto__" ? `["__proto__"]` : name;
      const access = name === "__proto__" ? key : `.${name}`;
      wrap(anonymous.start, anonymous.end, `{ ${key}: `, ` }${access}`);
    }
  }

  function declareVariables({ node, isLoopTarget }: Analysis["variables"][number]): void {
    const [first] = node.declarations;
    if (node.kind === "using" || node.kind === "await using") return disposeOf(node);
    if (first) text.remove(node.start, first.start);
    if (isLoopTarget) return;
    for (const { id, init, start, end } of node.declarations) {
      if (id.type !== "Identifier") wrap(start, end, "(", ")");
      else if (!init && node.kind !== "var") wrap(start, end, "", " = void 0");
    }
  }

  /** `using r = …` is a name of the notebook and, so that it is disposed of, a local variable as well. */
  function disposeOf({ declarations }: VariableDeclaration): void {
    for (const { id, start } of declarations)
      if (id.type === "Identifier") wrap(start, start, `${$cell}_${id.name} = `, "");
  }

  /** Imports come before everything else, wherever they are written. */
  function hoistImport(node: ImportDeclaration): void {
    const bindings = node.specifiers.map((specifier) => {
      const imported =
        specifier.type === "ImportNamespaceSpecifier"
          ? "*"
          : specifier.type === "ImportDefaultSpecifier"
            ? "default"
            : specifier.imported.type === "Identifier"
              ? specifier.imported.name
              : String(specifier.imported.value);
      return `[${JSON.stringify(specifier.local.name)}, ${JSON.stringify(imported)}]`;
    });
    const source = JSON.stringify(node.source.value);
    text.update(node.start, node.end, `await ${$cell}.bind(${source}, [${bindings.join(", ")}]);`);
    if (node.start > body) text.move(node.start, node.end, body);
    else body = node.end;
  }

  /** A statement that begins in a run, in whose blocks `resume` goes on in that run. */
  function inRun(start: number, end: number, after = ""): void {
    wrap(start, end, `{ const ${$run} = ${$cell}.run; `, `${after} }`);
  }

  function resumeAfterTry({ start, end, handler, finalizer }: TryStatement): void {
    const within = (inner: AnyNode) => inner.start >= start && inner.end <= end;
    if (![...analysis.awaits, ...analysis.awaitLoops.map(({ loop }) => loop)].some(within)) return;
    inRun(start, end);
    for (const block of [handler?.body, finalizer])
      if (block) text.appendLeft(block.start + 1, ` ${$cell}.resume(${$run}); `);
  }

  function resumeInLoop({ body, end }: ForOfStatement, start: number): void {
    const resume = ` ${$cell}.resume(${$run});`;
    inRun(start, end, resume);
    wrap(body.start, body.end, `{${resume} `, " }");
  }

  function returnLast(): void {
    if (last?.type !== "ExpressionStatement") return;
    if (last.expression.type === "AssignmentExpression") return;
    const end = code[last.end - 1] === ";" ? last.end - 1 : last.end;
    wrap(last.start, end, "return [(", ")]");
  }

  /** Before the first statement: which names this run declares, and the functions, which are hoisted. */
  function prologue(): string {
    const declared = [...analysis.names].filter(([, kind]) => kind !== "import");
    const ofKind = (wanted: string) =>
      declared.filter(([, kind]) => kind === wanted).map(([name]) => name);
    const parts = [];
    if (declared.length > 0) {
      const variables = declared.filter(([, kind]) => kind !== "const").map(([name]) => name);
      const lists = [variables, ofKind("const")].filter(
        (names, place) => place === 0 || names.length > 0,
      );
      parts.push(`${$cell}.declare(${lists.map((names) => JSON.stringify(names)).join(", ")});`);
    }
    for (const name of ofKind("var")) parts.push(`${$scope}.${name} = void 0;`);
    for (const name of ofKind("function")) parts.push(`${$scope}.${name} = ${name};`);
    return parts.join(" ");
  }
}

function unusedName(name: string, code: string): string {
  let candidate = name;
  for (let digit = 1; code.includes(candidate); digit++) candidate = `${name}${digit}`;
  return candidate;
}
