/** What a batch of a rolling phase asks: nothing where nothing is done in it, and what was left out for that is asked once there is. */
import { describe, expect, it } from 'vitest';
import { computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import type { HostName, Step, Undo } from '#core/release/model.ts';
import { decide, effectKey } from '#core/run/decide.ts';
import { describeBatchHosts } from '#core/words/run/describe-batch-hosts.ts';
import { options, phase, planned, request, run, step, undoBy } from '../plan/small-release.ts';
import { createLog, type Log } from './run-fixture.ts';

const ROLLOUT = {
  batches: [{ kind: 'count', count: 1 } as const],
  parallel: null,
  stopAfter: null,
  pause: 'hold' as const,
};
const CALL = { kind: 'manual', text: 'Call', items: [] } as const;
const UNDO: Undo = { kind: 'undo', title: 'Call back', action: CALL, options: options() };
const ASK = step('call', CALL, { undo: UNDO });
const SWAP = run('swap', 'a', { when: 'host.name != "web2"', undo: undoBy('b') });
const UP = run('swap', 'a', { when: 'step.look.state == "up"' });

function begun(...steps: Step[]): Log {
  const look = run('look', 'a', { on: 'web', capture: { state: '.*' } });
  const phases = [phase('first', [look]), phase('tier', steps, { on: 'web', rollout: ROLLOUT })];
  const log = createLog(planned(request(phases))).begin();
  for (const name of ['web1', 'web2', 'web3'])
    log
      .intend('look', name)
      .finish('look', name, 'ok', { captured: { state: name === 'web2' ? 'down' : 'up' } });
  return log;
}

const keys = (log: Log) => decide(log.state()).map(effectKey);
const exclude = (log: Log, ...hosts: string[]): Log => {
  for (const host of hosts)
    log.add({ type: 'hostExcluded', data: { host: host as HostName, by: 'engineer', note: 'gone' } });
  return log;
};

/** Everything is answered and succeeds, until what is wanted is this. */
function until(log: Log, wanted: string): Log {
  for (let turn = 0; turn < 50; turn += 1) {
    const [effect] = decide(log.state());
    if (effect === undefined || effectKey(effect) === wanted) return log;
    if (effect.kind === 'ask') {
      const { about } = effect.question;
      log.ask(effect.id, effect.question);
      if (about === 'batch') log.answer(effect.id, { to: 'batch', continue: true });
      else log.answer(effect.id, { to: 'manual', done: true, items: [] });
    } else if (effect.kind === 'skip')
      log.add({ type: 'unitSkipped', data: { ...effect.unit, reason: effect.reason } });
    else if (effect.kind === 'attempt') log.run(effect.unit.step, effect.unit.host);
    else return log;
  }
  throw new Error(`${wanted} never comes`);
}

describe.each([
  ['before the step on its hosts', [ASK, SWAP]],
  ['behind it', [SWAP, ASK]],
  ['where a captured value skips its hosts', [ASK, UP]],
] as const)('a batch on whose hosts nothing is done, %s', (_, steps) => {
  it('asks nothing, and the next batch does', () => {
    const log = until(begun(...steps), 'finish');
    expect(log.unit('call.1').state).toBe('ok');
    expect(log.unit('call.2')).toMatchObject({ state: 'skipped', reason: { kind: 'batch-idle' } });
    expect(log.unit('call.3').state).toBe('ok');
    const asked = log.state().decisions.map(({ decided }) => decided.kind === 'answered' && decided.question);
    expect(asked.filter((id) => String(id).startsWith('batch'))).toHaveLength(1);
  });
});

it('is asked where a value decides that this batch itself still captures', () => {
  const look = run('again', 'a', { on: 'web', capture: { state: '.*' } });
  const later = run('swap', 'a', { when: 'step.again.state == "up"' });
  expect(keys(begun(ASK, look, later))).toEqual(['ask manual:call.1#1']);
});

it('takes its question back when its hosts are excluded, and asks again when one is included', () => {
  const log = begun(ASK, SWAP);
  const [ask] = decide(log.state());
  if (ask?.kind !== 'ask') return expect.unreachable();
  log.ask(ask.id, ask.question);
  expect(describeBatchHosts(log.state().plan, ask.question)).toBe('Hosts of this batch: web1');
  exclude(log, 'web1');
  expect(keys(log)).toEqual(['skip call.1']);
  log.add({
    type: 'unitSkipped',
    data: { step: 'call.1' as never, host: null, reason: { kind: 'batch-idle' } },
  });
  expect(log.state().questions.size).toBe(0);
  log.add({ type: 'hostIncluded', data: { host: 'web1' as HostName, by: 'engineer', note: null } });
  expect(keys(log)).toEqual(['ask manual:call.1#1']);
});

it('still asks behind the failure of its only host, which was excluded for it', () => {
  const log = begun(SWAP, ASK).run('swap', 'web1', 'failed');
  expect(keys(exclude(log, 'web1'))).toEqual(['ask manual:call.1#1']);
});

it('asks for a batch of which no step runs on hosts', () => {
  expect(keys(begun(ASK))).toEqual(['ask manual:call.1#1']);
  expect(keys(exclude(begun(ASK), 'web1'))).toEqual(['skip call.1']);
});

it('is undone in its turn, and only with a host of its batch', () => {
  const log = until(begun(SWAP, ASK), 'finish');
  const lines = (hosts: readonly string[] | null) => {
    const limit = hosts && { selector: hosts.join(' or '), hosts: new Set(hosts as HostName[]) };
    const { units, leftOut } = computeBackout(log.state(), { ...WHOLE_BACKOUT, limit });
    return { units: units.map(({ step: id, host }) => `${id}@${host ?? ''}`), leftOut: leftOut.length };
  };
  expect(lines(null).units).toEqual(['call.3@', 'swap@web3', 'call.1@', 'swap@web1']);
  expect(lines(['web1'])).toEqual({ units: ['call.1@', 'swap@web1'], leftOut: 2 });
});

it('a batch whose first step has no hosts is released for the hosts that the step is about', () => {
  const [question] = decide(until(begun(ASK, SWAP), 'ask batch:call.3#3').state());
  expect(question).toMatchObject({ question: { about: 'batch', hosts: ['web3'] } });
});

it('what is asked before a step without hosts names those that it is about', () => {
  const wait = step('calm', { kind: 'wait', until: { kind: 'for', ms: 1 } });
  const plan = planned(
    request([phase('tier', [wait], { on: 'web', rollout: { ...ROLLOUT, pause: 'none' } })]),
  );
  const [asked] = decide(createLog(plan, 'live', { stepByStep: true }).begin().state());
  expect(asked).toMatchObject({ question: { about: 'step', hosts: ['web1'] } });
});

it('a backout on some hosts takes in what has no host and is about one of them', () => {
  const two = { ...ROLLOUT, batches: [{ kind: 'count', count: 2 } as const], pause: 'none' as const };
  const log = createLog(planned(request([phase('tier', [ASK], { on: 'web', rollout: two })]))).begin();
  log.run('call.1', null).run('call.2', null);
  const steps = (host: string) =>
    computeBackout(log.state(), {
      ...WHOLE_BACKOUT,
      limit: { selector: host, hosts: new Set([host as HostName]) },
    }).units.map(({ step: id }) => id);
  expect(steps('web2')).toEqual(['call.1']);
  expect(steps('web3')).toEqual(['call.2']);
});
