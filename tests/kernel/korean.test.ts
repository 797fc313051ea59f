// What the kernel of a Korean page shows: refusals, its own errors and its notices in Korean. What cells read, and what
// the simulation records, is the same in both languages.
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { compileCell } from "../../src/kernel/compile.ts";
import { compileWithoutEsbuild } from "../../src/kernel/quick-compile.ts";
import { createNodeKernel, type NodeKernel } from "../../src/kernel/node.ts";
import type { Language } from "../../src/kernel/protocol.ts";
import type { Output } from "../../src/notebook/output.ts";
import { HypervisorError } from "../../src/stdlib/index.ts";
import { compile } from "./notebook.ts";

/** An output as text; of an error its hint, too. */
function textOf(output: Output): string {
  if (output.output_type === "error")
    return `${output.ename}: ${output.evalue}${output.hint === undefined ? "" : `\n${output.hint}`}`;
  if (output.output_type === "stream") return output.text.trimEnd();
  return String(output.data["text/plain"]);
}

async function run(kernel: NodeKernel, source: string): Promise<string> {
  const outputs = await kernel.run("c", await compile(source, "c"));
  return outputs.map(textOf).join("\n");
}

const refused = `import { attempts, GiB, history, Hypervisor, Server, table } from "hypervisor-notebook";
const rack = new Server({ name: "rack", cpus: 1, memory: GiB(4), disk: GiB(50) });
rack.install(new Hypervisor());
let refusal: any;
try { rack.install(new Hypervisor()); } catch (error) { refusal = error; }
const refusals = rack.trace.of("refusal");`;

/** What a cell shows where something has been refused. */
async function shown(source: string, language: Language = "ko"): Promise<string> {
  const kernel = createNodeKernel(language);
  expect(await run(kernel, refused)).toBe("");
  return run(kernel, source);
}

const found = '"hypervisor" 실행 중';
const expected = "아무것도 설치되지 않은 서버";
const hint = "Server를 하나 더 만들어 거기에 설치하세요";
const told = `rack: "hypervisor" 소프트웨어를 설치할 수 없습니다. 실제: ${found}. 필요한 것: ${expected}.`;
const message = `${told} 힌트: ${hint}.`;
const english =
  'rack: cannot install "hypervisor": "hypervisor" runs on it. Expected a bare server. Hint: build another Server for it.';

const inspected = (title: string) => `[HypervisorError: ${title}] {
  name: "HypervisorError",
  code: "already-installed",
  subject: "rack",
  expected: "${expected}",
  found: ${JSON.stringify(found)},
  hint: "${hint}"
}`;
const record = `{
  time: 0,
  kind: "refusal",
  subject: "rack",
  operation: "install",
  code: "already-installed",
  message: ${JSON.stringify(message)}
}`;

describe("a refusal is shown in Korean", () => {
  test.each([
    ["thrown", "throw refusal", `HypervisorError: ${told}\n${hint}`],
    ["as a value", "refusal", `이미 설치됨 (already-installed)\n${message}`],
    ["on the console", "console.log(refusal)", inspected(message)],
    ["filled in on the console", 'console.log("%o!", refusal)', `${inspected(message)}!`],
    ["in another value", "[refusal].slice()", `[\n${inspected(message).replace(/^/gm, "  ")}\n]`],
    ["made into a string", "console.log(String(refusal))", `HypervisorError: ${message}`],
    ["in a template", "console.log(`! ${refusal}`)", `! HypervisorError: ${message}`],
    ["joined to a text", 'console.log("! " + refusal)', `! HypervisorError: ${message}`],
    [
      "rejected late",
      "setTimeout(() => console.log(String(refusal)), 1); await new Promise((r) => setTimeout(r, 20))",
      `HypervisorError: ${message}`,
    ],
    [
      "as a cause",
      'throw new Error("outer", { cause: refusal })',
      `Error: outer\n원인: HypervisorError: ${message}`,
    ],
    [
      "among attempts",
      "attempts({ again: () => rack.install(new Hypervisor()), other: () => 1 })",
      `again: 이미 설치됨 (already-installed)\n  실제: ${found}\n  필요한 것: ${expected}\n  힌트: ${hint}\nother: 실행됨`,
    ],
    ["in a table", "table([{ answer: refusal }])", `answer\n${found}`],
    ["in its record", "refusals[0]", record],
    ["in a table of records", 'table(refusals, { columns: ["message"] })', `message\n${message}`],
    [
      "in a history",
      'history(rack, "rack")',
      `시각  일어난 일  내용\n0 ns  설치       아무것도 없음 → 가상화됨: hypervisor, 유형 1\n0 ns  설치 ✗     ${message}`,
    ],
  ])("%s", async (_, source, text) => {
    expect(await shown(source)).toBe(text);
  });

  test("but for a text that a cell has changed", async () => {
    expect(await shown('refusal.message = "mine"; throw refusal')).toBe(
      `HypervisorError: mine\n${hint}`,
    );
  });

  test("and a list of records is a table, with no column for their data", async () => {
    const list = "[...refusals, ...refusals]";
    const heads = (kind: string) => `time  ${kind}  subject  operation  code               message`;
    expect(await shown(list)).toContain(`${heads("kind")}\n0     거절  rack     설치`);
    expect(await shown(list)).toContain(message);
    expect((await shown(list, "en")).split("\n")[0]).toBe(heads("kind   "));
  });

  test("and an object that only looks like a record is shown as it is", async () => {
    expect(await shown('({ kind: "refusal", about: { refusal: 1 } })')).toBe(
      '{ kind: "refusal", about: { refusal: 1 } }',
    );
    const thrower = 'get refusal() { throw new Error("read") }';
    expect(await shown(`({ kind: "refusal", about: { ${thrower} } })`)).toContain("[Getter]");
  });
});

describe("what cells read of a refusal is English", () => {
  test.each([
    ["its message", "console.log(refusal.message)", english],
    ["its parts", "console.log(refusal.found)", '"hypervisor" runs on it'],
    ["its record", "console.log(refusals[0].message)", english],
  ])("%s", async (_, source, text) => {
    expect(await shown(source)).toBe(text);
  });

  test("and traces are the same in every language", async () => {
    const trace = "console.log(JSON.stringify(rack.trace))";
    expect(await shown(trace)).toBe(await shown(trace, "en"));
  });
});

describe("kernels of two languages in one process", () => {
  test("do not mix", async () => {
    const kernels = { ko: createNodeKernel("ko"), en: createNodeKernel("en") };
    await Promise.all([run(kernels.ko, refused), run(kernels.en, refused)]);
    const late = "await new Promise((done) => setTimeout(done, 5)); console.log(`${refusal}`)";
    const [ko, en] = await Promise.all([run(kernels.ko, late), run(kernels.en, late)]);
    expect(ko).toBe(`HypervisorError: ${message}`);
    expect(en).toBe(`HypervisorError: ${english}`);
  });

  test("and outside of their runs a refusal speaks English", () => {
    const refusal = new HypervisorError({
      ...{ code: "no-space", subject: "a", request: "b", expected: "c", found: "d", hint: "e" },
      about: {
        subject: "a",
        request: { key: "none", details: {} },
        refusal: { key: "none", details: {} },
      },
    });
    expect(String(refusal)).toBe("HypervisorError: a: b: d. Expected c. Hint: e.");
  });
});

const many = "Array.from({ length: 101 }, (_, at) => at)";

describe("what the kernel says itself is Korean", () => {
  test.each([
    ["nothingHere", "ReferenceError: nothingHere is not defined"],
    ["refusalz", "ReferenceError: refusalz is not defined\n혹시 refusal인가요?"],
    [
      "window",
      "ReferenceError: window is not defined\n셀은 페이지와 분리된 워커에서 실행됩니다. 보여 줄 값은 display(value)에 넘기거나 마지막 식으로 두세요.",
    ],
    ["fetch", "ReferenceError: fetch is not defined\n셀은 네트워크 없이 실행됩니다."],
    [
      "HostOs",
      'ReferenceError: HostOs is not defined\nimport하세요: import { HostOs } from "hypervisor-notebook";',
    ],
    [
      "(() => { Math = 1 as any })()",
      'TypeError: import한 이름이나 표준 이름에는 대입할 수 없습니다: "Math"',
    ],
    [
      'import { Serve } from "hypervisor-notebook";',
      'ImportError: "hypervisor-notebook"에서 내보내지 않는 이름입니다: Serve\n혹시 Server인가요?',
    ],
    [
      'import x from "hypervisor-notebook";',
      'ImportError: "hypervisor-notebook"에는 기본 내보내기(default)가 없습니다.\n이름으로 가져오세요: import { … } from "hypervisor-notebook".',
    ],
    [
      'import { x } from "lodash";',
      'ImportError: "hypervisor-notebook"에서 import해야 하는데 "lodash"에서 import했습니다.\n셀은 네트워크 없이 실행되므로 노트북에 들어 있는 모듈만 import할 수 있습니다.',
    ],
    [
      '({ [Symbol.for("Jupyter.display")]: () => 5 })',
      'DisplayError: MIME 번들이 아닙니다: 5\nMIME 타입별 표현을 { "text/plain": "…" }처럼 돌려주세요.',
    ],
    [
      "display.progress(5 as any)",
      'DisplayError: 이름표가 문자열이 아닙니다: 5\ndisplay.progress("한 시간")처럼 쓰세요.',
    ],
    [
      "display.progress()(2)",
      "DisplayError: 0부터 1까지의 비율이 아닙니다: 2\n끝난 양을 전체 양으로 나눈 값을 넘기세요.",
    ],
    ["display.progress()(0.5)", "진행률: 50 %"],
    [
      "setTimeout(5 as any)",
      "TypeError: setTimeout에 함수가 아니라 number 타입의 값을 넘겼습니다.",
    ],
    ['throw "text"', '예외: "text"'],
    [
      "const vm = { start() {} }; (vm as any).strat()",
      "TypeError: vm.strat is not a function\n혹시 vm.start인가요?",
    ],
    [
      "({} as any).strat()",
      "strat is not a function\n그런 이름의 함수가 없습니다. 철자를 확인하세요.",
    ],
    [
      "(undefined as any).start",
      "TypeError: Cannot read properties of undefined (reading 'start')\n점(.) 앞의 값이 undefined입니다.",
    ],
    [
      "const f = (): number => f() + 1; f()",
      "RangeError: Maximum call stack size exceeded\n자신을 끝없이 부르는 함수가 있는지 찾아보세요.",
    ],
    [
      "new Array(-1)",
      "RangeError: Invalid array length\n길이는 0부터 4294967295까지의 정수입니다.",
    ],
    ['console.timeEnd("a")', 'console.time("a") 호출이 먼저 있어야 합니다'],
    ["console.assert(false, 1)", "단언 실패: 1"],
    ["console.table([5])", "(인덱스)  값\n       0   5"],
    [`console.log(${many}.join().length, new Set(${many}).size)`, "293 101"],
    [`new Set(${many})`, "… 1개 더"],
    ['["x".repeat(10_001)]', "… 1자 더"],
    [
      "({ get a() { throw 1 }, b: new Proxy({}, { ownKeys() { throw new Error('no') } }) })",
      "[표시할 수 없음: no]",
    ],
  ])("%s", async (source, text) => {
    expect(await shown(source)).toContain(text);
  });

  test("its errors' messages are English where cells read them", async () => {
    const read =
      'try { await import("lodash" as any) } catch (error: any) { console.log(error.message) }';
    expect(await shown(read)).toBe(
      'Expected an import from "hypervisor-notebook", found "lodash".',
    );
  });

  test.each([
    [
      "for (let at = 0; at < 1001; at++) display(at)",
      "… 한 번 실행할 때 값은 1,000개까지만 표시합니다.",
    ],
    [
      'console.log("x".repeat(8_000_000)); console.log("y\\n".repeat(40_000))',
      "… 처음 8,000,000자 다음 32,002줄 생략 …",
    ],
  ])("a flood: %s", async (source, notice) => {
    expect(/….*…$|….*\.$/m.exec(await shown(source))?.[0]).toBe(notice);
  });
});

describe("a cell that does not compile says why in Korean", () => {
  const failureOf = async (source: string) => {
    const compiled = await compileCell("c", source, transform, "ko");
    return compiled.ok ? "compiles" : `${compiled.failure.message}\n${compiled.failure.hint ?? ""}`;
  };

  test.each([
    [
      "const a = 1; a = 2",
      '상수에는 대입할 수 없습니다: "a"\n값을 바꾸려면 "let a"처럼 let으로 선언하세요.',
    ],
    ["a; let a = 1", '선언하기 전에는 쓸 수 없습니다: "a"\n"a" 선언을 이 줄보다 위로 옮기세요.'],
    [
      "let a = a",
      '선언하기 전에는 쓸 수 없습니다: "a"\n"a" 값을 지금 만드는 중이라 아직 값이 없습니다.',
    ],
    [
      "import.meta",
      "import.meta는 셀에서 실행할 수 없습니다.\n셀은 파일이 아니어서 주소가 없습니다.",
    ],
    [
      "export default 1",
      "셀에는 선언과 식만 쓸 수 있습니다. export default는 쓸 수 없습니다.\n셀 맨 바깥에서 선언한 이름은 모든 셀에서 보입니다. 선언만 하거나, 보여 주려면 식만 쓰세요.",
    ],
    // What esbuild does not understand it says itself.
    [
      "const a = (1",
      'Expected ")" but found end of file\n열린 괄호나 따옴표 가운데 닫히지 않은 것이 있습니다.',
    ],
    [
      "const a = ;",
      'Unexpected ";"\n이 자리와 바로 앞을 보세요. 빠졌거나 더 들어간 것이 있습니다.',
    ],
    ["return 1", "셀은 마지막 식을 보여 줍니다. return 없이 값만 쓰세요."],
  ])("%s", async (source, text) => {
    expect(await failureOf(source)).toContain(text);
  });

  test("also without esbuild", async () => {
    expect(await compileWithoutEsbuild("const a = 1; a = 2", "ko")).toMatchObject({
      failure: { message: '상수에는 대입할 수 없습니다: "a"' },
    });
    expect(await compileWithoutEsbuild("const a = ;", "ko")).toMatchObject({
      failure: {
        message: "Unexpected token",
        hint: "이 자리와 바로 앞을 보세요. 빠졌거나 더 들어간 것이 있습니다.",
      },
    });
  });
});
