// A machine's memory, disk and network as a program inside it uses them, for a cell to try. Each access goes the way
// that a real one goes: what is the machine's own works; anything else leaves the guest and is refused by the
// hypervisor, which says what refused. A try takes no simulated time.

import type { libraryKey } from "../../simulation/internals.ts";
import { checkKey } from "../../simulation/internals.ts";
import { bytesOf, options, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { MiB } from "../../simulation/units.ts";
import { SECTOR_SIZE } from "../../host/disk.ts";
import type { Extent } from "../../host/extents.ts";
import { addressRanges } from "../../host/memory.ts";
import type { AddressRange } from "../../host/memory.ts";
import { messages } from "./messages.ts";
import type { Exit } from "../exits/exit.ts";
import type { MachineMemory } from "../memory/machine-memory.ts";
import type { VirtualDisk } from "../storage/virtual-disk.ts";
import type { Forwarding, Frame, Port } from "../io/virtual-switch.ts";
import { messages as networkMessages } from "../network/messages.ts";
import type { ConnectSpec, Delivery } from "../network/host-networks.ts";

/** What the accesses need from their machine. */
export interface GuestAccessSetup {
  readonly domain: string;
  readonly hypervisor: string;
  readonly disk: VirtualDisk;
  readonly port: Port;
  /** The memory of the running machine, or a refusal. */
  memory(): MachineMemory;
  /** The page frames behind the memory, whatever the machine does; none while it is off. */
  frames(): readonly Extent[];
  now(): number;
  /** The guest was left because of this access. */
  exit(exit: Exit): void;
  /** A write found no room on the server's disk: the machine is paused. */
  outOfSpace(): void;
  forward(frame: Frame): Forwarding;
  connect(request: Request, spec: ConnectSpec): Delivery;
  /** Records refusals of what happens inside. */
  attempt<T>(operation: string, access: () => T): T;
}

/** A frame to send. */
export interface FrameSpec {
  /** Hardware address of the receiver: `other.mac`. "ff:ff:ff:ff:ff:ff" reaches everyone. */
  readonly to: string;
  readonly payload: string;
  /** Hardware address of the sender; the machine's own unless given. */
  readonly from?: string;
}

/** Where one byte of a machine's memory is. */
export interface Translation {
  /** Guest-physical address: what the machine says. */
  readonly gpa: number;
  /** Host-physical address: where it is in the server's memory. */
  readonly hpa: number;
}

/** Uses a running machine's memory, disk and network from inside. */
export class GuestAccess {
  readonly #setup: GuestAccessSetup;

  /** @internal It is `vm.guest`. */
  constructor(key: typeof libraryKey, setup: GuestAccessSetup) {
    checkKey(key, "guest access", "vm.guest");
    this.#setup = setup;
  }

  /**
   * Writes text (as UTF-8) or bytes to guest-physical memory.
   * @param address guest-physical, in bytes from 0
   * @throws HypervisorError `guest-page-fault` beyond the machine's memory; `operation-invalid` unless it runs
   */
  write(address: number, data: string | Uint8Array): void {
    this.#setup.attempt("guest.write", () => {
      const request = this.#request("write");
      const bytes = bytesOf(request, data);
      const memory = this.#mapped("store", request, address, bytes.length);
      bytes.forEach((byte, i) => memory.store(address + i, byte));
    });
  }

  /**
   * Reads bytes of guest-physical memory. What was never written reads as zeros.
   * @param address guest-physical, in bytes from 0
   * @param length at most 1 MiB
   * @throws HypervisorError `guest-page-fault` beyond the machine's memory; `operation-invalid` unless it runs
   */
  read(address: number, length: number): Uint8Array {
    return this.#setup.attempt("guest.read", () => {
      const request = this.#request("read");
      wholeNumber(request, "length", length, {
        min: 1,
        max: MiB(1),
        write: "guest.read(0x1000, 16)",
      });
      const memory = this.#mapped("load", request, address, length);
      return Uint8Array.from({ length }, (_, i) => memory.load(address + i));
    });
  }

  /** Reads memory as `read` does, as UTF-8 text up to the first zero byte. */
  readText(address: number, length: number): string {
    return textOf(this.read(address, length));
  }

  /**
   * Where an address of this machine is in the server's memory.
   * @throws HypervisorError `guest-page-fault` beyond the machine's memory; `operation-invalid` unless it runs
   */
  translate(address: number): Translation {
    return this.#setup.attempt("guest.translate", () => {
      const memory = this.#mapped("load", this.#request("translate"), address, 1);
      return { gpa: address, hpa: memory.translate(address) as number };
    });
  }

  /**
   * The ranges of the server's memory that this machine's is mapped to, by host-physical address; none while it is off.
   * Under overcommit they change all the time, and pages that it shares with others are in none of them.
   */
  get memoryRanges(): AddressRange[] {
    return addressRanges(this.#setup.frames());
  }

  /**
   * Writes text or bytes, at most 512, to a sector of the machine's disk; the rest of the sector becomes zeros.
   * Sector 0 is the one it boots from.
   * @throws HypervisorError `io-error` beyond the disk's end; `operation-invalid` unless the machine runs; `no-space`
   * when a block is needed and the server has none: nothing is written, and the machine is paused
   */
  writeDisk(sector: number, data: string | Uint8Array): void {
    this.#setup.attempt("guest.writeDisk", () => {
      const request = this.#request("writeDisk");
      const bytes = bytesOf(request, data);
      wholeNumber(request, "the data's length", bytes.length, {
        max: SECTOR_SIZE,
        note: "the rest to the next sector",
      });
      if (!this.#disk("write", request, sector).write(sector, bytes)) this.#noSpace(sector);
    });
  }

  /**
   * Reads a sector of the machine's disk, 512 bytes.
   * @throws HypervisorError `io-error` beyond the disk's end; `operation-invalid` unless the machine runs
   */
  readDisk(sector: number): Uint8Array {
    return this.#setup.attempt("guest.readDisk", () =>
      this.#disk("read", this.#request("readDisk"), sector).read(sector),
    );
  }

  /** Reads a sector as `readDisk` does, as UTF-8 text up to the first zero byte. */
  readDiskText(sector: number): string {
    return textOf(this.readDisk(sector));
  }

  /**
   * Sends a frame through the virtual switch. It reaches the machine with that address and no other; an address that
   * no machine here has is out on the network. Takes no simulated time.
   * @returns what became of it
   * @throws HypervisorError `forged-transmit` for a sender's address that is not the machine's own
   */
  send(frame: FrameSpec): Forwarding {
    return this.#setup.attempt("guest.send", () => {
      const { port, hypervisor, domain } = this.#setup;
      const request = this.#request("send");
      const {
        to,
        payload,
        from = port.mac,
      } = options(request, frame, 'guest.send({ to: other.mac, payload: "hi" })', {
        ...{ to: true, payload: true, from: true },
      });
      this.#setup.memory();
      for (const [name, mac] of Object.entries({ to, from })) {
        if (typeof mac === "string" && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) continue;
        throw messages.refusal("invalid-argument/mac", request, {
          name,
          value: described(mac),
          mac: port.mac,
        });
      }
      bytesOf(request, payload, "payload");
      if (from !== port.mac) {
        throw messages.refusal(
          "forged-transmit",
          messages.request(hypervisor, "forged-transmit", { machine: domain }),
          { mac: port.mac, from },
        );
      }
      return this.#setup.forward({ from, to, payload, time: this.#setup.now() });
    });
  }

  /**
   * Begins a connection to an IPv4 address, and says what became of its first frame: the way that it took, and where it
   * arrived, or the rule by which it was dropped. Takes no simulated time.
   * @throws HypervisorError `forged-transmit` for a sender's address that is not the machine's own
   * @example web.guest.connect({ to: db.address, port: 5432 })
   */
  connect(to: ConnectSpec): Delivery {
    return this.#setup.attempt("guest.connect", () => {
      this.#setup.memory();
      const request = networkMessages.request(this.#setup.hypervisor, "connect");
      return this.#setup.connect(request, to);
    });
  }

  /**
   * Takes the frames that arrived for this machine since the last call, oldest first.
   * @throws HypervisorError `operation-invalid` unless the machine runs
   */
  receive(): Frame[] {
    return this.#setup.attempt("guest.receive", () => {
      this.#setup.memory();
      return this.#setup.port.inbox.splice(0);
    });
  }

  #request(operation: "write" | "read" | "translate" | "writeDisk" | "readDisk" | "send"): Request {
    return messages.request(this.#setup.domain, operation);
  }

  /** The machine's memory, once all of the range is known to be mapped. */
  #mapped(
    access: "load" | "store",
    request: Request,
    address: number,
    length: number,
  ): MachineMemory {
    wholeNumber(request, "address", address, { note: "addresses" });
    const { hypervisor, domain } = this.#setup;
    const memory = this.#setup.memory();
    const fault = memory.firstUnmapped(address, length);
    if (fault !== undefined) {
      this.#setup.exit({
        reason: "guest-page-fault",
        elapsed: 0,
        stage: "stage-2",
        access,
        address: fault,
      });
      throw messages.refusal(
        "guest-page-fault",
        messages.request(hypervisor, "guest-page-fault", { access, address: fault }),
        { machine: domain, memory: memory.size },
      );
    }
    return memory;
  }

  #noSpace(sector: number): never {
    const { hypervisor, domain } = this.#setup;
    this.#setup.outOfSpace();
    throw messages.refusal(
      "no-space",
      messages.request(hypervisor, "io-error", { access: "write", sector }),
      { machine: domain },
    );
  }

  #disk(access: "read" | "write", request: Request, sector: number): VirtualDisk {
    wholeNumber(request, "sector", sector, { note: "sectors from 0" });
    this.#setup.memory();
    const { disk, hypervisor, domain } = this.#setup;
    this.#setup.exit({
      reason: "mmio",
      elapsed: 0,
      // The cell itself has the answer: the tag is none that a guest uses.
      request: { device: "disk", operation: access, bytes: SECTOR_SIZE, tag: 0 },
    });
    if (sector >= disk.sectors) {
      throw messages.refusal(
        "io-error",
        messages.request(hypervisor, "io-error", { access, sector }),
        { machine: domain, sectors: disk.sectors, sectorSize: SECTOR_SIZE },
      );
    }
    return disk;
  }
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
