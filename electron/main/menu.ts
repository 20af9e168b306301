import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { News } from '#contract/api.ts';

type MenuItemName = Extract<News, { kind: 'menu' }>['item'];

/** The menu bar. Items that belong to the page are told to it. */
export function setMenu(tell: (news: News) => void): void {
  const item = (label: string, name: MenuItemName, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => tell({ kind: 'menu', item: name }),
  });
  const template: MenuItemConstructorOptions[] = [
    {
      label: '&File',
      submenu: [
        item('&New release…', 'new-release', 'CmdOrCtrl+N'),
        item('&Import release…', 'import', 'CmdOrCtrl+O'),
        { type: 'separator' },
        item('&Settings', 'settings', 'CmdOrCtrl+,'),
        { type: 'separator' },
        { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    { label: '&View', submenu: viewMenu(item('&Command palette', 'palette', 'CmdOrCtrl+K')) },
    { label: '&Help', role: 'help', submenu: [item('&Help', 'help', 'F1'), { role: 'about' }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function viewMenu(palette: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  const developer: MenuItemConstructorOptions[] = [
    { type: 'separator' },
    { role: 'reload' },
    { role: 'toggleDevTools' },
  ];
  return [
    palette,
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : developer),
  ];
}
