/** The desktop that Electron reaches: notifications, taskbar, dock. */
import { app, BrowserWindow, Notification } from 'electron';
import type { Desktop } from './summon.ts';

export function createDesktop(): Desktop {
  /** One that nothing refers to is collected, and its click with it. */
  const alive = new Set<Notification>();
  return {
    notify(summons, onClick) {
      if (!Notification.isSupported()) return () => undefined;
      const notification = new Notification({ ...summons, silent: false });
      alive.add(notification);
      notification.on('click', onClick);
      notification.on('close', () => alive.delete(notification));
      notification.on('failed', () => alive.delete(notification));
      notification.show();
      return () => {
        alive.delete(notification);
        notification.close();
      };
    },
    progress(done, tone) {
      for (const window of BrowserWindow.getAllWindows())
        window.setProgressBar(done ?? -1, { mode: done === null ? 'none' : tone });
    },
    badge: (count) => void app.setBadgeCount(count),
    flash() {
      const [window] = BrowserWindow.getAllWindows();
      window?.flashFrame(true);
      window?.once('focus', () => window.flashFrame(false));
      app.dock?.bounce('informational');
    },
  };
}
