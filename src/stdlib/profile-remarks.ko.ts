// 제품마다 꼼꼼한 엔지니어라면 덧붙일 말. 뜻은 src/hypervisor/profiles/profiles.ts의 remark와 같다.

import type { profiles } from "../hypervisor/profiles/profiles.ts";
import type { virtualizationWays } from "../hypervisor/profiles/virtualization-ways.ts";

type Described = Exclude<keyof typeof profiles, "generic"> | keyof typeof virtualizationWays;

export const ko: Readonly<Record<Described, string>> = {
  esxi: "VMkernel이 드라이버를 직접 갖고 있습니다. 가상 머신마다 사용자 공간에 VMX 프로세스가 하나씩 딸려 있고, 호스트 에이전트 hostd는 관리만 합니다.",
  xen: "하이퍼바이저에는 디스크와 네트워크 드라이버가 없습니다. 특별한 권한을 가진 게스트인 Domain-0이 드라이버를 갖고 다른 모든 게스트의 I/O를 맡습니다. Domain-0이 크래시되면 Xen은 컴퓨터를 재부팅합니다(xen/common/shutdown.c).",
  hyperV:
    "이미 설치된 Windows에서 켜면, 다음 부팅부터 그 Windows가 루트 파티션이 되어 하이퍼바이저 위에서 돌아갑니다. 루트 파티션에는 드라이버가 있고, 가상 머신마다 작업자 프로세스가 하나씩 있습니다. 루트 파티션이 크래시되면 컴퓨터 전체가 재부팅됩니다.",
  kvm: "모듈 하나가 실행 중인 Linux 커널 자체를 하이퍼바이저로 만듭니다. 호스트 OS에 설치하고 그 프로세스와 스케줄러도 그대로 돌아가니 유형 2입니다. 하드웨어 바로 위의 커널이 곧 하이퍼바이저이니 유형 1입니다. 그래서 양쪽으로 다 불립니다.",
  workstation:
    "모니터는 호스트 OS 옆의 독립된 환경(world)에서 돌아가고, 인터럽트와 I/O를 처리할 때는 CPU를 호스트 OS에 돌려줍니다(Sugerman 외, USENIX ATC 2001).",
  virtualBox:
    'KVM과 마찬가지로 게스트로 들어가는 구성 요소는 호스트 커널의 모듈이고, 장치는 가상 머신의 프로세스가 흉내 냅니다. 그 프로세스는 VBoxSVC를 잃으면 끝납니다("VBoxSVC became unavailable, exiting").',
  binaryTranslation:
    "CPU의 도움 없는 전가상화입니다. 게스트 커널의 코드는 변환된 뒤에 실행되고, 하이퍼바이저가 섀도 페이지 테이블을 관리합니다.",
  paravirtual:
    "하이퍼바이저를 호출하도록 게스트 커널을 고쳤습니다. 페이지 테이블에 쓸 때도 하나씩, 또는 여러 개를 모아 하이퍼바이저에 부탁합니다.",
  shadowPaging:
    "VT-x가 처음 들어간 CPU에서의 전가상화입니다. 페이지 폴트가 나거나, 하이퍼바이저가 섀도로 따라 하는 페이지 테이블에 쓸 때마다 CPU가 게스트에서 빠져나옵니다.",
  nestedPaging:
    "오늘날의 CPU에서의 전가상화입니다. CPU가 게스트와 하이퍼바이저의 페이지 테이블을 모두 따라가므로, 둘 중 어느 일로도 게스트에서 빠져나오지 않습니다.",
  bareMetal:
    "하이퍼바이저가 없습니다. 운영체제 하나가 서버를 통째로 쓰고, 프로그램은 그 운영체제를 거쳐야만 장치에 닿습니다.",
};
