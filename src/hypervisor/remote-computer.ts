// A computer outside, on the network of the servers, that asks their services: the client of a benchmark such as
// netperf. It has a network interface, and as many CPUs as it has threads; nothing else runs on it.

import { costs } from "../host/costs.ts";
import { formatMac, NetworkInterface } from "../host/network-interface.ts";
import { stackTime, wakeTime } from "../host/packet-costs.ts";
import { options, properName, wholeNumber } from "../simulation/argument.ts";
import { described } from "../simulation/described.ts";
import { libraryKey } from "../simulation/internals.ts";
import { Priority } from "../simulation/simulation.ts";
import { requestTo, transmit } from "./io/message.ts";
import type { NetworkEnd } from "./io/message.ts";
import { messages } from "./messages.ts";
import type { Client } from "./spec/workload-spec.ts";
import { Application, checkApplication, serviceEnds } from "./workload/application.ts";
import { noProgress } from "./workload/workload-state.ts";

/** What a remote computer is. */
export interface RemoteComputerSpec {
  /** Its name in messages. "remote" unless given. */
  readonly name?: string;
  /** Speed of its network interface in bits per second, as in `Gbps(1)`. 10 Gbit/s unless given. */
  readonly network?: number;
}

/**
 * A computer outside from which services are asked over the network.
 *
 * @example
 * const web = vm.launch(service({ name: "web", compute: us(20), receive: 100, send: KiB(4) }));
 * const load = new RemoteComputer().launch(client({ name: "load", to: web, requests: 1000 }));
 * server.run(seconds(1));
 * load.responseTime;
 */
export class RemoteComputer {
  /** Its name in messages. */
  readonly name: string;
  readonly #bandwidth: number;
  readonly #applications: Application[] = [];
  /** Its network interface: there as soon as it is known on whose network it is. */
  #nic: NetworkInterface | undefined;

  /** @throws HypervisorError `invalid-argument` */
  constructor(spec: RemoteComputerSpec = {}) {
    const request = messages.request("remote computer", "set-up-remote");
    const { name = "remote", network = costs.networkBandwidth.value } = options(
      request,
      spec,
      'new RemoteComputer({ name: "laptop" })',
      { name: true, network: true },
    );
    this.name = properName(request, name);
    const write = "network: Gbps(1)";
    this.#bandwidth = wholeNumber(request, "network", network, { min: 1e3, max: 1e13, write });
    Object.freeze(this);
  }

  /** What it runs and has run, oldest first. */
  get applications(): readonly Application[] {
    return [...this.#applications];
  }

  /**
   * Starts a client, at once: `launch(client({ … }))`. Its service's server, or cluster, lets time pass.
   * @throws HypervisorError `invalid-argument`, `application-exists`; `no-connect` for a service on another network than the
   * ones that it has asked before
   */
  launch(application: Client): Application {
    const name: unknown = (application as Partial<Client> | undefined)?.name;
    const request = messages.request(this.name, "launch-client", { application: described(name) });
    const { kind }: { readonly kind?: unknown } = Object(application) as Client;
    if (kind !== "client") throw messages.refusal("invalid-argument/clients-only", request);
    const to = serviceEnds.find(application.to);
    const nic = this.#nic ?? (to && this.#interface(to));
    checkApplication(request, application, this.#applications, nic);
    if (!to || !nic) throw messages.refusal("invalid-argument/clients-only", request);
    this.#nic = nic;
    const progress = noProgress();
    progress.state = "running";
    const launched = new Application(libraryKey, application, progress);
    this.#applications.push(launched);
    for (let i = 0; i < application.threads; i++) ask(nic, to, application, progress);
    return launched;
  }

  toJSON(): unknown {
    const { name, applications } = this;
    return { name, applications };
  }

  #interface({ nic: { simulation } }: NetworkEnd): NetworkInterface {
    return new NetworkInterface(simulation, "eth0", formatMac([2, 0, 0, 2, 0, 1]), this.#bandwidth);
  }
}

/** A thread sends a request, and the next when it is answered, until all are. */
function ask(
  nic: NetworkInterface,
  to: NetworkEnd,
  spec: Client,
  progress: ReturnType<typeof noProgress>,
): void {
  const { simulation } = nic;
  let busyUntil = 0;
  const client: NetworkEnd = {
    nic,
    place: "outside",
    reachedFrom: () => true,
    take: (bytes, outcome) => {
      // Its CPU sleeps unless it is still at what came before.
      const begins = busyUntil > simulation.now ? busyUntil : simulation.now + wakeTime;
      busyUntil = begins + stackTime(bytes);
      simulation.schedule(busyUntil - simulation.now, Priority.device, () => {
        outcome.taken();
      });
    },
    listener: () => undefined,
  };
  let began = 0;
  const send = (): void => {
    const message = requestTo(to, spec.to.name, client, spec.receive, {
      answered: () => {
        progress.completed++;
        progress.pending--;
        progress.responses.record(simulation.now - began);
        if (progress.arrived < spec.requests * spec.threads) next();
        else if (progress.pending === 0) progress.state = "finished";
      },
      lost: () => {
        progress.dropped++;
        simulation.schedule(costs.retransmissionTimeout.value, Priority.device, send);
      },
    });
    const most = costs.networkRequest.value;
    let copied = 0;
    for (let left = spec.receive; left > 0; left -= most) {
      const bytes = Math.min(left, most);
      copied += stackTime(bytes);
      simulation.schedule(copied, Priority.device, () => {
        transmit(nic, { bytes, message }, () => undefined);
      });
    }
  };
  const next = (): void => {
    progress.arrived++;
    progress.pending++;
    simulation.schedule(spec.compute, Priority.device, () => {
      progress.cpuTime += spec.compute;
      began = simulation.now;
      send();
    });
  };
  next();
}
