import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { mergedBefore, saveMerged, searchMerged } from '#operations/merged-output.ts';
import type { WorkerContext } from '../worker-context.ts';

type Command = 'output.merged' | 'output.searchMerged' | 'output.saveMerged';

export function mergedOutputHandlers({ library }: WorkerContext): Handlers<Command> {
  return {
    'output.merged': ({ before, ...asked }) => mergedBefore({ library, ...asked }, before),
    'output.searchMerged': ({ text, ...asked }) => searchMerged({ library, ...asked }, text),
    'output.saveMerged': async ({ path, withTimes, ...asked }) => {
      try {
        await saveMerged({ library, ...asked }, path, withTimes);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new CommandFailure('refused', `The output could not be saved: ${why}. Choose another place`);
      }
      return null;
    },
  };
}
