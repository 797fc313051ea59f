// A refusal as Korean readers are told it.
import { HypervisorError, refusalData } from "../simulation/error.ts";
import type { ErrorCode } from "../simulation/error.ts";
import { inLanguage } from "../simulation/in-language.ts";
import type { RefusalData } from "../trace/message.ts";

/** 거절 코드의 한국어 이름. 코드 자체는 코드에서 쓰는 그대로 함께 보여 준다. */
const codeNames: Readonly<Record<ErrorCode, string>> = {
  "invalid-argument": "잘못된 인자",
  "operation-invalid": "지금 상태에서 할 수 없음",
  "not-installed": "설치되지 않음",
  "already-installed": "이미 설치됨",
  "config-unsupported": "지원하지 않는 구성",
  "no-connect": "연결할 수 없음",
  "no-component": "그런 구성 요소가 없음",
  "domain-exists": "이미 있는 가상 머신",
  "server-exists": "이미 있는 서버",
  "no-valid-host": "맞는 서버가 없음",
  "no-domain": "그런 가상 머신이 없음",
  "no-image": "그런 이미지가 없음",
  "container-exists": "이미 있는 컨테이너",
  "no-container": "그런 컨테이너가 없음",
  "no-process": "그런 프로세스가 없음",
  "no-file": "그런 파일이 없음",
  "segmentation-fault": "세그멘테이션 오류",
  "no-operating-system": "운영체제가 없음",
  "insufficient-cpus": "CPU 부족",
  "insufficient-memory": "메모리 부족",
  "insufficient-disk": "디스크 부족",
  "application-exists": "이미 있는 애플리케이션",
  "snapshot-exists": "이미 있는 스냅샷",
  "no-snapshot": "그런 스냅샷이 없음",
  "resource-busy": "사용 중",
  "no-space": "남은 공간이 없음",
  "guest-page-fault": "게스트 페이지 폴트",
  "io-error": "입출력 오류",
  "forged-transmit": "위조된 전송",
  "network-exists": "이미 있는 네트워크",
  "no-network": "그런 네트워크가 없음",
};

const parts = ["message", "found", "expected", "hint"] as const;

/** Sentences of a refusal by the properties in which they stand, and those of them alone that are as they were. */
function shown(value: object, about: RefusalData): Partial<Record<(typeof parts)[number], string>> {
  const [english, korean] = [inLanguage(about, "en"), inLanguage(about, "ko")];
  if (english === null || korean === null) return {};
  const own = (part: string) => Object.getOwnPropertyDescriptor(value, part)?.value as unknown;
  const kept = parts.filter((part) => own(part) === english[part]);
  return Object.fromEntries(kept.map((part) => [part, korean[part]]));
}

// Taken before any cell can replace it.
const ofErrors = Reflect.get(Error.prototype, "toString") as (this: object) => string;

/** Makes `String(error)` of a refusal Korean wherever `isKorean`, which is asked each time. */
function inStrings(isKorean: () => boolean): void {
  const toString = function toString(this: HypervisorError): string {
    const { name, message } = this;
    const about = isKorean() ? refusalData(this) : undefined;
    const told = about ? { message, ...shown(this, about) } : { message };
    return ofErrors.call({ name, ...told });
  };
  Object.defineProperty(HypervisorError.prototype, "toString", {
    ...{ value: toString, writable: true, configurable: true },
  });
}

const retelling = { codeNames, shown, inStrings };

/** Undefined in the kernel of English pages. */
export const ko: typeof retelling | undefined = retelling;
