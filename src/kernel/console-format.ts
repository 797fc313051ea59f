// The text of a console call, by the WHATWG Console Standard's formatter (https://console.spec.whatwg.org/#formatter):
// strings as they are, other values inspected, %s %d %i %f %o %O %c in a first string filled in; and %%, which engines
// have beside these. What is filled in is not searched for more, as the standard has it and no engine.
import { inspect, lengthOf } from "./inspect.ts";
import { plainVoice, type Voice } from "./voice.ts";

/** A longer list is not written out. */
const longList = 1_000;

export function formatConsole(values: readonly unknown[], voice: Voice = plainVoice): string {
  const plain = (value: unknown) => (typeof value === "string" ? value : inspect(value, {}, voice));
  const [first, ...rest] = values;
  let next = 0;
  const filled =
    typeof first !== "string" || rest.length === 0
      ? plain(first)
      : first.replace(/%[sdifoOc%]/g, (specifier) => {
          if (specifier === "%%") return "%";
          if (next === rest.length) return specifier;
          return substitute(specifier, rest[next++], voice);
        });
  return values.length === 0 ? "" : [filled, ...rest.slice(next).map(plain)].join(" ");
}

function substitute(specifier: string, value: unknown, voice: Voice): string {
  try {
    switch (specifier) {
      case "%s":
        return textOf(value);
      case "%d":
      case "%i":
        return typeof value === "symbol" ? "NaN" : String(parseInt(textOf(value), 10));
      case "%f":
        return typeof value === "symbol" ? "NaN" : String(parseFloat(textOf(value)));
      case "%c":
        return ""; // Styles have no place in a text output.
    }
  } catch {
    // It cannot be made a text of, or does not want to be: shown as it is.
  }
  return inspect(value, {}, voice);
}

/** As `String` has it, of what is not too long for it. */
function textOf(value: unknown): string {
  if (typeof value === "bigint") return inspect(value).replace(/n$/, "");
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  if (typeof value === "symbol" || (isList && lengthOf(value) > longList)) return inspect(value);
  return String(value);
}

/** Terminals take colours, and links, from such a text (ECMA-48); in an output they would be noise. */
export const withoutEscapes = (text: string): string =>
  text.includes("\u001b")
    ? // eslint-disable-next-line no-control-regex -- it is what is looked for
      text.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\].*?(?:\u0007|\u001b\\))/g, "")
    : text;
