// How wide a text is where each letter has the same width, for tables as text: the kernel's and the library's.

// What Unicode calls wide and full-width (UAX #11), as far as letters go: Hangul, kana, Han and their punctuation.
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

/** Columns that a text takes in a font of one width: a letter of Hangul takes two. */
export const textColumns = (text: string): number => text.length + (text.match(wide)?.length ?? 0);

/** The spaces that bring a text to so many columns; "" for one that has them. */
export const paddingTo = (columns: number, text: string): string =>
  " ".repeat(Math.max(0, columns - textColumns(text)));
