// How far a long run has come, shown while it lasts: `display.progress("an hour")` is a function to be told the
// fraction that is done, which `server.run(…, { progress })` does. What it shows is one output that is updated in
// place, by Jupyter's update_display_data. There is no clock in it: a message is sent when the percentage has grown,
// so a run sends at most a hundred, and the same ones each time.
import type { MimeBundle } from "../notebook/output.ts";
import { displayError } from "./display.ts";
import { inspect } from "./inspect.ts";
import type { Run } from "./run.ts";
import type { Voice } from "./voice.ts";

/** MIME type of a bar; its value is a {@link Progress}. */
export const progressType = "application/vnd.hypervisor-notebook.progress+json";

export interface Progress {
  readonly label: string;
  /** Whole percent, 0 to 100. */
  readonly percent: number;
}

/** To be told how much is done, from 0 to 1. What is less than before in the same run is not shown. */
export type ProgressBar = (done: number | { readonly fraction: number }) => void;

export interface ProgressOptions {
  readonly voice: Voice;
  readonly currentRun: () => Run | null;
  /** Shows a bundle under an id, or something else under an id of that run that is shown already. */
  readonly show: (run: Run, id: string, data: MimeBundle, isUpdate: boolean) => void;
}

/** Makes bars. Each shows itself when it is first called in a run: a bar that is not used leaves no output. */
export function progressBars(options: ProgressOptions): (label?: unknown) => ProgressBar {
  const { voice, currentRun, show } = options;
  let bars = 0;
  return (label = voice.say("Progress")) => {
    if (typeof label !== "string")
      throw displayError(
        voice,
        ["Expected a text as label, found {0}.", inspect(label, {}, voice)],
        ['Write display.progress("an hour").'],
      );
    const id = `progress-${++bars}`;
    let shownIn: Run | null = null;
    let shown = 0;
    return (done) => {
      const fraction: unknown = typeof done === "object" ? done?.fraction : done;
      if (typeof fraction !== "number" || !(fraction >= 0 && fraction <= 1))
        throw displayError(
          voice,
          ["Expected a fraction from 0 to 1, found {0}.", inspect(done, {}, voice)],
          ["Call it with what is done, divided by what there is to do."],
        );
      const run = currentRun();
      if (run === null) return;
      const isUpdate = run === shownIn;
      const percent = Math.floor(fraction * 100);
      if (isUpdate && percent <= shown) return;
      shownIn = run;
      shown = percent;
      const progress: Progress = { label, percent };
      show(run, id, { [progressType]: progress, "text/plain": `${label}: ${percent} %` }, isUpdate);
    };
  };
}
