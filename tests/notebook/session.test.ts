import { describe, expect, test } from "vitest";
import { cellState } from "../../src/notebook/session-state.ts";
import type { Operation } from "../../src/notebook/operations.ts";
import { staleReasons, viewCells } from "../../src/notebook/validity.ts";
import {
  after,
  brief,
  clear,
  compiles,
  edit,
  ends,
  lost,
  open,
  prints,
  ready,
  refusalOf,
  reset,
  restart,
  restartAndRunAll,
  restored,
  run,
  runAll,
  settle,
  shown,
  statuses,
  stop,
  text,
  throws,
  undoReset,
} from "./mini-notebook.ts";

/** `a` and `b` share `x`; `c` stands alone. */
const abc = "a:=x b:x c:=z";
const failing = (number: number) => [throws(number), ends(number, "error")];
const source = (state: ReturnType<typeof open>, cell: string) =>
  viewCells(state).find((view) => view.id === cell)?.source;

/** Rows: what is done, and the statuses or the last actions that follow. */
type Row = readonly [string, string, readonly Operation[], string];

const statusTable = (rows: readonly Row[]) =>
  test.each(rows)("%s", (_, line, operations, expected) => {
    expect(statuses(after(line, ...operations).state)).toBe(expected);
  });

const actionTable = (rows: readonly Row[]) =>
  test.each(rows)("%s", (_, line, operations, expected) => {
    expect(brief(after(line, ...operations).actions)).toBe(expected);
  });

test("a session starts fresh, with what was recorded and no kernel", () => {
  const state = open(abc);
  expect(statuses(state)).toBe("a fresh, b fresh, c fresh");
  expect(viewCells(state)[0]).toMatchObject({ outputs: [text("a recorded")], origin: "recorded" });
  expect(state.kernel.status).toBe("none");
});

describe("run", () => {
  actionTable([
    ["starts the kernel", abc, [run("a")], "start_kernel 1"],
    ["does not start it twice", abc, [run("a"), run("c")], ""],
    ["executes an unedited cell without a compiler", abc, [run("a"), ready(1)], "execute a as 1"],
    ["begins with what the cell needs", abc, [run("b"), ready(1)], "execute a as 1"],
    ["goes on with the cell", abc, [run("b"), ready(1), ends(1)], "execute b as 2"],
    [
      "leaves alone what is evaluated",
      abc,
      [run("a"), ready(1), ends(1), run("b")],
      "execute b as 2",
    ],
    [
      "leaves alone what failed: it has run",
      abc,
      [run("a"), ready(1), ...failing(1), run("b")],
      "execute b as 2",
    ],
    [
      "repeats what was stopped",
      abc,
      [run("a"), ready(1), stop, restored(2), run("b")],
      "execute a as 2",
    ],
    ["executes one cell at a time", abc, [run("a"), ready(1), run("c")], ""],
    [
      "saves edits first",
      abc,
      [run("a"), ready(1), ends(1), edit("c", "=w"), run("a")],
      "save c =w now, execute a as 2",
    ],
    [
      "saves edits made while it was queued",
      abc,
      [run("a"), edit("c", "=w"), ready(1)],
      "save c =w now, execute a as 1",
    ],
  ]);

  statusTable([
    [
      "queues the cell and what it needs",
      abc,
      [run("b")],
      "a fresh queued, b fresh queued, c fresh",
    ],
    ["evaluates", abc, [run("b"), ready(1)], "a fresh evaluating, b fresh queued, c fresh"],
    ["ends evaluated", abc, [run("c"), ready(1), ends(1)], "a fresh, b fresh, c evaluated"],
    [
      "again makes stale what depends on it",
      abc,
      [runAll, ready(1), ends(2), ends(3), ends(4), run("a"), ends(5)],
      "a evaluated, b stale, c evaluated",
    ],
    [
      "of the stale cell alone settles it",
      abc,
      [runAll, ready(1), ends(2), ends(3), ends(4), run("a"), ends(5), run("b"), ends(6)],
      "a evaluated, b evaluated, c evaluated",
    ],
    [
      "of an importing cell again leaves its users alone",
      "a:=!make b:make=y",
      [run("b"), ready(1), ends(1), ends(2), run("a"), ends(3)],
      "a evaluated, b evaluated",
    ],
    [
      "of a lower cell leaves the upper alone",
      abc,
      [run("b"), ready(1), ends(1), ends(2), run("b"), ends(3)],
      "a evaluated, b evaluated, c fresh",
    ],
  ]);

  test("is refused for a cell that is queued", () => {
    const { state } = after(abc, run("b"));
    expect(refusalOf(state, run("b"))).toBe("already_queued");
    expect(refusalOf(state, run("a"))).toBe("already_queued");
  });

  test("is refused for a cell that is not there", () => {
    expect(refusalOf(open(abc), run("d"))).toBe("unknown_cell");
    expect(refusalOf(open(abc), run("constructor"))).toBe("unknown_cell");
  });

  test("of an evaluating cell queues it again", () => {
    const { state } = after(abc, run("a"), ready(1), run("a"));
    expect(state.queue.map((entry) => entry.cell)).toEqual(["a"]);
  });

  test("counts executions as Jupyter does", () => {
    const { state } = settle(settle(open(abc), run("b")).state, run("a"));
    expect(viewCells(state).map((view) => view.executionCount)).toEqual([3, 2, null]);
  });

  test("records what was executed, failed or not, in order", () => {
    const { state } = after(abc, run("b"), ready(1), ends(1), ...failing(2));
    expect(state.history).toEqual([
      { run: 1, cell: "a", code: "run(=x)", mappings: "=x", executionCount: 1 },
      { run: 2, cell: "b", code: "run(x)", mappings: "x", executionCount: 2 },
    ]);
  });
});

describe("run of an edited cell", () => {
  const edited = [edit("a", "=x,y"), run("a")];
  actionTable([
    [
      "saves it, compiles it and starts the kernel",
      abc,
      edited,
      "save a =x,y now, compile a v1, start_kernel 1",
    ],
    ["waits for the compiler", abc, [...edited, ready(1)], ""],
    ["waits for the kernel", abc, [...edited, compiles("a", 1, "=x,y")], ""],
    ["then executes", abc, [...edited, ready(1), compiles("a", 1, "=x,y")], "execute a as 1"],
    ["compiles a version once", abc, [...edited, run("b")], ""],
    [
      "compiles no version twice",
      abc,
      [...edited, ready(1), compiles("a", 1, "=x,y"), ends(1), run("a")],
      "execute a as 2",
    ],
    ["keeps the order of the queue", abc, [...edited, ready(1), run("c")], ""],
    [
      "uses the source as it was when asked for",
      abc,
      [...edited, edit("a", "=w"), ready(1), compiles("a", 1, "=x,y")],
      "save a =w now, execute a as 1",
    ],
    [
      "needs no compiler once the edit is taken back",
      abc,
      [edit("a", "=q"), edit("a", "=x"), run("a"), ready(1)],
      "execute a as 1",
    ],
    [
      "asks for the programs of edited cells above, to know what is needed",
      abc,
      [edit("a", "=q"), run("c")],
      "save a =q now, compile a v1, start_kernel 1",
    ],
    [
      "again, edited in the queue, compiles the newer version",
      abc,
      [...edited, edit("a", "=w"), run("a")],
      "save a =w now, compile a v2",
    ],
  ]);

  statusTable([
    [
      "brings up what the edit needs",
      "a:=x b:=y",
      [edit("b", "x=y"), run("b"), compiles("b", 1, "x=y")],
      "a fresh queued, b stale queued",
    ],
    [
      "brings up edited cells that it needs",
      abc,
      [edit("a", "=x,y"), run("b"), compiles("a", 1, "=x,y")],
      "a stale queued, b stale queued, c fresh",
    ],
    [
      "leaves edited cells alone that it does not need",
      abc,
      [edit("a", "=q"), run("c"), compiles("a", 1, "=q")],
      "a stale, b fresh, c fresh queued",
    ],
    [
      "edited meanwhile ends stale",
      abc,
      [run("c"), ready(1), edit("c", "=w"), ends(1)],
      "a fresh, b fresh, c stale",
    ],
    [
      "ends evaluated when the edit meanwhile is taken back",
      abc,
      [run("c"), ready(1), edit("c", "=w"), edit("c", "=z"), ends(1)],
      "a fresh, b fresh, c evaluated",
    ],
    [
      "makes stale what its new program touches",
      "a:=x b:=y",
      [
        run("a"),
        ready(1),
        ends(1),
        run("b"),
        ends(2),
        edit("a", "=x,y"),
        run("a"),
        compiles("a", 1, "=x,y"),
        ends(3),
      ],
      "a evaluated, b stale",
    ],
  ]);

  test("whose queued source is old runs first as it was, then as it is", () => {
    const { state } = after(
      abc,
      ...edited,
      ready(1),
      compiles("a", 1, "=x,y"),
      edit("a", "=w"),
      run("a"),
    );
    expect(state.evaluating?.source).toBe("=x,y");
    expect(state.queue[0]?.source).toBe("=w");
  });

  test("refuses compilations nobody waits for", () => {
    const { state } = after(abc, ...edited, compiles("a", 1, "=x,y"));
    expect(refusalOf(state, compiles("a", 1, "=x,y"))).toBe("superseded_compilation");
    expect(refusalOf(state, compiles("a", 0, "=x"))).toBe("superseded_compilation");
  });
});

describe("a cell that does not compile", () => {
  const broken = [edit("a", "?"), run("a"), compiles("a", 1, "?")];

  test("shows the error with its line, in place of its outputs", () => {
    const { state } = after(abc, ...broken);
    expect(viewCells(state)[0]?.outputs).toEqual([
      {
        output_type: "error",
        ename: "SyntaxError",
        evalue: "Unexpected ?",
        traceback: ["a:2:5"],
        hint: "Remove it.",
        frames: [{ cell: "a", line: 2, column: 5 }],
      },
    ]);
  });

  statusTable([
    ["is aborted", abc, broken, "a aborted, b stale, c fresh"],
    [
      "takes along the queued cells that need it",
      abc,
      [edit("a", "?"), run("a"), run("b"), run("c"), compiles("a", 1, "?")],
      "a aborted, b aborted, c fresh queued",
    ],
    [
      "takes along a cell that asked for it",
      abc,
      [edit("a", "?"), run("b"), compiles("a", 1, "?")],
      "a aborted, b aborted, c fresh",
    ],
    [
      "lets those run that never needed it",
      abc,
      [edit("a", "?"), run("c"), ready(1), compiles("a", 1, "?")],
      "a stale, b stale, c fresh evaluating",
    ],
    [
      "is stale after another edit",
      abc,
      [...broken, edit("a", "=x,y")],
      "a stale, b stale, c fresh",
    ],
    [
      "waits for its own older run to end",
      abc,
      [run("a"), ready(1), edit("a", "?"), run("a"), compiles("a", 1, "?")],
      "a stale evaluating, b stale, c fresh",
    ],
    [
      "fails when that has ended",
      abc,
      [run("a"), ready(1), edit("a", "?"), run("a"), compiles("a", 1, "?"), ends(1)],
      "a aborted, b stale, c fresh",
    ],
  ]);

  test("is compiled again by the next run, as it may have been the compiler", () => {
    expect(brief(after(abc, ...broken, run("a")).actions)).toBe("compile a v1");
  });

  test("executes nothing and needs no number", () => {
    const { state } = after(abc, ...broken, ready(1));
    expect(state).toMatchObject({ executionCount: 0, history: [], evaluating: null });
  });
});

describe("edit", () => {
  actionTable([
    ["saves", abc, [edit("a", "=y")], "save a =y"],
    ["saves nothing when nothing changed", abc, [edit("a", "=x")], ""],
    [
      "back to the lesson's source forgets the stored edit",
      abc,
      [edit("a", "=y"), edit("a", "=x")],
      "save a null",
    ],
  ]);

  statusTable([
    [
      "makes recorded outputs stale, below as well",
      abc,
      [edit("a", "=y")],
      "a stale, b stale, c fresh",
    ],
    [
      "taken back makes them hold again",
      abc,
      [edit("a", "=y"), edit("a", "=x")],
      "a fresh, b fresh, c fresh",
    ],
    [
      "makes evaluated cells stale, below as well",
      abc,
      [runAll, ready(1), ends(2), ends(3), ends(4), edit("a", "=y")],
      "a stale, b stale, c evaluated",
    ],
    ["of a cell leaves those above alone", abc, [edit("b", "x=y")], "a fresh, b stale, c fresh"],
    [
      "of an importing cell reaches its users",
      "a:=!make b:make",
      [edit("a", "=!make,!other")],
      "a stale, b stale",
    ],
    [
      "does not reach through an import",
      "a:=n b:n=!make,x c:make",
      [edit("a", "=n,m")],
      "a stale, b stale, c fresh",
    ],
    [
      "of an exercise's check reaches no one",
      "a:=x a-check:x=y b:x",
      [edit("a-check", "x=w")],
      "a fresh, a-check stale, b fresh",
    ],
  ]);

  test.each([[undefined], [null], [3], [{}]])("refuses %j as source", (value) => {
    expect(refusalOf(open(abc), edit("a", value as string))).toBe("bad_value");
  });

  test("gives the reason for what is stale", () => {
    const { state } = after("a:=server b:server=vm c:vm", edit("b", "server=vm,n"));
    expect(staleReasons(state, "c")).toEqual([{ cell: "b", change: "edited", names: ["vm"] }]);
    expect(staleReasons(state, "b")).toEqual([{ cell: "b", change: "edited", names: [] }]);
  });

  test("gives the reason after a run", () => {
    const { state } = settle(settle(open(abc), runAll).state, run("a"));
    expect(staleReasons(state, "b")).toEqual([{ cell: "a", change: "run_again", names: ["x"] }]);
  });
});

describe("reset", () => {
  const mine = [edit("a", "=mine"), reset("a")];

  test("brings back the lesson's source and can be undone", () => {
    const { state } = after(abc, ...mine);
    expect(source(state, "a")).toBe("=x");
    expect(source(after(state, undoReset("a")).state, "a")).toBe("=mine");
  });

  test("undone gives way to what was typed since, which can come back too", () => {
    const { state } = after(abc, ...mine, edit("a", "=typed"), undoReset("a"));
    expect(source(state, "a")).toBe("=mine");
    expect(source(after(state, undoReset("a")).state, "a")).toBe("=typed");
  });

  actionTable([
    ["forgets the stored edit", abc, mine, "save a null"],
    ["undone stores it again", abc, [...mine, undoReset("a")], "save a =mine"],
  ]);

  test.each([
    ["of a cell as in the lesson", reset("a"), "nothing_to_reset"],
    ["undone without a reset", undoReset("a"), "nothing_to_undo"],
    ["undone twice", undoReset("b"), "nothing_to_undo"],
  ] as const)("%s is refused", (_, operation, code) => {
    const { state } = after(abc, edit("b", "=q"), reset("b"), undoReset("b"));
    expect(refusalOf(state, operation)).toBe(code);
  });
});

describe("run all", () => {
  test("runs every cell in order, evaluated or not, and no check", () => {
    const start = settle(open("a:=x b:x b-check:x c:=z"), run("b")).state;
    expect(settle(start, runAll).executed).toEqual(["a", "b", "c"]);
  });

  statusTable([
    [
      "stops at the first error",
      abc,
      [runAll, ready(1), ...failing(2)],
      "a evaluated, b aborted, c fresh",
    ],
    [
      "stops at a cell that does not compile",
      abc,
      [edit("a", "?"), runAll, compiles("a", 1, "?")],
      "a aborted, b aborted, c fresh",
    ],
    [
      "replaces the queue",
      abc,
      [run("c"), runAll],
      "a fresh queued, b fresh queued, c fresh queued",
    ],
  ]);
});

describe("a run that fails", () => {
  statusTable([
    [
      "has evaluated its cell",
      abc,
      [run("c"), ready(1), ...failing(1)],
      "a fresh, b fresh, c evaluated",
    ],
    [
      "drops what is queued and needs it",
      abc,
      [run("b"), run("c"), ready(1), ...failing(1)],
      "a evaluated, b aborted, c fresh evaluating",
    ],
  ]);

  test("says which cell kept another from running", () => {
    const { state } = after(abc, run("b"), ready(1), ...failing(1));
    expect(viewCells(state)[1]?.aborted).toMatchObject({ reason: "needed_cell_failed", cell: "a" });
    expect(viewCells(state)[0]).toMatchObject({ errored: true, executionCount: 1 });
  });
});

describe("output", () => {
  const running = [run("a"), ready(1)];

  test.each([
    ["old output stays while nothing new has come", running, "a recorded"],
    ["the first output replaces it", [...running, prints(1, "1")], "1"],
    ["further output is added", [...running, prints(1, "1"), prints(1, "2")], "12"],
    ["an error is output", [...running, prints(1, "1"), throws(1)], "1TypeError"],
    ["a run without output ends with none", [...running, ends(1)], ""],
    [
      "a second run replaces the first's",
      [...running, prints(1, "1"), ends(1), run("a"), prints(2, "2")],
      "2",
    ],
    ["what a stopped run said stays", [...running, prints(1, "1"), stop], "1"],
    ["clearing removes it", [...running, prints(1, "1"), ends(1), clear("a")], ""],
    ["clearing all removes it too", [...running, prints(1, "1"), ends(1), clear(null)], ""],
    ["clearing another cell does not", [...running, prints(1, "1"), clear("b")], "1"],
  ])("%s", (_, operations, expected) => {
    expect(shown(after(abc, ...operations).state, "a")).toBe(expected);
  });

  test("a result carries the execution count", () => {
    const result: Operation = { type: "result", run: 1, data: { "text/plain": "2" } };
    expect(viewCells(after(abc, ...running, result).state)[0]?.outputs).toEqual([
      { output_type: "execute_result", execution_count: 1, data: { "text/plain": "2" } },
    ]);
  });

  test("a display is output", () => {
    const display: Operation = { type: "display", run: 1, data: { "text/html": "<p>" } };
    expect(viewCells(after(abc, ...running, display).state)[0]?.outputs).toEqual([
      { output_type: "display_data", data: { "text/html": "<p>" } },
    ]);
  });

  test("is live once it comes from this kernel", () => {
    const { state } = after(abc, ...running, prints(1, "1"));
    expect(viewCells(state).map((view) => view.origin)).toEqual(["live", "recorded", "recorded"]);
  });

  test.each([
    ["of a run that has ended", [...running, ends(1)], 1],
    ["of a stopped run", [...running, stop], 1],
    ["of a run from before a restart", [...running, restart, run("a"), ready(2)], 1],
    ["of a run that is to come", running, 2],
    ["of no run", running, Number.NaN],
    ["when nothing runs", [], 0],
  ])("%s is refused", (_, operations, number) => {
    const { state } = after(abc, ...operations);
    expect(refusalOf(state, prints(number, "late"))).toBe("superseded_run");
    expect(refusalOf(state, throws(number))).toBe("superseded_run");
    expect(refusalOf(state, ends(number))).toBe("superseded_run");
  });

  test.each([
    ["a stream of no name", { type: "stream", run: 1, name: "x", text: "" }],
    ["a stream without text", { type: "stream", run: 1, name: "stdout", text: 1 }],
    ["a display of nothing", { type: "display", run: 1, data: null }],
    ["a result that is a list", { type: "result", run: 1, data: [] }],
    ["an error that is none", { type: "error", run: 1, error: { output_type: "stream" } }],
    ["a reply with another status", { type: "reply", run: 1, status: "fine" }],
  ])("%s is refused", (_, operation) => {
    const { state } = after(abc, ...running);
    expect(refusalOf(state, operation as unknown as Operation)).toBe("bad_value");
  });
});

describe("stop", () => {
  actionTable([
    [
      "replays what had run",
      abc,
      [run("a"), ready(1), ends(1), run("b"), run("c"), stop],
      "interrupt 2 replaying [1]",
    ],
    [
      "replays failed runs as well",
      abc,
      [run("c"), ready(1), ...failing(1), run("a"), stop],
      "interrupt 2 replaying [1]",
    ],
    ["does nothing when nothing runs", abc, [stop], ""],
    ["leaves a kernel alone that only starts", abc, [run("a"), stop], ""],
    ["keeps later runs waiting", abc, [run("a"), ready(1), stop, run("c")], ""],
    [
      "lets them start once restored",
      abc,
      [run("a"), ready(1), stop, run("c"), restored(2)],
      "execute c as 2",
    ],
  ]);

  statusTable([
    [
      "aborts the running cell and empties the queue",
      abc,
      [run("b"), run("c"), ready(1), stop],
      "a aborted, b fresh, c fresh",
    ],
    [
      "forgets runs that wait for the compiler",
      abc,
      [edit("a", "=x,y"), run("a"), stop, compiles("a", 1, "=x,y"), ready(1)],
      "a stale, b stale, c fresh",
    ],
    [
      "keeps what had been evaluated",
      abc,
      [run("a"), ready(1), ends(1), run("b"), stop, restored(2)],
      "a evaluated, b aborted, c fresh",
    ],
  ]);

  test("says that the cell was stopped", () => {
    const { state } = after(abc, run("a"), ready(1), stop);
    expect(viewCells(state)[0]?.aborted).toMatchObject({ reason: "stopped" });
    expect(state.kernel.status).toBe("restoring");
  });

  test("of a stopped cell's next run clears the notice", () => {
    const { state } = after(abc, run("a"), ready(1), stop, restored(2), run("a"), ends(2));
    expect(statuses(state)).toBe("a evaluated, b fresh, c fresh");
  });
});

describe("restart", () => {
  const evaluated = [runAll, ready(1), prints(2, "out"), ends(2), ends(3), ends(4)];

  statusTable([
    ["makes everything fresh", abc, [...evaluated, restart], "a fresh, b fresh, c fresh"],
    [
      "forgets what was stopped",
      abc,
      [run("a"), ready(1), stop, restart],
      "a fresh, b fresh, c fresh",
    ],
    ["empties the queue", abc, [run("b"), ready(1), restart], "a fresh, b fresh, c fresh"],
    [
      "keeps stale what was edited since",
      abc,
      [...evaluated, edit("a", "=y"), restart],
      "a stale, b stale, c fresh",
    ],
  ]);

  actionTable([
    ["ends the kernel", abc, [...evaluated, restart], "shutdown_kernel"],
    ["has no kernel to end at first", abc, [restart], ""],
    ["starts another with the next run", abc, [...evaluated, restart, run("b")], "start_kernel 2"],
    [
      "brings up again what is needed",
      abc,
      [...evaluated, restart, run("b"), ready(2)],
      "execute a as 5",
    ],
    [
      "and run all starts at once",
      abc,
      [...evaluated, restartAndRunAll],
      "shutdown_kernel, start_kernel 2",
    ],
  ]);

  test("keeps the outputs, as from before, and counts anew", () => {
    const { state } = after(abc, ...evaluated, restart);
    expect(viewCells(state)[0]).toMatchObject({
      outputs: [text("out")],
      origin: "before_restart",
      executionCount: null,
    });
    expect(state).toMatchObject({ history: [], executionCount: 0 });
  });

  test("leaves what is still recorded recorded", () => {
    expect(viewCells(after(abc, restart).state)[0]?.origin).toBe("recorded");
  });

  test("and run all runs everything", () => {
    expect(settle(after(abc, ...evaluated).state, restartAndRunAll).executed).toEqual([
      "a",
      "b",
      "c",
    ]);
  });
});

describe("a kernel that is lost", () => {
  actionTable([
    [
      "comes back with the next run, with what had run",
      abc,
      [run("a"), ready(1), ends(1), run("c"), lost(1), run("b")],
      "interrupt 2 replaying [1]",
    ],
    [
      "and executes when restored",
      abc,
      [run("a"), ready(1), ends(1), run("c"), lost(1), run("b"), restored(2)],
      "execute b as 3",
    ],
    [
      "is started anew when nothing had run",
      abc,
      [run("a"), ready(1), lost(1), run("a")],
      "start_kernel 2",
    ],
    ["is not tried again by itself", abc, [run("a"), lost(1)], ""],
  ]);

  statusTable([
    [
      "aborts what ran and what waited",
      abc,
      [run("b"), ready(1), lost(1)],
      "a aborted, b aborted, c fresh",
    ],
    [
      "while idle keeps what had run",
      abc,
      [run("a"), ready(1), ends(1), lost(1)],
      "a evaluated, b fresh, c fresh",
    ],
    [
      "in the replay loses what had run",
      abc,
      [run("a"), ready(1), ends(1), run("b"), stop, lost(2)],
      "a fresh, b fresh, c fresh",
    ],
  ]);

  test.each([
    ["ready", [run("a"), ready(1), restart, run("a")], ready(1)],
    ["ready twice", [run("a"), ready(1)], ready(1)],
    ["lost", [run("a"), ready(1), stop], lost(1)],
    ["restored by another kernel", [run("a"), ready(1), stop], restored(1)],
    ["restored when starting", [run("a")], restored(1)],
    ["ready when there is none", [], ready(0)],
  ])("late word of it is refused: %s", (_, operations, word) => {
    expect(refusalOf(after(abc, ...operations).state, word)).toBe("superseded_kernel");
  });
});

test("clearing the outputs of what was evaluated keeps it evaluated", () => {
  const { state } = settle(open(abc), run("a"));
  expect(statuses(after(state, clear(null)).state)).toBe("a evaluated, b fresh, c fresh");
});

test("clearing recorded outputs leaves nothing that could be stale", () => {
  expect(statuses(after(abc, clear("a"), edit("a", "=y")).state)).toBe("a fresh, b stale, c fresh");
});

test("an operation that does not exist is refused", () => {
  expect(refusalOf(open(abc), { type: "explode" } as unknown as Operation)).toBe(
    "unknown_operation",
  );
});

test("a refused operation changes nothing, an accepted one not the state it came from", () => {
  const start = open(abc);
  const before = structuredClone(start);
  refusalOf(start, run("d"));
  after(start, edit("a", "=y"), run("b"), compiles("a", 1, "=y"), ready(1), prints(1, "1"));
  expect(start).toEqual(before);
  expect(cellState(start, "a").version).toBe(0);
});
