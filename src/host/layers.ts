// Who stands on whom. A layer is plain data made from the live model; pictures are drawn from it elsewhere.

/** What sort of layer it is; each has one colour throughout the site. */
export type LayerKind =
  | "hardware"
  | "host-os"
  | "hypervisor"
  | "control-domain"
  | "guest-os"
  | "container"
  | "application";

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
}
