// The exponential function for what fades away. `Math.exp` may differ in its last bit from one JavaScript engine to
// another; sums and products may not, so it is computed from those.

/** e^-x, for x from 0 on. */
export function decay(x: number): number {
  if (x > 700) return 0;
  let halvings = 0;
  let small = x;
  while (small > 1 / 16) {
    small /= 2;
    halvings++;
  }
  // Taylor's series for e^small, from its last term on: the next one is below 2^-53.
  let sum = 1;
  for (let n = 12; n > 0; n--) sum = 1 + (sum * small) / n;
  for (; halvings > 0; halvings--) sum *= sum;
  return 1 / sum;
}
