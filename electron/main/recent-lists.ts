/** What was opened last, where the desktop shows it: in the dock's menu on macOS, in the jump list on Windows. */
import { app, type JumpListCategory, Menu, type MenuItemConstructorOptions } from 'electron';
import { linkOfPage } from '#contract/page-path.ts';

interface Recent {
  readonly title: string;
  readonly path: string;
}

interface Listed {
  readonly recent: readonly Recent[];
  readonly pinned: readonly Recent[];
}

/** Elsewhere nothing is shown but by the program itself. */
export function showRecent(listed: Listed, openPage: (path: string) => void): void {
  const all = [...listed.pinned, ...listed.recent];
  app.dock?.setMenu(Menu.buildFromTemplate(dockItems(all, openPage)));
  if (process.platform === 'win32') app.setJumpList(jumpList(listed, process.execPath));
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
export function jumpList({ recent, pinned }: Listed, program: string): JumpListCategory[] {
  return [...jumpCategory('Pinned', pinned, program), ...jumpCategory('Opened last', recent, program)];
}

function jumpCategory(name: string, listed: readonly Recent[], program: string): JumpListCategory[] {
  const items = listed.flatMap(({ title, path }) => {
    const args = linkOfPage(path);
    return args === null
      ? []
      : [{ type: 'task' as const, title: title.slice(0, LONGEST_TITLE), description: title, program, args }];
  });
  return items.length === 0 ? [] : [{ type: 'custom', name, items }];
}
