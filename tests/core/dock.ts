// What tests of containers begin with: a host OS with a container engine, and a container in some state.

import { batch, ContainerEngine, GiB, HostOs, seconds, Server } from "../../src/stdlib/index.ts";
import type { ContainerState, ServerSpec } from "../../src/stdlib/index.ts";

export function dock(spec: Partial<ServerSpec> = {}, image = "ubuntu-24.04") {
  const server = new Server({
    name: "pc",
    cpus: 2,
    memory: GiB(8),
    disk: GiB(40),
    ...spec,
  });
  const host = server.install(new HostOs({ image, name: "host" }));
  return { server, host, engine: host.install(new ContainerEngine()) };
}
export const any = (value: unknown): never => value as never;
/** A job that never ends. */
export const burn = (name = "burn", memory = 0) => batch({ name, compute: seconds(1000), memory });

/** A container brought into a state by the shortest way. */
export function containerIn(state: ContainerState) {
  const all = dock();
  const web = all.engine.create({ name: "web", image: "nginx:1.27" });
  const steps: Record<ContainerState, () => unknown> = {
    created: () => undefined,
    running: () => web.start(),
    paused: () => web.start().pause(),
    exited: () => web.start().kill(),
    removed: () => web.remove(),
  };
  steps[state]();
  return { ...all, web };
}
