// How a guest's privileged instructions are run, and how its addresses are translated: the two choices of a profile.
//
//   binary translation   the kernel's code is rewritten, and calls the monitor where it would do something privileged
//   paravirtual          the kernel was changed by its makers: it calls the hypervisor instead
//   hardware-assisted    the kernel runs as it is, and the CPU leaves the guest where the hypervisor must see to it
//
//   shadow        the hypervisor keeps page tables of its own in step with the guest's: it must see each write to them
//   paravirtual   the guest's page tables are the ones in use, and it has the hypervisor write them
//   nested        the CPU translates twice: by the guest's page tables, then by the hypervisor's

/** How a guest's privileged instructions are run. */
export type Privileged = "binary translation" | "paravirtual" | "hardware-assisted";

/** What a translator of a kernel's code makes of instructions that write to page tables. */
export type Translator = "simple" | "adaptive";

/** How a guest's addresses are translated. */
export type Paging = "shadow" | "paravirtual" | "nested";

/** What can be with what; the first is what it is unless a profile says otherwise. */
export const pagingUnder: Readonly<Record<Privileged, readonly Paging[]>> = {
  "binary translation": ["shadow"],
  paravirtual: ["paravirtual"],
  "hardware-assisted": ["nested", "shadow"],
};

/** The three ways. */
export const privilegedWays = Object.keys(pagingUnder) as readonly Privileged[];

/** The translators that can be with each; the first is what it is unless a profile says otherwise. */
export const translatorsUnder: Readonly<Record<Privileged, readonly Translator[]>> = {
  "binary translation": ["adaptive", "simple"],
  paravirtual: ["adaptive"],
  "hardware-assisted": ["adaptive"],
};

/** What a profile says, or what it is if it does not. */
export function waysOf({
  privileged = "hardware-assisted",
  paging = pagingUnder[privileged]?.[0],
}: {
  readonly privileged?: Privileged;
  readonly paging?: Paging;
}): { readonly privileged: Privileged; readonly paging: Paging } {
  return { privileged, paging: paging ?? "nested" };
}
