// Messages between the page and the kernel worker, named as in Jupyter's messaging protocol
// (https://jupyter-client.readthedocs.io/en/stable/messaging.html). Every message names the `run` that it
// belongs to, so that output of a superseded run can be refused.
import type { MimeBundle } from "../notebook/output.ts";
import type { RecordedRun } from "../notebook/program.ts";

export type Language = "en" | "ko";

/** Page → worker, with the port that all other messages go through: the first message of all. */
export interface ConnectMessage {
  readonly type: "connect";
  readonly language: Language;
}

/** Page → worker. */
export type KernelRequest = {
  readonly type: "execute_request";
  readonly run: number;
  readonly cell: string;
  readonly code: string;
  readonly execution_count: number | null;
  /** Silent runs (replay) update the scope and send nothing but their reply. */
  readonly silent: boolean;
  /** Of a lesson's own programs: what the kernel fetches before it runs them. For others it fetches everything. */
  readonly recorded?: RecordedRun | undefined;
};

/** Page → worker: what is in scope now? Changes nothing, and may be asked at any time; a busy kernel answers later. */
export interface InspectRequest {
  readonly type: "inspect_request";
  /** Numbers the question; the answer has the same. (Named after the debugger's inspectVariables.) */
  readonly inspection: number;
}

/** Worker → page, in answer. */
export interface InspectReply {
  readonly type: "inspect_reply";
  readonly inspection: number;
  /**
   * Plain data made by the library's part for it (src/stdlib/bench); the page's bench reads it field by field. A text
   * says why there is none.
   */
  readonly content: unknown;
}

/** A stack frame inside a cell's compiled code; lines and columns count from 1. */
export interface CompiledFrame {
  readonly cell: string;
  readonly run: number;
  readonly line: number;
  readonly column: number;
  readonly name: string | null;
  /** How many frames of the library lie between this one and the one before it, the inner one; none unless given. */
  readonly library?: number;
}

/** What belongs to a message and not to the output that is kept of it. */
export interface Transient {
  /** Unique in its run. */
  readonly display_id: string;
}

/** Worker → page. */
export type KernelMessage =
  | { readonly type: "kernel_ready" }
  | { readonly type: "status"; readonly run: number; readonly execution_state: "busy" | "idle" }
  | {
      readonly type: "stream";
      readonly run: number;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | {
      readonly type: "display_data";
      readonly run: number;
      readonly data: MimeBundle;
      /** Given to what may be updated later. */
      readonly transient?: Transient;
    }
  /** In place of what that run has displayed under the same id. */
  | {
      readonly type: "update_display_data";
      readonly run: number;
      readonly data: MimeBundle;
      readonly transient: Transient;
    }
  | {
      readonly type: "execute_result";
      readonly run: number;
      readonly execution_count: number | null;
      readonly data: MimeBundle;
    }
  | {
      readonly type: "error";
      readonly run: number;
      readonly ename: string;
      readonly evalue: string;
      readonly hint: string | null;
      readonly frames: readonly CompiledFrame[];
      /** Told by the console, not thrown by the cell. */
      readonly printed?: true;
    }
  | { readonly type: "execute_reply"; readonly run: number; readonly status: "ok" | "error" };

/** Worker → page: a cell imports something that is not here yet; the page fetches it for the kernel. */
export interface ScriptRequest {
  readonly type: "script_request";
  readonly hash: string;
}

/** A script's text, or null and what the reader is told of why. */
export type ScriptAnswer =
  { readonly code: string } | { readonly code: null; readonly why: string };

/** Page → worker, in answer. */
export type ScriptReply = ScriptAnswer & { readonly type: "script_reply"; readonly hash: string };
