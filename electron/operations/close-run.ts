/** The close-out of a run: what is still open of it, and its closing. */
import type { Library } from '#adapters/sqlite/library.ts';
import { backedOutOf } from '#core/backout/backed-out.ts';
import { hostsLeft } from '#core/backout/unfinished-hosts.ts';
import { signatureOf } from '#core/release/people.ts';
import { type CloseOutFacts, closingOf, type WantedClosing } from '#core/run/close-out.ts';
import type { RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { RunLine } from '#core/run/view.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import type { Clock, Failure } from '#engine/ports.ts';
import { backoutsOfDeployment } from './deployment-runs.ts';
import { unfinishedOf } from './failed-of.ts';
import { carriedOutElsewhere } from './refuse.ts';
import type { ReleaseReader } from './release-reader.ts';
import { listRuns } from './run-list.ts';
import { openSoundRun } from './start-run.ts';

export interface ClosingOf {
  readonly library: Library;
  readonly clock: Clock;
  readonly run: RunId;
  readonly reader: Pick<ReleaseReader, 'load'>;
}

/** What other runs and the release say of whether it is done with. */
export async function closeOutFacts(
  { library, reader }: Pick<ClosingOf, 'library' | 'reader'>,
  state: RunState,
): Promise<CloseOutFacts> {
  const { header } = state;
  const backedOut = header.undoes === null ? backedOutOf(state, backoutsOfDeployment(library, header)) : null;
  const unfinished = header.undoes === null ? unfinishedOf(library, header.run) : null;
  const same = listRuns(library, header.releaseId).filter((line) => isOfSame(line, state));
  const isVerified = isEndedWell(same, header.run);
  const lacks = header.plan === 'deployment' && header.mode === 'live' && !isVerified;
  const text = lacks ? library.revisionText(header.revision) : null;
  return {
    backedOut,
    unfinished: unfinished?.ok ? hostsLeft(unfinished.value) : [],
    lacksVerification: text !== null && (await hasVerification(text, reader)),
    deploymentBackedOut: deploymentOf(same, header.run)?.backedOut?.as === 'whole',
  };
}

/** Whether the release that ran has steps that verify it. */
async function hasVerification(text: string, reader: ClosingOf['reader']): Promise<boolean> {
  const loaded = await reader.load(text);
  return loaded.ok && loaded.value.release.verification.some(({ steps }) => steps.length > 0);
}

function isOfSame({ version, environment, mode }: RunLine, { header }: RunState): boolean {
  return version === header.version && environment === header.environment && mode === header.mode;
}

/** Newest first: a verification that is behind the deployment. */
function isEndedWell(lines: readonly RunLine[], deployment: RunId): boolean {
  const own = lines.findIndex(({ run }) => run === deployment);
  return lines
    .slice(0, Math.max(0, own))
    .some(({ plan, state }) => plan === 'verification' && state === 'succeeded');
}

/** The deployment before a verification. */
function deploymentOf(lines: readonly RunLine[], verification: RunId): RunLine | undefined {
  const own = lines.findIndex(({ run }) => run === verification);
  return lines.slice(own + 1).find(({ plan, undoes }) => plan === 'deployment' && undoes === null);
}

/** Why it is not closed; null once that stands in its log. */
export async function closeRun(of: ClosingOf, wanted: WantedClosing): Promise<Failure | null> {
  const { library, clock, run } = of;
  const before = openSoundRun(library, run);
  if (!before.ok) return before.error;
  const facts = await closeOutFacts(of, before.value.state);
  const lock = library.lockRun(run);
  if (lock === null) return carriedOutElsewhere(run).error;
  try {
    const opened = openSoundRun(library, run);
    if (!opened.ok) return opened.error;
    const { state } = opened.value;
    const by = signatureOf(state.header.people ?? [], wanted.by);
    const closed = closingOf(state, facts, { ...wanted, by });
    if (!closed.ok) return { code: 'refused', message: describeRefusal(closed.refusal) };
    library.append(run, [{ type: 'runClosed', data: closed.closing }], clock.now().toISOString());
    return null;
  } finally {
    lock.release();
  }
}
