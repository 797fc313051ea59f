// A management console: another computer on the server's network, from which machines are managed (vSphere Client,
// XenCenter, Hyper-V Manager, virt-manager). A hypervisor of type 1 may have no screen of its own to do it at. Each
// request is a message through network interfaces and wire, and its answer another.

import { costs } from "../../host/costs.ts";
import { NetworkInterface, formatMac } from "../../host/network-interface.ts";
import { options, properName, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { libraryKey } from "../../simulation/internals.ts";
import { Priority } from "../../simulation/simulation.ts";
import { MachineInterface } from "../io/machine-interface.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import type { ManagementCall } from "../../trace/detail.ts";
import type { ManagementRecord } from "../../trace/record.ts";
import { Hypervisor } from "../hypervisor.ts";
import { installedHypervisors } from "../installed-hypervisor.ts";
import { ManagementPart } from "./management-part.ts";
import { ManagementRequest } from "./management-request.ts";
import type { RequestProgress } from "./management-request.ts";
import { messages } from "./messages.ts";
import { RemoteHypervisor } from "./remote-hypervisor.ts";

/** What a management console is. */
export interface ManagementConsoleSpec {
  /** Its name in messages and in the trace. "console" unless given. */
  readonly name?: string;
  /** Speed of its network interface in bits per second, as in `Gbps(1)`. 10 Gbit/s unless given. */
  readonly network?: number;
  /** How long it waits for an answer, in nanoseconds. 10 s unless given. */
  readonly timeout?: number;
}

/**
 * A computer from which hypervisors are managed over the network.
 *
 * @example
 * const desk = new ManagementConsole({ name: "desk" });
 * const remote = desk.connect(hypervisor);
 * const list = remote.domains();
 * server.run(ms(10));
 * list.result;
 */
export class ManagementConsole {
  /** Its name in messages and in the trace. */
  readonly name: string;
  readonly #bandwidth: number;
  readonly #timeout: number;
  readonly #requests: ManagementRequest[] = [];
  /** Its network interface, and the clock that it shares with the servers. */
  #network: { readonly nic: NetworkInterface; readonly simulation: Simulation } | undefined;

  /** @throws HypervisorError `invalid-argument` */
  constructor(spec: ManagementConsoleSpec = {}) {
    const request = messages.request("console", "set-up");
    const {
      name = "console",
      network = costs.networkBandwidth.value,
      timeout = costs.managementTimeout.value,
    } = options(request, spec, 'new ManagementConsole({ name: "desk" })', {
      ...{ name: true, network: true, timeout: true },
    });
    this.name = properName(request, name);
    this.#bandwidth = wholeNumber(request, "network", network, {
      min: 1e3,
      max: 1e13,
      write: "network: Gbps(1)",
    });
    this.#timeout = wholeNumber(request, "timeout", timeout, {
      min: 1,
      max: 1e15,
      write: "timeout: seconds(10)",
    });
    Object.freeze(this);
  }

  /** All requests that it sent, oldest first. */
  get requests(): readonly ManagementRequest[] {
    return [...this.#requests];
  }

  /**
   * Connects to a hypervisor over the network.
   * @throws HypervisorError `not-installed`; `no-connect` when the part that manages is down; `config-unsupported` for a
   * server whose clock is not that of the servers it is connected to already
   */
  connect(hypervisor: Hypervisor): RemoteHypervisor {
    const name: unknown = (hypervisor as Partial<Hypervisor> | undefined | null)?.name;
    const request = messages.request(this.name, "connect", { hypervisor: described(name) });
    if (!(hypervisor instanceof Hypervisor)) {
      throw messages.refusal("invalid-argument/hypervisor", request, {
        value: described(hypervisor),
      });
    }
    const part = new ManagementPart(request, installedHypervisors.of(hypervisor));
    const { simulation } = part.monitor.hardware;
    if (this.#network && this.#network.simulation !== simulation) {
      throw messages.refusal("config-unsupported", request);
    }
    const mac = formatMac([2, 0, 0, 1, 0, 1]);
    this.#network ??= {
      simulation,
      nic: new NetworkInterface(simulation, "eth0", mac, this.#bandwidth),
    };
    const { nic } = this.#network;
    return new RemoteHypervisor(libraryKey, hypervisor.name, (call, message, carryOut) => {
      const { code: _code, ...asked } = call;
      const about = { ...asked, hypervisor: hypervisor.name };
      const sent = encode(messages.request(this.name, "ask", about), message);
      return this.#send(part, nic, call, sent, () =>
        carryOut(hypervisor, ...(JSON.parse(sent) as typeof message)),
      );
    });
  }

  toJSON(): unknown {
    const { name, requests } = this;
    return { name, requests };
  }

  #send<Result>(
    part: ManagementPart,
    nic: NetworkInterface,
    request: ManagementCall,
    message: string,
    carryOut: () => Result,
  ): ManagementRequest<Result> {
    const { hardware, name: hypervisor } = part.monitor;
    const { simulation, trace } = hardware;
    const progress: RequestProgress<Result> = { state: "sent", sentAt: simulation.now };
    const asked = new ManagementRequest(libraryKey, request, hypervisor, progress);
    this.#requests.push(asked);
    const tell = (step: ManagementRecord["step"], bytes: number): void => {
      const record = { time: simulation.now, kind: "management", subject: this.name } as const;
      trace.append({ ...record, hypervisor, request, step, bytes });
    };
    const timer = simulation.schedule(this.#timeout, Priority.device, () => {
      progress.state = "timed out";
      tell("timed out", 0);
    });
    const bytes = sizeOf(message);
    tell("sent", bytes);
    transmit(nic, hardware.nic, bytes, simulation, () => {
      // Where the part that manages is down, nothing listens.
      if (!part.up) return;
      if (progress.state === "sent") progress.state = "received";
      progress.receivedAt = simulation.now;
      tell("received", bytes);
      part.handle(() => {
        const answer = answerOf(carryOut);
        const size = sizeOf(answer.error?.message ?? JSON.stringify(answer.result));
        transmit(hardware.nic, nic, size, simulation, () => {
          // Too late: it has been given up.
          if (progress.state === "timed out") return;
          timer.cancelled = true;
          Object.assign(progress, answer, { answeredAt: simulation.now });
          progress.state = answer.error ? "refused" : "answered";
          tell(progress.state, size);
        });
      });
    });
    return asked;
  }
}

/** What a message says, as it goes over the wire. */
function encode(request: Request, message: unknown): string {
  try {
    return JSON.stringify(message);
  } catch (error) {
    throw messages.refusal("invalid-argument/message", request, { error: String(error) });
  }
}

const sizeOf = (text: string): number =>
  costs.managementEnvelope.value + new TextEncoder().encode(text).length;

/** Carries the operation out; what the hypervisor refuses is an answer as well. */
function answerOf<Result>(carryOut: () => Result): { result?: Result; error?: HypervisorError } {
  try {
    return { result: carryOut() };
  } catch (error) {
    if (error instanceof HypervisorError) return { error };
    throw error;
  }
}

/** From one network interface to another through a switch, which passes a message on when it has all of it. */
function transmit(
  from: NetworkInterface,
  to: NetworkInterface,
  bytes: number,
  simulation: Simulation,
  arrived: () => void,
): void {
  from.send(bytes, ({ cut }) => {
    if (cut) return;
    const receiving = Math.ceil((bytes * 8 * 1e9) / to.bandwidth);
    simulation.schedule(costs.networkLatency.value + receiving, Priority.device, () => {
      if (to instanceof MachineInterface) to.take(bytes, arrived);
      else arrived();
    });
  });
}
