// Three tabs of one lesson on one device: whatever the reader does in whichever of them, and whatever the device and the
// lesson do meanwhile, the last texts that they typed in each are somewhere on the device or on a page.
import fc from "fast-check";
import { expect, test } from "vitest";
import { clearCode } from "../../components/notebook/progress/kept-code.ts";
import { historyLimits } from "../../src/notebook/version-history.ts";
import { Device } from "./device.ts";
import { own, Tab } from "./tab.ts";

/** What a reader does, in one of three tabs; a tab that was closed opens again with the next thing done in it. */
type Step =
  | {
      readonly does: "type" | "type on" | "link" | "file";
      readonly tab: number;
      readonly cell: string;
    }
  | {
      readonly does:
        | "pause"
        | "reload"
        | "close"
        | "reset"
        | "undo"
        | "keep mine"
        | "take other"
        | "insert"
        | "clear"
        | "wipe";
      readonly tab: number;
    }
  | Elsewhere;

/** What comes from elsewhere. */
interface Elsewhere {
  readonly does: "full" | "room" | "new lesson";
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom("type", "type on", "link", "file"),
      tab: fc.nat(2),
      cell: fc.constantFrom("a", "a", own),
    } as const),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom(
        "pause",
        "pause",
        "reload",
        "close",
        "reset",
        "undo",
        "keep mine",
        "take other",
        "insert",
        "wipe",
      ),
      tab: fc.nat(2),
    } as const),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("clear"), tab: fc.nat(2) } as const) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom("full", "room", "room", "new lesson") } as const),
  },
);

/** A text that the reader has typed, and what may have become of it rightly. */
interface Typed {
  readonly tab: Tab;
  readonly cell: string;
  text: string;
  /** Nothing has taken its place in its tab. */
  open: boolean;
  /** It has not been written: typing has not paused since. */
  waits: boolean;
  /** The device refused while it stood in its tab. */
  refused: boolean;
}

/** Few, so that some go. */
const limits = { ...historyLimits, versions: 9 };
const kept = 6;

class Reader {
  readonly device = new Device();
  readonly seen = new Map<string, number>();
  readonly #tabs: (Tab | null)[] = [null, null, null];
  #typed: Typed[] = [];
  #lessonSource = "lesson";
  #texts = 0;

  take(step: Step): void {
    this.seen.set(step.does, (this.seen.get(step.does) ?? 0) + 1);
    if (!("tab" in step)) {
      if (step.does === "new lesson") this.#lessonSource += "!";
      else this.device.refuses = step.does === "full";
      return;
    }
    const tab = (this.#tabs[step.tab] ??= new Tab(this.device, this.#lessonSource, limits));
    this.#act(tab, step);
    if (this.device.refuses)
      for (const typed of this.#typed) if (typed.tab === tab) typed.refused = true;
  }

  #act(tab: Tab, step: Exclude<Step, Elsewhere>): void {
    switch (step.does) {
      case "type":
      case "type on":
        if (tab.has(step.cell)) this.#type(tab, step.cell, step.does === "type on");
        return;
      case "link":
      case "file":
        if (tab.has(step.cell)) {
          this.#ends(tab, step.cell);
          tab.dispatch({ type: "replace", cell: step.cell, source: `taken ${this.#next()}` });
        }
        return;
      case "pause":
        tab.pause();
        this.#written(tab);
        return;
      case "reload":
      case "close":
        tab.keeping.flush();
        this.#written(tab);
        this.#closes(tab);
        this.#tabs[step.tab] =
          step.does === "close" ? null : new Tab(this.device, this.#lessonSource, limits);
        return;
      case "reset":
        this.#ends(tab, "a");
        tab.dispatch({ type: "reset", cell: "a" });
        return;
      case "undo":
        this.#ends(tab, "a");
        tab.dispatch({ type: "undo_reset", cell: "a" });
        return;
      case "wipe":
        tab.pause();
        this.#written(tab);
        this.#ends(tab, "a");
        tab.type("");
        tab.pause();
        return;
      case "keep mine":
        tab.keeping.keepMine("a");
        this.#written(tab);
        return;
      case "take other": {
        const source = tab.keeping.stored("a") ?? this.#lessonSource;
        tab.keeping.decide("a");
        this.#ends(tab, "a");
        tab.dispatch({ type: "replace", cell: "a", source });
        return;
      }
      case "insert":
        if (!tab.has(own) && !tab.session.retiredIds.has(own))
          tab.dispatch({ type: "insert_cell", cell: own, kind: "code", source: "", after: "a" });
        return;
      case "clear":
        tab.keeping.flush();
        this.#written(tab);
        clearCode(tab.texts);
        // What another tab has not written yet was typed, and will be.
        this.#typed = this.#typed.filter(({ waits }) => waits);
        this.#closes(tab);
        this.#tabs[step.tab] = new Tab(this.device, this.#lessonSource, limits);
        return;
    }
  }

  /** What was typed and is nowhere. */
  lost(): string[] {
    const texts = [...this.device.items.values()];
    for (const tab of this.#tabs) {
      if (tab === null) continue;
      texts.push(...tab.session.notebook.cells.map(({ source }) => JSON.stringify({ source })));
      texts.push(...[...tab.texts.keys()].map((key) => tab.texts.get(key) ?? ""));
    }
    const all = texts.join("\n");
    return ["a", own].flatMap((cell) =>
      this.#typed
        .filter((typed) => typed.cell === cell)
        .slice(-kept)
        .map(({ text }) => text)
        .filter((text) => !all.includes(`"source":${JSON.stringify(text)}`)),
    );
  }

  #next(): string {
    return String((this.#texts += 1));
  }

  #type(tab: Tab, cell: string, on: boolean): void {
    const text = on ? `${tab.source(cell)} on ${this.#next()}` : `typed ${this.#next()}`;
    const before = this.#typed.find(
      (typed) => typed.tab === tab && typed.cell === cell && typed.open,
    );
    if (before !== undefined) this.#typed = this.#typed.filter((typed) => typed !== before);
    this.#typed.push({
      tab,
      cell,
      text,
      open: true,
      waits: true,
      refused: before?.refused ?? false,
    });
    tab.type(text, cell);
  }

  #ends(tab: Tab, cell: string): void {
    for (const typed of this.#typed)
      if (typed.tab === tab && typed.cell === cell) typed.open = typed.waits = false;
  }

  #written(tab: Tab): void {
    for (const typed of this.#typed) if (typed.tab === tab) typed.waits = false;
  }

  /** What the device refused goes with the page, and the reader was told so. */
  #closes(tab: Tab): void {
    this.#typed = this.#typed.filter(
      (typed) => typed.tab !== tab || !(typed.refused || this.device.refuses),
    );
    for (const typed of this.#typed) if (typed.tab === tab) typed.open = false;
  }
}

test("the last texts that the reader typed are there, whatever is done in three tabs", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60, size: "max" }), (taken) => {
      const reader = new Reader();
      for (const [index, step] of taken.entries()) {
        reader.take(step);
        expect(reader.lost(), `after step ${String(index)}`).toEqual([]);
      }
      for (const [does, count] of reader.seen) seen.set(does, (seen.get(does) ?? 0) + count);
    }),
    { numRuns: 400, seed: 13 },
  );
  // Each thing that a reader may do was done, many times.
  expect(seen.size).toBe(17);
  expect(Math.min(...seen.values())).toBeGreaterThan(100);
});
