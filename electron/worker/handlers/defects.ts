import type { Handlers } from '#contract/commands.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { WorkerContext } from '../worker-context.ts';
import { putEntry } from './put-entry.ts';

export function defectHandlers(context: WorkerContext): Handlers<'run.logDefect' | 'run.closeDefect'> {
  return {
    'run.logDefect': ({ run, step, host, ...said }) => {
      const place = { step: step as StepId | null, host: host as HostName | null };
      return putEntry(context, run, { type: 'defectLogged', data: { ...said, ...place } });
    },
    'run.closeDefect': ({ run, ...data }) => putEntry(context, run, { type: 'defectClosed', data }),
  };
}
