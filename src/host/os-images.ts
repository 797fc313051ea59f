// Operating systems that can be installed. Smallest memory and disk are what their makers publish; the room they take
// once installed and what they do while they boot are assumptions ("model").

import { frozen } from "../trace/frozen.ts";
import { GiB, MiB, seconds } from "../simulation/units.ts";

/** An operating system, ready to be installed. */
export interface OsImage {
  /** The name to install it by: "ubuntu-24.04". */
  readonly id: string;
  readonly name: string;
  readonly family: "Linux" | "Windows" | "macOS" | "BSD";
  /** Smallest memory it runs in, in bytes, and smallest disk it is installed on, as its maker publishes them. */
  readonly minimumMemory: number;
  readonly minimumDisk: number;
  /**
   * The size of a machine for it that its maker recommends: virtual CPUs, and bytes of memory and disk. Where the maker
   * publishes a minimum alone, that.
   */
  readonly recommended: {
    readonly vcpus: number;
    readonly memory: number;
    readonly disk: number;
  };
  /** Where these sizes come from; "unverified" where the page was not read again for this table. */
  readonly source: string;
  /** Bytes that it takes on the disk once installed. Model. */
  readonly installedSize: number;
  /** CPU time that a boot takes on a CPU of 2.1 GHz, in nanoseconds. Model. */
  readonly bootCompute: number;
  /** Bytes that a boot reads from the disk. Model. */
  readonly bootReads: number;
}

/** The operating systems that this site knows. Their names are trademarks of their owners. */
export const osImages: readonly OsImage[] = frozen([
  {
    id: "ubuntu-24.04",
    name: "Ubuntu Server 24.04 LTS",
    family: "Linux",
    minimumMemory: GiB(1.5),
    minimumDisk: GiB(5),
    recommended: { vcpus: 1, memory: GiB(3), disk: GiB(25) },
    source:
      "unverified: https://ubuntu.com/server/docs/reference/installation/system-requirements/",
    installedSize: GiB(2.5),
    bootCompute: seconds(3),
    bootReads: MiB(400),
  },
  {
    id: "debian-12",
    name: "Debian 12 (no desktop)",
    family: "Linux",
    minimumMemory: MiB(256),
    minimumDisk: GiB(4),
    recommended: { vcpus: 1, memory: MiB(512), disk: GiB(4) },
    source: "unverified: https://www.debian.org/releases/bookworm/amd64/ch03s04.en.html",
    installedSize: GiB(1.2),
    bootCompute: seconds(2),
    bootReads: MiB(250),
  },
  {
    id: "alpine-3.21",
    name: "Alpine Linux 3.21",
    family: "Linux",
    minimumMemory: MiB(128),
    minimumDisk: MiB(700),
    recommended: { vcpus: 1, memory: MiB(128), disk: MiB(700) },
    source: "unverified: https://wiki.alpinelinux.org/wiki/Requirements",
    installedSize: MiB(130),
    bootCompute: seconds(0.6),
    bootReads: MiB(40),
  },
  {
    id: "windows-server-2022",
    name: "Windows Server 2022 (Desktop Experience)",
    family: "Windows",
    minimumMemory: GiB(2),
    minimumDisk: GiB(32),
    recommended: { vcpus: 1, memory: GiB(2), disk: GiB(32) },
    source: "https://learn.microsoft.com/en-us/windows-server/get-started/hardware-requirements",
    installedSize: GiB(12),
    bootCompute: seconds(10),
    bootReads: GiB(1.5),
  },
  {
    id: "windows-11",
    name: "Windows 11",
    family: "Windows",
    minimumMemory: GiB(4),
    minimumDisk: GiB(64),
    recommended: { vcpus: 2, memory: GiB(4), disk: GiB(64) },
    source: "https://learn.microsoft.com/en-us/windows/whats-new/windows-11-requirements",
    installedSize: GiB(20),
    bootCompute: seconds(12),
    bootReads: GiB(2),
  },
  {
    id: "macos-11",
    name: "macOS Big Sur 11",
    family: "macOS",
    minimumMemory: GiB(4),
    minimumDisk: GiB(35.5),
    recommended: { vcpus: 1, memory: GiB(4), disk: GiB(35.5) },
    source: "unverified: https://support.apple.com/en-us/111980",
    installedSize: GiB(16),
    bootCompute: seconds(10),
    bootReads: GiB(1.5),
  },
  {
    id: "freebsd-14",
    name: "FreeBSD 14",
    family: "BSD",
    minimumMemory: MiB(64),
    minimumDisk: GiB(4),
    recommended: { vcpus: 1, memory: MiB(64), disk: GiB(4) },
    source: "unverified: https://docs.freebsd.org/en/books/handbook/bsdinstall/",
    installedSize: GiB(1.5),
    bootCompute: seconds(2),
    bootReads: MiB(250),
  },
]);
