import { type MessageOfRun, messagesOfRun } from '#core/communication/told.ts';
import { useOfRunEvery } from './run-context.ts';

/** The messages of the open run, at most half a second behind. */
export function useMessages(): readonly MessageOfRun[] {
  return useOfRunEvery(500, messagesOfRun);
}
