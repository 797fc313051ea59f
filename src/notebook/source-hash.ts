// A fingerprint of a text: kept beside a reader's edit, so that a lesson that has changed since is noticed, and in the
// names of the kernel's files, so that a damaged answer is. FNV-1a, 64 bits
// (http://www.isthe.com/chongo/tech/comp/fnv/): short, the same everywhere, also on pages without a secure connection,
// where the browser has no hash to offer, and enough for chance; it is no protection against an attacker who
// constructs a collision.

// In two halves of 32 bits: with BigInt a kernel's file would take a hundred times as long. The prime is 2^40 + 435.
const low = 0x84222325;
const high = 0xcbf29ce4;

/** The FNV-1a hash of the text's UTF-8 bytes: 16 hexadecimal digits. */
export function hashSource(source: string): string {
  let [lo, hi] = [low, high];
  for (const byte of new TextEncoder().encode(source)) {
    lo = (lo ^ byte) >>> 0;
    const product = lo * 435;
    // All sums are below 2^53; `>>> 0` takes the last 32 bits.
    hi = (hi * 435 + Math.floor(product / 2 ** 32) + lo * 256) >>> 0;
    lo = product >>> 0;
  }
  return [hi, lo].map((half) => half.toString(16).padStart(8, "0")).join("");
}
