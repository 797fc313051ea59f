// How much of the page outputs may take: elements and letters that the browser has to lay out. A cell of a stranger's can
// put out data of which each is well formed and all together are more than a tab bears.

/** What HTML takes. */
export interface Extent {
  readonly elements: number;
  readonly characters: number;
}

export const noExtent: Extent = { elements: 0, characters: 0 };

/** One output: a table of a hundred rows and a hundred columns is half of it. */
const roomOfOutput: Extent = { elements: 20_000, characters: 1_000_000 };
/** All outputs of a cell. */
const roomOfCell: Extent = { elements: 30_000, characters: 4_000_000 };

export const sumOf = (one: Extent, other: Extent): Extent => ({
  elements: one.elements + other.elements,
  characters: one.characters + other.characters,
});

/** What our own HTML takes, in which every `<` and `>` that is no tag's is escaped. */
export function extentOf(html: string): Extent {
  let [elements, characters] = [0, 0];
  for (let at = 0, open = 0; at < html.length; at = html.indexOf(">", open) + 1 || html.length) {
    open = html.indexOf("<", at);
    characters += (open < 0 ? html.length : open) - at;
    if (open < 0) break;
    if (html[open + 1] !== "/") elements += 1;
  }
  return { elements, characters };
}

const isWithin = (one: Extent, room: Extent): boolean =>
  one.elements <= room.elements && one.characters <= room.characters;

/** Whether an output fits beside those of its cell that have taken so much already. */
export const fits = (one: Extent, taken: Extent): boolean =>
  isWithin(one, roomOfOutput) && isWithin(sumOf(one, taken), roomOfCell);
