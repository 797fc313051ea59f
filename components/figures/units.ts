// Quantities as people read them. The data keeps the plain number (bytes, nanoseconds, …); only the page rounds.

export type Unit = "bytes" | "ns" | "cycles" | "ratio" | "count";

const scale =
  (steps: readonly (readonly [number, string])[], smallest: string) => (value: number) => {
    const step = steps.find(([size]) => Math.abs(value) >= size);
    if (step === undefined) return `${trim(value)} ${smallest}`;
    return `${trim(value / step[0])} ${step[1]}`;
  };

const trim = (value: number): string =>
  value.toLocaleString("en-US", { maximumSignificantDigits: 4, useGrouping: true });

const bytes = scale(
  [
    [2 ** 40, "TiB"],
    [2 ** 30, "GiB"],
    [2 ** 20, "MiB"],
    [2 ** 10, "KiB"],
  ],
  "B",
);

const time = scale(
  [
    [60e9, "min"],
    [1e9, "s"],
    [1e6, "ms"],
    [1e3, "µs"],
  ],
  "ns",
);

/** `formatQuantity(8 * 2 ** 30, "bytes")` is `"8 GiB"`. Without a unit a number is only grouped: `"1,300"`. */
export function formatQuantity(value: number, unit?: Unit): string {
  if (!Number.isFinite(value)) return String(value);
  switch (unit) {
    case "bytes":
      return bytes(value);
    case "ns":
      return time(value);
    case "ratio":
      return `${(value * 100).toLocaleString("en-US", { maximumFractionDigits: 1 })} %`;
    case "cycles":
      return `${value.toLocaleString("en-US", { maximumFractionDigits: 0 })} cycles`;
    case "count":
    case undefined:
      return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
  }
}
