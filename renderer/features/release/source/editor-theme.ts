import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export const editorTheme = EditorView.theme({
  '&': {
    height: '100%',
    fontSize: '0.8125rem',
    color: 'var(--hp-text)',
    backgroundColor: 'var(--hp-surface)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    lineHeight: '1.6',
    fontVariantLigatures: 'none',
  },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--hp-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--hp-text)' },
  '.cm-line': { padding: '0 16px 0 8px' },
  '.cm-gutters': {
    backgroundColor: 'var(--hp-surface)',
    color: 'var(--hp-muted)',
    border: '0',
    paddingLeft: '8px',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'light-dark(#f4f4f188, #24272c88)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'light-dark(#cfe0ef, #2f4a64) !important',
  },
  '.cm-specialChar': {
    color: 'light-dark(#6d3fb3, #c5a6f7)',
    backgroundColor: 'light-dark(#f2ebfc, #2a1f3f)',
    borderRadius: '2px',
  },
  '.cm-selectionMatch': { backgroundColor: 'light-dark(#e7f0e9, #24362a)' },
  '.cm-panels': {
    backgroundColor: 'var(--hp-sunken)',
    color: 'var(--hp-text)',
    borderColor: 'var(--hp-line) !important',
  },
  '.cm-panel input, .cm-panel button, .cm-panel label': {
    fontFamily: 'var(--mantine-font-family)',
    fontSize: '0.8125rem',
  },
  '.cm-textfield, .cm-button': {
    backgroundColor: 'var(--hp-surface)',
    backgroundImage: 'none',
    border: '1px solid var(--hp-line-strong)',
    borderRadius: '5px',
    color: 'var(--hp-text)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--hp-surface)',
    border: '1px solid var(--hp-line-strong)',
    borderRadius: '6px',
    maxWidth: '560px',
  },
  '.cm-diagnostic': { padding: '6px 10px', borderLeftWidth: '3px', fontFamily: 'var(--mantine-font-family)' },
  '.cm-offers': {
    maxHeight: '260px',
    margin: '0',
    padding: '4px',
    overflowY: 'auto',
    listStyle: 'none',
    fontSize: '0.8125rem',
  },
  '.cm-offers li': {
    display: 'flex',
    gap: '14px',
    padding: '3px 8px',
    borderRadius: '4px',
    cursor: 'pointer',
  },
  '.cm-offers li[aria-selected="true"]': {
    backgroundColor: 'light-dark(#e3edf6, #2a3c50)',
  },
  '.cm-offers li span': { fontFamily: 'var(--mantine-font-family-monospace)', whiteSpace: 'nowrap' },
  '.cm-offers li small': { color: 'var(--hp-muted)', fontFamily: 'var(--mantine-font-family)' },
  '.cm-key-help': { padding: '6px 10px', fontFamily: 'var(--mantine-font-family)', fontSize: '0.8125rem' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--hp-sunken)', border: '0', color: 'var(--hp-muted)' },
});

/** Quiet colours: keys stand out, values read as text. */
export const editorHighlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--hp-brand)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'light-dark(#3f5f3a, #a8c99f)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--hp-muted)', fontStyle: 'italic' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--hp-muted)' },
]);
