// The snapshots of a machine as a tree of names: each was taken while its parent was the current one. Reverting makes
// another the current one, so that the next snapshot begins a new branch.

import { properName } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { suggestedNames } from "../../simulation/nearest-name.ts";
import { messages } from "./messages.ts";

interface Node<Content> {
  parent: string | null;
  readonly content: Content;
}

export class SnapshotTree<Content> {
  readonly #nodes = new Map<string, Node<Content>>();
  #current: string | null = null;

  get size(): number {
    return this.#nodes.size;
  }

  /** The snapshot that the machine was last taken to or from; null when there is none. */
  get current(): string | null {
    return this.#current;
  }

  /** All of them, in the order in which they were taken. */
  entries(): {
    readonly name: string;
    readonly parent: string | null;
    readonly content: Content;
  }[] {
    return [...this.#nodes].map(([name, node]) => ({ name, ...node }));
  }

  /** @throws HypervisorError `snapshot-exists`, `invalid-argument` */
  checkFree(request: Request, name: string): void {
    properName(request, name);
    if (!this.#nodes.has(name)) return;
    throw messages.refusal("snapshot-exists", request, { snapshot: described(name) });
  }

  /** @throws HypervisorError `no-snapshot` */
  find(request: Request, name: string): Content {
    const node = this.#nodes.get(name);
    if (node) return node.content;
    throw messages.refusal("no-snapshot", request, {
      snapshot: described(name),
      names: suggestedNames(name, [...this.#nodes.keys()], 5),
    });
  }

  /** Adds one below the current one, and makes it current. */
  add(name: string, content: Content): void {
    this.#nodes.set(name, { parent: this.#current, content });
    this.#current = name;
  }

  /** The machine now stands where this snapshot was taken. */
  moveTo(name: string): void {
    this.#current = name;
  }

  /** Takes one out; what stood on it stands on its parent from now on. */
  remove(name: string): void {
    const parent = this.#nodes.get(name)?.parent ?? null;
    this.#nodes.delete(name);
    for (const node of this.#nodes.values()) if (node.parent === name) node.parent = parent;
    if (this.#current === name) this.#current = parent;
  }

  /** @throws HypervisorError `no-snapshot`; `invalid-argument` when a snapshot would become its own ancestor */
  checkParent(request: Request, name: string, parent: string | null): void {
    this.find(request, name);
    if (parent === null) return;
    this.find(request, parent);
    const path = [parent];
    for (let at: string | null = parent; at !== null && at !== name;) {
      at = this.#nodes.get(at)?.parent ?? null;
      if (at !== null) path.push(at);
    }
    if (path.at(-1) !== name) return;
    throw messages.refusal("invalid-argument/cycle", request, { path: [name, ...path] });
  }

  setParent(name: string, parent: string | null): void {
    const node = this.#nodes.get(name);
    if (node) node.parent = parent;
  }
}
