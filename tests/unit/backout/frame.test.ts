/** What surrounds a backout: frozen with each plan that can be backed out, and held to the hosts of a limit. */
import { describe, expect, it } from 'vitest';
import { hostsOfBackout, limitSteps } from '#core/backout/frame.ts';
import type { HostName, PlanName, StepOptions } from '#core/release/model.ts';
import { phase, planned, release, request, run, step, undoBy, unitOf } from '../plan/small-release.ts';
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
    ['freeze', 1, ['b']],
    ['call', 1, []],
  ]);
  expect(kept.steps.map(({ sentence }) => sentence)).toEqual([null, null]);
  expect(limitSteps({ steps, waves }, null)).toEqual({ steps, waves });
});

it('a limit keeps of a batch the units of its hosts alone', () => {
  const { steps, waves } = planOf([{ id: 'freeze', hosts: ['a', 'b'] }]);
  const kept = limitSteps({ steps, waves }, new Set(['a' as HostName]));
  expect(kept.steps[0]?.units.map(({ host }) => host)).toEqual(['a']);
  expect(kept.waves).toMatchObject([{ hosts: ['a'] }]);
});

it('a limit counts the batches that are left anew, and nobody releases the first of them', () => {
  const sentence = '3 batches: 1, 1, 1 hosts; 10 at a time; stops at the first failed host';
  const planned = planOf([{ id: 'proof', hosts: ['a', 'b', 'c'], batches: [1, 1, 1], pause: true }]);
  const steps = planned.steps.map((each) => ({ ...each, sentence }));
  const kept = limitSteps({ steps, waves: planned.waves }, new Set(['b', 'c'] as HostName[]));
  expect(kept.waves).toMatchObject([
    { hosts: ['b'], batch: 1, batches: 2, pauseBefore: false },
    { hosts: ['c'], batch: 2, batches: 2, pauseBefore: true },
  ]);
  expect(kept.steps[0]?.units.map(({ host, batch }) => [host, batch])).toEqual([
    ['b', 1],
    ['c', 2],
  ]);
  expect(kept.steps[0]?.sentence).toBe('2 batches: 1, 1 hosts; 10 at a time; stops at the first failed host');
});

it('a backout may touch the hosts of its plan and those of what surrounds it, each once', () => {
  const [around, main] = [
    planOf([{ id: 'proof', hosts: ['b', 'c'] }]),
    planOf([{ id: 'one', hosts: ['a', 'b'] }]),
  ];
  const none = { steps: [], waves: [] };
  const frame = { before: none, after: around, hosts: around.hosts };
  expect(hostsOfBackout({ ...main, frame }).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(hostsOfBackout(main).map(({ name }) => name)).toEqual(['a', 'b']);
});

it('an undo answers in a drill as the release says, and says nothing where that says nothing', () => {
  const undo = (given: Partial<StepOptions>) =>
    unitOf(planned(request([run('one', 'do', { on: 'db', undo: undoBy('back', given) })])), 'one', 'db1')
      .undo;
  expect(undo({ drill: { stdout: 'told' } })).toMatchObject({ drill: { stdout: 'told' } });
  expect(undo({})).not.toHaveProperty('drill');
});
