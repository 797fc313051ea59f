// Who asked a service before a restart of whatever kind finds it again afterwards, under its name.

import { describe, expect, test } from "vitest";
import {
  client,
  ContainerEngine,
  GiB,
  HostOs,
  Hypervisor,
  ms,
  profiles,
  RemoteComputer,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type { Application, VirtualMachine } from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";

const box = { cpus: 4, memory: GiB(16), disk: GiB(120) };
const image = "nginx:1.27";

const echo = (name = "echo") => service({ name, compute: 1, receive: 1, send: 1 });
const asking = (to: Application, requests = 3, name = "load") => client({ name, to, requests });

/** A service on something that can be stopped and started, and what is asked of its server. */
interface Restartable {
  readonly server: Server;
  readonly app: Application;
  /** Stops it, and brings it back; undefined where a service has to be launched once more. */
  readonly restart: () => (() => Application) | undefined;
}

describe("a service is found again", () => {
  const pc = () => {
    const server = new Server({ name: "pc", ...box });
    const host = server.install(new HostOs());
    return { server, host };
  };
  const power = (server: Server) => {
    server.powerOff();
    server.run(seconds(1));
    server.powerOn();
    server.run(seconds(60));
  };
  const inProcess = (happen: (all: ReturnType<typeof pc>) => void) => (): Restartable => {
    const all = pc();
    const restart = () => {
      happen(all);
      all.server.run(seconds(60));
      return () => all.host.spawn(echo());
    };
    return { server: all.server, app: all.host.spawn(echo()), restart };
  };
  const inContainer =
    (happen: (all: ReturnType<typeof pc>) => void, how: "command" | "launch") =>
    (): Restartable => {
      const all = pc();
      const engine = all.host.install(new ContainerEngine());
      const web = engine.run({
        ...{ name: "web", image, publish: [{ hostPort: 80 }] },
        ...(how === "command" && { command: echo() }),
      });
      all.server.run(seconds(2));
      const [main] = web.processes;
      const app = how === "command" && main ? main : web.launch(echo());
      const restart = () => {
        if (web.state === "running") happen(all);
        if (web.state === "running") web.stop();
        web.start();
        all.server.run(seconds(2));
        return how === "launch" ? () => web.launch(echo()) : undefined;
      };
      return { server: all.server, app, restart };
    };
  const inMachine =
    (happen: (vm: VirtualMachine, all: ReturnType<typeof pc>) => void) => (): Restartable => {
      const all = pc();
      const kvm = all.host.install(new Hypervisor({ profile: profiles.kvm }));
      const vm = kvm.create({ ...small, name: "vm" });
      all.server.run(seconds(20));
      const app = vm.launch(echo());
      const restart = () => {
        happen(vm, all);
        if (vm.state === "shutoff") vm.start();
        all.server.run(seconds(60));
        return undefined;
      };
      return { server: all.server, app, restart };
    };
  const reboot = ({ host, server }: ReturnType<typeof pc>) => {
    host.reboot();
    server.run(seconds(60));
  };
  const cut = ({ server }: ReturnType<typeof pc>) => {
    power(server);
  };
  const nothing = () => undefined;

  test.each<[string, () => Restartable]>([
    ["in a process, when its host OS was rebooted", inProcess(reboot)],
    ["in a process, when its server was off", inProcess(cut)],
    [
      "in a process, when its host OS panicked",
      inProcess(({ server, host }) => {
        server.crash(host.components()[0]?.id ?? "");
        host.reboot();
      }),
    ],
    ["in a container that was restarted", inContainer(nothing, "command")],
    ["in a container that was restarted, beside its command", inContainer(nothing, "launch")],
    ["in a container, when its host OS was rebooted", inContainer(reboot, "command")],
    ["in a container, when its server was off", inContainer(cut, "launch")],
    ["in a machine that was restarted", inMachine((vm) => vm.destroy())],
    ["in a machine that rebooted", inMachine((vm) => vm.reboot())],
    [
      "in a machine, when its host OS was rebooted",
      inMachine((_, all) => {
        reboot(all);
      }),
    ],
    [
      "in a machine, when its server was off",
      inMachine((_, all) => {
        cut(all);
      }),
    ],
  ])("%s", (_, begin) => {
    // Requests and answers are on their way, or worked on, when it happens.
    for (const offset of [0, 7, 15, 23, 31, 39]) {
      const { server, app, restart } = begin();
      const load = new RemoteComputer().launch(asking(app, 2000));
      server.run(ms(5) + us(offset));
      const { completed } = load.requests;
      expect(completed).toBeGreaterThan(50);
      expect(completed).toBeLessThan(2000);
      const again = restart();
      if (again) {
        // There is no such process, and nothing answers; an answer that has left arrives.
        expect(load.requests.completed).toBeLessThanOrEqual(completed + 1);
        again();
      }
      server.run(seconds(2));
      expect([load.state, load.requests.completed]).toEqual(["finished", 2000]);
      expect(load.requests.dropped).toBeGreaterThan(0);
    }
  });

  test("and another process of the same name answers in its place, but none of another name", () => {
    const { server, host } = pc();
    const app = host.spawn(echo());
    const load = new RemoteComputer().launch(asking(app, 100_000));
    server.run(ms(10));
    server.crash("process:echo");
    host.spawn(echo("other"));
    // An answer that has left arrives.
    server.run(ms(1));
    const before = load.requests.completed;
    server.run(seconds(3));
    expect(load.requests.completed).toBe(before);
    host.spawn(echo());
    server.run(seconds(10));
    expect(load.state).toBe("finished");
  });
});
