import { describe, expect, test } from "vitest";
import {
  distanceToShow,
  type Places,
  type Span,
} from "../../components/notebook/results/reveal.ts";

/** A window of 800 pixels under a bar of 100; a cell with 200 pixels of code from `top` on, and its output. */
const view: Span = { top: 100, bottom: 900 };
const at = (top: number, code: number, output: number, next?: Span): Places => ({
  view,
  cell: { top, bottom: top + code + output },
  output: { top: top + code, bottom: top + code + output },
  next,
});

describe("after a run the page scrolls", () => {
  test.each<[string, Places, number]>([
    ["not at all where the output is in view", at(150, 200, 300), 0],
    ["not at all where it ends at the edge", at(400, 200, 300), 0],
    ["by what is missing of it", at(450, 200, 300), 50],
    ["to the head of the cell where the output is higher than that", at(500, 200, 2000), 400],
    ["until a long output of long code has the lower half", at(120, 1000, 2000), 620],
    ["to a short output of long code, and no further", at(120, 1000, 100), 320],
    ["up to an output that is above", at(-700, 200, 300), -600],
    ["up to the beginning of one that fits", at(-150, 200, 300), -50],
    ["not where a part of a long one is in view above", at(-700, 200, 1000), 0],
    ["by whole pixels, and not short of the last", at(450.4, 200, 300), 51],
  ])("%s", (_, places, distance) => {
    expect(distanceToShow(places)).toBe(distance);
  });
});

describe("with the next cell selected the page scrolls", () => {
  test.each<[string, Places, number]>([
    ["not at all where both are in view", at(150, 200, 100, { top: 600, bottom: 850 }), 0],
    ["to the end of the next cell", at(150, 200, 100, { top: 600, bottom: 1000 }), 100],
    [
      "until the output is at the top, where the next is further away",
      at(150, 200, 100, { top: 1500, bottom: 1700 }),
      250,
    ],
    [
      "not past the output's beginning, be it ever so long",
      at(150, 200, 5000, { top: 6000, bottom: 6200 }),
      250,
    ],
  ])("%s", (_, places, distance) => {
    expect(distanceToShow(places)).toBe(distance);
  });
});
