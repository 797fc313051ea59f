// What a hypervisor does when it has promised more memory than there is.

/** The same, complete. */
export interface Policy {
  readonly ballooning: boolean;
  readonly pageSharing: boolean;
  readonly swapArea: number;
  readonly idleTax: number;
  readonly ratio: number;
}
