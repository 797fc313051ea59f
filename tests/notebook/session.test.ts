// The session, by operation: what the reader edits and runs. Outputs and the kernel are in session-kernel.test.ts.
import { describe, expect, test } from "vitest";
import type { Operation } from "../../src/notebook/operations.ts";
import { cellState, type Session } from "../../src/notebook/session-state.ts";
import { staleReasons, viewCells } from "../../src/notebook/validity.ts";
import { after, brief, open, refusalOf, settle, statuses, text } from "./mini-notebook.ts";
import { apply } from "./reducer.ts";
import { abc, actionTable, queueTable, statusTable } from "./tables.ts";

const source = (state: Session, cell: string) =>
  viewCells(state).find((view) => view.id === cell)?.source;

test("a session starts fresh, with what was recorded and no kernel", () => {
  const state = open(abc);
  expect(statuses(state)).toBe("a fresh, b fresh, c fresh");
  expect(viewCells(state)[0]).toMatchObject({ outputs: [text("a recorded")], origin: "recorded" });
  expect(state.kernel.status).toBe("none");
});

describe("compile_edits", () => {
  actionTable(`
    asks for the programs of edited sources
      a := =x,y; c := =w; compile_edits -> compile a v1, compile c v1
    asks for none of the lesson's own
      compile_edits -> nothing
    asks once
      a := =x,y; compile_edits; compile_edits -> nothing
    asks again after an edit
      a := =x,y; compile_edits; a := =w; compile_edits -> compile a v2
    spares Run the compiler
      a := =x,y; compile_edits; compiled a 1 =x,y; run a -> save a =x,y now, start_kernel 1
    leaves a source that does not compile to Run, which asks again
      a := ?; compile_edits; compiled a 1 ?; compile_edits; run a -> save a ? now, compile a v1, start_kernel 1
  `);

  statusTable(`
    runs nothing, and a source that does not compile is no error before it is run
      a := ?; compile_edits; compiled a 1 ? -> a stale, b stale, c fresh
    tells who needs the names that an edit defines
      run_all; ready 1; end 2; end 3; end 4; a := =x,z; compile_edits; compiled a 1 =x,z -> a stale, b stale, c stale
  `);
});

describe("run", () => {
  actionTable(`
    starts the kernel
      run a -> start_kernel 1
    does not start it twice
      run a; run c -> nothing
    executes an unedited cell without a compiler
      run a; ready 1 -> execute a as 1
    begins with what the cell needs
      run b; ready 1 -> execute a as 1
    goes on with the cell
      run b; ready 1; end 1 -> execute b as 2
    leaves alone what is evaluated
      run a; ready 1; end 1; run b -> execute b as 2
    leaves alone what failed: it has run
      run a; ready 1; throw 1; fail 1; run b -> execute b as 2
    repeats what was stopped
      run a; ready 1; stop; restored 2; run b -> execute a as 2
    executes one cell at a time
      run a; ready 1; run c -> nothing
    saves edits first
      run a; ready 1; end 1; c := =w; run a -> save c =w now, execute a as 2
    saves edits made while it was queued
      run a; c := =w; ready 1 -> save c =w now, execute a as 1
  `);

  statusTable(`
    queues the cell and what it needs
      run b -> a fresh queued, b fresh queued, c fresh
    evaluates
      run b; ready 1 -> a fresh evaluating, b fresh queued, c fresh
    ends evaluated
      run c; ready 1; end 1 -> a fresh, b fresh, c evaluated
    again makes stale what depends on it
      run_all; ready 1; end 2; end 3; end 4; run a; end 5 -> a evaluated, b stale, c evaluated
    of the stale cell alone settles it
      run_all; ready 1; end 2; end 3; end 4; run a; end 5; run b; end 6 -> a evaluated, b evaluated, c evaluated
    of an importing cell again leaves its users alone
      a:=!make b:make=y | run b; ready 1; end 1; end 2; run a; end 3 -> a evaluated, b evaluated
    of a lower cell leaves the upper alone
      run b; ready 1; end 1; end 2; run b; end 3 -> a evaluated, b evaluated, c fresh
  `);

  test("is refused for a cell that is queued", () => {
    const { state } = after(abc, "run b");
    expect(refusalOf(state, "run b")).toBe("already_queued");
    expect(refusalOf(state, "run a")).toBe("already_queued");
  });

  test("is refused for a cell that is not there", () => {
    expect(refusalOf(open(abc), "run d")).toBe("unknown_cell");
    expect(refusalOf(open(abc), "run constructor")).toBe("unknown_cell");
  });

  test("of an evaluating cell queues it again", () => {
    const { state } = after(abc, "run a; ready 1; run a");
    expect(state.queue.map((entry) => entry.cell)).toEqual(["a"]);
  });

  test("counts executions as Jupyter does", () => {
    const { state } = settle(settle(open(abc), "run b").state, "run a");
    expect(viewCells(state).map((view) => view.executionCount)).toEqual([3, 2, null]);
  });

  test("records what was executed, failed or not, in order", () => {
    const { state } = after(abc, "run b; ready 1; end 1; throw 2; fail 2");
    expect(state.history).toEqual([
      { run: 1, cell: "a", code: "run(=x)", mappings: "=x", executionCount: 1 },
      { run: 2, cell: "b", code: "run(x)", mappings: "x", executionCount: 2 },
    ]);
  });
});

describe("run of an edited cell", () => {
  actionTable(`
    saves it, compiles it and starts the kernel
      a := =x,y; run a -> save a =x,y now, compile a v1, start_kernel 1
    waits for the compiler
      a := =x,y; run a; ready 1 -> nothing
    waits for the kernel
      a := =x,y; run a; compiled a 1 =x,y -> nothing
    then executes
      a := =x,y; run a; ready 1; compiled a 1 =x,y -> execute a as 1
    compiles a version once
      a := =x,y; run a; run b -> nothing
    compiles no version twice
      a := =x,y; run a; ready 1; compiled a 1 =x,y; end 1; run a -> execute a as 2
    keeps the order of the queue
      a := =x,y; run a; ready 1; run c -> nothing
    uses the source as it was when asked for
      a := =x,y; run a; a := =w; ready 1; compiled a 1 =x,y -> save a =w now, execute a as 1
    needs no compiler once the edit is taken back
      a := =q; a := =x; run a; ready 1 -> execute a as 1
    asks for the programs of edited cells above, to know what is needed
      a := =q; run c -> save a =q now, compile a v1, start_kernel 1
    again, edited in the queue, compiles the newer version
      a := =x,y; run a; a := =w; run a -> save a =w now, compile a v2
  `);

  statusTable(`
    brings up what the edit needs
      a:=x b:=y | b := x=y; run b; compiled b 1 x=y -> a fresh queued, b stale queued
    brings up edited cells that it needs
      a := =x,y; run b; compiled a 1 =x,y -> a stale queued, b stale queued, c fresh
    leaves edited cells alone that it does not need
      a := =q; run c; compiled a 1 =q -> a stale, b fresh, c fresh queued
    edited meanwhile ends stale
      run c; ready 1; c := =w; end 1 -> a fresh, b fresh, c stale
    ends evaluated when the edit meanwhile is taken back
      run c; ready 1; c := =w; c := =z; end 1 -> a fresh, b fresh, c evaluated
    makes stale what its new program touches
      a:=x b:=y | run a; ready 1; end 1; run b; end 2; a := =x,y; run a; compiled a 1 =x,y; end 3 -> a evaluated, b stale
  `);

  test("whose queued source is old runs first as it was, then as it is", () => {
    const { state } = after(abc, "a := =x,y; run a; ready 1; compiled a 1 =x,y; a := =w; run a");
    expect(state.evaluating?.source).toBe("=x,y");
    expect(state.queue[0]?.source).toBe("=w");
  });

  actionTable(`
    leaves a newer compilation alone when an older comes late
      a := =p; run a; a := =q; run a; compiled a 2 =q; compiled a 1 =p; ready 1; end 1; run a -> execute a as 2
    does not take an older version's program for a newer's
      a := =p; run a; a := =q; run a; ready 1; compiled a 1 =p -> nothing
    above keeps a run waiting until it is known whether it is needed
      a := =q; run c; ready 1 -> nothing
    above goes first once it is known to be needed
      a:=x b:=y | a := =x,y; run b; ready 1; compiled a 1 =x,y -> execute a as 1
  `);

  queueTable(`
    brings up what its source needed when it was asked for
      a:=x b:=y | b := x; run b; reset b; compiled b 1 x -> a =x, b x
    waits for a needed cell that is evaluating
      run a; ready 1; run b -> b x
    queues a needed cell that is evaluating an older source
      run a; ready 1; a := =p,x; run b; compiled a 1 =p,x -> a =p,x, b x
    moves a needed cell that is queued behind it to the front
      b := x=y; run b; run a; compiled b 1 x=y -> a =x, b x=y
    replaces the older source of a needed cell in the queue
      a := =x,p; run a; a := =x,q; run b; compiled a 1 =x,p; compiled a 2 =x,q -> a =x,q, b x
  `);

  statusTable(`
    leaves stale those that ran with an older source of it
      run a; ready 1; run b; a := =x,y; end 1; end 2 -> a stale, b stale, c fresh
    goes by the last program that compiled while it does not
      a:=x b:=y | a := =x,y; run a; compiled a 1 =x,y; ready 1; end 1; run b; end 2; a := ? -> a stale, b stale
    goes by the lesson's program again after a reset
      a:=x b:=y | a := =x,y; run a; compiled a 1 =x,y; ready 1; end 1; run b; end 2; reset a -> a stale, b evaluated
  `);

  test("refuses compilations that it does not wait for", () => {
    const { state } = after(abc, "a := =x,y; run a; compiled a 1 =x,y");
    expect(refusalOf(state, "compiled a 1 =x,y")).toBe("superseded_compilation");
    expect(refusalOf(state, "compiled a 0 =x")).toBe("superseded_compilation");
  });
});

describe("a cell that does not compile", () => {
  test("shows the error with its line, in place of its outputs", () => {
    const { state } = after(abc, "a := ?; run a; compiled a 1 ?");
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

  test("is in no line where the compiler did not come", () => {
    const { state } = after(abc, "a := ?; run a");
    const failure = { name: "CompilerUnavailableError", message: "no line", line: 1, column: 1 };
    const compilation = { ok: false, failure } as const;
    const operation = { type: "compile_finished", cell: "a", version: 1, compilation } as const;
    const applied = apply(state, operation);
    expect(applied.ok && viewCells(applied.state)[0]?.outputs).toEqual([
      {
        ...{ output_type: "error", ename: "CompilerUnavailableError", evalue: "no line" },
        ...{ traceback: [], frames: [] },
      },
    ]);
  });

  statusTable(`
    is aborted
      a := ?; run a; compiled a 1 ? -> a aborted, b stale, c fresh
    takes along the queued cells that need it
      a := ?; run a; run b; run c; compiled a 1 ? -> a aborted, b aborted, c fresh queued
    takes along a cell that asked for it
      a := ?; run b; compiled a 1 ? -> a aborted, b aborted, c fresh
    lets those run that never needed it
      a := ?; run c; ready 1; compiled a 1 ? -> a stale, b stale, c fresh evaluating
    leaves what is queued before it
      run_all; ready 1; end 2; end 3; end 4; run c; run b; a := ?; run a; compiled a 1 ? -> a aborted, b stale queued, c evaluated evaluating
    is stale after another edit
      a := ?; run a; compiled a 1 ?; a := =x,y -> a stale, b stale, c fresh
    waits for its own older run to end
      run a; ready 1; a := ?; run a; compiled a 1 ? -> a stale evaluating, b stale, c fresh
    fails when that has ended
      run a; ready 1; a := ?; run a; compiled a 1 ?; end 1 -> a aborted, b stale, c fresh
  `);

  test("is compiled again by the next run, as it may have been the compiler", () => {
    expect(brief(after(abc, "a := ?; run a; compiled a 1 ?; run a").actions)).toBe("compile a v1");
  });

  test("executes nothing and needs no number", () => {
    const { state } = after(abc, "a := ?; run a; compiled a 1 ?; ready 1");
    expect(state).toMatchObject({ executionCount: 0, history: [], evaluating: null });
  });
});

describe("edit", () => {
  actionTable(`
    saves
      a := =y -> save a =y
    saves nothing when nothing changed
      a := =x -> nothing
    back to the lesson's source forgets the stored edit
      a := =y; a := =x -> save a null
  `);

  statusTable(`
    makes recorded outputs stale, below as well
      a := =y -> a stale, b stale, c fresh
    taken back makes them hold again
      a := =y; a := =x -> a fresh, b fresh, c fresh
    makes evaluated cells stale, below as well
      run_all; ready 1; end 2; end 3; end 4; a := =y -> a stale, b stale, c evaluated
    of a cell leaves those above alone
      b := x=y -> a fresh, b stale, c fresh
    of an importing cell leaves its users alone
      a:=!make b:make | a := =!make,!other -> a stale, b fresh
    that replaces an import by a declaration reaches its users once it is compiled
      a:=!make b:make | a := =make; run a; compiled a 1 =make -> a stale queued, b stale
    does not reach through an import
      a:=n b:n=!make,x c:make | a := =n,m -> a stale, b stale, c fresh
    of an exercise's check reaches no other cell
      a:=x a-check:x=y b:x | a-check := x=w -> a fresh, a-check stale, b fresh
  `);

  test.each([[undefined], [null], [3], [{}]])("refuses %j as source", (value) => {
    expect(refusalOf(open(abc), { type: "edit", cell: "a", source: value as string })).toBe(
      "bad_value",
    );
  });

  test("gives the reason for what is stale", () => {
    const { state } = after("a:=server b:server=vm c:vm", "b := server=vm,n");
    expect(staleReasons(state, "c")).toEqual([{ cell: "b", change: "edited", names: ["vm"] }]);
    expect(staleReasons(state, "b")).toEqual([{ cell: "b", change: "edited", names: [] }]);
  });

  test("gives the reason after a run", () => {
    const { state } = settle(settle(open(abc), "run_all").state, "run a");
    expect(staleReasons(state, "b")).toEqual([{ cell: "a", change: "run_again", names: ["x"] }]);
  });
});

describe("reset", () => {
  test("brings back the lesson's source and can be undone", () => {
    const { state } = after(abc, "a := =mine; reset a");
    expect(source(state, "a")).toBe("=x");
    expect(source(after(state, "undo_reset a").state, "a")).toBe("=mine");
  });

  test("undone gives way to what was typed since, which can come back too", () => {
    const { state } = after(abc, "a := =mine; reset a; a := =typed; undo_reset a");
    expect(source(state, "a")).toBe("=mine");
    expect(source(after(state, "undo_reset a").state, "a")).toBe("=typed");
  });

  actionTable(`
    forgets the stored edit
      a := =mine; reset a -> save a null
    undone stores it again
      a := =mine; reset a; undo_reset a -> save a =mine
  `);

  test.each([
    ["of a cell as in the lesson", "reset a", "nothing_to_reset"],
    ["undone without a reset", "undo_reset a", "nothing_to_undo"],
    ["undone twice", "undo_reset b", "nothing_to_undo"],
  ] as const)("%s is refused", (_, operation, code) => {
    const { state } = after(abc, "b := =q; reset b; undo_reset b");
    expect(refusalOf(state, operation)).toBe(code);
  });
});

describe("run to", () => {
  const executed = (line: string, script: string) => settle(open(line), script).executed.join(" ");

  test.each([
    ["runs the cells down to this one, needed or not", abc, "run_to b", "a b"],
    ["runs one cell where it is the first", abc, "run_to a", "a"],
    ["leaves checks out", "a:=x a-check:x b:x", "run_to b", "a b"],
    ["of a check runs what stands above it", "a:=x b:x b-check:x", "run_to b-check", "a b"],
  ])("%s", (_, line, script, expected) => {
    expect(executed(line, script)).toBe(expected);
  });

  test("runs again what has run", () => {
    expect(settle(settle(open(abc), "run_to b").state, "run_to b").executed).toEqual(["a", "b"]);
  });

  statusTable(`
    takes the place of what is queued
      run_all; run_to a -> a fresh queued, b fresh, c fresh
    stops at the first error
      run_to c; ready 1; throw 2; fail 2 -> a evaluated, b aborted, c fresh
  `);

  test("is refused for a cell that is not there", () => {
    expect(refusalOf(open(abc), "run_to d")).toBe("unknown_cell");
  });
});

describe("run all", () => {
  test("runs every cell in order, evaluated or not, and no check", () => {
    const start = settle(open("a:=x b:x b-check:x c:=z"), "run b").state;
    expect(settle(start, "run_all").executed).toEqual(["a", "b", "c"]);
  });

  statusTable(`
    stops at the first error
      run_all; ready 1; throw 2; fail 2 -> a evaluated, b aborted, c fresh
    stops at a cell that does not compile
      a := ?; run_all; compiled a 1 ? -> a aborted, b aborted, c fresh
    replaces the queue
      run c; run_all -> a fresh queued, b fresh queued, c fresh queued
  `);
});

describe("a run that fails", () => {
  statusTable(`
    has evaluated its cell
      run c; ready 1; throw 1; fail 1 -> a fresh, b fresh, c evaluated
    keeps queued what does not need it as it was when asked for
      run a; ready 1; b := =w; run b; compiled b 1 =w; reset b; throw 1; fail 1 -> a evaluated, b fresh evaluating, c fresh
    drops what is queued and needs it
      run b; run c; ready 1; throw 1; fail 1 -> a evaluated, b aborted, c fresh evaluating
  `);

  test("says which cell kept another from running", () => {
    const { state } = after(abc, "run b; ready 1; throw 1; fail 1");
    expect(viewCells(state)[1]?.aborted).toMatchObject({ reason: "needed_cell_failed", cell: "a" });
    expect(viewCells(state)[0]).toMatchObject({ errored: true, executionCount: 1 });
  });
});

test("an operation that does not exist is refused", () => {
  expect(refusalOf(open(abc), { type: "explode" } as unknown as Operation)).toBe(
    "unknown_operation",
  );
});

test("a refused operation changes nothing, an accepted one not the state it came from", () => {
  const start = open(abc);
  const before = structuredClone(start);
  refusalOf(start, "run d");
  after(start, "a := =y; run b; compiled a 1 =y; ready 1; print 1 1");
  expect(start).toEqual(before);
  expect(cellState(start, "a").version).toBe(0);
});
