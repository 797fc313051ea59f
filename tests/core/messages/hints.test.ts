// Hints that fit what was asked and the state that it was asked in: a beginner who does what a refusal says is not refused
// again for it.

import { expect, test } from "vitest";
import { inLanguage } from "../../../src/simulation/in-language.ts";
import {
  Cluster,
  ContainerEngine,
  GiB,
  HostOs,
  Hypervisor,
  MiB,
  profiles,
  RemoteComputer,
  Server,
} from "../../../src/stdlib/index.ts";
import { any, burn } from "../dock.ts";
import { machineIn, rack, refusal, sized, small } from "../machine.ts";
import { pair } from "../two-servers.ts";

const crashed = () => {
  const { server, vm } = machineIn("running");
  server.crash("guest-os:shop");
  return vm;
};
const hypervisorDown = () => {
  const { server } = rack();
  server.crash("hypervisor");
  return server;
};
const inside = () => new Hypervisor({ name: "L1", profile: profiles.kvm });
const host = () => new Server({ memory: GiB(16) }).install(new HostOs());
const movedWhen = (spoil: (parts: ReturnType<typeof pair>) => unknown) => () => {
  const parts = pair();
  spoil(parts);
  return parts.vm.migrate(parts.there);
};

/** What is asked; what its refusal has in it in English; and in Korean. */
const cases: Readonly<Record<string, readonly [() => unknown, RegExp, RegExp]>> = {
  "a part, when all are down": [
    () => hypervisorDown().crash("hypervisor"),
    /powerOff\(\) and powerOn\(\) the server/,
    /powerOff\(\) 했다가 powerOn\(\)/,
  ],
  "software on a server that is too small": [
    () => new Server({ memory: MiB(4) }).install(new Hypervisor()),
    /less than that even with no machine on it/,
    /하나도 없어도 모자랍니다/,
  ],
  "a disk larger than the server's": [
    () => rack().hypervisor.create({ name: "a", ...small, disk: GiB(9000) }),
    /less than that even with no machine on it/,
    /하나도 없어도 모자랍니다/,
  ],
  "memory that others have": [
    () => {
      const { hypervisor } = rack();
      for (const name of ["a", "b"]) hypervisor.create({ name, ...small, memory: GiB(20) });
    },
    /shutdown\(\) or destroy\(\) a machine/,
    /shutdown\(\)이나 destroy\(\)/,
  ],
  "options that are an option": [
    () => new Server({ storage: any(7) }),
    /storage is 7\. Expected storage to be an object/,
    /storage 값이 7/,
  ],
  "options that are an argument": [
    () => new Server(any(7)),
    /the argument is 7\. Expected the argument to be/,
    /인자가 7/,
  ],
  "a number where there is one alone": [
    () => machineIn("running").vm.pin(3, [0]),
    /Expected vcpu to be 0\./,
    /vcpu 값으로 0\./,
  ],
  "physical CPUs that are no list": [
    () => machineIn("running").vm.pin(0, any(0)),
    /it is 0, and no list/,
    /배열이 아니라 0/,
  ],
  "a payload by its own name": [
    () => machineIn("running").vm.guest.send({ to: "52:54:00:00:00:01", payload: any(1) }),
    /payload is 1\. Expected payload/,
    /payload 값이 1/,
  ],
  "an engine on the bare server": [
    () => new Server().install(any(new ContainerEngine())),
    /install it on a host OS/,
    /호스트 OS를 설치하고/,
  ],
  "nothing, to be installed": [
    () => new Server().install(any(undefined)),
    /Expected software that runs on a bare server/,
    /서버에 바로 설치하는 소프트웨어/,
  ],
  "nothing, to be installed on a host": [
    () => host().install(any(undefined)),
    /cannot install software: .* Expected software that runs on a host OS/,
    /소프트웨어를 설치할 수 없습니다/,
  ],
  "nothing, to be launched": [
    () => host().spawn(any(undefined)),
    /it is undefined\. Expected a service\(…\).* Hint: pass one/,
    /인자가 undefined/,
  ],
  "no client on a remote computer": [
    () => new RemoteComputer().launch(any(burn())),
    /Expected a client/,
    /client\(…\)로 만든 것/,
  ],
  "nothing on a remote computer": [
    () => new RemoteComputer().launch(any(null)),
    /Expected a client/,
    /client\(…\)로 만든 것/,
  ],
  "a machine by an image that is none": [
    () => rack().hypervisor.create("two words"),
    /there is no image "two words"/,
    /"two words" 이미지가 없음/,
  ],
  "a machine in a cluster by an image that is none": [
    () => new Cluster().create("two words"),
    /there is no image "two words"/,
    /"two words" 이미지가 없음/,
  ],
  "a machine to create, not described": [
    () => rack().hypervisor.create(any(undefined)),
    /write create\(\{ .*image: "debian-12" \}\)/,
    /create\(\{ .*image: "debian-12" \}\)처럼/,
  ],
  "a machine to define, not described": [
    () => rack().hypervisor.define(any(undefined)),
    /write define\(\{ /,
    /define\(\{ .*\}\)처럼/,
  ],
  "a hypervisor in a machine that crashed": [
    () => crashed().nest(inside()),
    /Hint: destroy\(\) it and start\(\) it/,
    /destroy\(\) 한 다음 start\(\)/,
  ],
  "a hypervisor in a machine that is gone": [
    () => machineIn("undefined").vm.nest(inside()),
    /Hint: define\(\) or create\(\) it anew/,
    /새로 만드세요/,
  ],
  "a hypervisor in a machine that is paused": [
    () => machineIn("paused").vm.nest(inside()),
    /Hint: resume\(\) it/,
    /resume\(\) 하세요/,
  ],
  "a move of a machine that crashed": [
    movedWhen(({ first }) => first.crash("guest-os:shop")),
    /Hint: destroy\(\) it and start\(\) it/,
    /destroy\(\) 한 다음 start\(\)/,
  ],
  "a machine where every server is down": [
    () => {
      const { cluster } = pair();
      for (const server of cluster.servers) server.powerOff();
      return cluster.create({ name: "new", ...sized, image: small.image });
    },
    /room for 1 vCPU and .* or powerOn\(\) one that is off/,
    /꺼진 서버를 powerOn\(\)/,
  ],
};

test.each(Object.entries(cases))("%s", (_, [ask, english, korean]) => {
  const error = refusal(ask);
  expect(error.message).toMatch(english);
  expect(inLanguage(error.about, "ko")?.message).toMatch(korean);
});
