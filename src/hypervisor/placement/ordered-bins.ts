// Servers in the order in which a heuristic asks them, as a search tree that knows of every branch what could find room
// in it: the first with room is found by passing over branches that have none. A treap (Seidel and Aragon, Algorithmica
// 16, 1996), whose numbers drawn at random keep it about as deep as a logarithm.
//
// There are two dimensions, and the most CPUs and the most memory of a branch may be on different servers. So a branch
// has a list: the most CPUs and the memory beside them, then fewer CPUs where there is more memory (the Pareto front,
// or skyline, of what is free). It is no longer than there are different numbers of free CPUs. Of disks, which only
// machines with a disk on the server itself need, a branch has the most alone: where one server lacks disk and the next
// memory, both are looked at.

import { Random } from "../../simulation/random.ts";
import type { Bin, Order } from "./heuristics.ts";

/** CPUs and memory: free in a bin, or needed. */
interface Room {
  readonly cpus: number;
  readonly memory: number;
}

/** What is to be found room for; no disk unless given. */
export interface Need extends Room {
  readonly disk?: number;
}

/** Rooms with ever fewer CPUs and ever more memory. */
type Front = readonly Room[];

/** A bin and its place in the order: by its key, and of equals by its index. */
export interface Ranked<B extends Bin = Bin> {
  readonly bin: B;
  readonly index: number;
  readonly key: number;
}

interface Node<B extends Bin> extends Ranked<B> {
  /** Is above all nodes with a lower one. */
  readonly rank: number;
  key: number;
  front: Front;
  /** The most disk. */
  disk: number;
  before: Node<B> | undefined;
  after: Node<B> | undefined;
}

export class OrderedBins<B extends Bin = Bin> {
  readonly #order: Order;
  readonly #left: (bin: B) => number;
  readonly #random = new Random(1);
  readonly #nodes = new Map<B, Node<B>>();
  #root: Node<B> | undefined;
  /** Bins before that one are not asked any more. */
  #from = 0;

  /** @param left how much room is left in a bin */
  constructor(bins: readonly B[], order: Order, left: (bin: B) => number) {
    this.#order = order;
    this.#left = left;
    bins.forEach((bin, index) => {
      this.add(bin, index);
    });
  }

  /** @param index which of the bins it is, in the order in which they are listed */
  add(bin: B, index: number): void {
    const [rank, key] = [this.#random.uint32(), this.#key(bin)];
    const alone = { front: [], disk: 0, before: undefined, after: undefined };
    const node: Node<B> = { bin, index, rank, key, ...alone };
    this.#nodes.set(bin, node);
    this.#root = withNode(this.#root, node);
  }

  /** The first bin with that much room of those that suit; undefined when there is none. */
  find(need: Need, suits?: (bin: B) => boolean): Ranked<B> | undefined {
    return first(this.#root, need, this.#from, suits);
  }

  /** Puts a machine into the first bin that has room for it, and gives that back; undefined when none has. */
  fill(vcpus: number, memory: number, suits?: (bin: B) => boolean): B | undefined {
    const found = this.find({ cpus: vcpus, memory }, suits);
    if (!found) return undefined;
    const { bin, index } = found;
    bin.cpus -= vcpus;
    bin.memory -= memory;
    bin.machines++;
    if (this.#order.forgets) this.#from = index;
    this.changed(bin);
    return bin;
  }

  /** Machines are placed anew: bins that are not asked any more are asked again. */
  begin(): void {
    this.#from = 0;
  }

  /** There is more or less room in a bin than before. */
  changed(bin: B): void {
    const node = this.#nodes.get(bin);
    if (!node) return;
    const key = this.#key(bin);
    if (key === node.key) {
      notedUpFrom(node, this.#root);
    } else {
      const others = without(this.#root, node);
      node.key = key;
      this.#root = withNode(others, node);
    }
  }

  #key(bin: B): number {
    return this.#order.key(this.#left(bin));
  }
}

/** The first node of a branch, from an index on, whose bin has that much and suits. */
function first<B extends Bin>(
  node: Node<B> | undefined,
  need: Need,
  from: number,
  suits: ((bin: B) => boolean) | undefined,
): Node<B> | undefined {
  if (!node || !holds(node.front, need) || node.disk < (need.disk ?? 0)) return undefined;
  const { bin, index, before, after } = node;
  // Only an order without keys has a first index.
  if (index < from) return first(after, need, from, suits);
  const found = first(before, need, from, suits);
  if (found) return found;
  const fits = holds([bin], need) && (bin.disk ?? 0) >= (need.disk ?? 0);
  return fits && (suits?.(bin) ?? true) ? node : first(after, need, from, suits);
}

function holds(front: Front, need: Room): boolean {
  for (const { cpus, memory } of front) {
    if (cpus < need.cpus) return false;
    if (memory >= need.memory) return true;
  }
  return false;
}

/** Whether one comes before another. */
export const isBefore = (a: Omit<Ranked, "bin">, b: Omit<Ranked, "bin">): boolean =>
  a.key === b.key ? a.index < b.index : a.key < b.key;

/** Of both lists those that no other has as much of both as. */
function merged(a: Front, b: Front): Front {
  const front: Room[] = [];
  let [i, j] = [0, 0];
  let most = -1;
  while (i < a.length || j < b.length) {
    const [one, other] = [a[i], b[j]];
    const takesOne =
      other === undefined ||
      (one !== undefined &&
        (one.cpus > other.cpus || (one.cpus === other.cpus && one.memory >= other.memory)));
    const room = (takesOne ? one : other) as Room;
    if (takesOne) i++;
    else j++;
    if (room.memory <= most) continue;
    front.push(room);
    most = room.memory;
  }
  return front;
}

/** Notes what is free in the branch of a node. */
function noted<B extends Bin>(node: Node<B>): Node<B> {
  const { bin, before, after } = node;
  const { cpus, memory, disk = 0 } = bin;
  let front: Front = [{ cpus, memory }];
  if (before) front = merged(front, before.front);
  if (after) front = merged(front, after.front);
  node.front = front;
  node.disk = Math.max(disk, before?.disk ?? 0, after?.disk ?? 0);
  return node;
}

/** The same of all branches that a node is in. */
function notedUpFrom<B extends Bin>(node: Node<B>, root: Node<B> | undefined): void {
  if (!root) return;
  if (root !== node) notedUpFrom(node, isBefore(node, root) ? root.before : root.after);
  noted(root);
}

function withNode<B extends Bin>(root: Node<B> | undefined, node: Node<B>): Node<B> {
  if (!root || node.rank > root.rank) {
    [node.before, node.after] = split(root, node);
    return noted(node);
  }
  if (isBefore(node, root)) root.before = withNode(root.before, node);
  else root.after = withNode(root.after, node);
  return noted(root);
}

function without<B extends Bin>(root: Node<B> | undefined, node: Node<B>): Node<B> | undefined {
  if (!root || root === node) return joined(node.before, node.after);
  if (isBefore(node, root)) root.before = without(root.before, node);
  else root.after = without(root.after, node);
  return noted(root);
}

/** The nodes before one, and those after it. */
function split<B extends Bin>(
  root: Node<B> | undefined,
  at: Node<B>,
): [Node<B> | undefined, Node<B> | undefined] {
  if (!root) return [undefined, undefined];
  if (isBefore(root, at)) {
    const [before, after] = split(root.after, at);
    root.after = before;
    return [noted(root), after];
  }
  const [before, after] = split(root.before, at);
  root.before = after;
  return [before, noted(root)];
}

/** Two branches as one; all of the first is before all of the second. */
function joined<B extends Bin>(
  a: Node<B> | undefined,
  b: Node<B> | undefined,
): Node<B> | undefined {
  if (!a) return b;
  if (!b) return a;
  if (a.rank > b.rank) {
    a.after = joined(a.after, b);
    return noted(a);
  }
  b.before = joined(a, b.before);
  return noted(b);
}
