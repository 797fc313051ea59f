// `Math` for cells, with a `random` that repeats. After Stop the kernel is replaced and what had run is run
// again; that brings back the same state only if chance falls the same way. (The clock is not replayed: a cell
// that asks for the time gets the time.)

/** A copy of `Math` whose `random` is the mulberry32 generator started with `seed`. */
export function seededMath(seed: number): typeof Math {
  let state = seed >>> 0;
  const random = () => {
    // mulberry32, Tommy Ettinger, public domain: 32 bits of state, period 2^32.
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const math = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Math)) as typeof Math;
  math.random = random;
  return math;
}
