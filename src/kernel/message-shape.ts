// What comes out of the kernel's port is checked before the client acts on it: the code on the other side is
// not trusted. A message is copied field by field, so that nothing travels along that is not expected.
import type { MimeBundle } from "../notebook/output.ts";
import type { CompiledFrame, InspectReply, KernelMessage, Transient } from "./protocol.ts";

type Fields = Record<string, unknown>;

/** More of an error than this is no honest kernel's (error-report.ts): frames, and characters of names and of texts. */
const most = { frames: 50, name: 1_000, text: 20_000 };

/** The message, rebuilt from its known fields, or null when it is not one. */
export function readKernelMessage(value: unknown): KernelMessage | null {
  if (!isRecord(value)) return null;
  if (value["type"] === "kernel_ready") return { type: "kernel_ready" };
  const { run } = value;
  if (!isCount(run)) return null;
  switch (value["type"]) {
    case "status": {
      const { execution_state } = value;
      if (execution_state !== "busy" && execution_state !== "idle") return null;
      return { type: "status", run, execution_state };
    }
    case "stream": {
      const { name, text } = value;
      if ((name !== "stdout" && name !== "stderr") || typeof text !== "string") return null;
      return { type: "stream", run, name, text };
    }
    case "display_data":
    case "update_display_data": {
      const data = readBundle(value["data"]);
      const transient = readTransient(value["transient"]);
      if (data && transient) return { type: value["type"], run, data, transient };
      if (!data || value["type"] === "update_display_data" || transient === null) return null;
      return { type: "display_data", run, data };
    }
    case "execute_result": {
      const data = readBundle(value["data"]);
      const { execution_count } = value;
      if (!data || (execution_count !== null && !isCount(execution_count))) return null;
      return { type: "execute_result", run, execution_count, data };
    }
    case "error":
      return readError(value, run);
    case "execute_reply": {
      const { status } = value;
      if (status !== "ok" && status !== "error") return null;
      return { type: "execute_reply", run, status };
    }
    default:
      return null;
  }
}

/** The hash of the script that a request asks for, or null when the value is no such request. */
export function readScriptRequest(value: unknown): string | null {
  if (!isRecord(value) || value["type"] !== "script_request") return null;
  const { hash } = value;
  return typeof hash === "string" && /^[0-9a-f]{12}$/.test(hash) ? hash : null;
}

/** An answer about what is in scope, or null when the value is none. Its content is for its reader to check. */
export function readInspectReply(value: unknown): InspectReply | null {
  if (!isRecord(value) || value["type"] !== "inspect_reply") return null;
  const { inspection, content } = value;
  return isCount(inspection) ? { type: "inspect_reply", inspection, content } : null;
}

function readError(value: Fields, run: number): KernelMessage | null {
  const { ename, evalue, hint, frames, printed } = value;
  if (typeof ename !== "string" || typeof evalue !== "string" || !Array.isArray(frames))
    return null;
  if (hint !== null && typeof hint !== "string") return null;
  const known: CompiledFrame[] = [];
  for (const frame of (frames as unknown[]).slice(0, most.frames)) {
    const read = readFrame(frame);
    if (!read) return null;
    known.push(read);
  }
  const error = {
    type: "error",
    run,
    ename: ename.slice(0, most.name),
    evalue: evalue.slice(0, most.text),
    hint: hint?.slice(0, most.text) ?? null,
    frames: known,
  } as const;
  return printed === true ? { ...error, printed } : error;
}

function readFrame(value: unknown): CompiledFrame | null {
  if (!isRecord(value)) return null;
  const { cell, run, line, column, name, library } = value;
  if (typeof cell !== "string" || !isCount(run) || !isCount(line) || !isCount(column)) return null;
  if (name !== null && typeof name !== "string") return null;
  if (library !== undefined && !isCount(library)) return null;
  return {
    cell: cell.slice(0, most.name),
    run,
    line,
    column,
    name: name?.slice(0, most.name) ?? null,
    ...(library !== undefined && { library }),
  };
}

/** Undefined when there is none, null when it is not one. */
function readTransient(value: unknown): Transient | null | undefined {
  if (value === undefined) return undefined;
  const id = isRecord(value) ? value["display_id"] : null;
  return typeof id === "string" && id.length <= most.name ? { display_id: id } : null;
}

/** A bundle's values may be any JSON; who renders a type checks that type. */
function readBundle(value: unknown): MimeBundle | null {
  if (!isRecord(value)) return null;
  const entries = Object.entries(value);
  if (!entries.every(([type]) => /^[\w.+-]+\/[\w.+-]+$/.test(type))) return null;
  return Object.fromEntries(entries);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
