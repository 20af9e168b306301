import { describe, expect, it } from 'vitest';
import type { SecretUnusable } from '#core/run/problems.ts';
import { AT, createLog, planOf } from './run-fixture.ts';

function missing(name: string): SecretUnusable {
  return { kind: 'secret-missing', code: 'secret-missing', name, fault: { kind: 'unanswered' } };
}

const TOKEN = missing('token');
const WORD = missing('word');

/** Of each secret that was not masked at some time: its name, and since when it is. */
function uncoveredAfter(...preflights: readonly (readonly SecretUnusable[])[]) {
  const log = createLog(planOf([{ id: 'one' }]));
  const found = (uncovered: readonly SecretUnusable[]) =>
    ({
      type: 'preflightFinished',
      data: { passed: true, hosts: [], problems: [], ...(uncovered.length > 0 && { uncovered }) },
    }) as const;
  const [first = [], ...resumed] = preflights;
  log.add(found(first), { type: 'runStarted', data: {} });
  for (const each of resumed)
    log.add({ type: 'runResumed', data: { by: 'manager', inFlight: [] } }, found(each));
  return log.state().uncovered.map(({ secret, coveredSince }) => [secret.name, coveredSince]);
}

describe('a secret whose value is not known', () => {
  it('is not masked, as preflight found it', () => {
    expect(uncoveredAfter([])).toEqual([]);
    expect(uncoveredAfter([TOKEN, WORD])).toEqual([
      ['token', null],
      ['word', null],
    ]);
  });

  it('is masked from where a resumed run knows it, and was not before', () => {
    expect(uncoveredAfter([TOKEN], [])).toEqual([['token', AT]]);
    expect(uncoveredAfter([TOKEN], [], [])).toEqual([['token', AT]]);
    expect(uncoveredAfter([TOKEN, WORD], [WORD])).toEqual([
      ['token', AT],
      ['word', null],
    ]);
  });

  it('is told once where it is lost again', () => {
    expect(uncoveredAfter([TOKEN], [], [TOKEN])).toEqual([['token', null]]);
  });

  it('is not told of a preflight that nothing was run after', () => {
    const log = createLog(planOf([{ id: 'one' }]));
    const data = { passed: false, hosts: [], problems: [], uncovered: [TOKEN] };
    log.add({ type: 'preflightFinished', data });
    log.add({ type: 'preflightFinished', data: { passed: true, hosts: [], problems: [] } });
    expect(log.state().uncovered).toEqual([]);
  });
});
