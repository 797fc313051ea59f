// Where requests to processes go: to whatever process has the name when they come. Processes end and are started again,
// with their container or with their host OS; the end of the network that they are behind stays.

import type { Hardware } from "../../host/hardware.ts";
import type { NetworkEnd } from "../io/message.ts";
import type { Place } from "../io/virtual-switch.ts";
import { hostNetworksOf } from "../network/host-networks.ts";
import type { HostProcess } from "./host-process.ts";

/** What is behind an end. */
export interface ProcessEnd {
  readonly hardware: Hardware;
  /** Its own place on the network, or the host's. */
  readonly place: Place;
  /** Under which name transfers stand in the trace. */
  readonly subject: string;
  /** The process on whose time the kernel takes what comes now; undefined while there is none. */
  readonly receiver: () => HostProcess | undefined;
  /** The last process that was started with that name. */
  readonly process: (name: string) => HostProcess | undefined;
}

export function processEnd(end: ProcessEnd): NetworkEnd {
  const { hardware, place, subject, receiver, process } = end;
  const { nic, simulation, trace } = hardware;
  const networks = hostNetworksOf(hardware);
  return {
    nic,
    place,
    reachedFrom: (from) => networks.reaches(from, place),
    take: (bytes, outcome) => {
      const taker = receiver();
      if (!taker) {
        outcome.lost();
        return;
      }
      const { now } = simulation;
      const what = { device: "network", operation: "receive", bytes } as const;
      const service = { submitted: now, start: now, end: now };
      trace.append({ time: now, subject, kind: "io", ...what, ...service });
      taker.received({ ...what, tag: 0 }, outcome);
    },
    listener: (service) => process(service)?.listener(),
  };
}
