import type { RELEASE_HISTORY_COMMANDS } from '#contract/commands/release-history.ts';
import type { Handlers } from '#contract/commands.ts';
import { takenOver } from '#operations/create-release.ts';
import {
  changesFrom,
  historyOf,
  keepNow,
  keptNow,
  keptText,
  restoreKept,
} from '#operations/release-history.ts';
import type { WorkerContext } from '../worker-context.ts';
import { mustHave, orFail } from './releases.ts';

export function releaseHistoryHandlers(
  context: WorkerContext,
): Handlers<keyof typeof RELEASE_HISTORY_COMMANDS> {
  const { library, reader, tell } = context;
  const changed = (): void => tell({ kind: 'libraryChanged', what: 'releases' });
  return {
    'release.history': ({ release }) => {
      const { revision, savedAt, savedBy } = mustHave(context, release);
      const number = keptNow(library, release);
      return { now: { revision, savedAt, savedBy, number }, entries: historyOf(library, release) };
    },
    'release.changes': async ({ release, from, to }) =>
      orFail(await changesFrom(context, release, { from, to }), 'not-found'),
    'release.takenOver': ({ release }) => takenOver(context, release),
    'release.keep': ({ release, note }) => {
      const number = orFail(keepNow(library, release, note), 'not-found');
      changed();
      return { number };
    },
    'release.restore': async ({ release, number }) => {
      const saved = orFail(await restoreKept(context, release, number), 'not-found');
      changed();
      return saved;
    },
    'release.keptText': async ({ release, number }) => {
      const text = orFail(keptText(library, release, number), 'not-found');
      const { revision, release: seen } = await reader.look(text);
      return { text, environments: revision === null ? [] : (seen?.environments ?? []) };
    },
  };
}
