// 엔진의 오류 메시지 곁에 두는 힌트. 열쇠는 영어 문장이고 {0} 자리에 값이 들어간다.
export const ko = {
  "What stands before the dot is {0}.": "점(.) 앞의 값이 {0}입니다.",
  "No function of that name: check the spelling.":
    "그런 이름의 함수가 없습니다. 철자를 확인하세요.",
  "Look for a function that calls itself without end.":
    "자신을 끝없이 부르는 함수가 있는지 찾아보세요.",
  "A length is a whole number from 0 to {0}.": "길이는 0부터 {0}까지의 정수입니다.",
  "{0} is undefined. Did you mean {1}?": "{0} 속성은 없습니다. 혹시 {1}인가요?",
  "Did you mean {0}?": "혹시 {0}인가요?",
};
