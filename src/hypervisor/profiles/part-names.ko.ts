// 프로필이 제품과 구성 요소를 부르는 이름 가운데 상표가 아니라 말인 것의 한국어. 상표는 그대로 쓴다.

/** 말로 된 이름과 그 한국어. */
export const partNames = {
  hypervisor: "하이퍼바이저",
  "guest OS": "게스트 OS",
  "host OS": "호스트 OS",
  "operating system": "운영체제",
  "root partition": "루트 파티션",
  "child partition": "자식 파티션",
  "vmmon and the monitor": "vmmon과 모니터",
  "VMMR0 in vboxdrv": "vboxdrv의 VMMR0",
  "Workstation's window": "Workstation 창",
  "a hypervisor of type 1": "유형 1 하이퍼바이저",
  "bare metal": "베어메탈",
  "binary translation": "이진 변환",
  paravirtualization: "반가상화",
  "hardware-assisted, shadow paging": "하드웨어 지원, 섀도 페이징",
  "hardware-assisted, nested paging": "하드웨어 지원, 중첩 페이징",
};

/** 구성 요소나 제품의 이름을 한국어 문장에 쓸 때의 이름. */
export const partName = (name: string): string =>
  Object.hasOwn(partNames, name) ? partNames[name as keyof typeof partNames] : name;
