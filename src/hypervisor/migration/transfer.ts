// A stream of bytes from one server to another, in chunks: each is made ready by a thread of the sender, while the one
// before is on its way, and passes the sender's network interface, where it waits its turn among what guests send, and
// the receiver's. A rate limit keeps the pauses between chunks long enough. What is
// read from one disk and written to another passes those too, at the same time.

import { costs } from "../../host/costs.ts";
import type { Hardware } from "../../host/hardware.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { MachineMemory } from "../memory/machine-memory.ts";
import type { SendingThread } from "./sending-thread.ts";

/** Bytes of memory, and pages of zeros among them. */
export interface Chunk {
  readonly memory: number;
  readonly zeroPages: number;
  /** The part of `memory` that is on the sender's disk, swapped out, and is read from there. */
  readonly fromSwap: number;
}

/** What is read from the sender's disk, and written to the receiver's. */
export interface DiskSource {
  /** The next bytes, at most so many: how many they are, and 0 when there are no more. */
  next(most: number): number;
}

/** What is to be sent, and how. */
export interface TransferSpec extends Chunk {
  /** What goes from disk to disk, after the memory; absent where nothing does. */
  readonly disk?: DiskSource;
  /** Bits per second, at most. */
  readonly rate: number;
  /** The sender's memory, for what of it is swapped out. Absent where none is sent. */
  readonly source?: MachineMemory;
  /** Where the sender takes its CPU time. */
  readonly thread: SendingThread;
  /** Asked after each chunk: whether to go on. */
  readonly goesOn: () => boolean;
  /** A chunk arrived: so many bytes, in which so many pages of zeros are told. */
  readonly arrived?: (bytes: number, zeroPages: number) => void;
  /** All of it arrived. Not called when it was not to go on. */
  readonly done: () => void;
}

/** The most pages of zeros that are told of in one chunk. */
const MOST_ZERO_PAGES = 4096;

/** The next part of what is to be sent: pages of zeros are spread among the others. */
export function nextChunk({ memory, zeroPages, fromSwap }: Chunk): Chunk {
  const size = costs.migrationChunk.value;
  const chunks = Math.ceil(memory / size);
  const all = Math.max(chunks, Math.ceil(zeroPages / MOST_ZERO_PAGES), 1);
  const even = Math.ceil(memory / all / PAGE_SIZE) * PAGE_SIZE;
  const part = Math.min(memory, all === chunks ? size : even);
  const swapped = memory === 0 ? 0 : (fromSwap * part) / memory;
  return {
    memory: part,
    zeroPages: Math.ceil(zeroPages / all),
    fromSwap: Math.min(part, fromSwap, Math.ceil(swapped / PAGE_SIZE) * PAGE_SIZE),
  };
}

export function transfer(from: Hardware, to: Hardware, spec: TransferSpec): void {
  const { simulation } = from;
  const { rate, source, thread, disk, goesOn, arrived, done } = spec;
  let left: Chunk = spec;
  let isReady = false;
  let isFree = true;
  let next = { bytes: 0, zeroPages: 0, onDisk: false };

  /** The thread makes the next chunk ready; false when there is none. */
  const prepare = (): boolean => {
    const onDisk = left.memory + left.zeroPages === 0;
    const chunk = nextChunk(left);
    const stored = onDisk ? (disk?.next(costs.migrationChunk.value) ?? 0) : 0;
    left = {
      memory: left.memory - chunk.memory,
      zeroPages: left.zeroPages - chunk.zeroPages,
      fromSwap: left.fromSwap - chunk.fromSwap,
    };
    const content = chunk.memory + stored;
    const bytes = content + chunk.zeroPages * costs.zeroPageMarker.value;
    if (bytes === 0) return false;
    next = { bytes, zeroPages: chunk.zeroPages, onDisk };
    isReady = false;
    const make = (): void => {
      thread.prepare(content, chunk.zeroPages, () => {
        isReady = true;
        if (isFree && goesOn()) send();
      });
    };
    if (source?.demand && chunk.fromSwap > 0) source.demand.readSwapped(chunk.fromSwap, make);
    else make();
    return true;
  };

  const send = (): void => {
    const { bytes, zeroPages, onDisk } = next;
    const due = simulation.now + Math.ceil((bytes * 8 * 1e9) / rate);
    isFree = false;
    const isMore = prepare();
    const over = (): void => {
      isFree = true;
      if (!isMore) done();
      else if (isReady) send();
    };
    let parts = onDisk ? 3 : 1;
    const part = (): void => {
      if (--parts > 0 || !goesOn()) return;
      arrived?.(bytes, zeroPages);
      const early = due - simulation.now;
      if (early <= 0) over();
      else
        simulation.schedule(early, Priority.device, () => {
          if (goesOn()) over();
        });
    };
    from.nic.send(bytes, ({ start, cut }) => {
      if (cut) part();
      else to.nic.receive(bytes, start, part);
    });
    if (!onDisk) return;
    from.disk.submit(bytes, part);
    to.disk.submit(bytes, part, "", "write");
  };

  if (!prepare()) done();
}
