// A limit on what one machine may ask of the disk, or send, kept by the hypervisor, whatever the guest tries. Requests over
// the limit wait, each until the one before it is paid for; nothing is saved up while the machine asks for less.

import { options, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { IfTune, IoTune } from "../spec/domain-spec.ts";

/** A description, checked. */
export function checkIoTune(request: Request, spec: IoTune): IoTune {
  const limits = options(request, spec, "iotune: { totalIopsSec: 500 }", {
    totalIopsSec: true,
    totalBytesSec: true,
  });
  for (const name of ["totalIopsSec", "totalBytesSec"] as const) {
    const write = `iotune: { ${name}: 500 }`;
    if (limits[name] !== undefined) wholeNumber(request, name, limits[name], { min: 1, write });
  }
  return limits;
}

/** The same for the network. */
export function checkIfTune(request: Request, spec: IfTune): IfTune {
  const write = "iftune: { outbound: Mbps(100) }";
  const { outbound } = options(request, spec, write, { outbound: true });
  return { outbound: wholeNumber(request, "outbound", outbound, { min: 8, write }) };
}

export class IoLimit {
  readonly #limits: IoTune;
  /** When the next request may go. */
  #next = 0;

  constructor(limits: IoTune) {
    this.#limits = limits;
  }

  /**
   * How long a request of so many bytes that comes now has to wait, in nanoseconds: for those before it, and, as what is
   * sent does, until it is paid for itself. It may stand for several.
   */
  delay(bytes: number, now: number, paidFirst = false, times = 1): number {
    const { totalIopsSec = Infinity, totalBytesSec = Infinity } = this.#limits;
    const at = Math.max(now, this.#next);
    this.#next =
      at + Math.ceil(Math.max((times * 1e9) / totalIopsSec, (bytes * 1e9) / totalBytesSec));
    return (paidFirst ? this.#next : at) - now;
  }
}
