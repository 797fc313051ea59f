// Servers in the order in which a heuristic asks them, as a search tree that knows of every branch what could find room
// in it: the first with room is found by passing over branches that have none. A treap (Seidel and Aragon, Algorithmica
// 16, 1996), whose numbers drawn at random keep it about as deep as a logarithm.
//
// There are two dimensions, and the most CPUs and the most memory of a branch may be on different servers. So a branch
// has a list: the most CPUs and the memory beside them, then fewer CPUs where there is more memory (the Pareto front,
// or skyline, of what is free). It is no longer than there are different numbers of free CPUs.

import { Random } from "../../simulation/random.ts";
import type { Bin, Order } from "./heuristics.ts";

/** CPUs and memory: free in a bin, or needed. */
interface Room {
  readonly cpus: number;
  readonly memory: number;
}

/** Rooms with ever fewer CPUs and ever more memory. */
type Front = readonly Room[];

interface Node {
  readonly bin: Bin;
  readonly index: number;
  /** Is above all nodes with a lower one. */
  readonly rank: number;
  key: number;
  front: Front;
  before: Node | undefined;
  after: Node | undefined;
}

export class OrderedBins {
  readonly #order: Order;
  readonly #left: (bin: Bin) => number;
  #root: Node | undefined;

  /** @param left how much room is left in a bin */
  constructor(bins: readonly Bin[], order: Order, left: (bin: Bin) => number) {
    this.#order = order;
    this.#left = left;
    const random = new Random(1);
    bins.forEach((bin, index) => {
      const [rank, key] = [random.uint32(), this.#key(bin)];
      const alone = { front: [], before: undefined, after: undefined };
      this.#root = withNode(this.#root, { bin, index, rank, key, ...alone });
    });
  }

  /** Puts a machine into the first bin that has room for it, and gives that back; undefined when none has. */
  fill(vcpus: number, memory: number): Bin | undefined {
    const node = first(this.#root, { cpus: vcpus, memory });
    if (!node) return undefined;
    const { bin } = node;
    bin.cpus -= vcpus;
    bin.memory -= memory;
    bin.machines++;
    const key = this.#key(bin);
    if (this.#order.forgets) {
      this.#root = withNode(split(this.#root, node)[1], node);
    } else if (key === node.key) {
      notedUpFrom(node, this.#root);
    } else {
      const others = without(this.#root, node);
      node.key = key;
      this.#root = withNode(others, node);
    }
    return bin;
  }

  #key(bin: Bin): number {
    return this.#order.key(this.#left(bin));
  }
}

/** The first node of a branch whose bin has that much. */
function first(node: Node | undefined, need: Room): Node | undefined {
  if (!node || !holds(node.front, need)) return undefined;
  const { bin, before, after } = node;
  return first(before, need) ?? (holds([bin], need) ? node : first(after, need));
}

function holds(front: Front, need: Room): boolean {
  for (const { cpus, memory } of front) {
    if (cpus < need.cpus) return false;
    if (memory >= need.memory) return true;
  }
  return false;
}

const isBefore = (a: Node, b: Node): boolean =>
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
function noted(node: Node): Node {
  const { cpus, memory } = node.bin;
  let front: Front = [{ cpus, memory }];
  if (node.before) front = merged(front, node.before.front);
  if (node.after) front = merged(front, node.after.front);
  node.front = front;
  return node;
}

/** The same of all branches that a node is in. */
function notedUpFrom(node: Node, root: Node | undefined): void {
  if (!root) return;
  if (root !== node) notedUpFrom(node, isBefore(node, root) ? root.before : root.after);
  noted(root);
}

function withNode(root: Node | undefined, node: Node): Node {
  if (!root || node.rank > root.rank) {
    [node.before, node.after] = split(root, node);
    return noted(node);
  }
  if (isBefore(node, root)) root.before = withNode(root.before, node);
  else root.after = withNode(root.after, node);
  return noted(root);
}

function without(root: Node | undefined, node: Node): Node | undefined {
  if (!root || root === node) return joined(node.before, node.after);
  if (isBefore(node, root)) root.before = without(root.before, node);
  else root.after = without(root.after, node);
  return noted(root);
}

/** The nodes before one, and those after it. */
function split(root: Node | undefined, at: Node): [Node | undefined, Node | undefined] {
  if (!root) return [undefined, undefined];
  if (root === at) return [root.before, root.after];
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
function joined(a: Node | undefined, b: Node | undefined): Node | undefined {
  if (!a) return b;
  if (!b) return a;
  if (a.rank > b.rank) {
    a.after = joined(a.after, b);
    return noted(a);
  }
  b.before = joined(a, b.before);
  return noted(b);
}
