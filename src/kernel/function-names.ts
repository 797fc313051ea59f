// Which functions of a script need their names. esbuild keeps names by calls, `__name(f, "f")`, which take a
// twentieth of the kernel's weight. A name can be seen where a function is a value: shown in an output, or handed to
// other code. A function that is only ever called cannot be shown, so its `__name` can go. Classes keep theirs
// (`static { __name(this, "C") }`): their objects are shown with them.
import { parse, type Node } from "acorn";

/**
 * The scripts without the names that cannot be seen. What a cell can import gets its name when it is handed out.
 * @param texts Scripts by esbuild, identifiers not yet minified; names are looked for in all of them.
 */
export function withoutUnseenNames(texts: readonly string[]): string[] {
  const scripts = texts.map((text) => ({ text, root: parse(text, { ecmaVersion: "latest" }) }));
  const seen = new Set<string>();
  for (const { root } of scripts) findSeen(root, seen);
  return scripts.map(({ text, root }) => {
    const cuts: (readonly [start: number, end: number])[] = [];
    findUnseen(root, seen, cuts);
    let kept = "";
    let end = 0;
    for (const [start, next] of cuts) {
      kept += text.slice(end, start);
      end = next;
    }
    return kept + text.slice(end);
  });
}

/** Adds the names of what is used as a value. (Two variables of one name are told apart by a number behind it.) */
function findSeen(node: Node, seen: Set<string>): void {
  if (node.type === "Identifier") {
    const { name } = node as Named;
    seen.add(name).add(name.replace(/\d+$/, ""));
    return;
  }
  for (const [key, child] of children(node)) {
    if (child.type === "Identifier" && (key === "callee" || isNoUse(node, key))) continue;
    if (key === "arguments" && nameGiven(node) !== null && child.type === "Identifier") continue;
    // Scripts hand names to each other, and esbuild the library's to the kernel: `$1: f`, `f: () => f`.
    if (node.type === "Property" && key === "value" && isHandedOver(node as Property)) continue;
    findSeen(child, seen);
  }
}

function findUnseen(node: Node, seen: ReadonlySet<string>, cuts: (readonly [number, number])[]) {
  const isStatement = node.type === "ExpressionStatement";
  const call = isStatement ? (node as Statement).expression : node;
  const name = nameGiven(call);
  const [named] = name === null ? [] : (call as Call).arguments;
  const isUnseen =
    name !== null &&
    !seen.has(name) &&
    !(named?.type === "Identifier" && seen.has((named as Named).name));
  if (!isUnseen || named === undefined) {
    for (const [, child] of children(node)) findUnseen(child, seen, cuts);
  } else if (isStatement && named.type === "Identifier") cuts.push([node.start, node.end]);
  else {
    cuts.push([call.start, named.start]);
    findUnseen(named, seen, cuts);
    cuts.push([named.end, call.end]);
  }
}

type Named = Node & { readonly name: string };
type Statement = Node & { readonly expression: Node };
type Call = Node & { readonly callee: Node; readonly arguments: readonly Node[] };
type Property = Node & { readonly key: Node; readonly value: Node };

/** The name that a call of `__name` gives to a function; null for anything else. */
function nameGiven(node: Node): string | null {
  if (node.type !== "CallExpression") return null;
  const { callee, arguments: given } = node as Call;
  const [named, name] = given;
  if (callee.type !== "Identifier" || (callee as Named).name !== "__name") return null;
  if (named?.type === "ThisExpression" || name?.type !== "Literal") return null;
  return String((name as Node & { readonly value: unknown }).value);
}

/** Whether an identifier there says what something is called. */
function isNoUse(node: Node, key: string): boolean {
  const { type } = node;
  if (key === "id") return true;
  if (key === "property") return !(node as Node & { readonly computed: boolean }).computed;
  if (key === "key") return !(node as Node & { readonly computed?: boolean }).computed;
  return type === "ImportSpecifier" || type === "ExportSpecifier";
}

function isHandedOver({ key, value }: Property): boolean {
  if (key.type !== "Identifier") return false;
  const { name } = key as Named;
  if (value.type === "Identifier") return name.startsWith("$");
  const body = (value as Node & { readonly body?: Node }).body;
  return value.type === "ArrowFunctionExpression" && body?.type === "Identifier";
}

function* children(node: Node): Generator<readonly [key: string, child: Node]> {
  for (const [key, value] of Object.entries(node) as [string, unknown][])
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof child === "object" && child !== null && "type" in child && "start" in child)
        yield [key, child as Node];
}
