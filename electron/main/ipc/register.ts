import { join } from 'node:path';
import { app, type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { CALL_CHANNEL, DROPPED_CHANNEL } from '#contract/api.ts';
import type { Settings } from '#contract/commands/workstation.ts';
import type { Handlers } from '#contract/commands.ts';
import { APP_ORIGIN } from '../app-url.ts';
import type { Engine } from '../engine-process.ts';
import { answerCall, type CallSender } from './boundary.ts';
import { clipboardHandlers } from './clipboard.ts';
import { fileHandlers } from './files.ts';
import { paperHandlers } from './paper.ts';
import { typedHandlers } from './typed.ts';

interface CallParts {
  readonly engine: Engine;
  /** The file that the system handed over; importing takes it instead of asking for one. */
  readonly takeHanded: () => string | null;
  readonly leaving: Handlers<'desktop.leave'>;
  readonly windowNow: () => BrowserWindow | null;
  readonly onSettings: (settings: Settings) => void;
}

/** Opens the channel on which the page calls, and the one on which the preload says what was dropped. `onSettings` hears of settings on their way to the page. */
export function registerCalls({ engine, takeHanded, leaving, windowNow, onSettings }: CallParts): void {
  const desktop = {
    ...fileHandlers(engine, takeHanded),
    ...paperHandlers(engine),
    ...typedHandlers(() => join(app.getPath('userData'), 'typed.json')),
    ...clipboardHandlers,
    ...leaving,
  };
  ipcMain.handle(CALL_CHANNEL, async (event, command: unknown, input: unknown) => {
    const call = { sender: senderOf(event, windowNow()), command, input };
    const answered = await answerCall(call, APP_ORIGIN, { engine, desktop });
    if (answered.ok && (command === 'settings.read' || command === 'settings.write')) {
      onSettings(answered.value as Settings);
    }
    return answered;
  });
  ipcMain.handle(DROPPED_CHANNEL, (event, path: unknown) => {
    const call = { sender: senderOf(event, windowNow()), command: 'desktop.importDropped', input: { path } };
    return answerCall({ ...call, door: 'dropped' }, APP_ORIGIN, { engine, desktop });
  });
}

function senderOf(event: IpcMainInvokeEvent, window: BrowserWindow | null): CallSender {
  const frame = event.senderFrame;
  return {
    isOurWindow: window !== null && event.sender === window.webContents,
    isMainFrame: frame !== null && frame === event.sender.mainFrame,
    origin: frame?.origin ?? '',
  };
}
