import { describe, expect, it } from 'vitest';
import { planJson } from '#core/plan/json.ts';
import { phase, planned, request, run, step, undoBy } from './small-release.ts';

const batches = [{ kind: 'count', count: 1 }, { kind: 'rest' }] as const;
const rollout = { batches, parallel: null, stopAfter: null, pause: 'none' } as const;

describe('planJson', () => {
  it('lists the units in the order in which they are done, with commands and undo', () => {
    const drain = run('drain', 'lb drain {{ host.name }}', {
      undo: undoBy('lb restore {{ host.name }}'),
      mode: 'attached',
    });
    const tier = phase('tier', [drain, run('restore', 'true')], { on: 'web and not canary', rollout });
    const json = planJson(
      planned(request([tier, step('call', { kind: 'manual', text: 'Call', items: [] })])),
      'live',
    );
    expect(json.sentences).toEqual([
      { step: 'drain', text: '2 batches: 1, 1 hosts; 10 at a time; stops at the first failed host' },
      { step: 'restore', text: '2 batches: 1, 1 hosts; 10 at a time; stops at the first failed host' },
    ]);
    expect(json.units.map((unit) => `${unit.step} ${unit.host} ${unit.batch}`)).toEqual([
      'drain web2 1',
      'restore web2 1',
      'drain web3 2',
      'restore web3 2',
      'call null 1',
    ]);
    expect(json.units[0]).toEqual({
      step: 'drain',
      phase: 'tier',
      host: 'web2',
      batch: 1,
      kind: 'run',
      command: 'lb drain web2',
      undo: 'lb restore web2',
      undoKind: 'undo',
      undoBecause: null,
      undoShell: null,
      doneIf: null,
      guarantee: 'attached',
      leftOut: false,
      shell: null,
      user: null,
      cwd: null,
      env: {},
      skip: null,
      skippedByMode: false,
      when: null,
      pauseBefore: false,
      takesMs: null,
      timeoutMs: 1_800_000,
      retry: null,
      expect: { exit: [0], stdout: null, stdoutNot: null, stderrNot: null },
      onFailure: 'ask',
    });
    expect(json.revision).toBe('0'.repeat(64));
  });

  it('names each host that is connected to, as whom and through which', () => {
    const { hosts } = planJson(planned(request([run('one', 'do', { on: 'web1' })])), 'live');
    const known = { port: 22, user: null };
    expect(hosts).toEqual([
      { host: 'bastion', address: 'bastion.example', via: null, ...known },
      { host: 'web1', address: 'web1.example', via: 'bastion', ...known },
    ]);
  });

  it.each([
    {
      mode: 'live',
      what: 'a step whose condition does not hold',
      when: 'host.name != "web1"',
      undoKind: 'nothing',
    },
    { mode: 'check', what: 'a command', when: null, undoKind: 'nothing' },
    { mode: 'rehearsal', what: 'a command', when: null, undoKind: 'undo' },
    { mode: 'live', what: 'a command', when: null, undoKind: 'undo' },
  ] as const)('of $what, $mode, says undo: $undoKind', ({ mode, when, undoKind }) => {
    const change = run('change', 'do', { on: 'web1', undo: undoBy('back'), when });
    const [unit] = planJson(planned(request([change])), mode).units;
    expect(unit).toMatchObject({
      undo: undoKind === 'undo' ? 'back' : null,
      undoKind,
      undoBecause: undoKind === 'undo' ? null : 'It is skipped',
    });
  });
});
