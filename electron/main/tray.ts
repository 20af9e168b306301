/** The sign in the tray, where a person wants one: what is open, a window, and the end. */
import { Menu, Tray } from 'electron';
import type { RunActivity } from '#core/run/activity.ts';
import { describeActivity } from '#core/words/run/describe-activity.ts';
import { PLACES } from './places.ts';

export interface TrayActs {
  open(): void;
  showRun(run: RunActivity): void;
  quit(): void;
}

export interface TraySign {
  show(isWanted: boolean): void;
  tell(runs: readonly RunActivity[]): void;
  isShown(): boolean;
}

export function createTraySign(acts: TrayActs): TraySign {
  let tray: Tray | null = null;
  let runs: readonly RunActivity[] = [];
  const draw = (): void => {
    tray?.setToolTip(runs.length === 0 ? 'Holdpoint' : runs.map(describeActivity).join('\n'));
    tray?.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open Holdpoint', click: acts.open },
        ...runs.map((run) => ({
          label: describeActivity(run).replaceAll('&', '&&'),
          click: () => acts.showRun(run),
        })),
        { type: 'separator' },
        { label: 'Quit Holdpoint', click: acts.quit },
      ]),
    );
  };
  return {
    isShown: () => tray !== null,
    show(isWanted) {
      if (isWanted === (tray !== null)) return;
      if (isWanted) {
        tray = new Tray(PLACES.trayIcon);
        tray.on('click', acts.open);
        draw();
      } else {
        tray?.destroy();
        tray = null;
      }
    },
    tell(now) {
      runs = now;
      if (tray) draw();
    },
  };
}
