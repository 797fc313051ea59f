// The compiler of embedded pages whose frame has no origin (`sandbox="allow-scripts"`): such a page may load a classic
// script from the site, and neither a module worker nor esbuild's WebAssembly. So the small compiler is all there is.
import type { CompilerRequest, CompilerResponse } from "./compiler-protocol.ts";
import { compileWithoutEsbuild } from "./quick-compile.ts";

self.onmessage = async ({ data }: MessageEvent<CompilerRequest>) => {
  const { id, cell, source } = data;
  const answer = async (): Promise<CompilerResponse> =>
    cell === null
      ? { id, status: "warm" }
      : {
          ...{ id, status: "compiled" },
          compilation: await compileWithoutEsbuild(source, data.language),
        };
  self.postMessage(
    await answer().catch((error: unknown) => ({ id, status: "failed", message: String(error) })),
  );
};
