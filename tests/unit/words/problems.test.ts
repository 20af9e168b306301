import { expect, it } from 'vitest';
import type { PreflightProblem } from '#core/run/problems.ts';
import { describeProblem } from '#core/words/hosts/describe-problem.ts';

const LOGIN =
  'Holdpoint needs a login there that runs /bin/sh; if it serves only as a way to other hosts, run no step on it';
const noShell = (over: Partial<Extract<PreflightProblem, { kind: 'no-shell' }>>): PreflightProblem => ({
  code: 'no-shell',
  kind: 'no-shell',
  host: 'web1',
  because: null,
  exit: null,
  said: '',
  ...over,
});
const refused = (said: string): PreflightProblem =>
  noShell({
    because: { kind: 'no-channel', host: 'web1', fault: { kind: 'commands-refused', said }, because: null },
  });

it.each<readonly [PreflightProblem, string]>([
  [noShell({ exit: 7 }), `web1 ran no command for this user. It said nothing (exit 7). ${LOGIN}`],
  [noShell({ said: 'closed' }), `web1 ran no command for this user. It said: "closed". ${LOGIN}`],
  [refused(''), `web1 refuses to run commands for this user. It said nothing. ${LOGIN}`],
  [
    refused('prohibited'),
    `web1 refuses to run commands for this user (prohibited). It said nothing. ${LOGIN}`,
  ],
])('%j is told', (problem, words) => {
  expect(describeProblem(problem)).toBe(words);
});
