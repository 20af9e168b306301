import { expect, it } from 'vitest';
import { cautionsOf } from '#core/release/cautions.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { describeCaution } from '#core/words/describe-caution.ts';

const TEXT = `
holdpoint: 1
release:
  id: lab
  name: Lab
  version: "1.0.0"
  window: { opens: 2020-03-01T22:00:00Z, closes: 2020-03-02T02:00:00Z }
controls:
  - { id: met, title: Approved, state: met }
  - { id: waived, title: Pen test, state: waived }
  - { id: open, title: Backout rehearsed, state: not-met }
  - { id: silent, title: Package verified }
environments:
  live: { kind: production, hosts: { web1: { address: 192.0.2.1, user: deploy } } }
  lab: { kind: test, hosts: { web1: { address: 192.0.2.1, user: deploy } } }
deployment:
  phases: [{ id: main, title: Main, steps: [{ id: work, title: Work, on: all, check: "true" }] }]
`;

function said(environment: string, now: string): readonly string[] {
  const { release } = parseRelease(TEXT);
  if (!release) throw new Error('the release has errors');
  return cautionsOf(release, environment, Date.parse(now)).map(describeCaution);
}

const CONTROLS = [
  'Control not met: Backout rehearsed',
  'The release does not say that this control is met: Package verified',
];

it.each([
  ['2020-03-01T21:59:59Z', ['The window of this release does not open before 2020-03-01 22:00:00 UTC']],
  ['2020-03-01T22:00:00Z', []],
  ['2020-03-02T01:59:59Z', []],
  ['2020-03-02T02:00:00Z', ['The window of this release closed 2020-03-02 02:00:00 UTC']],
])('row W12: says at %s how now stands to the window, and which controls are not met', (now, window) => {
  expect(said('lab', now)).toEqual([...window, ...CONTROLS]);
});

it('row W12: says that an environment is production', () => {
  expect(said('live', '2020-03-01T23:00:00Z')).toEqual([...CONTROLS, 'The environment live is production']);
});
