/** The text editor: CodeMirror for YAML with problems in the gutter. Undo is the workspace's, so that forms and text share one. */
import { indentWithTab, standardKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { Issue } from '#core/release/issue.ts';
import { lineBreakOf, withLineBreaks } from '#core/release/line-breaks.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { completion } from './completion.ts';
import { editorHighlight, editorTheme } from './editor-theme.ts';

export interface Editor {
  /** Replaces what differs; the cursor stays where it is. */
  setText(text: string): void;
  setIssues(issues: readonly Issue[]): void;
  goTo(line: number, column: number): void;
  focus(): void;
  destroy(): void;
}

interface EditorOptions {
  readonly text: string;
  readonly onType: (text: string) => void;
  /** What the text says as of its last reading. */
  readonly data: () => unknown;
}

export function createEditor(parent: HTMLElement, { text, onType, data }: EditorOptions): Editor {
  let lineBreak = lineBreakOf(text);
  const typed = EditorView.updateListener.of((update) => {
    if (update.docChanged && !update.transactions.some((each) => each.isUserEvent('outside')))
      onType(withLineBreaks(update.state.doc.toString(), lineBreak));
  });
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: text, extensions: [completion(data), ...EXTENSIONS, typed] }),
  });
  return {
    setText(next) {
      lineBreak = lineBreakOf(next);
      replaceText(view, withLineBreaks(next, '\n'));
    },
    setIssues: (issues) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          issues.map((issue) => diagnosticOf(issue, view.state.doc)),
        ),
      ),
    goTo: (line, column) => goTo(view, line, column),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

/** Characters that reorder or hide text are spelled out, so that the text reads as it runs. */
const spelledOut = highlightSpecialChars({
  addSpecialChars: /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
  render: (code) => {
    const spelled = document.createElement('span');
    spelled.className = 'cm-specialChar';
    spelled.textContent = spelledLines(String.fromCodePoint(code));
    spelled.title = 'A character that cannot be seen, or that reorders what is around it';
    return spelled;
  },
});

const EXTENSIONS = [
  spelledOut,
  lineNumbers(),
  foldGutter(),
  lintGutter(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  drawSelection(),
  bracketMatching(),
  highlightSelectionMatches(),
  search({ top: true }),
  indentUnit.of('  '),
  yaml(),
  syntaxHighlighting(editorHighlight),
  editorTheme,
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ 'aria-label': 'Source of the release', tabindex: '0' }),
  keymap.of([...standardKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
];

/** One change that spans from the first to the last difference. */
function replaceText(view: EditorView, next: string): void {
  const before = view.state.doc.toString();
  if (before === next) return;
  const shortest = Math.min(before.length, next.length);
  let from = 0;
  while (from < shortest && before[from] === next[from]) from += 1;
  let tail = 0;
  while (tail < shortest - from && before[before.length - 1 - tail] === next[next.length - 1 - tail])
    tail += 1;
  view.dispatch({
    changes: { from, to: before.length - tail, insert: next.slice(from, next.length - tail) },
    userEvent: 'outside',
  });
}

function offsetOf(doc: Text, line: number, column: number): number {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(found.from + Math.max(column - 1, 0), found.to);
}

function diagnosticOf({ severity, line, column, message, code }: Issue, doc: Text): Diagnostic {
  const from = offsetOf(doc, line, column);
  return { from, to: Math.max(from, doc.lineAt(from).to), severity, message, source: code };
}

function goTo(view: EditorView, line: number, column: number): void {
  const at = offsetOf(view.state.doc, line, column);
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
  view.focus();
}
