/** What happens before something that was typed would be lost: it is stored, or a person is asked. */
import { bridge } from '#bridge/bridge.ts';
import { askDiscard } from '#ui/form/discard.ts';
import { forgetOpenDrafts } from '#ui/form/drafts.ts';
import { keepUnsaved, lostNow } from '#ui/form/unsaved.ts';

/** Goes at once when nothing would be lost. */
export function leavePage(go: () => void): void {
  const lost = lostNow();
  if (lost.length === 0) go();
  else void askDiscard(lost).then((discard) => discard && go());
}

/** Answers a window that is about to close. */
export async function leaveWindow(): Promise<void> {
  await bridge.call('desktop.leave', { word: 'asking' });
  const lost = await keepUnsaved();
  const go = lost.length === 0 || (await askDiscard(lost));
  if (go) await forgetOpenDrafts();
  await bridge.call('desktop.leave', { word: go ? 'go' : 'stay' });
}
