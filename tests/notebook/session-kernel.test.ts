// The session, by operation: outputs, and a kernel that is stopped, restarted or lost.
import { describe, expect, test } from "vitest";
import type { Operation } from "../../src/notebook/operations.ts";
import type { Session } from "../../src/notebook/session-state.ts";
import { viewCells } from "../../src/notebook/validity.ts";
import { after, open, refusalOf, settle, statuses, text } from "./mini-notebook.ts";
import { abc, actionTable, outputTable, statusTable } from "./tables.ts";

describe("output", () => {
  outputTable(`
    old output stays while nothing new has come
      run a; ready 1 -> a recorded
    the first output replaces it
      run a; ready 1; print 1 1 -> 1
    further output is added
      run a; ready 1; print 1 1; print 1 2 -> 12
    an error is output
      run a; ready 1; print 1 1; throw 1 -> 1TypeError
    a run without output ends with none
      run a; ready 1; end 1 -> nothing
    a second run replaces the first's
      run a; ready 1; print 1 1; end 1; run a; print 2 2 -> 2
    what a stopped run said stays
      run a; ready 1; print 1 1; stop -> 1
    an error of its own, too
      run a; ready 1; throw 1; stop -> TypeError
    the error of the run before is not taken for a stopped run's
      run a; ready 1; throw 1; fail 1; run a; stop -> nothing
    nor for that of a run which lost its kernel
      run a; ready 1; throw 1; fail 1; run a; lost 1 -> nothing
    other output of the run before stays
      run a; ready 1; print 1 1; end 1; run a; stop -> 1
    clearing removes it
      run a; ready 1; print 1 1; end 1; clear a -> nothing
    clearing all removes it too
      run a; ready 1; print 1 1; end 1; clear -> nothing
    clearing another cell does not
      run a; ready 1; print 1 1; clear b -> 1
  `);

  test("a result carries the execution count", () => {
    const result: Operation = { type: "result", run: 1, data: { "text/plain": "2" } };
    expect(viewCells(after(abc, "run a; ready 1", result).state)[0]?.outputs).toEqual([
      { output_type: "execute_result", execution_count: 1, data: { "text/plain": "2" } },
    ]);
  });

  test("a display is output", () => {
    const display: Operation = { type: "display", run: 1, data: { "text/html": "<p>" } };
    expect(viewCells(after(abc, "run a; ready 1", display).state)[0]?.outputs).toEqual([
      { output_type: "display_data", data: { "text/html": "<p>" } },
    ]);
  });

  describe("that is updated", () => {
    const bundle = (text: string) => ({ "text/plain": text });
    const show = (displayId: string): Operation => ({
      type: "display",
      run: 1,
      displayId,
      data: bundle("0 %"),
    });
    const grow = (displayId: string): Operation => ({
      type: "update_display",
      run: 1,
      displayId,
      data: bundle("9 %"),
    });
    const texts = (state: Session) =>
      viewCells(state)[0]?.outputs.map((output) =>
        output.output_type === "display_data" ? output.data["text/plain"] : "text",
      );

    test("stays in its place", () => {
      const { state } = after(
        abc,
        "run a; ready 1",
        show("x"),
        "print 1 between",
        show("y"),
        grow("x"),
      );
      expect(texts(state)).toEqual(["9 %", "text", "0 %"]);
    });

    test("also after the end of its run", () => {
      const { state } = after(abc, "run a; ready 1", show("x"), "end 1", grow("x"));
      expect(texts(state)).toEqual(["9 %"]);
    });

    test.each([
      ["that was never shown", "unknown_display", after(abc, "run a; ready 1", show("x")), "y"],
      [
        "that was cleared",
        "unknown_display",
        after(abc, "run a; ready 1", show("x"), "clear a"),
        "x",
      ],
      [
        "of a run before",
        "superseded_run",
        after(abc, "run a; ready 1", show("x"), "end 1; run a"),
        "x",
      ],
    ])("one %s is refused", (_, code, { state }, displayId) => {
      expect(refusalOf(state, grow(displayId))).toBe(code);
    });
  });

  test("that comes after the end of its run is the cell's all the same", () => {
    const { state } = after(abc, "run a; ready 1; print 1 1; end 1; run c; print 1 late; end 2");
    expect(viewCells(state)[0]?.outputs).toEqual([
      { output_type: "stream", name: "stdout", text: expect.stringMatching(/^1\n?late/) as string },
    ]);
    expect(refusalOf(state, "end 1")).toBe("superseded_run");
  });

  test("is live once it comes from this kernel", () => {
    const { state } = after(abc, "run a; ready 1; print 1 1");
    expect(viewCells(state).map((view) => view.origin)).toEqual(["live", "recorded", "recorded"]);
  });

  test.each([
    ["of a run whose cell runs again", "run a; ready 1; end 1; run a", 1],
    ["of a run whose cell has run again since", "run a; ready 1; end 1; run a; end 2", 1],
    ["of a stopped run", "run a; ready 1; stop", 1],
    ["of a run from before a restart", "run a; ready 1; restart; run a; ready 2", 1],
    ["of a run that is to come", "run a; ready 1", 2],
    ["of no run", "run a; ready 1", Number.NaN],
    ["when nothing runs", "", 0],
  ])("%s is refused", (_, operations, number) => {
    const { state } = after(abc, operations);
    for (const word of ["print", "throw", "end"]) {
      expect(refusalOf(state, `${word} ${number} late`)).toBe("superseded_run");
    }
  });

  test.each([
    ["a stream of no name", { type: "stream", run: 1, name: "x", text: "" }],
    ["a stream without text", { type: "stream", run: 1, name: "stdout", text: 1 }],
    ["a display of nothing", { type: "display", run: 1, data: null }],
    ["a result that is a list", { type: "result", run: 1, data: [] }],
    ["an error that is none", { type: "error", run: 1, error: { output_type: "stream" } }],
    ["a reply with another status", { type: "reply", run: 1, status: "fine" }],
  ])("%s is refused", (_, operation) => {
    const { state } = after(abc, "run a; ready 1");
    expect(refusalOf(state, operation as unknown as Operation)).toBe("bad_value");
  });
});

describe("stop", () => {
  actionTable(`
    replays what had run
      run a; ready 1; end 1; run b; run c; stop -> interrupt 2 replaying [1]
    replays failed runs as well
      run c; ready 1; throw 1; fail 1; run a; stop -> interrupt 2 replaying [1]
    does nothing when nothing runs
      stop -> nothing
    leaves a kernel alone that only starts
      run a; stop -> nothing
    keeps later runs waiting
      run a; ready 1; stop; run c -> nothing
    lets them start once restored
      run a; ready 1; stop; run c; restored 2 -> execute c as 2
  `);

  statusTable(`
    aborts the running cell and empties the queue
      run b; run c; ready 1; stop -> a aborted, b fresh, c fresh
    forgets runs that wait for the compiler
      a := =x,y; run a; stop; compiled a 1 =x,y; ready 1 -> a stale, b stale, c fresh
    keeps what had been evaluated
      run a; ready 1; end 1; run b; stop; restored 2 -> a evaluated, b aborted, c fresh
  `);

  test("says that the cell was stopped", () => {
    const { state } = after(abc, "run a; ready 1; stop");
    expect(viewCells(state)[0]?.aborted).toMatchObject({ reason: "stopped" });
    expect(state.kernel.status).toBe("restoring");
  });

  test("of a stopped cell's next run clears the notice", () => {
    const { state } = after(abc, "run a; ready 1; stop; restored 2; run a; end 2");
    expect(statuses(state)).toBe("a evaluated, b fresh, c fresh");
  });
});

describe("restart", () => {
  statusTable(`
    makes everything fresh
      run_all; ready 1; print 2 out; end 2; end 3; end 4; restart -> a fresh, b fresh, c fresh
    forgets what was stopped
      run a; ready 1; stop; restart -> a fresh, b fresh, c fresh
    empties the queue
      run b; ready 1; restart -> a fresh, b fresh, c fresh
    keeps stale what was edited since
      run_all; ready 1; print 2 out; end 2; end 3; end 4; a := =y; restart -> a stale, b stale, c fresh
  `);

  actionTable(`
    ends the kernel
      run_all; ready 1; print 2 out; end 2; end 3; end 4; restart -> shutdown_kernel
    has no kernel to end at first
      restart -> nothing
    starts another with the next run
      run_all; ready 1; print 2 out; end 2; end 3; end 4; restart; run b -> start_kernel 2
    brings up again what is needed
      run_all; ready 1; print 2 out; end 2; end 3; end 4; restart; run b; ready 2 -> execute a as 5
    and run all starts at once
      run_all; ready 1; print 2 out; end 2; end 3; end 4; restart_and_run_all -> shutdown_kernel, start_kernel 2
  `);

  test("keeps the outputs, as from before, and counts anew", () => {
    const { state } = after(abc, "run_all; ready 1; print 2 out; end 2; end 3; end 4; restart");
    expect(viewCells(state)[0]).toMatchObject({
      outputs: [text("out")],
      origin: "before_restart",
      executionCount: null,
    });
    expect(state).toMatchObject({ history: [], executionCount: 0 });
  });

  test("leaves what is still recorded recorded", () => {
    expect(viewCells(after(abc, "restart").state)[0]?.origin).toBe("recorded");
  });

  test("and run all runs everything", () => {
    expect(
      settle(
        after(abc, "run_all; ready 1; print 2 out; end 2; end 3; end 4").state,
        "restart_and_run_all",
      ).executed,
    ).toEqual(["a", "b", "c"]);
  });
});

describe("a kernel that is lost", () => {
  actionTable(`
    comes back with the next run, with what had run
      run a; ready 1; end 1; run c; lost 1; run b -> interrupt 2 replaying [1]
    and executes when restored
      run a; ready 1; end 1; run c; lost 1; run b; restored 2 -> execute b as 3
    is started anew when nothing had run
      run a; ready 1; lost 1; run a -> start_kernel 2
    is not tried again by itself
      run a; lost 1 -> nothing
  `);

  statusTable(`
    aborts what ran and what waited
      run b; ready 1; lost 1 -> a aborted, b aborted, c fresh
    while idle keeps what had run
      run a; ready 1; end 1; lost 1 -> a evaluated, b fresh, c fresh
    in the replay loses what had run
      run a; ready 1; end 1; run b; stop; lost 2 -> a fresh, b fresh, c fresh
  `);

  test.each([
    ["ready", "run a; ready 1; restart; run a", "ready 1"],
    ["ready twice", "run a; ready 1", "ready 1"],
    ["lost", "run a; ready 1; stop", "lost 1"],
    ["restored by another kernel", "run a; ready 1; stop", "restored 1"],
    ["restored when starting", "run a", "restored 1"],
    ["ready when there is none", "", "ready 0"],
  ])("late word of it is refused: %s", (_, operations, word) => {
    expect(refusalOf(after(abc, operations).state, word)).toBe("superseded_kernel");
  });
});

test("clearing the outputs of what was evaluated keeps it evaluated", () => {
  const { state } = settle(open(abc), "run a");
  expect(statuses(after(state, "clear").state)).toBe("a evaluated, b fresh, c fresh");
});

test("outputs that were cleared are stale all the same", () => {
  const { state } = settle(open(abc), "run a");
  expect(statuses(after(state, "clear; a := =y").state)).toBe("a stale, b fresh, c fresh");
});

test("clearing recorded outputs leaves nothing that could be stale", () => {
  expect(statuses(after(abc, "clear a; a := =y").state)).toBe("a fresh, b stale, c fresh");
});
