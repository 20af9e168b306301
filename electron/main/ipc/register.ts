import { ipcMain } from 'electron';
import { CALL_CHANNEL, DROPPED_CHANNEL } from '#contract/api.ts';
import type { CallParts } from './calls.ts';

/**
 * Opens the channel on which pages call, and the one on which the preload says what was dropped. What answers, and checks each call against the
 * contract, is loaded while the first page starts: a window need not wait for it.
 */
export function registerCalls(parts: CallParts): void {
  const calls = import('./calls.ts').then(({ createCalls }) => createCalls(parts));
  ipcMain.handle(CALL_CHANNEL, async (event, command: unknown, input: unknown) =>
    (await calls).answer(event, command, input),
  );
  ipcMain.handle(DROPPED_CHANNEL, async (event, path: unknown) => (await calls).takeDropped(event, path));
}
