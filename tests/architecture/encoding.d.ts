// The one thing beyond ECMAScript that the core may use: text to bytes and back, as the WHATWG Encoding Standard
// (https://encoding.spec.whatwg.org) has it in Node and in workers alike. Part of tsconfig.core.json.
// The declarations repeat those of TypeScript's DOM library, so that both can be loaded together.

interface TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare var TextEncoder: { prototype: TextEncoder; new (): TextEncoder };

interface TextDecoderOptions {
  fatal?: boolean;
  ignoreBOM?: boolean;
}

interface TextDecoder {
  decode(input?: ArrayBufferView | ArrayBuffer): string;
}

declare var TextDecoder: {
  prototype: TextDecoder;
  new (label?: string, options?: TextDecoderOptions): TextDecoder;
};
