// What is drawn with a library that is fetched late, and recorded as SVG for pages that the reader has not run.

/** A drawing for one theme. */
export interface Drawing {
  /** A complete SVG document. */
  readonly svg: string;
  /** Size in CSS pixels at 100 %. */
  readonly width: number;
  readonly height: number;
}
