// The kernel without a browser, for recording a lesson's outputs and for the tests: the same session, scope and
// library as in the worker, in this process. Only for code that this repository contains: here is no sandbox.
import { AsyncLocalStorage } from "node:async_hooks";
import { showAllParts } from "../stdlib/all-parts.ts";
import { displayOf } from "../stdlib/display.ts";
import * as stdlib from "../stdlib/index.ts";
import { shownOf, stringsInLanguage } from "../stdlib/readers-words.ts";
import type { Output } from "../notebook/output.ts";
import type { Program } from "../notebook/program.ts";
import { engineHint } from "./engine-hints.ts";
import { errorOutput } from "./frames.ts";
import { createKernel } from "./kernel-session.ts";
import { partedLibrary } from "./library-parts.ts";
import type { KernelMessage, Language } from "./protocol.ts";
import type { Run } from "./run.ts";
import { createVoice } from "./voice.ts";

// Kernels in one process share the library. Which of them a refusal is made into a string for is a matter of whose run
// that is, timers and promises of it included; outside of all runs it is English.
const languageOfRun = new AsyncLocalStorage<Language>();
const runOfTask = new AsyncLocalStorage<Run>();
stringsInLanguage(() => languageOfRun.getStore() ?? "en");
showAllParts();

export interface NodeKernel {
  /** Runs a cell and returns what it shows; an error is one of the outputs. */
  run(cell: string, program: Program): Promise<Output[]>;
}

/** A kernel in which nothing has run yet. */
export function createNodeKernel(language: Language): NodeKernel {
  const mappings = new Map<number, string>();
  let outputs: Output[] = [];
  let runs = 0;
  /** Places in `outputs` by display id. */
  const updatable = new Map<string, number>();

  const send = (message: KernelMessage): void => {
    switch (message.type) {
      case "stream": {
        const { name, text } = message;
        outputs.push({ output_type: "stream", name, text });
        return;
      }
      case "display_data":
        if (message.transient) updatable.set(message.transient.display_id, outputs.length);
        outputs.push({ output_type: "display_data", data: message.data });
        return;
      case "update_display_data": {
        const at = updatable.get(message.transient.display_id);
        if (at !== undefined) outputs[at] = { output_type: "display_data", data: message.data };
        return;
      }
      case "execute_result":
        // Recorded outputs carry no count: it belongs to a session.
        outputs.push({
          output_type: "execute_result",
          execution_count: null,
          data: message.data,
        });
        return;
      case "error":
        outputs.push(errorOutput(message, (run) => mappings.get(run)));
        return;
      case "kernel_ready":
      case "status":
      case "execute_reply":
        return;
    }
  };

  const kernel = createKernel({
    send,
    hintOf: (message, names) => Promise.resolve().then(() => engineHint(message, names, language)),
    modules: { "hypervisor-notebook": partedLibrary(stdlib).module },
    language,
    voice: createVoice(language, shownOf),
    displayOf,
    context: {
      get current() {
        return runOfTask.getStore() ?? null;
      },
      enter: (run) => runOfTask.enterWith(run),
    },
  });
  return {
    async run(cell, program) {
      runs += 1;
      outputs = [];
      updatable.clear();
      mappings.set(runs, program.mappings);
      const request = { type: "execute_request", run: runs, cell, code: program.code } as const;
      await languageOfRun.run(language, () =>
        kernel.execute({ ...request, execution_count: null, silent: false }),
      );
      return outputs;
    },
  };
}
