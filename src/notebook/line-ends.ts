// Line ends as this notebook has them. Files are saved with those of the system that saved them, and a program may put a
// byte-order mark before a text: to a reader neither is a change.

/** The text with line feeds alone, and without a byte-order mark before it. */
export const withLineFeeds = (text: string): string =>
  text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
