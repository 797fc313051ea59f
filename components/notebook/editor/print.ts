// On paper Monaco would show what fits into its window. Just before printing, however it was asked for, the whole code
// takes its place as text.
import "./print.css";

/** @returns what ends it. */
export function printWhole(holder: HTMLElement, source: () => string): { dispose(): void } {
  const ending = new AbortController();
  const code = document.createElement("pre");
  code.className = "printed-code";
  addEventListener(
    "beforeprint",
    () => {
      code.textContent = source();
      holder.append(code);
    },
    { signal: ending.signal },
  );
  addEventListener(
    "afterprint",
    () => {
      code.remove();
    },
    { signal: ending.signal },
  );
  return {
    dispose: () => {
      ending.abort();
      code.remove();
    },
  };
}
