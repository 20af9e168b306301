/** Puts a defect or a message down in a run, wherever that is carried out, and also after its end. */
import type { LeftWish } from '#adapters/files/run-wishes.ts';
import type { MessageEntry } from '#core/communication/told.ts';
import { signatureOf } from '#core/release/people.ts';
import { type RunEntry, refuseEntry, signedEntry } from '#core/run/run-entries.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import type { Failure } from '#engine/ports.ts';
import { openSoundRun } from './start-run.ts';
import { type Wishing, wish } from './wish-of-run.ts';

/** Why it is refused; null once it stands in the log. Another program that carries the run out is asked to write it there. */
export async function addEntry(wishing: Wishing, given: RunEntry): Promise<Failure | null> {
  const { library, clock, run } = wishing;
  const lock = library.lockRun(run);
  try {
    const opened = openSoundRun(library, run);
    if (!opened.ok) return opened.error;
    const { state } = opened.value;
    const entry = signedEntry(given, (by) => signatureOf(state.header.people ?? [], by));
    const refusal = refuseEntry(state, entry);
    if (refusal !== null) return { code: 'refused', message: describeRefusal(refusal) };
    if (lock === null) return await wish(wishing, wishFor(entry));
    library.append(run, [entry], clock.now().toISOString());
    return null;
  } finally {
    lock?.release();
  }
}

function wishFor(entry: RunEntry): LeftWish {
  switch (entry.type) {
    case 'defectLogged':
      return { kind: 'log-defect', ...entry.data };
    case 'defectClosed':
      return { kind: 'close-defect', ...entry.data };
    default:
      return { kind: 'message', entry: withLists(entry) };
  }
}

/** What is read from a file has lists that may be changed; the model's are read-only. */
function withLists(entry: MessageEntry): Extract<LeftWish, { kind: 'message' }>['entry'] {
  if (entry.type !== 'messageTold') return entry;
  const { to, refused, ...data } = entry.data;
  return { ...entry, data: { ...data, to: [...to], ...(refused && { refused: [...refused] }) } };
}
