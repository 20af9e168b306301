import type { RunListener } from '#engine/run-handle.ts';
import { refuse } from './refuse.ts';
import { openSoundRun, type RunReturn, resumeToEnd } from './start-run.ts';

const SILENT: RunListener = { onEvents: () => undefined, onOutput: () => undefined };

/**
 * A run that nobody carries out is brought to its end before anything builds on it: what was running is looked for,
 * ended where it still runs, and seen to be gone. In a refusal why that could not be done; null when it is at its end.
 */
export async function endOpenRun(
  { setup, run }: Omit<RunReturn, 'listener'>,
  by: string,
  note: string | null,
) {
  const sound = openSoundRun(setup.library, run);
  if (!sound.ok) return sound;
  const opened = sound.value;
  if (opened.state.outcome !== null) return null;
  if (opened.carriedOut)
    return refuse('still-running', `${run} is still being carried out; stop it first`, {
      next: { app: 'Open the run and stop it there, or where it is carried out' },
    });
  const taken = await resumeToEnd({ setup, run, listener: SILENT }, by);
  if (!taken.ok) return taken;
  await taken.value.stop(by, note);
  const end = await taken.value.ended;
  if (end.kind === 'broken') throw end.error;
  return end.kind === 'finished' ? null : refuse('still-open', `${run} could not be brought to its end`);
}
