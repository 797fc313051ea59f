// The kinds of layer on a server, by which the model, its figures and their colours know a layer.

/** What sort of layer it is; each has one colour throughout the site. */
export type LayerKind =
  | "hardware"
  | "host-os"
  | "hypervisor"
  | "control-domain"
  | "guest-os"
  | "container"
  | "application";
