// The text of a console call, by the WHATWG Console Standard's formatter (https://console.spec.whatwg.org/#formatter):
// strings as they are, other values inspected, %s %d %i %f %o %O %c %% in a first string filled in.
import { inspect } from "./inspect.ts";
import { plainVoice, type Voice } from "./voice.ts";

export function formatConsole(values: readonly unknown[], voice: Voice = plainVoice): string {
  const plain = (value: unknown) => plainText(value, voice);
  const [first, ...rest] = values;
  if (typeof first !== "string" || rest.length === 0) return values.map(plain).join(" ");
  let next = 0;
  const filled = first.replace(/%[sdifoOc%]/g, (specifier) => {
    if (specifier === "%%") return "%";
    if (next === rest.length) return specifier;
    return substitute(specifier, rest[next++], voice);
  });
  return [filled, ...rest.slice(next).map(plain)].join(" ");
}

function plainText(value: unknown, voice: Voice): string {
  return typeof value === "string" ? value : inspect(value, {}, voice);
}

function substitute(specifier: string, value: unknown, voice: Voice): string {
  switch (specifier) {
    case "%s":
      return plainText(value, voice);
    case "%d":
    case "%i":
      if (typeof value === "bigint") return `${value}n`;
      return typeof value === "object" || typeof value === "symbol"
        ? "NaN"
        : String(specifier === "%i" ? Math.trunc(Number(value)) : Number(value));
    case "%f":
      return typeof value === "symbol" ? "NaN" : String(parseFloat(plainText(value, voice)));
    case "%c":
      return ""; // Styles have no place in a text output.
    default:
      return inspect(value, {}, voice);
  }
}
