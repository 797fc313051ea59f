// The addresses that a DHCP server gives out (RFC 2131): to each hardware address one, while its machine is on. One that
// comes again gets what it had before, unless that had to be given to another meanwhile.

import type { Subnet } from "./ipv4.ts";

/** What a server hands out, and its own address. */
export interface AddressRange {
  readonly subnet: Subnet;
  /** The server's own address, which is the gateway's. */
  readonly gateway: number;
  readonly start: number;
  readonly end: number;
}

export class DhcpPool {
  readonly range: AddressRange;
  /** What each hardware address has, or had last. */
  readonly #addresses = new Map<string, number>();
  /** The same, the other way round. */
  readonly #holders = new Map<number, string>();
  /** What was given back, the oldest first. */
  readonly #free = new Set<number>();
  /** The first address that was never given out. */
  #next: number;

  constructor(range: AddressRange) {
    this.range = range;
    this.#next = range.start;
  }

  /** An address for `mac`; undefined when all are taken. */
  lease(mac: string): number | undefined {
    const known = this.#addresses.get(mac);
    if (known !== undefined) {
      this.#free.delete(known);
      return known;
    }
    while (this.#holders.has(this.#next)) this.#next++;
    const unused = this.#next <= this.range.end ? this.#next : this.#free.values().next().value;
    if (unused !== undefined) this.#give(mac, unused);
    return unused;
  }

  /** As `lease`, for a machine that has an address already: it keeps that, if it is to be had here. */
  keep(mac: string, address: number): number | undefined {
    const { start, end } = this.range;
    const isTaken = this.#holders.has(address) && !this.#free.has(address);
    if (address < start || address > end || isTaken) return this.lease(mac);
    this.forget(mac);
    this.#give(mac, address);
    return address;
  }

  /** The machine went off: others may have its address, once there is no other. */
  release(mac: string): void {
    const address = this.#addresses.get(mac);
    if (address !== undefined) this.#free.add(address);
  }

  /** The machine is no longer there. */
  forget(mac: string): void {
    const address = this.#addresses.get(mac);
    if (address === undefined) return;
    this.#addresses.delete(mac);
    this.#holders.delete(address);
    this.#free.delete(address);
    if (address < this.#next) this.#free.add(address);
  }

  /** Who has the address, or had it last. */
  holder(address: number): string | undefined {
    return this.#holders.get(address);
  }

  #give(mac: string, address: number): void {
    const before = this.#holders.get(address);
    if (before !== undefined) this.#addresses.delete(before);
    this.#free.delete(address);
    this.#addresses.set(mac, address);
    this.#holders.set(address, mac);
  }
}
