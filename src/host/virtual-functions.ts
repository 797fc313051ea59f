// The virtual functions of the server's disk and network interface (PCI-SIG, Single Root I/O Virtualization, 2007): how
// many machines can each have a part of the device to themselves, and who has one.

export class VirtualFunctions {
  /** How many each of the two devices has. */
  readonly total: number;
  readonly #owners: Readonly<Record<"disk" | "network", string[]>> = { disk: [], network: [] };

  constructor(total: number) {
    this.total = total;
  }

  /** Who has one. */
  owners(device: "disk" | "network"): readonly string[] {
    return this.#owners[device];
  }

  /** Takes one. The caller has checked that one is free. */
  take(device: "disk" | "network", owner: string): void {
    if (this.#owners[device].length >= this.total)
      throw new RangeError(`no virtual function of the ${device} is free`);
    this.#owners[device].push(owner);
  }

  give(device: "disk" | "network", owner: string): void {
    const owners = this.#owners[device];
    const at = owners.indexOf(owner);
    if (at >= 0) owners.splice(at, 1);
  }
}
