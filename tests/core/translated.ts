// The same program under each way of running a guest's privileged instructions and of translating its addresses.
import {
  batch,
  costs,
  GHz,
  GiB,
  HostOs,
  Hypervisor,
  profiles,
  seconds,
  Server,
  virtualizationWays,
} from "../../src/stdlib/index.ts";
import type { BatchSpec, Profile, VirtualMachine } from "../../src/stdlib/index.ts";

/** The ways there are, as tests name them. */
export const ways = {
  "binary translation": virtualizationWays.binaryTranslation,
  paravirtual: virtualizationWays.paravirtual,
  "hardware, shadow": virtualizationWays.shadowPaging,
  "hardware, nested": virtualizationWays.nestedPaging,
} as const satisfies Record<string, Profile>;

export type Way = keyof typeof ways;
export const wayNames = Object.keys(ways) as Way[];

/** A server of that clock on which each profile of the tower is in a machine of the one before. */
export function towerOf(tower: readonly Profile[], frequency: number = GHz(2)) {
  const server = new Server({
    ...{ cpus: 2, memory: GiB(16), disk: GiB(100), frequency },
    trace: { limit: 0 },
  });
  let machine: VirtualMachine | undefined;
  tower.forEach((given, level) => {
    // In a machine it is installed on the system there.
    const { privileged, paging } = given;
    const ways = { ...(privileged && { privileged }), ...(paging && { paging }) };
    const profile = level === 0 ? given : { ...profiles.kvm, ...ways };
    const hypervisor = new Hypervisor({ name: `L${level}`, profile });
    const size = { vcpus: 1, image: "alpine-3.21", name: `guest-${level}` };
    const [memory, disk] = [GiB(8 - 6 * level), GiB(40 - 30 * level)];
    if (machine) machine.nest(hypervisor);
    else server.install(hypervisor);
    machine = hypervisor.create({ ...size, memory, disk });
    server.run(seconds(20));
  });
  return { server, machine };
}

/** How long a program takes there, in seconds, and how often it left its guest. */
export function takes(
  tower: readonly Profile[],
  spec: Partial<BatchSpec>,
  frequency: number = GHz(2),
) {
  const { server, machine } = towerOf(tower, frequency);
  const job = batch({ name: "job", compute: 1, ...spec });
  const before = { ...machine?.exits };
  const begun = server.events;
  const running = machine?.launch(job) ?? server.install(new HostOs()).spawn(job);
  while (running.state !== "finished") server.run(seconds(0.1));
  const exits = (reason: keyof VirtualMachine["exits"]) =>
    (machine?.exits[reason] ?? 0) - (before[reason] ?? 0);
  const seconds_ = (running.responseTime?.max ?? NaN) / 1e9;
  return { seconds: seconds_, exits, events: server.events - begun };
}

/** The cycles that each of `count` operations takes. */
export function cyclesEach(
  tower: readonly Profile[],
  operation: keyof NonNullable<BatchSpec["kernel"]>,
  count = 10_000,
): number {
  return (takes(tower, { kernel: { [operation]: count } }).seconds * GHz(2)) / count;
}

export const cost = (name: keyof typeof costs): number => costs[name].value;
