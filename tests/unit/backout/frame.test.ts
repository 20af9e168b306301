/** What surrounds a backout: frozen with each plan that can be backed out, and held to the hosts of a limit. */
import { describe, expect, it } from 'vitest';
import { limitSteps } from '#core/backout/frame.ts';
import type { HostName, PlanName } from '#core/release/model.ts';
import { phase, planned, release, request, run, step } from '../plan/small-release.ts';
import { planOf } from '../run/run-fixture.ts';

describe('what surrounds a backout', () => {
  const backout = {
    ...release().backout,
    before: [run('freeze', 'freeze {{ step.look.state@db1 }}', { on: 'web1' })],
    after: [step('call', { kind: 'manual', text: 'Call', items: [] })],
  };
  const wanted = {
    ...request([]),
    release: release({
      infrastructure: [phase('first', [run('base', 'true', { on: 'db' })])],
      deployment: [phase('main', [run('look', 'true', { on: 'db', capture: { state: '.*' } })])],
      verification: [phase('last', [run('probe', 'true', { on: 'db' })])],
      backout,
    }),
  };

  it.each(['deployment', 'infrastructure'] as const)(
    'is frozen with the plan, its hosts and ways to them: %s',
    (plan) => {
      const { frame, hosts } = planned({ ...wanted, plan });
      expect(frame?.before.steps.map(({ id, phase: of }) => [id, of.title])).toEqual([
        ['freeze', 'Before the backout'],
      ]);
      expect(frame?.before.steps[0]?.units[0]?.task).toMatchObject({
        command: ['freeze ', { late: 'capture', step: 'look', host: 'db1' }],
      });
      expect(frame?.after.steps.map(({ id, phase: of }) => [id, of.title])).toEqual([
        ['call', 'After the backout'],
      ]);
      expect(frame?.hosts.map(({ name }) => name)).toEqual(['bastion', 'web1']);
      expect(hosts.map(({ name }) => name)).toEqual(['db1']);
    },
  );

  it.each(['verification', 'backout'] satisfies PlanName[])(
    'is no part of a plan that is never backed out: %s',
    (plan) => {
      expect(planned({ ...wanted, plan }).frame).toBeUndefined();
    },
  );
});

it('a limit keeps the steps, units and batches of its hosts, and those without hosts', () => {
  const { steps, waves } = planOf([
    { id: 'freeze', hosts: ['a', 'b', 'c'], batches: [1, 2] },
    { id: 'other', hosts: ['a'] },
    { id: 'call', hosts: null },
  ]);
  const kept = limitSteps({ steps, waves }, new Set(['b' as HostName]));
  expect(kept.steps.map(({ id, units }) => [id, units.map(({ host }) => host)])).toEqual([
    ['freeze', ['b']],
    ['call', [null]],
  ]);
  expect(kept.waves.map(({ step: id, batch, hosts }) => [id, batch, hosts])).toEqual([
    ['freeze', 2, ['b']],
    ['call', 1, []],
  ]);
  expect(limitSteps({ steps, waves }, null)).toEqual({ steps, waves });
});
