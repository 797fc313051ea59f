// Who stands on whom. A layer is plain data made from the live model; pictures are drawn from it elsewhere.
import type { LayerKind } from "../trace/layers.ts";

/** One layer of a running server. */
export interface Layer {
  /** Unique on the server: "guest-os:shop". */
  readonly id: string;
  readonly kind: LayerKind;
  readonly name: string;
  /** The ids of the layers that it stands on. */
  readonly on: readonly string[];
  /** Host server: the physical machine. Guest server: a virtual machine on it. */
  readonly role?: "host server" | "guest server";
  /** The operating system of a guest server; null when there is none on its disk. */
  readonly system?: string | null;
}
