/** Logs or closes a defect of a run, wherever that is carried out, and also after its end. */
import type { LeftWish } from '#adapters/files/run-wishes.ts';
import { signatureOf } from '#core/release/people.ts';
import { type DefectEntry, refuseDefect, signedDefect } from '#core/run/log-defects.ts';
import { describeRefusal } from '#core/words/describe-refusal.ts';
import type { Failure } from '#engine/ports.ts';
import { openSoundRun } from './start-run.ts';
import { type Wishing, wish } from './wish-of-run.ts';

/** Why it is refused; null once it stands in the log. Another program that carries the run out is asked to write it there. */
export async function addDefect(wishing: Wishing, given: DefectEntry): Promise<Failure | null> {
  const { library, clock, run } = wishing;
  const lock = library.lockRun(run);
  try {
    const opened = openSoundRun(library, run);
    if (!opened.ok) return opened.error;
    const { state } = opened.value;
    const entry = signedDefect(given, (by) => signatureOf(state.header.people ?? [], by));
    const refusal = refuseDefect(state, entry);
    if (refusal !== null) return { code: 'refused', message: describeRefusal(refusal) };
    if (lock === null) return await wish(wishing, wishFor(entry));
    library.append(run, [entry], clock.now().toISOString());
    return null;
  } finally {
    lock?.release();
  }
}

function wishFor(entry: DefectEntry): LeftWish {
  return entry.type === 'defectLogged'
    ? { kind: 'log-defect', ...entry.data }
    : { kind: 'close-defect', ...entry.data };
}
