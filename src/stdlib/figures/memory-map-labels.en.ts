// The words of memory maps in English.

export interface MemoryLabels {
  readonly title: (server: string, size: string) => string;
  readonly free: string;
  /** What is not a machine's: hypervisor, host OS, its processes. */
  readonly software: string;
  /** The same where machines share pages: those are in it as well. */
  readonly shared: string;
  readonly column: Readonly<
    Record<"name" | "has" | "resident" | "shared" | "ballooned" | "swapped" | "unbacked", string>
  >;
}

export const en: MemoryLabels = {
  title: (server, size) => `Whose the ${size} of memory of ${server} are, by address`,
  free: "free",
  software: "hypervisor and host software",
  shared: "hypervisor, and pages that machines share",
  column: {
    name: "Machine",
    has: "Sees",
    resident: "In the server's memory",
    shared: "of that, shared",
    ballooned: "In the balloon",
    swapped: "Swapped out",
    unbacked: "Backed by nothing",
  },
};
