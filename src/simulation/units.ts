// Memory is counted in bytes and time in nanoseconds, both whole numbers: sums are exact, and equal runs are equal.
// The functions here turn the reader's units into those and back.

/** `KiB(4)` is 4,096 bytes. */
export const KiB = (n: number): number => Math.round(n * 2 ** 10);
/** Mebibytes to bytes: `MiB(512)`. Rounded to a whole byte. */
export const MiB = (n: number): number => Math.round(n * 2 ** 20);
/** Gibibytes to bytes: `GiB(8)` is 8 × 2³⁰ bytes. Rounded to a whole byte. */
export const GiB = (n: number): number => Math.round(n * 2 ** 30);
/** Tebibytes to bytes. */
export const TiB = (n: number): number => Math.round(n * 2 ** 40);

/** Microseconds to nanoseconds. Rounded to a whole nanosecond, the clock's resolution. */
export const us = (n: number): number => Math.round(n * 1e3);
/** Milliseconds to nanoseconds: `ms(2)` is 2,000,000. */
export const ms = (n: number): number => Math.round(n * 1e6);
/** Seconds to nanoseconds. */
export const seconds = (n: number): number => Math.round(n * 1e9);
/** Minutes to nanoseconds. */
export const minutes = (n: number): number => Math.round(n * 60e9);
/** Hours to nanoseconds. */
export const hours = (n: number): number => Math.round(n * 3600e9);

/** Gigahertz to hertz: `GHz(2.1)`. */
export const GHz = (n: number): number => Math.round(n * 1e9);
/** Megabits per second to bits per second: `Mbps(100)`. */
export const Mbps = (n: number): number => Math.round(n * 1e6);
/** Gigabits per second to bits per second: `Gbps(10)`. */
export const Gbps = (n: number): number => Math.round(n * 1e9);

/** At most three digits after the point, and no zeros at the end. */
function decimal(n: number): string {
  return String(Math.round(n * 1000) / 1000);
}

/** In the largest unit of which there is one, by what is shown: a second less a nanosecond is shown as a second. */
function scaled(n: number, steps: readonly (readonly [number, string])[]): string {
  const fits = ([size]: readonly [number, string], at: number): boolean => {
    const [larger = Infinity] = steps[at - 1] ?? [];
    return Math.round(Math.abs(n / size) * 1000) / 1000 < larger / size;
  };
  const [size, unit] = steps[steps.findLastIndex(fits)] ?? [1, ""];
  return `${decimal(n / size)} ${unit}`;
}

/** Bytes as text in binary units: `formatBytes(GiB(8))` is "8 GiB". */
export function formatBytes(bytes: number): string {
  return scaled(bytes, [
    [2 ** 40, "TiB"],
    [2 ** 30, "GiB"],
    [2 ** 20, "MiB"],
    [2 ** 10, "KiB"],
    [1, "B"],
  ]);
}

/** A duration in nanoseconds as text: `formatDuration(ms(1.5))` is "1.5 ms"; of none, "—". */
export function formatDuration(ns: number | undefined): string {
  if (ns === undefined) return "—";
  return scaled(ns, [
    [1e9, "s"],
    [1e6, "ms"],
    [1e3, "µs"],
    [1, "ns"],
  ]);
}

/** Bits per second as text: `formatBitRate(Gbps(10))` is "10 Gbit/s". */
export function formatBitRate(bitsPerSecond: number): string {
  return scaled(bitsPerSecond, [
    [1e9, "Gbit/s"],
    [1e6, "Mbit/s"],
    [1e3, "kbit/s"],
    [1, "bit/s"],
  ]);
}

/** An address in hexadecimal, in groups of four digits: `0x2_0000_0000`. */
export function formatAddress(address: number): string {
  return `0x${address.toString(16).replace(/\B(?=(.{4})+$)/g, "_")}`;
}

/** "1 vCPU", "2 vCPUs". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
