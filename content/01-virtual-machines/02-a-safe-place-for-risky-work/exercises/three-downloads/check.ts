import { checks, seconds } from "hypervisor-notebook";

(() => {
  const on = sandbox.state === "running" || sandbox.state === "blocked";
  const found = on
    ? [9000, 9100, 9200].map((n) => sandbox.guest.readDiskText(n))
    : [];
  const [notes, photos, music] = found;

  sandbox.destroy().start();
  laptop.run(seconds(20));

  return checks(
    {
      passed: on,
      en: `sandbox is on`,
      ko: `sandbox가 켜져 있어야 합니다`,
    },
    {
      passed: sandbox.booted,
      en: "switched off and on, it boots",
      ko: "껐다 켜도 부팅되어야 합니다",
    },
    {
      passed: notes === "notes",
      en: `sector 9000 still says "notes" (now "${notes}")`,
      ko: `9000번 섹터의 "notes"가 그대로여야 합니다 (지금 "${notes}")`,
    },
    {
      passed: photos === "photo viewer 2.1",
      en: `the photo viewer is in sector 9100 (now "${photos}")`,
      ko: `9100번 섹터에 사진 뷰어가 있어야 합니다 (지금 "${photos}")`,
    },
    {
      passed: music === "music player 7",
      en: `the music player is in sector 9200 (now "${music}")`,
      ko: `9200번 섹터에 음악 플레이어가 있어야 합니다 (지금 "${music}")`,
    },
  );
})();
