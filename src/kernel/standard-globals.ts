// Which free names of a cell are the language's own. The rule: a name on this list means the standard object
// unless a cell has declared it (then every later cell sees that declaration); any other free name belongs to
// the notebook. So a cell may say `const name = …`, `status` or `event`, and another cell that reads `name`
// before it exists is told so, instead of silently getting a browser's global of that name.
//
// The kernel keeps no book of who uses a standard name: a cell that redeclares `Map` runs as it reads, but is
// not found as something that other cells depend on.

const language = `
  globalThis Object Function Array Number parseFloat parseInt isFinite isNaN Boolean String Symbol BigInt Date
  Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError
  SuppressedError JSON Math Intl ArrayBuffer SharedArrayBuffer Atomics DataView Int8Array Uint8Array
  Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array
  BigInt64Array BigUint64Array Map Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect Iterator
  DisposableStack AsyncDisposableStack Temporal decodeURI decodeURIComponent encodeURI encodeURIComponent
  escape unescape eval WebAssembly`;

const platform = `
  console setTimeout clearTimeout setInterval clearInterval queueMicrotask structuredClone performance crypto
  TextEncoder TextDecoder URL URLSearchParams AbortController AbortSignal Event EventTarget CustomEvent
  DOMException Blob ReadableStream WritableStream TransformStream CompressionStream DecompressionStream
  MessageChannel MessagePort MessageEvent atob btoa`;

const notebook = `display`;

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Names that every cell has without declaring or importing them. */
export const standardGlobals: ReadonlySet<string> = new Set(
  [language, platform, notebook].flatMap(words),
);

/** Names that are not looked up at all: nothing can change them. */
export const constantGlobals: ReadonlySet<string> = new Set(["undefined", "NaN", "Infinity"]);
