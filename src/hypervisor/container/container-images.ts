// Container images: a stack of read-only layers and the command that a container begins with. An image has the files
// of a distribution and no kernel: that is the host's. Images that are built on the same layer share it.

import { frozen } from "../../trace/frozen.ts";
import { MiB, seconds, us } from "../../simulation/units.ts";
import type { OsImage } from "../../host/os-images.ts";
import { batch, service } from "../workload/application.ts";
import type { Batch, Service } from "../spec/workload-spec.ts";

/** One layer of an image: the files that a step of its making added. */
export interface ImageLayer {
  /** Unique: two images that name the same layer share it. */
  readonly id: string;
  /** Bytes that it takes on the disk. Model. */
  readonly size: number;
  /** Those of its files whose contents are modelled, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** An image, as a registry has it. */
export interface ContainerImage {
  /** The name to pull it by, with its tag: "nginx:1.27". */
  readonly id: string;
  /** The family of operating systems whose kernel its programs call. */
  readonly family: OsImage["family"];
  /** From the bottom up. */
  readonly layers: readonly ImageLayer[];
  /** What a container runs unless it is given another command. Its demands are those of an idle one. Model. */
  readonly command: Service | Batch;
  /** Bytes that its programs read from the disk when a container starts. Model. */
  readonly startReads: number;
}

const base = (id: string, size: number, system: string): ImageLayer => ({
  id,
  size,
  files: { "/etc/os-release": `PRETTY_NAME="${system}"\n` },
});
const program = (id: string, size: number): ImageLayer => ({ id, size, files: {} });

const alpine = base("alpine 3.21", MiB(8), "Alpine Linux v3.21");
const debian = base("debian 12 slim", MiB(75), "Debian GNU/Linux 12 (bookworm)");
const ubuntu = base("ubuntu 24.04", MiB(78), "Ubuntu 24.04 LTS");
const nanoserver = base("nanoserver ltsc2022", MiB(290), "Windows Nano Server 2022");

/** A server that waits for work wakes up once a second to look after itself. */
const idle = (name: string, memory: number) =>
  service({ name, compute: us(50), every: seconds(1), memory });
/** A shell that has no terminal and nothing to do ends. */
const shell = (name: string) => batch({ name, compute: us(500), memory: MiB(1) });

/**
 * The images that this site knows; their names are trademarks of their owners. Sizes are a model, of the order that
 * `docker images` shows for the official images of these names.
 */
export const containerImages: readonly ContainerImage[] = frozen([
  {
    id: "alpine:3.21",
    family: "Linux",
    layers: [alpine],
    command: shell("sh"),
    startReads: MiB(1),
  },
  {
    id: "debian:12-slim",
    family: "Linux",
    layers: [debian],
    command: shell("bash"),
    startReads: MiB(3),
  },
  {
    id: "ubuntu:24.04",
    family: "Linux",
    layers: [ubuntu],
    command: shell("bash"),
    startReads: MiB(3),
  },
  {
    id: "nginx:1.27",
    family: "Linux",
    layers: [debian, program("nginx 1.27", MiB(115))],
    command: idle("nginx", MiB(8)),
    startReads: MiB(6),
  },
  {
    id: "nginx:1.27-alpine",
    family: "Linux",
    layers: [alpine, program("nginx 1.27 for alpine", MiB(40))],
    command: idle("nginx", MiB(8)),
    startReads: MiB(4),
  },
  {
    id: "redis:7.4",
    family: "Linux",
    layers: [debian, program("redis 7.4", MiB(42))],
    command: idle("redis-server", MiB(10)),
    startReads: MiB(6),
  },
  {
    id: "postgres:17",
    family: "Linux",
    layers: [debian, program("postgres 17", MiB(360))],
    command: idle("postgres", MiB(60)),
    startReads: MiB(20),
  },
  {
    id: "nanoserver:ltsc2022",
    family: "Windows",
    layers: [nanoserver],
    command: shell("cmd"),
    startReads: MiB(10),
  },
]);
