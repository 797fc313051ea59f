// The layers of pulled images on the server's disk, each there once however many images and containers stand on it
// (content-addressed, as in Docker and in every OCI store).

import { BLOCK_SIZE } from "../../host/disk.ts";
import type { PhysicalDisk } from "../../host/disk.ts";
import type { Extent } from "../../host/extents.ts";
import type { ContainerImage, ImageLayer } from "./container-images.ts";

/** An image that was pulled, as `docker images` and `docker system df` list it. */
export interface StoredImage {
  readonly image: string;
  /** How many layers it is made of. */
  readonly layers: number;
  /** Bytes of all its layers. */
  readonly size: number;
  /** Bytes of those layers that another image here has as well: on the disk they are once. */
  readonly shared: number;
}

const sizeOf = (layers: readonly ImageLayer[]): number =>
  layers.reduce((sum, { size }) => sum + size, 0);

export class ImageStore {
  readonly #disk: PhysicalDisk;
  readonly #images = new Map<string, ContainerImage>();
  readonly #layers = new Map<string, readonly Extent[]>();

  constructor(disk: PhysicalDisk) {
    this.#disk = disk;
  }

  has({ id }: ContainerImage): boolean {
    return this.#images.has(id);
  }

  /** Bytes of the server's disk that pulling an image would take: its layers that are not there yet. */
  missing({ layers }: ContainerImage): number {
    return sizeOf(layers.filter(({ id }) => !this.#layers.has(id)));
  }

  /** Bytes of the server's disk that the layers take. */
  get allocated(): number {
    const blocks = [...this.#layers.values()].flat().reduce((sum, { length }) => sum + length, 0);
    return blocks * BLOCK_SIZE;
  }

  /** Takes the room for what is missing of an image. The caller has checked that there is room. */
  add(image: ContainerImage): void {
    this.#images.set(image.id, image);
    for (const { id, size } of image.layers)
      if (!this.#layers.has(id)) this.#layers.set(id, this.#disk.allocate(size));
  }

  /** Removes an image, and gives back the layers that no other one has. */
  remove({ id, layers }: ContainerImage): void {
    this.#images.delete(id);
    for (const layer of layers) {
      if (this.#others(id).has(layer.id)) continue;
      this.#disk.release(this.#layers.get(layer.id) ?? []);
      this.#layers.delete(layer.id);
    }
  }

  list(): StoredImage[] {
    return [...this.#images.values()].map(({ id, layers }) => {
      const others = this.#others(id);
      const shared = sizeOf(layers.filter((layer) => others.has(layer.id)));
      return { image: id, layers: layers.length, size: sizeOf(layers), shared };
    });
  }

  /** The layers of all images but one. */
  #others(image: string): Set<string> {
    const others = [...this.#images.values()].filter(({ id }) => id !== image);
    return new Set(others.flatMap(({ layers }) => layers.map(({ id }) => id)));
  }
}
