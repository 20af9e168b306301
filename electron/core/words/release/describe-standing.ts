import type { Standing, StandingName } from '#core/library/release-standing.ts';

const WORDS: Readonly<Record<StandingName, string>> = {
  deploying: 'being deployed',
  part: 'deployed in part',
  deployed: 'deployed, not verified',
  verified: 'deployed and verified',
  'fix-owed': 'deployed, an emergency fix is owed',
  'to-back-out': 'deployed, to be backed out',
  'backed-out': 'backed out',
  'backing-out': 'backed out in part',
};

/** `deployed and verified on production, closed`. */
export function describeStanding({ is, environment, isClosed }: Standing): string {
  return `${WORDS[is]} on ${environment}${isClosed ? ', closed' : ''}`;
}
