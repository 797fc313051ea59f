// A stream of bytes from one server to another, in chunks: each passes the sender's network interface, where it waits
// its turn among what guests send, and the receiver's. A rate limit keeps the pauses between chunks long enough. What is
// read from one disk and written to another passes those too, at the same time.

import { costs } from "../../host/costs.ts";
import type { Hardware } from "../../host/hardware.ts";
import { Priority } from "../../simulation/simulation.ts";

/** What is to be sent, and how. */
export interface TransferSpec {
  /** Bytes from memory to memory, and after them from disk to disk. */
  readonly memory: number;
  readonly disk: number;
  /** Bits per second, at most. */
  readonly rate: number;
  /** Asked after each chunk: whether to go on. */
  readonly goesOn: () => boolean;
  /** A chunk arrived. */
  readonly arrived?: (bytes: number) => void;
  /** All of it arrived. Not called when it was not to go on. */
  readonly done: () => void;
}

export function transfer(from: Hardware, to: Hardware, spec: TransferSpec): void {
  const { simulation } = from;
  const { rate, goesOn, arrived, done } = spec;
  const next = (memory: number, disk: number): void => {
    if (memory + disk === 0) {
      done();
      return;
    }
    const onDisk = memory === 0;
    const bytes = Math.min(onDisk ? disk : memory, costs.migrationChunk.value);
    const due = simulation.now + Math.ceil((bytes * 8 * 1e9) / rate);
    let parts = onDisk ? 3 : 1;
    const part = (): void => {
      if (--parts > 0 || !goesOn()) return;
      arrived?.(bytes);
      const left = [onDisk ? 0 : memory - bytes, onDisk ? disk - bytes : disk] as const;
      const early = due - simulation.now;
      if (early <= 0) next(...left);
      else simulation.schedule(early, Priority.device, () => goesOn() && next(...left));
    };
    from.nic.send(bytes, ({ start }) => to.nic.receive(bytes, start, part));
    if (!onDisk) return;
    from.disk.submit(bytes, part);
    to.disk.submit(bytes, part);
  };
  next(spec.memory, spec.disk);
}
