import { join } from 'node:path';
import { app, type IpcMainInvokeEvent } from 'electron';
import type { AppCommandId } from '#contract/app-commands.ts';
import type { Settings } from '#contract/commands/workstation.ts';
import type { DesktopCommandName, Handlers } from '#contract/commands.ts';
import type { Reply } from '#contract/errors.ts';
import { faultOf } from '#core/diagnostics/fault.ts';
import { APP_ORIGIN } from '../app-url.ts';
import type { Diary } from '../diary.ts';
import type { Engine } from '../engine-process.ts';
import type { MainKeychain } from '../keychain.ts';
import type { AppWindow, Windows } from '../windows.ts';
import { type Call, type CallSender, replyToCall } from './boundary.ts';
import { clipboardHandlers } from './clipboard.ts';
import { fileHandlers } from './files.ts';
import { keychainHandlers } from './keychain.ts';
import { libraryHandlers } from './libraries.ts';
import { paperHandlers } from './paper.ts';
import { typedHandlers } from './typed.ts';
import { upkeepHandlers } from './upkeep.ts';
import { windowHandlers } from './window.ts';

export interface CallParts {
  readonly engine: Engine;
  readonly keychain: MainKeychain;
  readonly windows: Windows;
  readonly diary: Diary;
  /** The file that the system handed over, and that has waited longest. */
  readonly takeHanded: () => string | null;
  /** Carries out what belongs to the window. */
  readonly runCommand: (id: AppCommandId) => void;
  readonly onSettings: (settings: Settings) => void;
}

export interface Calls {
  answer(event: IpcMainInvokeEvent, command: unknown, input: unknown): Promise<Reply<unknown>>;
  takeDropped(event: IpcMainInvokeEvent, path: unknown): Promise<Reply<unknown>>;
}

/** What answers the calls of pages. `onSettings` hears of settings on their way to a page. */
export function createCalls(parts: CallParts): Calls {
  const { engine, onSettings } = parts;
  const desktopOf = createDesktops(parts);
  const onFault = (error: unknown): void => {
    console.error(error);
    parts.diary.log.add({ event: 'fault', of: 'app', fault: faultOf(error) });
  };
  const reply = async (event: IpcMainInvokeEvent, call: Omit<Call, 'sender'>) => {
    const from = parts.windows.of(event.sender);
    const sender = senderOf(event, from);
    const desktop = desktopOf(from);
    return await replyToCall({ ...call, sender }, APP_ORIGIN, { engine, desktop, onFault });
  };
  return {
    async answer(event, command, input) {
      const given = await reply(event, { command, input });
      if (given.ok && (command === 'settings.read' || command === 'settings.write')) {
        onSettings(given.value as Settings);
      }
      return given;
    },
    takeDropped: (event, path) =>
      reply(event, { command: 'desktop.importDropped', input: { path }, door: 'dropped' }),
  };
}

/** Handlers for each window: what one of them waits for is none of the others' business. */
function createDesktops({ engine, keychain, windows, diary, takeHanded, runCommand }: CallParts) {
  const shared = {
    ...paperHandlers(engine),
    ...typedHandlers(() => join(app.getPath('userData'), 'typed.json')),
    ...clipboardHandlers,
    ...keychainHandlers(keychain),
    ...libraryHandlers(diary.folder),
  };
  const ofWindows = new WeakMap<AppWindow, Handlers<DesktopCommandName>>();
  return (from: AppWindow | null): Handlers<DesktopCommandName> | null => {
    if (from === null) return null;
    const known = ofWindows.get(from);
    if (known) return known;
    const made = {
      ...shared,
      ...fileHandlers(engine, takeHanded, (path) => app.addRecentDocument(path)),
      ...upkeepHandlers({ engine, diary, reloadPages: () => windows.pages.reload() }),
      ...windowHandlers(from, windows, runCommand),
    };
    ofWindows.set(from, made);
    return made;
  };
}

function senderOf(event: IpcMainInvokeEvent, window: AppWindow | null): CallSender {
  const frame = event.senderFrame;
  return {
    isOurWindow: window !== null,
    isMainFrame: frame !== null && frame === event.sender.mainFrame,
    origin: frame?.origin ?? '',
  };
}
