// Messages from one network stack to another: from a client to a service and back, from machine to machine or from a
// computer outside. What a machine sends leaves it as everything else does, by ring, back end and network interface; what
// happens then is here:
//
//   on one server    virtual switch ─────────────────────────────────────────▶ the receiver's ring ─▶ guest
//   from elsewhere   the sender's interface ─▶ wire ─▶ the server's interface ─▶ the receiver's ring ─▶ guest
//
// A guest inside a machine is behind that machine's interface: what it sends leaves by both, and what comes for it comes
// through both, unless the two ends are behind the same one.
//
// Between the two network stacks it takes `wireLatency`, or `localLatency` on one server. Where a queue is full on the way, at the
// port of the physical switch before the server or at the receiver's ring, what comes waits and is tried again after a
// round trip: that is what TCP's windows come to. What comes from clients that are not in the model is dropped there, with
// its first piece. A message is lost when one of the machines goes off, where nothing listens, or when a rule of the networks
// drops its frames; then the client asks again.

import type { IoRequest, Received, Sent } from "../exits/exit.ts";
import { costs } from "../../host/costs.ts";
import { localLatency, wireLatency } from "../../host/packet-costs.ts";
import type { NetworkInterface } from "../../host/network-interface.ts";
import { MachineInterface } from "./machine-interface.ts";
import type { Place } from "./virtual-switch.ts";
import type { Service } from "../../host/device-queue.ts";
import { Priority } from "../../simulation/simulation.ts";

/** What becomes of something that was sent. */
export interface Outcome extends Received {
  /** Its last byte has left the sender. */
  left?(): void;
  /** There is no room for it now where it has come to; lost unless given. */
  full?(): void;
}

/** Where messages begin and end: the network interface of a machine, of a process's host OS, or of a computer outside. */
export interface NetworkEnd {
  /** The interface that it is behind now: its server's, or that of the machine that its hypervisor is in. */
  readonly nic: NetworkInterface;
  /** The machine that its hypervisor is in. */
  readonly around?: NetworkEnd | undefined;
  /** The interface that guests inside it are behind, where a hypervisor is in it. */
  readonly inside?: NetworkInterface | undefined;
  /** Takes in bytes that have come as far as its server. */
  take(bytes: number, outcome: Outcome): void;
  /** Where it is on the network. */
  readonly place: Place;
  /** Whether frames from there get to it. */
  reachedFrom(from: Place): boolean;
  /** Who answers requests to a service of that name; undefined while nothing does. */
  listener(service: string): Listener | undefined;
}

/** A service that is asked over the network. */
export interface Listener {
  ask(exchange: Exchange): void;
}

/** A request that waits for its answer; one of the two happens to it, once. */
export interface Exchange {
  /** Where the answer goes. */
  readonly client: NetworkEnd;
  answered(): void;
  lost(): void;
}

export class Message implements Sent {
  readonly #from: NetworkEnd;
  readonly #to: NetworkEnd;
  readonly #outcome: Outcome;
  /** Bytes that have not left, and that have not arrived. */
  #unsent: number;
  #left: number;
  #lost = false;

  constructor(from: NetworkEnd, to: NetworkEnd, bytes: number, outcome: Outcome) {
    this.#from = from;
    this.#to = to;
    this.#unsent = bytes;
    this.#left = bytes;
    this.#outcome = outcome;
  }

  /** Whether it goes to a guest inside the sender, so that no interface is passed at all. */
  get inwards(): boolean {
    return this.#from.inside !== undefined && this.#met === this.#from.inside;
  }

  staysBehind(nic: NetworkInterface): boolean {
    return this.#met === nic;
  }

  /** The first interface on its way out that the receiver is behind as well; undefined when there is none. */
  get #met(): NetworkInterface | undefined {
    const [from, to] = [this.#from, this.#to];
    if (from === to) return from.nic;
    if (!(from.around ?? to.around ?? from.inside ?? to.inside))
      return from.nic === to.nic ? from.nic : undefined;
    const there = interfacesOf(to);
    return interfacesOf(from).find((nic) => there.includes(nic));
  }

  /** So many bytes of it have left the sender, the first of them at the moment `since`. */
  sent(bytes: number, since: number): void {
    const met = this.#met;
    this.#unsent -= bytes;
    if (this.#unsent === 0) this.#outcome.left?.();
    this.#after(met ? localLatency : wireLatency, () => {
      const arrived = (): void => {
        this.#arrived(bytes, wayTo(this.#to, met));
      };
      if (met) arrived();
      else this.#receive(bytes, since + wireLatency, arrived);
    });
  }

  /** The receiver's link takes in what has come since then, as soon as the port before it has room. */
  #receive(bytes: number, since: number, arrived: () => void): void {
    if (receive(wireOf(this.#to), bytes, since, arrived)) return;
    this.#after(costs.networkRoundTrip.value, () => {
      this.#receive(bytes, this.#to.nic.simulation.now, arrived);
    });
  }

  /** The receiver takes in what has come, and the machines around it before, each as soon as its ring has room. */
  #arrived(bytes: number, way: readonly NetworkEnd[]): void {
    takeIn(bytes, way, {
      taken: () => {
        this.#taken(bytes);
      },
      lost: () => {
        this.#lose();
      },
      full: (again) => {
        this.#after(costs.networkRoundTrip.value, again);
      },
    });
  }

  #after(delay: number, then: () => void): void {
    this.#to.nic.simulation.schedule(delay, Priority.device, () => {
      if (!this.#lost) then();
    });
  }

  #taken(bytes: number): void {
    this.#left -= bytes;
    if (this.#left === 0 && !this.#lost) this.#outcome.taken();
  }

  #lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#outcome.lost();
  }
}

/** The interfaces that an end is behind, from the inside out; first the one that guests inside it are behind. */
function interfacesOf(end: NetworkEnd): NetworkInterface[] {
  const all = end.inside ? [end.inside] : [];
  for (let one: NetworkEnd | undefined = end; one; one = one.around) all.push(one.nic);
  return all;
}

/** The physical interface of an end's server. */
function wireOf(end: NetworkEnd): NetworkInterface {
  return end.around ? wireOf(end.around) : end.nic;
}

/** Who takes in what is behind an interface and goes to an end: from the outermost machine on to the end itself. */
function wayTo(to: NetworkEnd, met: NetworkInterface | undefined): NetworkEnd[] {
  const way: NetworkEnd[] = [];
  if (to.inside === met && met) return way;
  for (let one: NetworkEnd | undefined = to; one; one = one.around) {
    way.unshift(one);
    if (one.nic === met) break;
  }
  return way;
}

/** What becomes of bytes on their way through the machines around an end. */
interface Passage extends Received {
  /** The outermost has them. */
  readonly entered?: () => void;
  /** One has no room for them now: they are lost, unless this is given and calls `again` later. */
  readonly full?: (again: () => void) => void;
}

/** The ends on that way take in what has come, one after the other. */
function takeIn(
  bytes: number,
  [next, ...further]: readonly NetworkEnd[],
  { entered, ...passage }: Passage,
): void {
  if (!next) {
    passage.taken();
    return;
  }
  const offer = (): void => {
    let waits = false;
    const full = (): void => {
      waits = true;
      passage.full?.(offer);
    };
    next.take(bytes, {
      taken: () => {
        takeIn(bytes, further, passage);
      },
      lost: () => {
        passage.lost();
      },
      ...(further.length > 0 && { isForwarded: true }),
      ...(passage.full && { full }),
    });
    if (!waits) entered?.();
  };
  offer();
}

/** What happens to a request that a client makes. */
export type Answer = Pick<Exchange, "answered" | "lost">;

/** A client's request to a service of that name, to be sent; one of the two happens to it, once. */
export function requestTo(
  to: NetworkEnd,
  service: string,
  client: NetworkEnd,
  bytes: number,
  answer: Answer,
): Message {
  let over = false;
  const once = (then: () => void) => (): void => {
    if (over) return;
    over = true;
    then();
  };
  const answered = once(() => {
    answer.answered();
  });
  const lost = once(() => {
    answer.lost();
  });
  const taken = (): void => {
    const listener = to.reachedFrom(client.place) && to.listener(service);
    if (listener) listener.ask({ client, answered, lost });
    else lost();
  };
  return new Message(client, to, bytes, { taken, lost });
}

/** Sends a request's bytes over the interface; a message to one that is behind it as well leaves at once, without it. */
export function transmit(
  nic: NetworkInterface,
  { bytes, message }: Pick<IoRequest, "bytes" | "message">,
  done: (service: Service) => void,
  owner?: string,
): void {
  const left = (service: Service): void => {
    if (!service.cut) message?.sent(bytes, service.start);
    done(service);
  };
  if (message?.staysBehind(nic) !== true) {
    // What a machine's interface carries goes on from the interface that the machine is behind.
    if (nic instanceof MachineInterface) nic.carry({ bytes, message }, done);
    else nic.send(bytes, left, owner);
    return;
  }
  const { now } = nic.simulation;
  nic.simulation.schedule(0, Priority.device, () => {
    left({ submitted: now, start: now, end: now });
  });
}

/** Takes in what has come over the wire since then; false when the switch's port had no room for it, and dropped it. */
function receive(
  nic: NetworkInterface,
  bytes: number,
  since: number,
  arrived: () => void,
): boolean {
  if (nic.waitingToReceive > costs.switchBuffer.value) return false;
  nic.receive(bytes, since, arrived);
  return true;
}

/**
 * A message of a client that is not in the model: it comes over the server's wire from this moment on, piece by piece.
 * Where there is no room for the first all of it is lost; later ones wait, as those of other messages do.
 */
export function fromOutside(to: NetworkEnd, bytes: number, outcome: Outcome): void {
  const { simulation } = to.nic;
  let unsent = bytes;
  let left = bytes;
  let lost = false;
  const lose = (): void => {
    if (!lost) outcome.lost();
    lost = true;
  };
  const wire = wireOf(to);
  const next = (): void => {
    if (unsent === 0 || lost) return;
    const isFirst = unsent === bytes;
    const piece = Math.min(unsent, costs.networkRequest.value);
    unsent -= piece;
    const again = (then: () => void): void => {
      simulation.schedule(costs.networkRoundTrip.value, Priority.device, then);
    };
    const taken = (): void => {
      left -= piece;
      if (left === 0) outcome.taken();
    };
    const arrived = (): void => {
      const passage = { taken, lost: lose, entered: next };
      takeIn(piece, wayTo(to, undefined), isFirst ? passage : { ...passage, full: again });
    };
    const come = (): void => {
      if (receive(wire, piece, simulation.now, arrived)) return;
      if (isFirst) lose();
      else again(come);
    };
    come();
  };
  if (to.reachedFrom("outside")) next();
  else lose();
}
