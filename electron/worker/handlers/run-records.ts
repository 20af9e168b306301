import type { Handlers, UnattendedRun } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { RunEvent } from '#core/run/events.ts';
import { describeUnsound } from '#core/run/evidence.ts';
import { backoutFactsOf } from '#desk/backout-facts.ts';
import { foldableEvents, viewOf } from '#desk/run-desk.ts';
import { listRuns } from '#desk/run-list.ts';
import { unreadLosses } from '#desk/unread-losses.ts';
import { notOpened } from '../not-opened.ts';
import type { Workshop } from '../workshop.ts';

type Command =
  | 'run.list'
  | 'run.unattended'
  | 'run.open'
  | 'run.backoutFacts'
  | 'run.eventsAfter'
  | 'run.chain'
  | 'output.read'
  | 'output.check'
  | 'output.search';

/** What the library holds of runs; nothing here changes anything. */
export function runRecordHandlers(workshop: Workshop): Handlers<Command> {
  const { library } = workshop;
  return {
    'run.list': ({ release }) => listRuns(library, release),
    'run.unattended': () => unattendedRuns(workshop),
    'run.open': ({ run }) => {
      const read = library.readRun(run);
      if (!read) throw notOpened(library, run);
      return {
        ...read,
        events: foldableEvents(read),
        carriedOut: library.isRunHeld(run),
        unread: unreadLosses(library, run),
        looking: workshop.looking(run),
        heard: library.outputTimes(run, lastTakenUp(read.events)),
      };
    },
    'run.backoutFacts': ({ run }) => backoutFactsOf(library, run),
    'run.eventsAfter': ({ run, seq }) => {
      const { events, head, evidence } = library.readOn(run, seq);
      const unsound = describeUnsound(run, evidence);
      if (unsound !== null) throw new CommandFailure('unverified', unsound);
      return { events, head };
    },
    'run.chain': ({ run }) => library.chain(run),
    'output.read': ({ from, limit, ...ref }) => {
      const { bytes, total } = library.readOutput(ref, from, limit);
      return { bytes: Buffer.from(bytes).toString('base64'), from, total };
    },
    'output.check': async (ref) => {
      const findings = await library.checkOutput(ref);
      return { unsound: describeUnsound(ref.run, { ok: findings.length === 0, findings, losses: [] }) };
    },
    'output.search': ({ text, ...ref }) => library.searchOutput(ref, text, { ignoreCase: true }),
  };
}

function unattendedRuns({ library }: Workshop): readonly UnattendedRun[] {
  const left = listRuns(library, null).filter(
    ({ run, finishedAt }) => finishedAt === null && !library.isRunHeld(run),
  );
  return left.flatMap((summary) => {
    const read = library.readRun(summary.run);
    const times = library.outputTimes(summary.run).map(({ at }) => at);
    if (read === null || read.events.length === 0) return [];
    const lastAt = [read.events.at(-1)?.at ?? '', ...times].toSorted().at(-1) ?? '';
    const people = library.runHeader(summary.run)?.people ?? [];
    const hasUnreadLosses = unreadLosses(library, summary.run).length > 0;
    return [
      { summary, people, underWay: viewOf(library, read).leftUnderWay.length, lastAt, hasUnreadLosses },
    ];
  });
}

/** What was printed after a run was taken up again says nothing of until when it was seen before. */
function lastTakenUp(events: readonly RunEvent[]): string | undefined {
  return events.findLast(({ type }) => type === 'runResumed' || type === 'runInterrupted')?.at;
}
