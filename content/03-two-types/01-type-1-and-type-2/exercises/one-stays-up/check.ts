import { checks, seconds } from "hypervisor-notebook";

(() => {
  const names = ["web-1", "web-2"];
  const up = () => {
    const servers = site();
    for (const one of servers) one.run(seconds(30));
    return servers;
  };
  const running = (servers: ReturnType<typeof up>) =>
    servers
      .flatMap((one) => one.components())
      .filter(({ role, state }) => role === "guest-os" && state === "up")
      .map(({ id }) => id.replace("guest-os:", ""))
      .filter((name) => names.includes(name));

  const first = up();
  const before = running(first).sort();
  const crashes = first.flatMap((one, index) =>
    one
      .components()
      .filter(({ state }) => state === "up")
      .map(({ id }) => ({ index, server: one.name, id })),
  );
  const fatal = crashes.find(({ index, id }) => {
    const again = up();
    again[index]?.crash(id);
    return running(again).length === 0;
  });
  const both = before.join() === names.join();

  return checks(
    {
      passed: both,
      en: `web-1 and web-2 are up (now: ${before.join(", ") || "none"})`,
      ko: `web-1과 web-2가 켜져 있어야 합니다 (지금 ${before.join(", ") || "없음"})`,
    },
    {
      passed: both && fatal === undefined,
      en: fatal
        ? `one stays up when ${fatal.id} on ${fatal.server} crashes (now: none)`
        : `whichever of the ${crashes.length} parts crashes, one stays up`,
      ko: fatal
        ? `${fatal.server}의 ${fatal.id} 하나가 크래시되어도 한 대는 켜져 있어야 합니다 (지금은 둘 다 멈춤)`
        : `구성 요소 ${crashes.length}개 가운데 무엇이 크래시되어도 한 대는 켜져 있어야 합니다`,
    },
  );
})();
