/** Where a release stands by its runs: what came of its newest live deployment, and of what followed it. */
import type { RunId } from '../run/events.ts';
import type { RunLine } from '../run/view.ts';

export type StandingName =
  | 'deploying'
  | 'part'
  | 'deployed'
  | 'verified'
  | 'fix-owed'
  | 'to-back-out'
  | 'backed-out'
  | 'backing-out';

export interface Standing {
  readonly is: StandingName;
  readonly environment: string;
  /** The deployment. */
  readonly run: RunId;
  /** A person is done with that run. */
  readonly isClosed: boolean;
}

/** Of the runs of one release, newest first; null where this version of it was never deployed live. */
export function standingOf(lines: readonly RunLine[], version: string): Standing | null {
  const own = lines.filter((line) => line.version === version && line.mode === 'live' && !line.refused);
  const at = own.findIndex(({ plan, undoes }) => plan === 'deployment' && undoes === null);
  const deployment = own[at];
  if (deployment === undefined) return null;
  const { environment, run, closed } = deployment;
  const verification = own
    .slice(0, at)
    .find((line) => line.plan === 'verification' && line.environment === environment && isDecided(line));
  return { is: nameOf(deployment, verification), environment, run, isClosed: closed === true };
}

function isDecided({ state, verdict }: RunLine): boolean {
  return verdict !== undefined || state === 'succeeded';
}

function nameOf({ state, backedOut }: RunLine, verification: RunLine | undefined): StandingName {
  if (backedOut !== null) return backedOut.as === 'whole' ? 'backed-out' : 'backing-out';
  if (state === 'running' || state === 'waiting' || state === 'interrupted') return 'deploying';
  if (state !== 'succeeded') return 'part';
  if (verification === undefined) return 'deployed';
  if (verification.verdict === 'leave') return 'fix-owed';
  return verification.verdict === 'back-out' ? 'to-back-out' : 'verified';
}
