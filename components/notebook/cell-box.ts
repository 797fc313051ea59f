// Where what runs stands on the page.

/** Where a cell is on the page; a check is part of its exercise. */
export const boxOf = (id: string): Element | null =>
  document.querySelector(`#cell-${id}, [data-exercise="${id.replace(/-check$/, "")}"]`);
