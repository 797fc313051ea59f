// How far a word is from another, for the suggestions in messages: the kernel's for a name that no cell declares, the
// core's for a machine or an image that is not there. Which of the near ones is suggested is for each of them to say.

/**
 * How many letters (UTF-16 code units) have to be inserted, deleted, replaced or swapped with their neighbour to make
 * `to` of `from`; letters that were swapped are not changed again. 0 if they are equal, and the same both ways.
 * Source: F. J. Damerau, "A technique for computer detection and correction of spelling errors", 1964; in the form that
 * is known as optimal string alignment.
 */
export function editDistance(from: string, to: string): number {
  // Row i, column j: the distance of the first i letters of one from the first j letters of the other.
  let twoAbove: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(
        Math.min(
          at(above, j) + 1,
          at(row, j - 1) + 1,
          at(above, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(twoAbove, j - 2) + 1 : Infinity,
        ),
      );
    }
    [twoAbove, above] = [above, row];
  }
  return at(above, to.length);
}

const at = (row: readonly number[], column: number) => row[column] ?? Infinity;
