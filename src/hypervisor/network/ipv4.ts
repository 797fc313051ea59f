// IPv4 addresses and subnets as numbers, and as people write them.

/** A block of addresses, as in 192.168.122.0/24. */
export interface Subnet {
  /** Its first address, which names it and belongs to no machine. */
  readonly base: number;
  /** How many leading bits its addresses have in common. */
  readonly prefix: number;
}

/** The address that a text is; undefined for any other value. */
export function parseAddress(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text))
    return undefined;
  const bytes = text.split(".").map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => byte > 255)) return undefined;
  return bytes.reduce((address, byte) => address * 256 + byte, 0);
}

/** An address as four numbers with dots. */
export const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

const sizeOf = ({ prefix }: Subnet): number => 2 ** (32 - prefix);

/** The last address, which reaches all machines in it. */
export const broadcastOf = (subnet: Subnet): number => subnet.base + sizeOf(subnet) - 1;

/** The subnet that a text is, of four addresses at least; undefined for any other value. */
export function parseSubnet(text: unknown): Subnet | undefined {
  if (typeof text !== "string") return undefined;
  const [address, length = "", more] = text.split("/");
  const base = parseAddress(address);
  if (base === undefined || more !== undefined || !/^(?:[89]|[12]\d|30)$/.test(length))
    return undefined;
  const subnet = { base, prefix: Number(length) };
  return base % sizeOf(subnet) === 0 ? subnet : undefined;
}

export const formatSubnet = ({ base, prefix }: Subnet): string =>
  `${formatAddress(base)}/${prefix}`;

export const contains = (subnet: Subnet, address: number): boolean =>
  address >= subnet.base && address <= broadcastOf(subnet);

export const overlap = (a: Subnet, b: Subnet): boolean =>
  contains(a, b.base) || contains(b, a.base);

/** What no router of the internet knows: private (RFC 1918), loopback, link-local, multicast and reserved addresses. */
const unrouted: readonly Subnet[] = [
  ...["0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.168.0.0/16", "224.0.0.0/8", "240.0.0.0/8", "255.0.0.0/8"],
].flatMap((text) => parseSubnet(text) ?? []);

export const isRouted = (address: number): boolean =>
  !unrouted.some((subnet) => contains(subnet, address));
