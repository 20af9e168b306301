import type { InterruptedRun } from '#contract/commands/run-records.ts';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { RunEvent } from '#core/run/events.ts';
import { withFindings } from '#core/run/evidence.ts';
import { describeUnsound } from '#core/words/library/describe-evidence.ts';
import { backoutFactsOf } from '#operations/backout-facts.ts';
import { closeOutFacts } from '#operations/close-run.ts';
import { backoutFindings } from '#operations/deployment-runs.ts';
import { unfinishedOf } from '#operations/failed-of.ts';
import { listRuns, runsNotListed } from '#operations/run-list.ts';
import { foldableEvents, openSoundRun, viewOf } from '#operations/start-run.ts';
import { stepHistory } from '#operations/step-history.ts';
import { undoHistory } from '#operations/undo-history.ts';
import { unreadLosses } from '#operations/unread-losses.ts';
import { orRefused } from '../not-begun.ts';
import { notOpened } from '../not-opened.ts';
import type { WorkerContext } from '../worker-context.ts';

type Command =
  | 'run.list'
  | 'run.notListed'
  | 'run.interrupted'
  | 'run.open'
  | 'run.backoutFacts'
  | 'run.undoHistory'
  | 'run.stepHistory'
  | 'run.unfinished'
  | 'run.closeOutFacts'
  | 'run.eventsAfter'
  | 'run.chain'
  | 'output.read'
  | 'output.check'
  | 'output.search';

/** What the library holds of runs; nothing here changes anything. */
export function runRecordHandlers(context: WorkerContext): Handlers<Command> {
  const { library } = context;
  return {
    'run.list': ({ release }) => listRuns(library, release),
    'run.notListed': () => runsNotListed(library),
    'run.interrupted': () => interruptedRuns(context),
    'run.open': ({ run }) => {
      const read = library.readRun(run);
      if (!read) throw notOpened(library, run);
      return {
        ...read,
        evidence: withFindings(read.evidence, backoutFindings(library, read.header)),
        events: foldableEvents(read),
        carriedOut: library.isRunLocked(run),
        unread: unreadLosses(library, run),
        progress: context.runs.progressOf(run),
        heard: library.outputTimes(run, lastResumed(read.events)),
      };
    },
    'run.undoHistory': ({ release }) => Object.fromEntries(undoHistory(library, release)),
    'run.stepHistory': ({ run }) => {
      const header = library.runHeader(run);
      return header ? Object.fromEntries(stepHistory(library, header)) : {};
    },
    'run.backoutFacts': ({ run }) => backoutFactsOf(library, run),
    'run.closeOutFacts': ({ run }) => closeOutFacts(context, orRefused(openSoundRun(library, run)).state),
    'run.unfinished': ({ run }) => orRefused(unfinishedOf(library, run)),
    'run.eventsAfter': ({ run, seq }) => {
      const { events, head, evidence } = library.readOn(run, seq);
      const unsound = describeUnsound(run, evidence);
      if (unsound !== null) throw new CommandFailure('unverified', unsound);
      return { events, head };
    },
    'run.chain': ({ run }) => library.chain(run),
    'output.read': ({ from, limit, ...ref }) => {
      const { bytes, total } = library.readOutput(ref, from, limit);
      return { bytes: Buffer.from(bytes).toString('base64'), from, total, cut: library.outputCut(ref) };
    },
    'output.check': async (ref) => {
      const findings = await library.checkOutput(ref);
      return { unsound: describeUnsound(ref.run, { ok: findings.length === 0, findings, losses: [] }) };
    },
    'output.search': ({ text, ...ref }) => library.searchOutput(ref, text, { ignoreCase: true }),
  };
}

function interruptedRuns({ library }: WorkerContext): readonly InterruptedRun[] {
  const left = listRuns(library, null).filter(
    ({ run, finishedAt }) => finishedAt === null && !library.isRunLocked(run),
  );
  return left.flatMap((summary) => {
    const read = library.readRun(summary.run);
    const times = library.outputTimes(summary.run).map(({ at }) => at);
    if (read === null || read.events.length === 0) return [];
    const lastAt = [read.events.at(-1)?.at ?? '', ...times].toSorted().at(-1) ?? '';
    const people = library.runHeader(summary.run)?.people ?? [];
    const hasUnreadLosses = unreadLosses(library, summary.run).length > 0;
    return [
      { summary, people, leftRunning: viewOf(library, read).leftRunning.length, lastAt, hasUnreadLosses },
    ];
  });
}

/** What was printed after a run was resumed says nothing of until when it was seen before. */
function lastResumed(events: readonly RunEvent[]): string | undefined {
  return events.findLast(({ type }) => type === 'runResumed' || type === 'runInterrupted')?.at;
}
