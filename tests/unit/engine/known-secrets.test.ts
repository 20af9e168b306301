/** Which values are masked once a run is resumed, and what is said of those that are not. */
import { expect, it } from 'vitest';
import type { Plan } from '#core/plan/model.ts';
import type { RunEvent, SecretCheck } from '#core/run/events.ts';
import { findAgain } from '#engine/known-secrets.ts';
import type { Secrets } from '#engine/ports.ts';
import { samplePlan } from '#support/sample-plan.ts';

const PLAN: Plan = samplePlan(['web-1'], [{ id: 'look', title: 'Look', phase: 'Look' }]);

function secretsOf(values: Readonly<Record<string, string>>): Secrets {
  const get: Secrets['get'] = async (name) => {
    const value = values[name];
    if (value !== undefined) return { ok: true, value };
    const fault = { kind: 'unset', variable: name } as const;
    const reason = { kind: 'secret-missing', code: 'secret-missing', name, fault } as const;
    return { ok: false, error: { code: 'secret-missing', message: 'missing', reason, details: {} } };
  };
  return { get, peek: async (name) => (name.endsWith('-old') ? null : await get(name)) };
}

const secretChecks = {
  make: async (value: string) => `check of ${value}`,
  fits: async (value: string, check: string) => check === `check of ${value}`,
};

function preflight(secrets: readonly SecretCheck[]): RunEvent {
  const data = { passed: true, hosts: [], problems: [], secrets };
  return {
    type: 'preflightFinished',
    run: 'r',
    seq: 2,
    at: '2026-12-01T02:00:00Z',
    data,
  } as unknown as RunEvent;
}

const again = async (values: Readonly<Record<string, string>>, checks: readonly SecretCheck[]) => {
  const { known } = await findAgain(
    { plan: PLAN, named: ['token'] },
    { secrets: secretsOf(values), secretChecks },
    [preflight(checks)],
  );
  const uncovered = known.uncovered.map(({ name, kind }) => `${name}: ${kind}`);
  return { hidden: [...known.hidden.values()], before: known.before, uncovered };
};

const CHECK = { name: 'token', check: 'check of long-enough' };

it('masks one that was known all along, also in what is read again', async () => {
  expect(await again({ token: 'long-enough' }, [CHECK])).toEqual({
    hidden: ['long-enough'],
    before: ['long-enough'],
    uncovered: [],
  });
});

it('masks one whose source was mended from now on, and not in what is stored already', async () => {
  expect(await again({ token: 'long-enough' }, [])).toEqual({
    hidden: ['long-enough'],
    before: [],
    uncovered: [],
  });
});

it('says of one that is not there any more that it is not masked', async () => {
  expect(await again({}, [CHECK])).toEqual({ hidden: [], before: [], uncovered: ['token: secret-missing'] });
});

it('covers no other words by a value that is too short by now, and says so', async () => {
  expect(await again({ token: 'ok' }, [CHECK])).toEqual({
    hidden: [],
    before: [],
    uncovered: ['token: secret-short'],
  });
});
