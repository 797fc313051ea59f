// The snapshots of a machine as a tree of names: each was taken while its parent was the current one. Reverting makes
// another the current one, so that the next snapshot begins a new branch.

import { properName, shown } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { thereIs } from "../../simulation/nearest-name.ts";

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
  checkFree(asking: Asking, name: string): void {
    properName(asking, name);
    if (!this.#nodes.has(name)) return;
    throw new HypervisorError({
      code: "snapshot-exists",
      ...asking,
      expected: "a name that no snapshot of this machine has",
      found: `it has a snapshot ${shown(name)}`,
      hint: "choose another name, or deleteSnapshot() the one there is",
    });
  }

  /** @throws HypervisorError `no-snapshot` */
  find(asking: Asking, name: string): Content {
    const node = this.#nodes.get(name);
    if (node) return node.content;
    throw new HypervisorError({
      code: "no-snapshot",
      ...asking,
      expected: "the name of a snapshot of this machine",
      found: `it has no snapshot ${shown(name)}`,
      hint: thereIs(name, [...this.#nodes.keys()], 5) ?? "take one with snapshot() first",
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
  checkParent(asking: Asking, name: string, parent: string | null): void {
    this.find(asking, name);
    if (parent === null) return;
    this.find(asking, parent);
    const path = [parent];
    for (let at: string | null = parent; at !== null && at !== name;) {
      at = this.#nodes.get(at)?.parent ?? null;
      if (at !== null) path.push(at);
    }
    if (path.at(-1) !== name) return;
    throw new HypervisorError({
      code: "invalid-argument",
      ...asking,
      expected: "a parent that does not itself stand on the snapshot",
      found: `that makes a cycle: ${[name, ...path].map((one) => `"${one}"`).join(" on ")}`,
      hint: "choose a parent outside its own branch, or null for a root",
    });
  }

  setParent(name: string, parent: string | null): void {
    const node = this.#nodes.get(name);
    if (node) node.parent = parent;
  }
}
