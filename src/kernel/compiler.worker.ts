// The compiler, in a worker of the page: esbuild as WebAssembly is large, and compiling must not hold up typing.
// It sees the reader's code as text only. Started when editing starts; until esbuild is there, a small compiler answers
// what it is certain of.
import * as esbuild from "esbuild-wasm";
import wasmURL from "esbuild-wasm/esbuild.wasm?url";
import { compileCell } from "./compile.ts";
import type { CompilerRequest, CompilerResponse } from "./compiler-protocol.ts";
import { compileQuickly } from "./quick-compile.ts";

let isLoaded = false;
const loaded = load();
// Requests wait for it and tell of its failure; before the first of them that is no unhandled rejection.
loaded.catch(() => {});

async function load(): Promise<void> {
  // A worker can be made only once with these bytes, so a failure is for good: the client makes another worker.
  const compiled = (cache: RequestCache) => WebAssembly.compileStreaming(fetch(wasmURL, { cache }));
  // What is damaged is in the browser's cache too.
  const wasmModule = await compiled("default").catch(() => compiled("reload"));
  await esbuild.initialize({ wasmModule, worker: false });
  // The first transform is slow (the engine compiles what it uses): not at the reader's expense.
  await compileCell("warm", "const warm: number = 1;\nwarm", esbuild.transform);
  isLoaded = true;
}

self.onmessage = async ({ data }: MessageEvent<CompilerRequest>) => {
  const { id, cell, source } = data;
  self.postMessage(await answer());

  async function answer(): Promise<CompilerResponse> {
    try {
      const quick = isLoaded || cell === null ? null : await compileQuickly(source);
      if (quick !== null) return { id, status: "compiled", compilation: quick };
      await loaded;
      if (cell === null) return { id, status: "warm" };
      const compilation = await compileCell(cell, source, esbuild.transform, data.language);
      return { id, status: "compiled", compilation };
    } catch (error) {
      return {
        id,
        status: "failed",
        message: error instanceof Error ? error.message : String(error),
      };
    }
  }
};
