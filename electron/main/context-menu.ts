/** The menu of the right mouse button where a page has none of its own: text fields, selected text, links to pages. */
import { type BrowserWindow, type ContextMenuParams, Menu, type MenuItemConstructorOptions } from 'electron';
import { isPagePath } from '#contract/page-path.ts';
import { PAGE_URL } from './app-url.ts';

export function offerContextMenu(window: BrowserWindow, openWindow: (path: string) => void): void {
  window.webContents.on('context-menu', (_event, params) => {
    const items = contextItems(params, openWindow);
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
}

type Clicked = Pick<ContextMenuParams, 'linkURL' | 'isEditable' | 'selectionText' | 'editFlags'>;

export function contextItems(
  { linkURL, isEditable, selectionText, editFlags }: Clicked,
  openWindow: (path: string) => void,
): MenuItemConstructorOptions[] {
  const path = pathOf(linkURL);
  const link: MenuItemConstructorOptions[] =
    path === null ? [] : [{ label: 'Open in a new window', click: () => openWindow(path) }];
  if (isEditable)
    return [
      { role: 'undo', enabled: editFlags.canUndo },
      { role: 'redo', enabled: editFlags.canRedo },
      { type: 'separator' },
      { role: 'cut', enabled: editFlags.canCut },
      { role: 'copy', enabled: editFlags.canCopy },
      { role: 'paste', enabled: editFlags.canPaste },
      { type: 'separator' },
      { role: 'selectAll', enabled: editFlags.canSelectAll },
    ];
  return selectionText.trim() === '' ? link : [{ role: 'copy' }, ...link];
}

/** A link of ours leads to a page; every other one is not followed. */
function pathOf(url: string): string | null {
  const [base = '', path = ''] = url.split('#', 2);
  return base.split('?', 1)[0] === PAGE_URL && isPagePath(path) ? path : null;
}
