// How memory is overcommitted: what a cell asks for, checked.

import type { OptionNames } from "../../simulation/argument.ts";
import { BLOCK_SIZE } from "../../host/disk.ts";
import { costs } from "../../host/costs.ts";
import { options, wholeNumber, yesOrNo } from "../../simulation/argument.ts";
import { described } from "../../simulation/described.ts";
import { memorySpec } from "./machine-memory.ts";
import type { MemorySpec } from "./machine-memory.ts";
import { messages } from "./messages.ts";
import { Overcommit } from "./overcommit.ts";
import type { Policy } from "./overcommit-policy.ts";

/** How memory is overcommitted. */
export interface OvercommitSpec {
  /**
   * Whether guests are asked for memory before it is taken from them: a driver in each guest takes memory from its own
   * operating system, which knows best what it can do without, and hands it over. `true` unless given.
   */
  readonly ballooning?: boolean;
  /**
   * Whether pages of different machines that hold the same share a frame until one of them is written to. It tells
   * machines apart by time: a store to a shared page takes longer, so a machine can find out what a neighbour has in
   * memory. ESXi therefore shares only within a machine since 2014, unless told otherwise (VMware KB 2080735).
   * `true` unless given.
   */
  readonly pageSharing?: boolean;
  /**
   * Where pages go that are taken from a machine: `true`, into a file of its own, as large as its memory that is not
   * reserved, made when it is switched on (as ESX); `GiB(8)`, into an area of that size for all machines, made when the
   * hypervisor is installed (as a Linux server's swap). `true` unless given.
   */
  readonly swap?: true | number;
  /**
   * What a page that a machine does not use costs it more than one that it uses, as the part of it that is taxed away:
   * 0 is no tax, and only shares count; 0.75, as in ESX and unless given, makes an idle page cost as much as four.
   */
  readonly idleTax?: number;
  /** How many times the server's memory may be promised to machines that are on, as in 1.5. No limit unless given. */
  readonly ratio?: number;
}

const overcommitOptions: OptionNames<OvercommitSpec> = {
  ballooning: true,
  pageSharing: true,
  swap: true,
  idleTax: true,
  ratio: true,
};

/**
 * Machines get memory page by page, as they touch it, and may be promised more than the server has. Pages that hold the
 * same get one frame. When less than 4 % of memory is free the hypervisor takes pages back until 6 % is, from the machine
 * with the fewest shares for each page, pages that it does not use counted more (`idleTax`). It asks the guest's balloon driver for
 * them; where none runs, or when less than 2 % is free, it puts pages on the server's disk itself, and a virtual CPU
 * that touches one waits for it.
 *
 * A machine is switched on if its `reservation` can be had, and room to swap all the rest.
 *
 * Policy and thresholds: Waldspurger, Memory Resource Management in VMware ESX Server, OSDI 2002.
 *
 * @throws HypervisorError `invalid-argument`
 * @example
 * new Hypervisor({ memory: overcommit() })
 */
export function overcommit(spec: OvercommitSpec = {}): MemorySpec {
  const request = messages.request("memory", "overcommit");
  const given = options(request, spec, "overcommit({ swap: GiB(8) })", overcommitOptions);
  const {
    ballooning = true,
    pageSharing = true,
    swap = true,
    idleTax = costs.idleTax.value / 100,
    ratio = Infinity,
  } = given;
  yesOrNo(request, "ballooning", ballooning);
  yesOrNo(request, "pageSharing", pageSharing);
  if (swap !== true)
    wholeNumber(request, "swap", swap, {
      min: BLOCK_SIZE,
      multipleOf: BLOCK_SIZE,
      write: "swap: GiB(8)",
    });
  if (!(typeof idleTax === "number" && idleTax >= 0 && idleTax < 1))
    throw messages.refusal("invalid-argument/idle-tax", request, { value: described(idleTax) });
  if (!(typeof ratio === "number" && ratio > 0))
    throw messages.refusal("invalid-argument/ratio", request, { value: described(ratio) });
  const policy: Policy = {
    ballooning,
    pageSharing,
    swapArea: swap === true ? 0 : swap,
    idleTax,
    ratio,
  };
  return memorySpec(
    { name: "overcommit", swapArea: policy.swapArea },
    (hardware, overhead) => new Overcommit(hardware, policy, overhead),
  );
}
