// A fingerprint of a lesson's source, kept beside a reader's edit, so that a lesson that has changed since is
// noticed. FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): short, the same everywhere, and
// enough for chance; it is no protection against an attacker who constructs a collision.

const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** The FNV-1a hash of the text's UTF-8 bytes: 16 hexadecimal digits. */
export function hashSource(source: string): string {
  let hash = OFFSET_BASIS;
  for (const byte of new TextEncoder().encode(source)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  }
  return hash.toString(16).padStart(16, "0");
}
