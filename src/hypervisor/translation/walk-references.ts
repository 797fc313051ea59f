// How many references to memory a page walk makes: what the CPU does when the TLB does not hold a page.
//
// With nested paging each entry of the guest's page table is at a guest-physical address, which must itself be translated
// by the hypervisor's: m references, then the entry. So n entries take n (m + 1), and the address they end at m more:
//
//   n (m + 1) + m  =  (n + 1) (m + 1) - 1        x86-64, 4 levels over 4: 24

/** How many entries of one table a page of the next level up stands for. */
export const fanOut = 512;

/** A walk over trees whose entries stand for pages of so many levels. */
export const referencesOf = (guest: number, host = 0): number => (guest + 1) * (host + 1) - 1;
