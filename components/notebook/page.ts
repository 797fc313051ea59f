// A lesson's page comes to life: its cells become one notebook. Nothing runs until the reader asks.
import { openDeviceTexts } from "../../src/notebook/device-texts.ts";
import { createNotebook, findCell, type CellSpec } from "../../src/notebook/document.ts";
import type { Action, Announcement } from "../../src/notebook/operations.ts";
import { asShown } from "../../src/notebook/lesson-source.ts";
import { viewCells } from "../../src/notebook/validity.ts";
import type { Program } from "../../src/notebook/program.ts";
import { blankCell, withOwnCells } from "../../src/notebook/own-cells.ts";
import { openOwnCellsStore } from "../../src/notebook/own-cells-store.ts";
import { createSession } from "../../src/notebook/session-state.ts";
import { openEditStore } from "../../src/notebook/storage.ts";
import { strings, type Language } from "../site/strings.ts";
import { NotebookCell } from "./cell-element.ts";
import type { CellIntent } from "./cell-host.ts";
import { connectCommandMode } from "./command-keys.ts";
import type { NotebookExercise } from "./exercise-element.ts";
import { awaitPress, checksOfPage } from "./exercises.ts";
import { connectFeatures } from "./features.ts";
import type { NotebookPage, RenderListener } from "./notebook-page.ts";
import { tellOfCrash, watchForCrash } from "./crash-watch.ts";
import { watchLongRuns } from "./long-runs.ts";
import { connectOwnCells, insertBelow } from "./own-cells.ts";
import { connectVersions } from "./other-versions.ts";
import { connectProgress } from "./reader-progress.ts";
import { connectRunResults } from "./run-results.ts";
import { NotebookShell } from "./shell.ts";
import { tellOfMissingParts, troubleWords } from "./site-trouble.ts";
import { warmWhenIdle } from "./warm-start.ts";

customElements.define("notebook-cell", NotebookCell);

/** What a screen reader hears beside the outputs, which are live regions themselves. */
function announcementText(announcement: Announcement, language: Language): string {
  const s = strings[language];
  switch (announcement) {
    case "stopped":
      return s.stopped;
    case "kernel_lost":
      return s.kernelLost;
    case "unreachable":
    case "gone":
    case "damaged":
      return troubleWords(announcement);
    case "restarted":
      return s.restarted;
    // The outputs say it themselves.
    case "finished":
    case "failed":
    case "not_compiled":
    case "restored":
      return "";
  }
}

function open(tools: HTMLElement): void {
  const language: Language = tools.dataset["language"] === "ko" ? "ko" : "en";
  const lesson = tools.dataset["lesson"] ?? "";
  const s = strings[language];
  const status = tools.querySelector<HTMLElement>(".kernel-status");
  const say = (text: string) => {
    if (status !== null) status.textContent = text;
  };

  const cellsNow = () => [...document.querySelectorAll<NotebookCell>("notebook-cell")];
  const cells = cellsNow();
  const checks = checksOfPage();
  const texts = openDeviceTexts((report) => {
    console.warn("notebook: the reader's edits.", report);
    import("./recovery/storage-notice.ts").then(
      ({ showStorageReport }) => {
        showStorageReport(tools, language, report);
      },
      (error: unknown) => {
        console.error("notebook: the reader could not be told of this.", error);
      },
    );
  });
  const store = openEditStore(texts);
  const ownCellsStore = openOwnCellsStore(texts);

  /** Cells whose stored edit is of an older lesson: of which, by its hash. */
  const undecided = new Map<string, string>();
  const putAside: Record<string, string> = {};
  const isOwn = (cell: NotebookCell) => cell.dataset["owner"] === "reader";
  const lessonSpecs = cells.flatMap((cell): CellSpec[] => {
    if (isOwn(cell)) return [];
    const { source: lessonSource, languageHashes, program: lessonProgram } = cell.data;
    const now = { lessonSource, languageHashes };
    const stored = store.load(lesson, cell.cellId, now);
    if (stored.status === "lesson_changed") undecided.set(cell.cellId, stored.edit.lessonHash);
    const aside = store.loadPutAside(lesson, cell.cellId);
    if (aside !== null) putAside[cell.cellId] = asShown(now, aside);
    const check = checks.get(cell.cellId);
    const spec: CellSpec = {
      id: cell.cellId,
      kind: check === undefined ? "code" : "exercise",
      ...now,
      lessonProgram,
      ...(stored.status === "none" ? {} : { source: stored.edit.source }),
    };
    // The check is a cell like the others, though the page does not show it: so Check runs what it needs, as Run does.
    return check === undefined ? [spec] : [spec, check];
  });

  // A page that shows one cell alone brings those that it needs, as the lesson has them, and none of the reader's.
  const needed = document.querySelector("script.unseen-cells")?.textContent;
  const unseen = JSON.parse(needed ?? "[]") as readonly {
    readonly id: string;
    readonly source: string;
    readonly program: Program;
  }[];
  lessonSpecs.unshift(
    ...unseen.map(({ id, source, program }) => ({
      id,
      lessonSource: source,
      lessonProgram: program,
    })),
  );

  // The playground's blank cell is there until the reader has cells of their own.
  const stored = needed === undefined ? ownCellsStore.load(lesson) : [];
  const blanks = cells.filter(isOwn).map(({ cellId }) => blankCell(cellId));
  const specs = withOwnCells(lessonSpecs, stored.length > 0 ? stored : blanks);

  // The page shows the recorded outputs already; the session only needs to know that they are there.
  const recorded = Object.fromEntries(
    cells.filter((cell) => "recorded" in cell.dataset).map((cell) => [cell.cellId, []]),
  );

  const crashes = watchForCrash({ texts, lesson });
  const listeners = new Set<RenderListener>();
  const shell = new NotebookShell({
    session: createSession(createNotebook(specs), recorded, putAside),
    lesson,
    language,
    kernelURL: tools.dataset["kernel"] ?? "",
    compilerURL: tools.dataset["compiler"],
    mapsURL: tools.dataset["maps"] ?? "",
    store,
    ownCellsStore,
    texts,
    undecided,
    onEvaluating: (cell) => {
      crashes(cell);
      if (cell !== null) results.begins(cell);
    },
    announce: ({ announcement }: Extract<Action, { type: "announce" }>) => {
      const text = announcementText(announcement, language);
      if (text !== "") say(text);
    },
    render: (views, session) => {
      const shown = new Map(cellsNow().map((cell) => [cell.cellId, cell]));
      for (const view of views) {
        const took = shell.times.took(session, view.id);
        shown.get(view.id)?.render(view, took);
        exercises.find(({ checkId }) => checkId === view.id)?.render(view, session);
      }
      const { kernel } = session;
      if (kernel.status === "starting") say(s.starting);
      else if (kernel.status === "restoring") say(s.restoring);
      else if (status?.textContent === s.starting || status?.textContent === s.restoring) say("");
      tools.dataset["kernelStatus"] = kernel.status;
      for (const listener of listeners) listener(views, session);
    },
  });

  const intend = (id: string, intent: CellIntent): void => {
    switch (intent.type) {
      case "run": {
        shell.dispatch({ type: "run", cell: id });
        const shown = cellsNow();
        const next = shown[shown.findIndex(({ cellId }) => cellId === id) + 1];
        const goOn = intent.then === "next" && next !== undefined;
        // Not to where it stands: what was run is to be seen.
        if (goOn) next.focus({ preventScroll: true });
        if (intent.then !== "insert") results.awaits(id, goOn);
        else
          void page.insertBelow(id).then(() => {
            results.awaits(id, true);
          });
        return;
      }
      case "format":
      case "next_error": {
        const cell = cellsNow().find(({ cellId }) => cellId === id);
        if (cell === undefined) return;
        const format = intent.type === "format";
        import("./editor/commands.ts")
          .then(({ formatCell, goToNextError }) =>
            format ? formatCell(page, cell) : goToNextError(page, cell),
          )
          .catch((error: unknown) => {
            console.error("notebook: a command of the editor failed.", error);
          });
        return;
      }
      case "edit":
        shell.dispatch({ type: "edit", cell: id, source: intent.source });
        return;
      case "stop":
        shell.dispatch({ type: "stop" });
        return;
      case "reset":
      case "undo_reset":
        shell.dispatch({ type: intent.type, cell: id });
        return;
    }
  };

  const adopt: NotebookPage["adopt"] = (cell, hear) => {
    cell.connect({
      language,
      typesURL: tools.dataset["types"] ?? "",
      intend: (id, intent) => {
        hear?.(intent);
        intend(id, intent);
      },
      editing: () => {
        shell.warmCompiler();
      },
      neighbours: () =>
        shell.session.notebook.cells
          .filter(({ kind }) => kind !== "markdown")
          .map(({ id, source }) => ({
            id,
            source,
            defines: shell.session.cells.get(id)?.program?.defines ?? [],
          })),
      source: (id) => findCell(shell.session.notebook, id)?.source ?? "",
      executionCount: (id) =>
        findCell(shell.session.notebook, id) && shell.session.cells.get(id)?.executionCount,
      goTo: (id) => {
        page.goTo(id);
      },
    });
    cell.addEventListener(
      "pointerenter",
      () => {
        shell.warm();
      },
      { once: true },
    );
    cell.addEventListener(
      "focusin",
      () => {
        shell.warm();
      },
      { once: true },
    );
  };
  for (const cell of cells) adopt(cell);
  let exercises: readonly NotebookExercise[] = [];
  let fetching: Promise<readonly NotebookExercise[]> | undefined;
  const fetchExercises = () => {
    fetching ??= import("./exercise-element.ts").then(
      ({ connectExercises }) => {
        exercises = connectExercises(language, (cell) => {
          shell.dispatch({ type: "run", cell });
          results.awaits(cell, false);
        });
        shell.render();
        pressAgain();
        return exercises;
      },
      (error: unknown) => {
        fetching = undefined;
        throw error;
      },
    );
    return fetching;
  };
  const pressAgain = awaitPress(fetchExercises);
  const on = (action: string, listener: () => void) => {
    const button = tools.querySelector<HTMLButtonElement>(`[data-action=${action}]`);
    button?.removeAttribute("disabled");
    button?.addEventListener("click", listener);
  };
  on("run-all", () => {
    shell.dispatch({ type: "run_all" });
  });
  on("restart", () => {
    shell.dispatch({ type: "restart" });
  });
  shell.render();

  let lastFocused: NotebookCell | null = null;
  document.addEventListener("focusin", ({ target }) => {
    lastFocused = (target as Element).closest<NotebookCell>("notebook-cell") ?? lastFocused;
  });
  const page: NotebookPage = {
    language,
    lesson,
    tools,
    shell,
    texts,
    store,
    ownCellsStore,
    cells: cellsNow,
    adopt,
    exercises: () => exercises,
    fetchExercises,
    current: () => (lastFocused?.isConnected === true ? lastFocused : cellsNow()[0]),
    goTo: (id) => {
      const cell = cellsNow().find(({ cellId }) => cellId === id);
      cell?.focus();
      cell?.scrollIntoView({ block: "nearest" });
    },
    insertBelow: (cell) => insertBelow(page, cell),
    say,
    onRender: (listener) => {
      listeners.add(listener);
      listener(viewCells(shell.session), shell.session);
      return () => listeners.delete(listener);
    },
  };
  tellOfMissingParts();
  const results = connectRunResults(page);
  connectFeatures(page);
  connectCommandMode(page);
  watchLongRuns(page);
  connectOwnCells(page);
  // Of a page that shows one cell alone, the others are not gone.
  const gone = needed === undefined ? store.cells(lesson) : [];
  connectVersions(
    page,
    undecided.keys(),
    gone.filter((id) => !lessonSpecs.some((spec) => spec.id === id)),
  );
  connectProgress(page);
  tellOfCrash(page).catch((error: unknown) => {
    console.error("notebook: what a crash has left could not be told.", error);
  });
  warmWhenIdle(document.querySelectorAll(".cell-bar"), () => {
    shell.warm();
  });
  // What was pressed before (early-clicks.ts) is pressed now.
  document.dispatchEvent(new Event("notebook-open"));
}

/** The front door goes to the language that was read last. */
function rememberLanguage(): void {
  try {
    localStorage.setItem("hypervisor-notebook/language", document.documentElement.lang);
  } catch {
    // Storage is refused here: the front door will ask the browser instead.
  }
}

rememberLanguage();
const tools = document.querySelector<HTMLElement>("notebook-tools");
if (tools !== null) open(tools);
