// A script without the functions that most readers' first runs never call. In the place of each stands a stub that,
// when it is called, evaluates the function's text where the function stood, so that it sees what it always saw: the
// names around it, and the private names of its class. The text has to be there by then: the kernel fetches it before it
// runs a program (library-parts.ts), and which functions a program calls is known for a lesson's own programs, since
// the same programs, run in the same order, do the same (called-functions.ts).
//
// Only what exists once is cut out: functions of a module, methods of its classes. A function within another would be
// another one with each call of that.
import { parse, type Node } from "acorn";

/** A function that may come later, by its place in the script. */
export interface LateFunction {
  readonly start: number;
  readonly end: number;
  /** Where its body begins: whether that has been reached says whether it was called. */
  readonly body: number;
  /** The source of an expression that has the function as its value. */
  readonly text: string;
  /** What stands in its place, when the source of that value is given. */
  readonly stub: (value: string) => string;
}

/** Shorter ones are not worth their stubs, which have about that many characters. */
const minimumLength = 32;

/**
 * The functions of a script that may come later, in their order.
 * @param code The script, made small already: the text that is cut out keeps the names that the script has.
 */
export function lateFunctions(code: string): LateFunction[] {
  const found: LateFunction[] = [];
  visit(parse(code, { ecmaVersion: "latest" }), null);
  return found;

  function visit(node: Node, parent: Node | null): void {
    const late = isFunction(node) ? lateFunction(code, node, parent) : null;
    if (late !== null && late.text.length >= minimumLength) found.push(late);
    // A function called where it stands, once, is a module's.
    if (isFunction(node) && !isCalledAtOnce(node, parent)) return;
    // Of a field, the value is made for each object.
    if (node.type === "PropertyDefinition" || node.type === "StaticBlock") return;
    for (const child of children(node)) visit(child, node);
  }
}

interface FunctionNode extends Node {
  readonly body: Node;
  readonly params: readonly Node[];
  readonly async: boolean;
  readonly generator: boolean;
  readonly id?: Node | null;
}

interface Method extends Node {
  readonly kind: "constructor" | "method" | "get" | "set" | "init";
  readonly key: Node;
  readonly method?: boolean;
  readonly value: Node;
}

const isFunction = (node: Node): node is FunctionNode =>
  /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);

const isCalledAtOnce = (node: Node, parent: Node | null): boolean =>
  parent?.type === "CallExpression" && (parent as Node & { readonly callee: Node }).callee === node;

function lateFunction(code: string, node: FunctionNode, parent: Node | null): LateFunction | null {
  const { start, end } = node;
  const body = node.body.start;
  if (isCalledAtOnce(node, parent) || usesItsHome(node.body)) return null;
  const source = code.slice(start, end);
  if (node.type === "ArrowFunctionExpression")
    return { start, end, body, text: source, stub: (value) => `(...a)=>${value}(...a)` };
  // `yield*` hands on what the generator gives; of an async function the promise is returned as it is.
  const call = (value: string) =>
    `{return ${node.generator ? "yield*" : ""}${value}.apply(this,arguments)}`;
  if (isMethod(parent, node)) {
    if (parent.kind === "constructor") return null;
    const kind = `${node.async ? "async " : ""}function${node.generator ? "*" : ""}`;
    // A setter takes one argument, as the language wants it.
    const parameters = parent.kind === "set" ? "(a)" : "()";
    return { start, end, body, text: kind + source, stub: (value) => parameters + call(value) };
  }
  if (node.generator) return null;
  const name = node.id ? ` ${code.slice(node.id.start, node.id.end)}` : "";
  return { start, end, body, text: source, stub: (value) => `function${name}()${call(value)}` };
}

/** Whether a function is written as a method: without the word `function`. */
function isMethod(parent: Node | null, node: FunctionNode): parent is Method {
  if (parent?.type === "MethodDefinition") return true;
  if (parent?.type !== "Property") return false;
  const { kind, method, value } = parent as Method;
  return value === node && (method === true || kind === "get" || kind === "set");
}

/** Whether it says `super` or `new.target`, which a function elsewhere may not; or asks how it was evaluated. */
function usesItsHome(node: Node): boolean {
  if (node.type === "Super" || node.type === "MetaProperty") return true;
  for (const child of children(node)) if (usesItsHome(child)) return true;
  return false;
}

function* children(node: Node): Generator<Node> {
  for (const value of Object.values(node) as unknown[])
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof child === "object" && child !== null && "type" in child && "start" in child)
        yield child as Node;
}

/** A script with some of its functions cut out. */
export interface CutScript {
  readonly code: string;
  /** The functions' sources by number, as `late` numbers them. */
  readonly texts: ReadonlyMap<number, string>;
}

/**
 * Cuts functions out of a script.
 * @param late What `lateFunctions` has found in it.
 * @param cut Numbers of those to be cut out.
 * @param value The source of the value of the function with that number, as evaluated where it stands.
 */
export function cutFunctions(
  code: string,
  late: readonly LateFunction[],
  cut: ReadonlySet<number>,
  value: (number: number) => string,
): CutScript {
  let kept = "";
  let end = 0;
  const texts = new Map<number, string>();
  for (const [number, { start, end: next, text, stub }] of late.entries()) {
    if (!cut.has(number)) continue;
    kept += code.slice(end, start) + stub(value(number));
    end = next;
    texts.set(number, text);
  }
  return { code: kept + code.slice(end), texts };
}
