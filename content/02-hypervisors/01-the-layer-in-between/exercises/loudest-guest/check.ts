import {
  batch,
  checks,
  GiB,
  Hypervisor,
  MiB,
  seconds,
  Server,
} from "hypervisor-notebook";

(() => {
  const size = { cpus: 4, memory: GiB(16), disk: GiB(200) };
  const small = { vcpus: 1, memory: GiB(2), disk: GiB(20) };
  const send = (count: number) =>
    batch({ name: "job", compute: 1, send: MiB(count / 16) });
  const call = (count: number) =>
    batch({ name: "job", compute: 1, hypercalls: count });
  const site = (work: Record<string, ReturnType<typeof batch>>) => {
    const server = new Server(size);
    const hypervisor = server.install(new Hypervisor());
    for (const [name, job] of Object.entries(work))
      hypervisor.create({ ...small, name, image: "debian-12" }).launch(job);
    server.run(seconds(30));
    return loudest(server);
  };

  const plain = site({ quiet: call(100), busy: call(3000) });
  // More exits on one side, more of the hypervisor's time on the other.
  const tricky = site({ many: call(3000), few: send(1200) });

  return checks(
    {
      passed: plain === "busy",
      en: `of two guests of one kind, the one with more exits (you say "${plain}")`,
      ko: `같은 일을 하는 두 게스트 중에서 exit가 더 많은 쪽을 찾아야 합니다 (지금 답 "${plain}")`,
    },
    {
      passed: tricky === "few",
      en: `3,000 cheap exits or some 2,300 dear ones: by time (you say "${tricky}")`,
      ko: `값싼 exit 3,000번보다 값비싼 exit 2,300여 번이 더 오래 걸린다고 답해야 합니다 (지금 답 "${tricky}")`,
    },
  );
})();
