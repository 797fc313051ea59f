// A notebook in one line. A cell is `id:reads=defines`, names separated by commas, `!` before an imported one:
//
//   "lib:=!make  a:make=server  b:server=vm  c:=other"
//
// What follows the id is the cell's source, and the compiler of these tests is `parseProgram`: so an edit can say
// what the cell reads and defines from now on. A source with a "?" does not compile.
//
// What happens to it is a script: "a := =x,y; run a; ready 1; compiled a 1 =x,y; print 1 hello; end 1; stop". Cells of
// the reader's: "add own-1 a =x; move own-1 top; kind own-1 markdown; delete own-1; undo", the second word being the
// cell above.
import { createNotebook, type CellKind } from "../../src/notebook/document.ts";
import type {
  Action,
  Operation,
  OwnCellKind,
  StructureOperation,
} from "../../src/notebook/operations.ts";
import type { ErrorOutput, Output } from "../../src/notebook/output.ts";
import type { Compilation, Program } from "../../src/notebook/program.ts";
import type { RefusalCode } from "../../src/notebook/refusal.ts";
import { apply } from "./reducer.ts";
import { createSession, type Session } from "../../src/notebook/session-state.ts";
import { viewCells } from "../../src/notebook/validity.ts";

export function parseProgram(source: string): Program {
  const [reads = "", defines = ""] = source.split("=");
  const split = (list: string) => list.split(",").filter((name) => name !== "");
  const bare = (name: string) => name.replace("!", "");
  const defined = split(defines);
  return {
    code: `run(${source})`,
    mappings: source,
    reads: split(reads),
    defines: defined.map(bare),
    imports: defined.filter((name) => name.startsWith("!")).map(bare),
  };
}

export function compileSource(source: string): Compilation {
  return source.includes("?")
    ? { ok: false, failure: { message: "Unexpected ?", line: 2, column: 5, hint: "Remove it." } }
    : { ok: true, program: parseProgram(source) };
}

export function parseCells(line: string): { id: string; source: string }[] {
  const cells = line.split(/\s+/).filter((cell) => cell !== "");
  return cells.map((cell) => {
    const colon = cell.indexOf(":");
    return colon < 0
      ? { id: cell, source: "" }
      : { id: cell.slice(0, colon), source: cell.slice(colon + 1) };
  });
}

const kindOf = (id: string): CellKind => (id.endsWith("-check") ? "check" : "code");

export const text = (value: string): Output => ({
  output_type: "stream",
  name: "stdout",
  text: value,
});

/** A session on such a notebook; every cell has a recorded output that says so. */
export function open(line: string): Session {
  const cells = parseCells(line);
  const specs = cells.map(({ id, source }) => ({
    id,
    kind: kindOf(id),
    lessonSource: source,
    lessonProgram: parseProgram(source),
  }));
  const recorded = cells.map(({ id }) => [id, [text(`${id} recorded`)]] as const);
  return createSession(createNotebook(specs), Object.fromEntries(recorded));
}

export const edit = (cell: string, source: string): Operation => ({ type: "edit", cell, source });
export const reset = (cell: string): Operation => ({ type: "reset", cell });
export const undoReset = (cell: string): Operation => ({ type: "undo_reset", cell });
export const replace = (cell: string, source: string): Operation => ({
  type: "replace",
  cell,
  source,
});
export const run = (cell: string): Operation => ({ type: "run", cell });
export const clear = (cell: string | null): Operation => ({ type: "clear_outputs", cell });
const place = (after: string) => (after === "top" ? null : after);
type Of<Type extends StructureOperation["type"]> = Extract<StructureOperation, { type: Type }>;
export const add = (cell: string, after: string, source = ""): Of<"insert_cell"> => ({
  type: "insert_cell",
  cell,
  kind: "code",
  source,
  after: place(after),
});
export const move = (cell: string, after: string): Of<"move_cell"> => ({
  type: "move_cell",
  cell,
  after: place(after),
});
export const changeKind = (cell: string, kind: string): Of<"change_kind"> => ({
  type: "change_kind",
  cell,
  kind: kind as OwnCellKind,
});
export const runTo = (cell: string): Operation => ({ type: "run_to", cell });
export const runAll: Operation = { type: "run_all" };
export const stop: Operation = { type: "stop" };
export const compileEdits: Operation = { type: "compile_edits" };
export const restart: Operation = { type: "restart" };
export const restartAndRunAll: Operation = { type: "restart_and_run_all" };
export const ready = (generation: number): Operation => ({ type: "kernel_ready", generation });
export const restored = (generation: number): Operation => ({ type: "restored", generation });
export const lost = (generation: number): Operation => ({ type: "kernel_lost", generation });
export const prints = (number: number, value: string): Operation => ({
  type: "stream",
  run: number,
  name: "stdout",
  text: value,
});
export const ends = (number: number, status: "ok" | "error" = "ok"): Operation => ({
  type: "reply",
  run: number,
  status,
});
export const throws = (number: number): Operation => ({
  type: "error",
  run: number,
  error: thrown,
});
export const compiles = (cell: string, version: number, source: string): Operation => ({
  type: "compile_finished",
  cell,
  version,
  compilation: compileSource(source),
});
export const thrown: ErrorOutput = {
  output_type: "error",
  ename: "TypeError",
  evalue: "no",
  traceback: ["a:1:1"],
};

/** The operations of a script. */
export function parseScript(script: string): Operation[] {
  const steps = script.split("; ").filter((step) => step !== "");
  return steps.map((step) => {
    const [word = "", first = "", second = "", ...rest] = step.split(" ");
    const number = Number(first);
    if (first === ":=") return edit(word, second);
    switch (word) {
      case "run":
        return run(first);
      case "run_to":
        return runTo(first);
      case "reset":
        return reset(first);
      case "replace":
        return replace(first, second);
      case "undo_reset":
        return undoReset(first);
      case "clear":
        return clear(first === "" ? null : first);
      case "compile_edits":
      case "run_all":
      case "stop":
      case "restart":
      case "restart_and_run_all":
        return { type: word };
      case "add":
        return add(first, second, rest.join(" "));
      case "delete":
        return { type: "delete_cell", cell: first };
      case "move":
        return move(first, second);
      case "kind":
        return changeKind(first, second);
      case "undo":
        return { type: "undo_structure" };
      case "compiled":
        return compiles(first, Number(second), rest.join(" "));
      case "ready":
        return ready(number);
      case "restored":
        return restored(number);
      case "lost":
        return lost(number);
      case "print":
        return prints(number, second);
      case "throw":
        return throws(number);
      case "end":
        return ends(number);
      case "fail":
        return ends(number, "error");
      default:
        throw new Error(`script: no operation "${step}"`);
    }
  });
}

const operationsOf = (steps: readonly (string | Operation)[]): Operation[] =>
  steps.flatMap((step) => (typeof step === "string" ? parseScript(step) : [step]));

/** The session after these operations, all of which must be accepted, and the actions of the last. */
export function after(
  start: Session | string,
  ...steps: readonly (string | Operation)[]
): { readonly state: Session; readonly actions: readonly Action[] } {
  let state = typeof start === "string" ? open(start) : start;
  let actions: readonly Action[] = [];
  for (const operation of operationsOf(steps)) {
    const applied = apply(state, operation);
    if (!applied.ok) {
      throw new Error(`${JSON.stringify(operation)} refused: ${JSON.stringify(applied.refusal)}`);
    }
    ({ state, actions } = applied);
  }
  return { state, actions };
}

/** The code of the refusal of a step, or "accepted". */
export function refusalOf(start: Session, step: string | Operation): RefusalCode | "accepted" {
  const [operation] = operationsOf([step]);
  if (!operation) throw new Error("refusalOf: expected one operation, found none");
  const applied = apply(start, operation);
  return applied.ok ? "accepted" : applied.refusal.code;
}

/** "a evaluated, b stale queued": validity, and activity unless ready. */
export function statuses(session: Session): string {
  const views = viewCells(session).map(({ id, validity, activity }) =>
    [id, validity, ...(activity === "ready" ? [] : [activity])].join(" "),
  );
  return views.join(", ");
}

/** "start_kernel 1, execute a 1": the actions in brief, without announcements. */
export function brief(actions: readonly Action[]): string {
  return actions.flatMap((action) => briefAction(action)).join(", ");
}

function briefAction(action: Action): string[] {
  switch (action.type) {
    case "compile":
      return [`compile ${action.cell} v${action.version}`];
    case "start_kernel":
      return [`start_kernel ${action.generation}`];
    case "execute":
      return [`execute ${action.cell} as ${action.run}`];
    case "interrupt":
      return [
        `interrupt ${action.generation} replaying [${action.replay.map((done) => done.run).join(" ")}]`,
      ];
    case "shutdown_kernel":
      return ["shutdown_kernel"];
    case "save":
      return [`save ${action.cell} ${action.source ?? "null"}${action.urgent ? " now" : ""}`];
    case "announce":
      return [];
  }
}

/** The texts of a cell's outputs, joined; errors by name. */
export function shown(session: Session, id: string): string {
  const outputs = viewCells(session).find((view) => view.id === id)?.outputs ?? [];
  return outputs
    .map((output) => {
      if (output.output_type === "stream") return output.text;
      return output.output_type === "error" ? output.ename : JSON.stringify(output.data);
    })
    .join("");
}

/** Does at once what the actions ask for, also earlier ones, until nothing is left to do; every run ends well. */
export function settle(
  start: Session,
  script: string,
  earlier: readonly Action[] = [],
): { readonly state: Session; readonly executed: readonly string[] } {
  let state = start;
  const executed: string[] = [];
  const pending = parseScript(script);
  const perform = (actions: readonly Action[]) => {
    for (const action of actions) {
      if (action.type === "compile") {
        pending.push(compiles(action.cell, action.version, action.source));
      } else if (action.type === "start_kernel") pending.push(ready(action.generation));
      else if (action.type === "interrupt") pending.push(restored(action.generation));
      else if (action.type === "execute") {
        executed.push(action.cell);
        pending.push(ends(action.run));
      }
    }
  };
  perform(earlier);
  for (let next = pending.shift(); next; next = pending.shift()) {
    const applied = after(state, next);
    state = applied.state;
    perform(applied.actions);
  }
  return { state, executed };
}
