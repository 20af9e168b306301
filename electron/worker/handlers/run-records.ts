import type { Handlers, UnattendedRun } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { RunEvent } from '#core/run/events.ts';
import { foldRun } from '#core/run/transition.ts';
import { inFlight } from '#core/run/view.ts';
import { backoutFactsOf } from '#desk/backout-facts.ts';
import { listRuns } from '#desk/run-list.ts';
import type { Workshop } from '../workshop.ts';

type Command =
  | 'run.list'
  | 'run.unattended'
  | 'run.open'
  | 'run.backoutFacts'
  | 'run.eventsAfter'
  | 'run.chain'
  | 'output.read'
  | 'output.search';

/** What the library holds of runs; nothing here changes anything. */
export function runRecordHandlers(workshop: Workshop): Handlers<Command> {
  const { library } = workshop;
  return {
    'run.list': ({ release }) => listRuns(library, release),
    'run.unattended': () => unattendedRuns(workshop),
    'run.open': ({ run }) => {
      const header = library.runHeader(run);
      const plan = library.storedPlan(run);
      if (!header || !plan) throw new CommandFailure('not-found', `There is no run ${run} in this library`);
      const events = library.events(run);
      return {
        header,
        plan,
        events,
        held: library.isRunHeld(run),
        head: library.head(run).hash,
        heard: library.outputTimes(run, lastTakenUp(events)),
      };
    },
    'run.backoutFacts': ({ run }) => backoutFactsOf(library, run),
    'run.eventsAfter': ({ run, seq }) => ({
      events: library.events(run, seq),
      head: library.head(run).hash,
    }),
    'run.chain': ({ run }) => library.chain(run),
    'output.read': ({ from, limit, ...ref }) => {
      const { bytes, total } = library.readOutput(ref, from, limit);
      return { bytes: Buffer.from(bytes).toString('base64'), from, total };
    },
    'output.search': ({ text, ...ref }) => library.searchOutput(ref, text, { ignoreCase: true }),
  };
}

function unattendedRuns({ library }: Workshop): readonly UnattendedRun[] {
  const left = listRuns(library, null).filter(
    ({ run, finishedAt }) => finishedAt === null && !library.isRunHeld(run),
  );
  return left.flatMap((summary) => {
    const plan = library.storedPlan(summary.run);
    const events = library.events(summary.run);
    const times = library.outputTimes(summary.run).map(({ at }) => at);
    const lastAt = [events.at(-1)?.at ?? '', ...times].toSorted().at(-1) ?? '';
    if (!plan || events.length === 0) return [];
    return [{ summary, underWay: inFlight(foldRun(plan, events)).length, lastAt }];
  });
}

/** What was printed after a run was taken up again says nothing of until when it was seen before. */
function lastTakenUp(events: readonly RunEvent[]): string | undefined {
  return events.findLast(({ type }) => type === 'runResumed' || type === 'runInterrupted')?.at;
}
