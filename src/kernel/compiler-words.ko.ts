// 셀을 컴파일하지 못할 때 하는 말. 열쇠는 영어 문장이고 {0} 자리에 값이 들어간다.
export const ko = {
  "Expected an expression that a cell can run, found import.meta.":
    "import.meta는 셀에서 실행할 수 없습니다.",
  "A cell is not a file of its own: it has no address.": "셀은 파일이 아니어서 주소가 없습니다.",
  'Cannot assign to "{0}" because it is a constant.': '상수에는 대입할 수 없습니다: "{0}"',
  'Declare it with "let {0}" if it is meant to change.':
    '값을 바꾸려면 "let {0}"처럼 let으로 선언하세요.',
  'Cannot assign to "{0}" because it is an import.': 'import한 이름에는 대입할 수 없습니다: "{0}"',
  "Give the new value a name of its own.": "새 값에는 다른 이름을 붙이세요.",
  'Cannot use "{0}" before its declaration.': '선언하기 전에는 쓸 수 없습니다: "{0}"',
  'The value of "{0}" is being made here, so it has none yet.':
    '"{0}" 값을 지금 만드는 중이라 아직 값이 없습니다.',
  'Move the declaration of "{0}" above this line.': '"{0}" 선언을 이 줄보다 위로 옮기세요.',

  "A bracket, a brace or a quote that was opened is not closed.":
    "열린 괄호나 따옴표 가운데 닫히지 않은 것이 있습니다.",
  "Look for the quote that is not closed.": "닫히지 않은 따옴표를 찾아보세요.",
  "Look at this and at what stands before it: something is missing there, or is one too many.":
    "이 자리와 바로 앞을 보세요. 빠졌거나 더 들어간 것이 있습니다.",
  "A cell shows its last expression: write the value without return.":
    "셀은 마지막 식을 보여 줍니다. return 없이 값만 쓰세요.",
  "Delete a property (delete object.name); a variable cannot be deleted.":
    "속성은 지울 수 있지만(delete object.name) 변수는 지울 수 없습니다.",
  'A cell has no JSX. To show HTML, give an object a method [Symbol.for("Jupyter.display")] that returns { "text/html": "…" }.':
    '셀에서는 JSX를 쓸 수 없습니다. HTML을 보여 주려면 { "text/html": "…" }을 돌려주는 [Symbol.for("Jupyter.display")] 메서드를 객체에 두세요.',
  "A brace at the start of a statement opens a block: put the object into parentheses, ({ … }).":
    "문장 맨 앞의 중괄호는 블록을 엽니다. 객체는 ({ … })처럼 소괄호로 감싸세요.",
  " (line {0})": " ({0}번째 줄)",

  "Expected declarations and expressions, found an export from another module.":
    "셀에는 선언과 식만 쓸 수 있습니다. 다른 모듈을 다시 내보낼 수는 없습니다.",
  "Expected declarations and expressions, found export default.":
    "셀에는 선언과 식만 쓸 수 있습니다. export default는 쓸 수 없습니다.",
  "Expected declarations and expressions, found an export under another name.":
    "셀에는 선언과 식만 쓸 수 있습니다. 다른 이름으로 내보낼 수는 없습니다.",
  "Expected declarations and expressions, found export =.":
    "셀에는 선언과 식만 쓸 수 있습니다. export =는 쓸 수 없습니다.",
  "Every cell sees the names that a cell declares at its top level. Declare it, or write the expression alone to show it.":
    "셀 맨 바깥에서 선언한 이름은 모든 셀에서 보입니다. 선언만 하거나, 보여 주려면 식만 쓰세요.",

  "Expected TypeScript that an embedded page can compile, found {0}.":
    "다른 페이지에 넣은 셀은 이 문법을 컴파일하지 못합니다: {0}",
  "The lesson's own page runs it: open it by the link below, and edit the cell there.":
    "강의 페이지에서는 실행됩니다. 아래 링크로 열어 거기에서 셀을 고치세요.",
};
