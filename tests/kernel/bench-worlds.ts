// Notebooks that hold all that the bench can draw: each has names in scope, and steps that a cell might take.
import {
  batch,
  Cluster,
  ContainerEngine,
  GiB,
  HostOs,
  Hypervisor,
  HypervisorError,
  MiB,
  ms,
  overcommit,
  profiles,
  seconds,
  Server,
  service,
  TiB,
} from "../../src/stdlib/index.ts";
import { nested } from "../core/nested.ts";
import { sized, small } from "../core/machine.ts";

export interface World {
  readonly names: Record<string, unknown>;
  readonly server: Server;
  readonly steps: readonly (() => unknown)[];
}

const rack = (name = "rack-1") =>
  new Server({ name, cpus: 2, memory: GiB(32), disk: GiB(500), seed: 3 });

/** A hypervisor with two machines, one of which works. */
function machines(hypervisor: Hypervisor, server: Server): World {
  const shop = hypervisor.create({ name: "shop", ...small, vcpus: 2, memory: MiB(512) });
  const blog = hypervisor.define({ name: "blog", ...sized });
  const web = { compute: ms(2), every: ms(10), arrivals: "poisson", read: 4096 } as const;
  const steps = [
    () => server.run(ms(300)),
    () => server.run(seconds(2)),
    () => shop.launch(service({ name: `web-${String(server.now)}`, ...web })),
    () => shop.launch(batch({ name: `job-${String(server.now)}`, compute: ms(40) })),
    () => shop.suspend(),
    () => shop.resume(),
    () => shop.snapshot(`at-${String(server.now)}`),
    () => shop.destroy(),
    () => shop.start(),
    () => blog.install(small.image).start(),
    () => blog.undefine(),
  ];
  return { names: { server, hypervisor, shop, machines: [shop, blog] }, server, steps };
}

function onBareServer(hypervisor: () => Hypervisor): () => World {
  return () => {
    const server = rack();
    return machines(server.install(hypervisor()), server);
  };
}

export const worlds: Readonly<Record<string, () => World>> = {
  "a hypervisor on a bare server": onBareServer(() => new Hypervisor({ name: "hv" })),
  "a control domain": onBareServer(() => new Hypervisor({ profile: profiles.xen })),
  "memory promised more than once": onBareServer(() => new Hypervisor({ memory: overcommit() })),
  "a host OS with processes, containers and a hypervisor": () => {
    const server = rack("desk");
    const host = server.install(new HostOs());
    const engine = host.install(new ContainerEngine());
    const { names, steps } = machines(
      host.install(new Hypervisor({ profile: profiles.virtualBox })),
      server,
    );
    engine.run({ name: "cache", image: "redis:7.4", memory: MiB(512) });
    host.spawn(batch({ name: "compile", compute: seconds(1) }));
    return { names: { ...names, host, engine }, server, steps };
  },
  "a hypervisor in a machine": () => {
    const { server, hypervisor, outer, inner, a } = nested();
    const steps = [
      () => server.run(ms(500)),
      () => a.launch(service({ name: "web", compute: ms(1), every: ms(7) })),
      () => a.suspend(),
      () => a.resume(),
      () => outer.suspend(),
      () => outer.resume(),
    ];
    return { names: { server, hypervisor, outer, inner }, server, steps };
  },
  "a cluster": () => {
    const cluster = new Cluster({ storage: TiB(1), seed: 5 });
    const add = (name: string) => {
      const server = cluster.add({ name, cpus: 2, memory: GiB(16), disk: GiB(100) });
      server.install(new Hypervisor({ name: `hv-${name}` }));
      return server;
    };
    const [server] = [add("one"), add("two")];
    const vm = cluster.create({ name: "shop", ...small, storage: "shared" });
    const to = () => cluster.hypervisors.find(({ name }) => name !== vm.hypervisor);
    const steps = [
      () => cluster.run(seconds(1)),
      () => cluster.run(seconds(9)),
      () => vm.migrate(to() ?? new Hypervisor()),
    ];
    return { names: { cluster }, server, steps };
  },
};

/** Takes a step, or is refused. */
export function attempt(step: (() => unknown) | undefined): void {
  try {
    step?.();
  } catch (error) {
    // A refusal is an answer as well; the trace has it.
    if (!(error instanceof HypervisorError)) throw error;
  }
}
