// 커널이 출력에 쓰는 한국어. 열쇠는 영어 문장이고 {0}, {1} 자리에 값이 들어간다. 자바스크립트 엔진이 하는 말과 같은 문장은
// 엔진이 말하는 대로 둔다.
export const ko = {
  // 오류
  Hint: "힌트",
  "Caused by": "원인",
  Uncaught: "예외",

  // 값과 표
  "… {0} more": "… {0}개 더",
  "… {0} more characters": "… {0}자 더",
  "<1 empty item>": "<빈 칸 1개>",
  "<{0} empty items>": "<빈 칸 {0}개>",
  "[a bigint of more than {0} digits]": "[{0}자리가 넘는 bigint]",
  "… {0} more rows": "… {0}행 더",
  "[cannot be shown: {0}]": "[표시할 수 없음: {0}]",
  "it throws": "예외를 던짐",

  // 콘솔과 진행률
  Trace: "호출 경로",
  "Assertion failed": "단언 실패",
  "{0} has not been called": "{0} 호출이 먼저 있어야 합니다",
  "(index)": "(인덱스)",
  Values: "값",
  Progress: "진행률",

  // 너무 많은 출력
  "… {0} lines beyond the first {1} characters …": "… 처음 {1}자 다음 {0}줄 생략 …",
  "… {0} characters beyond the first {1} characters …": "… 처음 {1}자 다음 {0}자 생략 …",
  "… {0} errors of one run are shown, and no more.":
    "… 한 번 실행할 때 오류는 {0}개까지만 표시합니다.",
  "… one run may display {0} values; the others are not shown.":
    "… 한 번 실행할 때 값은 {0}개까지만 표시합니다.",
  "… one run may display {0} characters of values; the others are not shown.":
    "… 한 번 실행할 때 값은 모두 {0}자까지만 표시합니다.",

  // 이름
  "{0} is not defined": "{0} is not defined",
  "Cannot access '{0}' before initialization": "Cannot access '{0}' before initialization",
  "The cell that declares {0} has not come that far, or has failed before it.":
    "{0} 이름을 선언한 셀이 아직 그 줄까지 실행되지 않았거나, 그 전에 실패했습니다.",
  'Cannot assign to "{0}" because it is an import or a standard name':
    'import한 이름이나 표준 이름에는 대입할 수 없습니다: "{0}"',
  'Cannot assign to "{0}" because it is a constant.': '상수에는 대입할 수 없습니다: "{0}"',
  'Declare it with "let {0}" if it is meant to change.':
    '값을 바꾸려면 "let {0}"처럼 let으로 선언하세요.',
  "Did you mean {0}?": "혹시 {0}인가요?",
  'Import it: import { {0} } from "{1}";': 'import하세요: import { {0} } from "{1}";',
  "Cells run without a network.": "셀은 네트워크 없이 실행됩니다.",
  "Cells run in a worker, apart from the page. Show something with display(value), or as the last expression.":
    "셀은 페이지와 분리된 워커에서 실행됩니다. 보여 줄 값은 display(value)에 넘기거나 마지막 식으로 두세요.",
  'Cells run in the browser, not in Node. Modules come by import statements, from "hypervisor-notebook".':
    '셀은 Node가 아니라 브라우저에서 실행됩니다. 모듈은 import 문으로 "hypervisor-notebook"에서 가져오세요.',

  // import
  "Expected an import from {0}, found {1}.": "{0}에서 import해야 하는데 {1}에서 import했습니다.",
  "Cells run without a network: they can import what comes with the notebook.":
    "셀은 네트워크 없이 실행되므로 노트북에 들어 있는 모듈만 import할 수 있습니다.",
  'Expected a name that "{0}" exports, found a default import.':
    '"{0}"에는 기본 내보내기(default)가 없습니다.',
  'Import by name: import { … } from "{0}".': '이름으로 가져오세요: import { … } from "{0}".',
  'Expected a name that "{0}" exports, found {1}.': '"{0}"에서 내보내지 않는 이름입니다: {1}',
  'If {0} is a type, write: import type { {0} } from "{1}".':
    '{0} 이름이 타입이면 이렇게 쓰세요: import type { {0} } from "{1}".',
  "Expected the part of the library that has {0}, found that it could not be fetched.":
    "라이브러리의 일부를 사이트에서 받지 못했습니다: {0}",
  "Expected the rest of the library, found that it could not be fetched.":
    "라이브러리의 나머지를 사이트에서 받지 못했습니다.",
  "{0}": "{0}",

  // display
  "Expected a MIME bundle, found {0}.": "MIME 번들이 아닙니다: {0}",
  "Expected MIME types as keys, found {0}.": "MIME 타입이 아닌 키가 있습니다: {0}",
  'Return representations by MIME type, as { "text/plain": "…" }.':
    'MIME 타입별 표현을 { "text/plain": "…" }처럼 돌려주세요.',
  "Expected a bundle of JSON values, found one that is not: {0}":
    "번들에는 JSON 값만 넣을 수 있는데 아닌 것이 있습니다: {0}",
  "Show a smaller, acyclic part of the value.": "값에서 더 작고 순환하지 않는 부분만 보여 주세요.",
  "Expected an output of at most {0} characters, found {1}.": "출력은 {0}자까지인데 {1}자입니다.",
  "Show a part of it: a slice, a summary, a sample.":
    "일부만 자르거나, 요약하거나, 몇 개만 뽑아서 보여 주세요.",
  "Expected a text as label, found {0}.": "이름표가 문자열이 아닙니다: {0}",
  'Write display.progress("an hour").': 'display.progress("한 시간")처럼 쓰세요.',
  "Expected a fraction from 0 to 1, found {0}.": "0부터 1까지의 비율이 아닙니다: {0}",
  "Call it with what is done, divided by what there is to do.":
    "끝난 양을 전체 양으로 나눈 값을 넘기세요.",
  "{0} expects a function, found {1}.": "{0}에 함수가 아니라 {1} 타입의 값을 넘겼습니다.",
};
