/** What is offered about a bad unit, and what paper entries are refused. */
import { describe, expect, it } from 'vitest';
import { computeBackout } from '#core/backout/backout.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import { foldRun } from '#core/run/transition.ts';
import {
  readMoment,
  refuseWork,
  stepsToRecord,
  unitsToRecord,
  writeMoment,
} from '#run/actions/paper-work.ts';
import { choicesFor, lookOfChoice } from '#run/decision/remedy-words.ts';
import { createFakeRunApi, type FakeOutcome } from '#support/fake-run-api.ts';
import { type SampleStep, samplePlan } from '#support/sample-plan.ts';

const INSTALL: SampleStep = { id: 'install', title: 'Install', phase: 'Deploy', undo: 'downgrade' };
const WEB_1: UnitRef = { step: 'install' as StepId, host: 'web-1' as HostName };

function cameTo(
  outcome: FakeOutcome,
  step: Partial<SampleStep> = {},
  plan: 'deployment' | 'backout' = 'deployment',
) {
  const made = samplePlan(['web-1', 'web-2'], [{ ...INSTALL, ...step }]);
  const api = createFakeRunApi({
    plan: made,
    header: { plan },
    outcomeOf: ({ host }) => (host === 'web-1' ? outcome : { outcome: 'hangs' }),
  });
  return foldRun(made, api.events);
}

const COSTS = { backout: computeBackout(cameTo({ outcome: 'failed' })), history: new Map() };

const offered = (state: ReturnType<typeof cameTo>) =>
  choicesFor(state, WEB_1, COSTS).map(({ title, choices }) => [title, choices.map(({ choice }) => choice)]);

describe('what is offered', () => {
  it('begins with finding out where the outcome is unknown, and ends with ending the run', () => {
    expect(offered(cameTo({ outcome: 'unknown' }, { doneIf: 'test -e done' }))).toEqual([
      ['Find out', ['recheck', 'check']],
      ['Say how it ended, if you know', ['settle-done', 'settle-failed', 'settle-not-run']],
      ['Continue without knowing', ['retry', 'skip', 'exclude']],
      ['End the run', ['stop', 'back-out']],
    ]);
  });

  it('offers no check that the step does not have', () => {
    expect(offered(cameTo({ outcome: 'unknown' }))[0]).toEqual(['Find out', ['recheck']]);
  });

  it('settles nothing that is known', () => {
    expect(offered(cameTo({ outcome: 'failed' }))).toEqual([
      [null, ['retry', 'skip', 'exclude', 'stop', 'back-out']],
    ]);
  });

  it('backs out no backout', () => {
    expect(offered(cameTo({ outcome: 'failed' }, {}, 'backout'))).toEqual([
      [null, ['retry', 'skip', 'exclude', 'stop']],
    ]);
  });

  it('asks for the note that the answer will be refused without', () => {
    const required = (
      ['settle-done', 'settle-failed', 'settle-not-run', 'skip', 'recheck', 'stop'] as const
    ).map((choice) => lookOfChoice(cameTo({ outcome: 'unknown' }), WEB_1, choice).noteRequired);
    expect(required).toEqual([true, true, true, true, false, false]);
    const retry = (['unknown', 'failed'] as const).map(
      (outcome) => lookOfChoice(cameTo({ outcome }), WEB_1, 'retry').noteRequired,
    );
    expect(retry).toEqual([true, false]);
  });
});

describe('what was done from paper', () => {
  const state = cameTo({ outcome: 'failed' });
  const work = {
    step: WEB_1.step,
    hosts: [WEB_1.host],
    outcome: 'ok',
    by: 'Bo',
    note: null,
    doneAt: new Date(Date.parse(state.createdAt) + 3_600_000).toISOString(),
  } as const;
  const now = Date.parse(state.createdAt) + 7_200_000;

  it('can be recorded where the step waits or is known to have gone bad, and nowhere else', () => {
    expect([stepsToRecord(state).map((step) => step.id), unitsToRecord(state, WEB_1.step)]).toEqual([
      ['install'],
      ['web-1', 'web-2'],
    ]);
    expect(unitsToRecord(cameTo({ outcome: 'unknown' }), WEB_1.step)).toEqual(['web-2']);
    expect(unitsToRecord(cameTo({ outcome: 'hangs' }), WEB_1.step)).not.toContain('web-1');
  });

  it('is taken with a name, a place and a time that is past', () => {
    expect(refuseWork(state, work, now)).toBeNull();
    expect(refuseWork(state, { ...work, hosts: [] }, now)).toContain('hosts');
    expect(refuseWork(state, { ...work, by: ' ' }, now)).toContain('name');
    expect(refuseWork(state, { ...work, doneAt: '' }, now)).toContain('when');
    const toCome = new Date(now + 1000).toISOString();
    expect(refuseWork(state, { ...work, doneAt: toCome }, now)).toContain('in the future');
    const early = new Date(Date.parse(state.createdAt) - 60_000).toISOString();
    expect(refuseWork(state, { ...work, doneAt: early }, now)).toContain('needs a note: how that is');
    expect(refuseWork(state, { ...work, doneAt: early, note: 'By the binder' }, now)).toBeNull();
  });

  it('says what went wrong where it failed', () => {
    expect(refuseWork(state, { ...work, outcome: 'failed' }, now)).toContain('what went wrong');
    expect(refuseWork(state, { ...work, outcome: 'failed', note: 'No power' }, now)).toBeNull();
  });

  it('has a time that is read as it is written, to the second or the minute', () => {
    const moment = Date.parse('2026-07-01T01:02:03.000Z');
    expect(readMoment(writeMoment(moment))).toBe('2026-07-01T01:02:03.000Z');
    expect(readMoment(writeMoment(moment).slice(0, -3))).toBe('2026-07-01T01:02:00.000Z');
    expect(['yesterday', '2026-13-01 10:00', '2026-11-21', '3:12'].map(readMoment)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
