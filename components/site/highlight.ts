// How code is coloured, in cells and in prose. Shiki writes both themes' colours beside every token; here a token has
// the class of what it is, whose colours stand once in highlight.css, and what has the text's own colour has no element.
// On a page of code that is a kilobyte.
import type { ShikiConfig } from "astro";

type Transformer = NonNullable<ShikiConfig["transformers"]>[number];

/** Classes in highlight.css, by the token's colour in the light theme. */
const classes: Readonly<Record<string, string>> = {
  "#A0111F": "k",
  "#032563": "s",
  "#622CBC": "f",
  "#702C00": "v",
  "#023B95": "c",
  "#66707B": "m",
};
const text = "#0E1116";

type Element = Parameters<NonNullable<Transformer["line"]>>[0];

const colourOf = ({ properties }: Element): string =>
  /--shiki-light:(#\w+)/.exec(String(properties["style"]))?.[1]?.toUpperCase() ?? "";

const classesForColours: Transformer = {
  name: "classes-for-colours",
  line(line) {
    line.children = line.children.flatMap((token) => {
      if (token.type !== "element") return [token];
      const colour = colourOf(token);
      if (colour === text) return token.children;
      const name = classes[colour];
      // A colour that is new to us keeps its style.
      if (name !== undefined) token.properties = { class: name };
      return [token];
    });
  },
};

/** What `<Code>` and Markdown are given. */
export const highlight = {
  themes: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  defaultColor: false,
  transformers: [classesForColours],
} satisfies Partial<ShikiConfig>;
