import type { AskedOfRun } from '#core/run/reasons.ts';
import type { RunListener } from '#engine/run-handle.ts';
import { mustStopFirst, refuse } from './refuse.ts';
import { openSoundRun, type RunReturn, resumeToEnd } from './start-run.ts';

/**
 * A run that nobody carries out is brought to its end before anything builds on it: what was running is looked for,
 * ended where it still runs, and seen to be gone. In a refusal why that could not be done; null when it is at its end.
 */
export async function endOpenRun(
  { setup, run, onProgress }: Omit<RunReturn, 'listener'> & Pick<RunListener, 'onProgress'>,
  { by, note, cause }: AskedOfRun,
) {
  const sound = openSoundRun(setup.library, run);
  if (!sound.ok) return sound;
  const opened = sound.value;
  if (opened.state.outcome !== null) return null;
  if (opened.carriedOut) return mustStopFirst(run);
  const listener = {
    onEvents: () => undefined,
    onOutput: () => undefined,
    ...(onProgress ? { onProgress } : {}),
  };
  const taken = await resumeToEnd({ setup, run, listener }, by);
  if (!taken.ok) return taken;
  await taken.value.stop(by, note, cause);
  const end = await taken.value.ended;
  if (end.kind === 'broken') throw end.error;
  return end.kind === 'finished' ? null : refuse('still-open', `${run} could not be brought to its end`);
}
