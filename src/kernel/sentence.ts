// Sentences with places for values: `{0}` is the first. They stand in English where they are said; a table has another
// language's for each.

/** Fills the places of a sentence. */
export const fill = (template: string, values: readonly unknown[]): string =>
  template.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)]));
