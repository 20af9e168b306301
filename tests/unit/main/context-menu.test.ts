import { expect, it, vi } from 'vitest';
import { contextItems } from '#main/context-menu.ts';

vi.mock('electron', () => ({ Menu: {} }));

const CLICKED = { linkURL: '', isEditable: false, selectionText: '', editFlags: {} as Electron.EditFlags };
const labels = (clicked: Partial<typeof CLICKED>): readonly string[] =>
  contextItems({ ...CLICKED, ...clicked }, () => undefined).flatMap(({ label, role }) => label ?? role ?? []);

it('copies selected text, works in a text field, and is none where there is nothing to do', () => {
  expect(labels({ selectionText: 'att 22' })).toEqual(['copy']);
  expect(labels({ isEditable: true })).toEqual(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']);
  expect(labels({})).toEqual([]);
});

it('opens a page of ours in a window of its own, and nothing else that a link names', () => {
  expect(labels({ linkURL: 'app://holdpoint/index.html?first#/run/r-1' })).toEqual(['Open in a new window']);
  for (const linkURL of [
    'https://example.com/#/run/r-1',
    'app://holdpoint/index.html#/../etc',
    'file:///etc/passwd',
    'app://holdpoint/index.html.evil#/run/r-1',
  ])
    expect(labels({ linkURL })).toEqual([]);
});
