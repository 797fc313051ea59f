// The future, as a binary heap keyed by (time, priority, sequence), as in SimPy: events at one instant happen in
// order of priority, and within one priority in the order in which they were scheduled. So runs repeat.

/** Something that will happen. */
export interface ScheduledEvent {
  readonly time: number;
  readonly priority: number;
  readonly sequence: number;
  readonly action: () => void;
  cancelled: boolean;
}

function before(a: ScheduledEvent, b: ScheduledEvent): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.priority !== b.priority) return a.priority < b.priority;
  return a.sequence < b.sequence;
}

export class EventQueue {
  readonly #heap: ScheduledEvent[] = [];
  #sequence = 0;

  /** How many are in it, cancelled ones among them. */
  get size(): number {
    return this.#heap.length;
  }

  push(time: number, priority: number, action: () => void): ScheduledEvent {
    const event = { time, priority, sequence: this.#sequence++, action, cancelled: false };
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as ScheduledEvent;
      if (!before(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
    return event;
  }

  /** The next event that was not cancelled, left in the queue. */
  peek(): ScheduledEvent | undefined {
    // A cancelled event stays where it is until it comes to the front: cancelling costs nothing.
    while (this.#heap[0]?.cancelled) this.#removeFirst();
    return this.#heap[0];
  }

  pop(): ScheduledEvent | undefined {
    const first = this.peek();
    if (first) this.#removeFirst();
    return first;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop() as ScheduledEvent;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (
        child + 1 < heap.length &&
        before(heap[child + 1] as ScheduledEvent, heap[child] as ScheduledEvent)
      )
        child++;
      if (!before(heap[child] as ScheduledEvent, last)) break;
      heap[at] = heap[child] as ScheduledEvent;
      at = child;
    }
    heap[at] = last;
  }
}
