import {
  checks,
  formatBytes,
  GiB,
  Hypervisor,
  seconds,
  Server,
} from "hypervisor-notebook";

(() => {
  const machines = manager.domains();
  office.run(seconds(30)); // let whatever is there boot
  const up = machines.filter((vm) => vm.booted);
  const windows = up.filter((vm) => vm.os?.family === "Windows");
  const { memory, disk } = office.capacity;
  const sizes = `${formatBytes(memory)}, ${formatBytes(disk)}`;

  return checks(
    {
      passed: office instanceof Server && manager instanceof Hypervisor,
      en: "office is a server with the hypervisor manager on it",
      ko: "office는 서버이고 그 위에 하이퍼바이저 manager가 있어야 합니다",
    },
    {
      passed: memory === GiB(16) && disk === GiB(100),
      en: `office still has 16 GiB of memory and 100 GiB of disk (now ${sizes})`,
      ko: `office의 메모리는 16 GiB, 디스크는 100 GiB 그대로여야 합니다 (지금 ${sizes})`,
    },
    {
      passed: machines.length >= 3,
      en: `three machines are defined (${machines.length} so far)`,
      ko: `가상 머신 세 대를 만들어야 합니다 (지금 ${machines.length}대)`,
    },
    {
      passed: up.length >= 3,
      en: `all three have booted (${up.length} so far)`,
      ko: `세 대가 모두 부팅되어야 합니다 (지금 ${up.length}대)`,
    },
    {
      passed: windows.length >= 1,
      en: "one of them runs Windows",
      ko: "그중 하나는 Windows를 실행해야 합니다",
    },
  );
})();
