// Lexical scoping by the language's rules (ECMA-262, 8.2 "Scope Analysis"): which identifiers of a module are
// uses of a binding, and in which scope that binding lives. Two steps, because a use may come before the
// declaration it means: the walk declares names and collects uses, the lookup happens afterwards.
import type {
  AnyNode,
  AwaitExpression,
  ForOfStatement,
  Identifier,
  Program,
  TryStatement,
  VariableDeclaration,
} from "acorn";

export type BindingKind = "var" | "let" | "const" | "class" | "function" | "import" | "local";

export interface Binding {
  readonly kind: BindingKind;
  /** Where in the source the name is introduced, and the initializer that runs before it holds a value. */
  readonly start: number;
  readonly initializer: AnyNode | null;
}

export interface Scope {
  readonly parent: Scope | null;
  readonly kind: "top" | "function" | "block";
  readonly bindings: Map<string, Binding>;
}

/** One identifier that names a variable: declared, written or read. */
export interface Occurrence {
  readonly name: string;
  readonly node: Identifier;
  readonly scope: Scope;
  readonly role: "declare" | "write" | "read";
  /** What surrounds the identifier, as far as replacing it has to know. */
  readonly form: "plain" | "shorthand" | "callee" | "typeof";
  /** The nameless function or class that gets this identifier's name by being assigned to it. */
  readonly anonymous: AnyNode | null;
  /** Inside a function: runs when called, not where it stands. */
  readonly deferred: boolean;
}

export interface Declaration {
  readonly node: VariableDeclaration;
  readonly scope: Scope;
  /** Stands in the head of a for-in or for-of loop, where it is the loop's target. */
  readonly isLoopTarget: boolean;
}

export interface Resolution {
  readonly top: Scope;
  readonly occurrences: readonly Occurrence[];
  readonly declarations: readonly Declaration[];
  /** `import(…)` expressions and uses of `import.meta`. */
  readonly dynamicImports: readonly AnyNode[];
  /** What may go on in another task than it began in. */
  readonly awaits: readonly AwaitExpression[];
  /** `for await` loops, each with where its labels start. */
  readonly awaitLoops: readonly { readonly loop: ForOfStatement; readonly start: number }[];
  readonly tries: readonly TryStatement[];
  readonly metaProperties: readonly AnyNode[];
}

/** The scope that declares `name` as seen from `scope`, or null when it is free. */
export function ownerOf(name: string, scope: Scope): Scope | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent)
    if (at.bindings.has(name)) return at;
  return null;
}

/** The scope that a `var` in `scope` belongs to. */
function variableScope(scope: Scope): Scope {
  let at = scope;
  while (at.kind === "block" && at.parent !== null) at = at.parent;
  return at;
}

function isAnonymousFunction(node: AnyNode): boolean {
  return (
    node.type === "ArrowFunctionExpression" ||
    ((node.type === "FunctionExpression" || node.type === "ClassExpression") && !node.id)
  );
}

export function children(node: AnyNode): AnyNode[] {
  return (Object.values(node) as unknown[]).flat().filter(isNode);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value;
}

interface Use {
  readonly role: Occurrence["role"];
  readonly form?: Occurrence["form"];
  readonly anonymous?: AnyNode | null;
}

export function resolve(program: Program): Resolution {
  const occurrences: Occurrence[] = [];
  const declarations: Declaration[] = [];
  const dynamicImports: AnyNode[] = [];
  const awaits: AwaitExpression[] = [];
  const awaitLoops: { loop: ForOfStatement; start: number }[] = [];
  const labelled = new Map<AnyNode, number>();
  const tries: TryStatement[] = [];
  const metaProperties: AnyNode[] = [];
  const top = newScope(null, "top");
  let functionDepth = 0;

  function newScope(parent: Scope | null, kind: Scope["kind"]): Scope {
    return { parent, kind, bindings: new Map() };
  }

  function declare(
    scope: Scope,
    name: string,
    kind: BindingKind,
    start: number,
    initializer: AnyNode | null = null,
  ): void {
    if (!scope.bindings.has(name)) scope.bindings.set(name, { kind, start, initializer });
  }

  function use(node: Identifier, scope: Scope, { role, form = "plain", anonymous = null }: Use) {
    const deferred = functionDepth > 0;
    occurrences.push({ name: node.name, node, scope, role, form, anonymous, deferred });
  }

  function named(value: AnyNode | null | undefined): AnyNode | null {
    return value && isAnonymousFunction(value) ? value : null;
  }

  /** A binding or assignment target; `bind` is told each name that it introduces. */
  function visitPattern(
    node: AnyNode,
    scope: Scope,
    role: "declare" | "write",
    bind: (name: Identifier) => void,
    { form = "plain", anonymous = null }: Partial<Use> = {},
  ): void {
    switch (node.type) {
      case "Identifier":
        bind(node);
        return use(node, scope, { role, form, anonymous });
      case "AssignmentPattern":
        visitPattern(node.left, scope, role, bind, { form, anonymous: named(node.right) });
        return visit(node.right, scope);
      case "RestElement":
        return visitPattern(node.argument, scope, role, bind);
      case "ArrayPattern":
        for (const element of node.elements) if (element) visitPattern(element, scope, role, bind);
        return;
      case "ObjectPattern":
        for (const property of node.properties) {
          if (property.type === "RestElement") visitPattern(property, scope, role, bind);
          else {
            if (property.computed) visit(property.key, scope);
            const shape = property.shorthand ? "shorthand" : "plain";
            visitPattern(property.value, scope, role, bind, { form: shape });
          }
        }
        return;
      default:
        visit(node, scope);
    }
  }

  const nothing = () => {};

  function visitVariables(node: VariableDeclaration, scope: Scope, isLoopTarget: boolean): void {
    const home = node.kind === "var" ? variableScope(scope) : scope;
    const kind = node.kind === "var" || node.kind === "let" ? node.kind : "const";
    declarations.push({ node, scope: home, isLoopTarget });
    for (const { id, init } of node.declarations) {
      visitPattern(
        id,
        scope,
        "declare",
        (name) => declare(home, name.name, kind, name.start, init ?? null),
        { anonymous: named(init) },
      );
      if (init) visit(init, scope);
    }
  }

  function visitFunction(node: AnyNode & { params: AnyNode[]; body: AnyNode }, scope: Scope): void {
    const isArrow = node.type === "ArrowFunctionExpression";
    const parameters = newScope(scope, "function");
    if (!isArrow) declare(parameters, "arguments", "local", node.start);
    functionDepth++;
    for (const parameter of node.params)
      visitPattern(parameter, parameters, "declare", (name) =>
        declare(parameters, name.name, "local", name.start),
      );
    // The body's own `var`s are not seen by the parameters' defaults.
    const body = newScope(parameters, "function");
    if (node.body.type === "BlockStatement") visitAll(node.body.body, body);
    else visit(node.body, body);
    functionDepth--;
  }

  function visitClass(node: AnyNode, outer: Scope): void {
    if (node.type !== "ClassDeclaration" && node.type !== "ClassExpression") return;
    const scope = newScope(outer, "block");
    if (node.id) declare(scope, node.id.name, "local", node.start);
    if (node.superClass) visit(node.superClass, scope);
    for (const member of node.body.body) {
      if (member.type === "StaticBlock") {
        visitAll(member.body, newScope(scope, "function"));
        continue;
      }
      if (member.computed) visit(member.key, scope);
      if (!member.value) continue;
      const isField = member.type === "PropertyDefinition" && !member.static;
      if (isField) functionDepth++;
      visit(member.value, scope);
      if (isField) functionDepth--;
    }
  }

  function visitAll(nodes: readonly (AnyNode | null)[], scope: Scope): void {
    for (const node of nodes) if (node) visit(node, scope);
  }

  function visit(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case "Identifier":
        return use(node, scope, { role: "read" });
      case "ImportDeclaration":
        for (const { local } of node.specifiers) declare(scope, local.name, "import", node.start);
        return;
      case "ExportNamedDeclaration":
        if (node.declaration) visit(node.declaration, scope);
        return;
      case "ExportAllDeclaration":
        return;
      case "VariableDeclaration":
        return visitVariables(node, scope, false);
      case "FunctionDeclaration":
        if (node.id) declare(scope, node.id.name, "function", node.id.start);
        return visitFunction(node, scope);
      case "FunctionExpression": {
        const named = newScope(scope, "block");
        if (node.id) declare(named, node.id.name, "local", node.start);
        return visitFunction(node, named);
      }
      case "ArrowFunctionExpression":
        return visitFunction(node, scope);
      case "ClassDeclaration":
        if (node.id) declare(scope, node.id.name, "class", node.start);
        return visitClass(node, scope);
      case "ClassExpression":
        return visitClass(node, scope);
      case "BlockStatement":
      case "ForStatement":
        return visitAll(children(node), newScope(scope, "block"));
      case "SwitchStatement":
        visit(node.discriminant, scope);
        return visitAll(node.cases, newScope(scope, "block"));
      case "ForInStatement":
      case "ForOfStatement": {
        if (node.type === "ForOfStatement" && node.await)
          awaitLoops.push({ loop: node, start: labelled.get(node) ?? node.start });
        const loop = newScope(scope, "block");
        if (node.left.type === "VariableDeclaration") visitVariables(node.left, loop, true);
        else visitPattern(node.left, loop, "write", nothing);
        visit(node.right, loop);
        return visit(node.body, loop);
      }
      case "CatchClause": {
        const handler = newScope(scope, "block");
        if (node.param)
          visitPattern(node.param, handler, "declare", (name) =>
            declare(handler, name.name, "local", name.start),
          );
        return visit(node.body, handler);
      }
      case "LabeledStatement":
        labelled.set(node.body, labelled.get(node) ?? node.start);
        return visit(node.body, scope);
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "AssignmentExpression": {
        const namesValue = ["=", "||=", "&&=", "??="].includes(node.operator);
        const anonymous = namesValue ? named(node.right) : null;
        visitPattern(node.left, scope, "write", nothing, { anonymous });
        return visit(node.right, scope);
      }
      case "UpdateExpression":
        return visitPattern(node.argument, scope, "write", nothing);
      case "UnaryExpression":
        if (node.operator === "typeof" && node.argument.type === "Identifier")
          return use(node.argument, scope, { role: "read", form: "typeof" });
        return visit(node.argument, scope);
      case "CallExpression":
      case "TaggedTemplateExpression": {
        const callee = node.type === "CallExpression" ? node.callee : node.tag;
        if (callee.type === "Identifier") use(callee, scope, { role: "read", form: "callee" });
        else visit(callee, scope);
        return node.type === "CallExpression"
          ? visitAll(node.arguments, scope)
          : visit(node.quasi, scope);
      }
      case "MemberExpression":
        visit(node.object, scope);
        if (node.computed) visit(node.property, scope);
        return;
      case "Property":
        if (node.computed) visit(node.key, scope);
        if (node.shorthand && node.value.type === "Identifier")
          return use(node.value, scope, { role: "read", form: "shorthand" });
        return visit(node.value, scope);
      case "AwaitExpression":
        awaits.push(node);
        return visit(node.argument, scope);
      case "TryStatement":
        tries.push(node);
        return visitAll(children(node), scope);
      case "ImportExpression":
        dynamicImports.push(node);
        return visitAll(children(node), scope);
      case "MetaProperty":
        // `new.target` belongs to its function; only `import.meta` has no meaning in a cell.
        if (node.meta.name === "import") metaProperties.push(node);
        return;
      default:
        return visitAll(children(node), scope);
    }
  }

  visitAll(program.body, top);
  return {
    top,
    occurrences,
    declarations,
    dynamicImports,
    awaits,
    awaitLoops,
    tries,
    metaProperties,
  };
}
