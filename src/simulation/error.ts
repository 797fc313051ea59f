// Every refusal of the core is one of these. A message answers three questions (what was expected, what was found,
// what to try next), and each answer is also a field, so that a page can set them apart and a test can pin them.

import type { RefusalData } from "../trace/message.ts";
import { en } from "./refusal-message.en.ts";

/**
 * Why a request was refused. The names follow libvirt's `virErrorNumber` where it has one
 * (operation-invalid, config-unsupported, no-connect, domain-exists, no-domain, no-snapshot, resource-busy,
 * invalid-argument) and KVM, virtio, VMware's vSwitch, Docker, OpenStack and POSIX elsewhere.
 */
export type ErrorCode =
  | "invalid-argument"
  | "operation-invalid"
  | "not-installed"
  | "already-installed"
  | "config-unsupported"
  | "no-connect"
  | "no-component"
  | "domain-exists"
  | "server-exists"
  | "no-valid-host"
  | "no-domain"
  | "no-image"
  | "container-exists"
  | "no-container"
  | "no-process"
  | "no-file"
  | "segmentation-fault"
  | "no-operating-system"
  | "insufficient-cpus"
  | "insufficient-memory"
  | "insufficient-disk"
  | "application-exists"
  | "snapshot-exists"
  | "no-snapshot"
  | "resource-busy"
  | "no-space"
  | "guest-page-fault"
  | "io-error"
  | "forged-transmit"
  | "network-exists"
  | "no-network";

/** What a refusal says besides what was asked for, in one language. */
export interface Sentences {
  readonly expected: string;
  readonly found: string;
  readonly hint: string;
}

/** What a refusal is made of: its English sentences, and the same as data. */
export interface Refusal extends Sentences {
  readonly code: ErrorCode;
  /** Who refuses: "hypervisor", the name of a server, or of a virtual machine. */
  readonly subject: string;
  /** What was asked for: `cannot start "shop"`. */
  readonly request: string;
  readonly about: RefusalData;
}

let dataOf: (value: object) => RefusalData | undefined;

/**
 * A request that the simulated server refused. Nothing changed, apart from a `refusal` record in the trace.
 *
 * The message is put together from the fields: `subject: request: found. Expected expected. Hint: hint`. It is English
 * wherever the code runs; a page makes the reader's own of `code`, `subject` and `about`, for `String(error)` as well.
 */
export class HypervisorError extends Error {
  /** Always "HypervisorError". */
  override readonly name = "HypervisorError";
  /** The kind of refusal, for code that reacts to it. */
  readonly code: ErrorCode;
  /** Who refused: "hypervisor", the name of a server, or of a virtual machine. */
  readonly subject: string;
  /** What the hypervisor needed. */
  readonly expected: string;
  /** What it met instead. */
  readonly found: string;
  /** What to try next. */
  readonly hint: string;
  readonly #about: RefusalData;

  /** @internal A `Catalogue` makes it. */
  constructor({ code, subject, request, expected, found, hint, about }: Refusal) {
    super(en({ subject, request, expected, found, hint }));
    this.code = code;
    this.subject = subject;
    this.expected = expected;
    this.found = found;
    this.hint = hint;
    this.#about = about;
  }

  /** What was asked for and why it was refused, as data: what a page says in the reader's language is made of it. */
  get about(): RefusalData {
    return this.#about;
  }

  static {
    dataOf = (value) => (#about in value ? value.#about : undefined);
  }
}

/** The data of a value that is a refusal; undefined for any other, and none of its code is run. */
export const refusalData = (value: object): RefusalData | undefined => dataOf(value);
