// A hypervisor as a console on another computer has it: the same verbs, and each is a message. What comes back is data
// about machines, not the machines.

import { frozen } from "../../trace/frozen.ts";
import type { libraryKey } from "../../simulation/internals.ts";
import { checkKey } from "../../simulation/internals.ts";
import type { ManagementCall } from "../../trace/detail.ts";
import type { CreateSpec, DomainSpec } from "../spec/domain-spec.ts";
import type { Hypervisor } from "../hypervisor.ts";
import type { DomainState } from "../lifecycle/lifecycle.ts";
import type { CloneSpec } from "../storage/clone.ts";
import type { VirtualMachine } from "../virtual-machine.ts";
import type { ManagementRequest } from "./management-request.ts";

/** What an answer says of a machine, as `virsh dominfo` lists it. */
export interface DomainInfo {
  readonly name: string;
  readonly state: DomainState;
  /** The operating system's image; null when there is none on its disk. */
  readonly image: string | null;
  readonly vcpus: number;
  /** Bytes of memory, and of disk. */
  readonly memory: number;
  readonly disk: number;
}

/** Sends a request: what for, what it says, and what the hypervisor is then to do with that. */
export type Ask = <Arguments extends readonly unknown[], Result>(
  call: ManagementCall,
  message: readonly [...Arguments],
  carryOut: (hypervisor: Hypervisor, ...message: Arguments) => Result,
) => ManagementRequest<Result>;

const info = ({ name, state, os, vcpus, memory, disk }: VirtualMachine): DomainInfo => ({
  name,
  state,
  image: os?.id ?? null,
  vcpus,
  memory,
  disk,
});

type Verb = "start" | "suspend" | "resume" | "shutdown" | "reboot" | "destroy" | "undefine";

/**
 * A hypervisor on a server elsewhere: `console.connect(hypervisor)` makes one. Each operation sends a request and gives
 * it back at once; the answer comes as `server.run(…)` lets time pass.
 *
 * @example
 * const remote = desk.connect(hypervisor);
 * const asked = remote.create({ name: "shop", vcpus: 1, memory: GiB(1), disk: GiB(5), image: "alpine-3.21" });
 * server.run(ms(10));
 * asked.result;
 */
export class RemoteHypervisor {
  /** The hypervisor's name. */
  readonly name: string;
  readonly #ask: Ask;

  /** @internal `console.connect` makes one. */
  constructor(key: typeof libraryKey, name: string, ask: Ask) {
    checkKey(key, "remote hypervisor", "console.connect(hypervisor)");
    this.name = name;
    this.#ask = ask;
    Object.freeze(this);
  }

  /** Asks to define a machine, as `hypervisor.define` does. */
  define(spec: DomainSpec): ManagementRequest<DomainInfo> {
    return this.#ask(call("define", nameIn(spec)), [spec], (at, given) => info(at.define(given)));
  }

  /** Asks to define a machine, install a system and start it, as `hypervisor.create` does. */
  create(image: string, given?: Partial<CreateSpec>): ManagementRequest<DomainInfo>;
  create(spec: CreateSpec): ManagementRequest<DomainInfo>;
  create(
    asked: string | CreateSpec,
    given: Partial<CreateSpec> = {},
  ): ManagementRequest<DomainInfo> {
    if (typeof asked !== "string")
      return this.#ask(call("create", nameIn(asked)), [asked], (at, spec) => info(at.create(spec)));
    // A machine that has no name yet is asked for by its image.
    return this.#ask(call("create", nameIn(given) ?? asked), [asked, given], (at, image, rest) =>
      info(at.create(image, rest)),
    );
  }

  /** Asks to clone a machine, as `hypervisor.clone` does. */
  clone(source: string, spec: CloneSpec): ManagementRequest<DomainInfo> {
    return this.#ask(call("clone", nameIn(spec)), [source, spec], (at, from, given) =>
      info(at.clone(from, given)),
    );
  }

  /** Asks for a list of all machines: what it says is as old as the way back took. */
  domains(): ManagementRequest<DomainInfo[]> {
    return this.#ask(call("domains", undefined), [], (at) => at.domains().map(info));
  }

  /** Asks how one machine is. */
  lookup(machine: string): ManagementRequest<DomainInfo> {
    return this.#ask(call("lookup", machine), [machine], (at, name) => info(at.lookup(name)));
  }

  /** Asks to start a machine. */
  start(machine: string): ManagementRequest<DomainInfo> {
    return this.#operate("start", machine);
  }

  /** Asks to suspend a machine. */
  suspend(machine: string): ManagementRequest<DomainInfo> {
    return this.#operate("suspend", machine);
  }

  /** Asks to resume a machine. */
  resume(machine: string): ManagementRequest<DomainInfo> {
    return this.#operate("resume", machine);
  }

  /** Asks to press a machine's power button. */
  shutdown(machine: string): ManagementRequest<DomainInfo> {
    return this.#operate("shutdown", machine);
  }

  /** Asks to restart a machine. */
  reboot(machine: string): ManagementRequest<DomainInfo> {
    return this.#operate("reboot", machine);
  }

  /** Asks to cut a machine's power. */
  destroy(machine: string): ManagementRequest<DomainInfo> {
    return this.#operate("destroy", machine);
  }

  /** Asks to remove a machine. What is answered is how it was. */
  undefine(machine: string): ManagementRequest<DomainInfo> {
    return this.#operate("undefine", machine);
  }

  /** Asks to take a snapshot of a machine. */
  snapshot(machine: string, snapshot: string): ManagementRequest<DomainInfo> {
    return this.#ask(call("snapshot", machine), [machine, snapshot], (at, name, kept) =>
      info(at.lookup(name).snapshot(kept)),
    );
  }

  /** Asks to take a machine back to a snapshot. */
  revert(machine: string, snapshot: string): ManagementRequest<DomainInfo> {
    return this.#ask(call("revert", machine), [machine, snapshot], (at, name, kept) =>
      info(at.lookup(name).revert(kept)),
    );
  }

  #operate(verb: Verb, machine: string): ManagementRequest<DomainInfo> {
    return this.#ask(call(verb, machine), [machine], (at, name) => info(at.lookup(name)[verb]()));
  }
}

/** What is asked for, about the machine of that name; which may be anything: whether it is a good one, the hypervisor says. */
const call = (operation: ManagementCall["operation"], machine: unknown): ManagementCall =>
  frozen({ code: "call", operation, ...(typeof machine === "string" && { machine }) });

const nameIn = (spec: unknown): unknown => (spec as { readonly name?: unknown } | null)?.name;
