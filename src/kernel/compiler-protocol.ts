// Messages between the page and the compiler's worker: every request has an answer with the same id.
import type { Compilation } from "../notebook/program.ts";
import type { Language } from "./protocol.ts";

/** A cell to compile, for a reader of a language; `cell: null` asks only for the compiler to be there. */
export type CompilerRequest =
  | {
      readonly id: number;
      readonly cell: string;
      readonly source: string;
      readonly language: Language;
    }
  | { readonly id: number; readonly cell: null; readonly source: "" };

export type CompilerResponse =
  | { readonly id: number; readonly status: "warm" }
  | { readonly id: number; readonly status: "compiled"; readonly compilation: Compilation }
  | { readonly id: number; readonly status: "failed"; readonly message: string };
