/** Production in other words is told: nothing holds a live run back there. */
import { describe, expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import { HEAD } from './release-text.ts';

const saidOf = (environments: string): string[] =>
  parseRelease(`${HEAD}environments: ${environments}\n`).issues.map(
    ({ severity, code, message }) => `${severity} ${code} ${message}`,
  );

describe('the kind of an environment', () => {
  it.each(['prod', 'PRD', 'Production', 'live'])(
    'that is called "%s" is told not to be production',
    (kind) => {
      expect(saidOf(`{ shop: { kind: ${kind} } }`)).toEqual([
        `warning not-production the kind of "shop" is "${kind}", which is not production: no rule holds a live run back there, and nothing is asked to confirm it; write kind: production, or another kind`,
      ]);
    },
  );

  it('is its name where nothing is said of it, and that is told as well', () => {
    expect(saidOf('{ prod: { hosts: {} } }')).toEqual([
      expect.stringContaining('the kind of "prod" is "prod"'),
    ]);
  });

  it.each([
    '{ prod: { kind: production } }',
    '{ live: { kind: test } }',
    '{ preprod: {} }',
    '{ prod-eu: {} }',
  ])('%s is as it should be', (environments) => {
    expect(saidOf(environments)).toEqual([]);
  });
});
