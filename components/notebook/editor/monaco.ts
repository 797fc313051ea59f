// Monaco, fetched only when a cell is opened for editing: completion, hover with the core's docstrings, signature
// help and type errors.
import * as monaco from "monaco-editor/editor";
import "./monaco-features.ts";
import "monaco-editor/languages/definitions/typescript/register";
import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from "monaco-editor/languages/features/typescript/register";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import TypeScriptWorker from "monaco-editor/languages/features/typescript/ts.worker?worker";
import type { Editor, EditorOptions } from "./editor.ts";
import { neighbourFiles } from "./neighbours.ts";
import { printWhole } from "./print.ts";
import "./widgets.css";

self.MonacoEnvironment = {
  getWorker(_, label) {
    const worker = label === "typescript" ? new TypeScriptWorker() : new EditorWorker();
    // Without a message the script could not be had: Monaco goes on, without what the worker knows.
    worker.addEventListener("error", ({ message }) => {
      if (!message) dispatchEvent(new Event("part-missing"));
    });
    return worker;
  },
};

/** TypeScript's `ModuleDetectionKind.Force`: a cell without import or export is a module all the same. */
const moduleDetectionForce = 3;

const packageFolder = "file:///node_modules/hypervisor-notebook/";
const address = (cell: string) => monaco.Uri.parse(`file:///cells/${cell}.ts`);

/** The page's colours, so that opening the editor does not change how the code looks. */
function applyTheme(): void {
  const light = document.documentElement.dataset["theme"] === "light";
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const paints = light
    ? {
        comment: "66707b",
        keyword: "a0111f",
        string: "032563",
        number: "023b95",
        "type.identifier": "622cbc",
      }
    : {
        comment: "bdc4cc",
        keyword: "ff9492",
        string: "addcff",
        number: "91cbff",
        "type.identifier": "dbb7ff",
      };
  monaco.editor.defineTheme("notebook", {
    base: light ? "vs" : "vs-dark",
    inherit: true,
    rules: Object.entries(paints).map(([token, foreground]) => ({ token, foreground })),
    colors: {
      "editor.background": colour("--surface-code"),
      "editor.foreground": colour("--ink"),
      "editorLineNumber.foreground": colour("--ink-soft"),
    },
  });
  monaco.editor.setTheme("notebook");
}

let prepared: Promise<void> | undefined;

/**
 * Once a page, before the first editor: compiler options, the core's types, and the page's theme.
 * @param types The core's declaration files, by path; asked for before Monaco is there, so that they come beside it.
 */
export function prepareMonaco(types: Promise<Readonly<Record<string, string>>>): Promise<void> {
  prepared ??= (async () => {
    typescriptDefaults.setCompilerOptions({
      target: ScriptTarget.ESNext,
      module: ModuleKind.ESNext,
      moduleResolution: ModuleResolutionKind.NodeJs,
      moduleDetection: moduleDetectionForce,
      lib: ["es2023"],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      allowNonTsExtensions: true,
    });
    // A name that only another cell uses is not unused.
    typescriptDefaults.setDiagnosticsOptions({ noSuggestionDiagnostics: true });
    typescriptDefaults.setEagerModelSync(true);
    applyTheme();
    new MutationObserver(applyTheme).observe(document.documentElement, {
      attributeFilter: ["data-theme"],
    });
    for (const [path, text] of Object.entries(await types))
      typescriptDefaults.addExtraLib(text, packageFolder + path);
    typescriptDefaults.addExtraLib(
      `{"name":"hypervisor-notebook","types":"stdlib/index.d.ts"}`,
      `${packageFolder}package.json`,
    );
    typescriptDefaults.addExtraLib(`export * from "./stdlib/index";`, `${packageFolder}index.d.ts`);
  })();
  return prepared;
}

const mirrored = new Map<string, { readonly text: string; readonly added: { dispose(): void } }>();

function mirror(path: string, text: string): void {
  const before = mirrored.get(path);
  // Each change has the type checker look at everything again.
  if (before?.text === text) return;
  before?.added.dispose();
  const added = typescriptDefaults.addExtraLib(text, `file:///cells/${path}`);
  mirrored.set(path, { text, added });
}

/** Tells the type checker what the other cells declare, as they are now. */
function mirrorNeighbours({ cell, neighbours }: EditorOptions): void {
  for (const [path, text] of Object.entries(neighbourFiles(cell, neighbours()))) mirror(path, text);
}

/** How many characters two texts have in common at their start, and at their end beyond that. */
function differingPart(before: string, after: string): { start: number; end: number } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  // Not between the two halves of a character: Monaco would take in the whole one.
  if (start > 0 && isFirstHalf(before, start - 1)) start -= 1;
  if (end > 0 && isFirstHalf(before, before.length - end - 1)) end -= 1;
  return { start, end };
}

const isFirstHalf = (text: string, at: number): boolean => /[\uD800-\uDBFF]/.test(text[at] ?? "");

let widgets: HTMLElement | undefined;

/** Where hovers and suggestions of all editors stand: over the page and what is fixed in it, like the bench. */
function placeOfWidgets(): HTMLElement {
  if (widgets !== undefined) return widgets;
  widgets = document.createElement("div");
  widgets.className = "monaco-editor monaco-widgets not-content";
  document.body.append(widgets);
  return widgets;
}

/** The page scrolls with the caret: the editor is as high as its text, so that nothing in it scrolls up or down. */
function followCaret(
  editor: monaco.editor.IStandaloneCodeEditor,
  box: HTMLElement,
): monaco.IDisposable {
  // The browser brings it into view as it would a caret of its own, clear of bars and of the bench.
  const caret = document.createElement("div");
  caret.className = "monaco-caret";
  box.append(caret);
  let frame = 0;
  const follow = ({ source }: monaco.editor.ICursorPositionChangedEvent) => {
    // A pointer is where the reader looks.
    if (source === "mouse" || !editor.hasTextFocus()) return;
    cancelAnimationFrame(frame);
    // Once the editor has the height of the new text.
    frame = requestAnimationFrame(() => {
      const position = editor.getPosition();
      const place = position && editor.getScrolledVisiblePosition(position);
      if (!place) return;
      caret.style.top = `${String(place.top)}px`;
      caret.style.height = `${String(place.height)}px`;
      caret.scrollIntoView({ block: "nearest" });
    });
  };
  return editor.onDidChangeCursorPosition(follow);
}

/** Opens Monaco in `holder`, which must be on the page: it measures itself there. */
export function openMonaco(holder: HTMLElement, options: EditorOptions): Editor {
  mirrorNeighbours(options);
  const uri = address(options.cell);
  const model =
    monaco.editor.getModel(uri) ?? monaco.editor.createModel(options.opened, "typescript", uri);
  if (model.getValue() !== options.opened) model.setValue(options.opened);
  // The editor's own options are for models that it makes itself.
  model.updateOptions({
    tabSize: 2,
    indentSize: 2,
    insertSpaces: true,
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  });
  const box = document.createElement("div");
  box.className = "cell-monaco";
  holder.replaceChildren(box);
  const editor = monaco.editor.create(box, {
    model,
    ariaLabel: options.label,
    automaticLayout: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--sl-font-mono"),
    fontSize: 13.76,
    lineHeight: 22,
    lineNumbers: "on",
    lineNumbersMinChars: 3,
    glyphMargin: false,
    folding: false,
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    renderLineHighlight: "none",
    scrollBeyondLastLine: false,
    scrollbar: {
      alwaysConsumeMouseWheel: false,
      vertical: "hidden",
      horizontalScrollbarSize: 8,
      useShadows: false,
    },
    padding: { top: 13, bottom: 13 },
    guides: { indentation: false },
    tabFocusMode: true,
    wordWrap: "off",
    fixedOverflowWidgets: true,
    overflowWidgetsDomNode: placeOfWidgets(),
    contextmenu: false,
  });
  const fit = () => {
    box.style.height = `${String(editor.getContentHeight())}px`;
    editor.layout();
  };
  fit();
  /** Makes the text this one, by one step that undo takes back, and only where it differs: the caret stays. */
  const change = (source: string): void => {
    const now = model.getValue();
    if (source === now) return;
    // A model has one kind of line end, and edits follow it.
    if (/\r/.test(now + source)) {
      model.setValue(source);
      return;
    }
    const { start, end } = differingPart(now, source);
    const [from, to] = [model.getPositionAt(start), model.getPositionAt(now.length - end)];
    editor.pushUndoStop();
    editor.executeEdits("notebook", [
      {
        range: monaco.Range.fromPositions(from, to),
        text: source.slice(start, source.length - end),
        forceMoveMarkers: true,
      },
    ]);
    editor.pushUndoStop();
  };
  // What was typed before Monaco was there is a step that its undo knows, too.
  change(options.source);
  const { start, end, backward } = options.selection;
  const [anchor, active] = backward ? [end, start] : [start, end];
  editor.setSelection(
    monaco.Selection.fromPositions(model.getPositionAt(anchor), model.getPositionAt(active)),
  );
  const marks = editor.createDecorationsCollection();
  // Actions are an editor's own; commands (addCommand) would be those of all editors on the page.
  const on = (id: string, keybinding: number, run: () => void, precondition?: string) =>
    editor.addAction({
      id: `notebook.${id}`,
      label: id,
      keybindings: [keybinding],
      ...(precondition === undefined ? {} : { precondition }),
      run,
    });
  const { KeyMod, KeyCode } = monaco;
  const actions = [
    on("run-next", KeyMod.Shift | KeyCode.Enter, () => {
      options.onRun("next");
    }),
    on("run", KeyMod.CtrlCmd | KeyCode.Enter, () => {
      options.onRun("stay");
    }),
    on("run-insert", KeyMod.Alt | KeyCode.Enter, () => {
      options.onRun("insert");
    }),
    on("format", KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF, () => {
      options.onCommand("format");
    }),
    // Monaco's own goes round within one cell.
    on("next-error", KeyCode.F8, () => {
      options.onCommand("next_error");
    }),
    // Esc closes a suggestion first, and leaves the editor only when nothing is open.
    on(
      "leave",
      KeyCode.Escape,
      () => {
        options.onLeave();
      },
      "!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible && !renameInputVisible && !markersNavigationVisible && !hasOtherSuggestions",
    ),
  ];
  const subscriptions = [
    ...actions,
    editor.onDidContentSizeChange(fit),
    followCaret(editor, box),
    printWhole(holder, () => model.getValue()),
    model.onDidChangeContent(() => {
      options.onChange(model.getValue());
    }),
    editor.onDidFocusEditorText(() => {
      mirrorNeighbours(options);
    }),
  ];
  return {
    focus: () => {
      editor.focus();
    },
    setSource: (source) => {
      if (source === model.getValue()) return;
      change(source);
      // What `goTo` shows is of the text that was there.
      editor.trigger("notebook", "editor.action.hideHover", null);
    },
    replace: (source, caret) => {
      if (source === model.getValue()) return;
      change(source);
      editor.setPosition(model.getPositionAt(caret));
    },
    goTo: (line, column) => {
      editor.focus();
      editor.setPosition(model.validatePosition({ lineNumber: line, column }));
      // Its message, as pointing at it would show.
      editor.trigger("notebook", "editor.action.showHover", { focus: "noAutoFocus" });
    },
    refresh: () => {
      // One set of mirrors serves all editors: they are as the one sees them that the reader is in.
      if (editor.hasTextFocus()) mirrorNeighbours(options);
    },
    problems: () =>
      monaco.editor
        .getModelMarkers({ resource: uri })
        .filter(({ severity }) => severity === monaco.MarkerSeverity.Error)
        .map(({ startLineNumber, startColumn, message }) => ({
          line: startLineNumber,
          column: startColumn,
          message,
        }))
        .toSorted((a, b) => a.line - b.line || a.column - b.column),
    markError: (line, message) => {
      if (line === null) {
        marks.clear();
        return;
      }
      marks.set([
        {
          range: new monaco.Range(line, 1, line, 1),
          options: {
            isWholeLine: true,
            className: "error-line",
            linesDecorationsClassName: "error-line-mark",
            hoverMessage: { value: message },
          },
        },
      ]);
    },
    state: () => {
      const selection = editor.getSelection() ?? new monaco.Selection(1, 1, 1, 1);
      const backward = selection.getDirection() === monaco.SelectionDirection.RTL;
      return {
        source: model.getValue(),
        selection: {
          start: model.getOffsetAt(selection.getStartPosition()),
          end: model.getOffsetAt(selection.getEndPosition()),
          backward,
        },
      };
    },
    // Monaco replaces the plain editor, never the other way round, so nothing waits for its input method.
    settled: () => Promise.resolve(),
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
      editor.dispose();
      model.dispose();
    },
  };
}
