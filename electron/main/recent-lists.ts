/** What was opened last, where the desktop shows it: in the dock's menu on macOS, in the jump list on Windows. */
import { app, type JumpListCategory, Menu, type MenuItemConstructorOptions } from 'electron';
import { linkOfPage } from '#contract/page-path.ts';

interface Recent {
  readonly title: string;
  readonly path: string;
}

/** Elsewhere nothing is shown but by the program itself. */
export function showRecent(recent: readonly Recent[], openPage: (path: string) => void): void {
  app.dock?.setMenu(Menu.buildFromTemplate(dockItems(recent, openPage)));
  if (process.platform === 'win32') app.setJumpList(jumpList(recent, process.execPath));
}

function dockItems(
  recent: readonly Recent[],
  openPage: (path: string) => void,
): MenuItemConstructorOptions[] {
  return recent.map(({ title, path }) => ({ label: title, click: () => openPage(path) }));
}

/** Windows shows no more than this of a title. */
const LONGEST_TITLE = 255;

/** Each entry starts the program with a link, which the program that runs already takes over. */
export function jumpList(recent: readonly Recent[], program: string): JumpListCategory[] {
  const items = recent.flatMap(({ title, path }) => {
    const args = linkOfPage(path);
    return args === null
      ? []
      : [{ type: 'task' as const, title: title.slice(0, LONGEST_TITLE), description: title, program, args }];
  });
  return items.length === 0 ? [] : [{ type: 'custom', name: 'Opened last', items }];
}
