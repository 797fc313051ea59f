// Plain data that stays as it is. What a cell is handed of the model's own (records, catalogues, what it described
// itself) would else be a way into the model that no operation checks and no record tells of.

const frozenData = new WeakSet();

/** Whether `frozen` or `frozenCopy` has seen to it: data of the model's own, and no object of a cell that looks alike. */
export const isFrozenData = (data: object): boolean => frozenData.has(data);

/** The same plain data, which nothing can change any more; the objects and arrays in it neither. */
export function frozen<T>(data: T): T {
  if (typeof data !== "object" || data === null || frozenData.has(data)) return data;
  frozenData.add(Object.freeze(data));
  for (const value of Object.values(data)) frozen(value);
  return data;
}

/**
 * A frozen copy of plain data, read once: what a cell changes afterwards, or answers differently when it is asked again,
 * is not in it. Anything but plain objects and arrays is the same as it was.
 */
export function frozenCopy<T>(data: T): T {
  return copyOf(data, new Map()) as T;
}

function copyOf(data: unknown, copied: Map<object, object>): unknown {
  if (typeof data !== "object" || data === null || frozenData.has(data)) return data;
  const known = copied.get(data);
  if (known) return known;
  const prototype: unknown = Object.getPrototypeOf(data);
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!Array.isArray(data) && !isPlain) return data;
  const copy = (Array.isArray(data) ? [] : {}) as Record<string, unknown>;
  copied.set(data, copy);
  for (const [key, value] of Object.entries(data)) copy[key] = copyOf(value, copied);
  frozenData.add(Object.freeze(copy));
  return copy;
}
