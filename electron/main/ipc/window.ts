import type { Handlers } from '#contract/commands.ts';
import type { AppWindow, Windows } from '../windows.ts';

type WindowCommand =
  | 'desktop.leave'
  | 'desktop.showing'
  | 'desktop.openWindow'
  | 'desktop.recent'
  | 'desktop.pinned'
  | 'desktop.pin'
  | 'desktop.command';

/** What a page says of its own window, and wants of it. */
export function windowHandlers(
  of: AppWindow,
  windows: Windows,
  run: (id: Parameters<Handlers<'desktop.command'>['desktop.command']>[0]['id']) => void,
): Handlers<WindowCommand> {
  return {
    'desktop.leave': ({ word }) => {
      of.page.hear(word);
      return null;
    },
    'desktop.showing': (shown) => {
      windows.showing(of, shown);
      return null;
    },
    'desktop.openWindow': ({ path }) => {
      windows.open(path);
      return null;
    },
    'desktop.recent': () => windows.recent(),
    'desktop.pinned': () => windows.pinned(),
    'desktop.pin': (wanted) => {
      windows.pin(wanted);
      return null;
    },
    'desktop.command': ({ id }) => {
      run(id);
      return null;
    },
  };
}
