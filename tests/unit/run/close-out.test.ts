import { describe, expect, it } from 'vitest';
import type { JudgedRule } from '#core/gate/model.ts';
import { standingOf } from '#core/library/release-standing.ts';
import type { StepId } from '#core/release/model.ts';
import {
  type CloseOutFacts,
  closingOf,
  keyOfPoint,
  openPoints,
  pointsToSettle,
} from '#core/run/close-out.ts';
import type { RunHeader, RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { RunLine } from '#core/run/view.ts';
import { describeRun } from '#core/words/backout/describe-backed-out.ts';
import { describeStanding } from '#core/words/release/describe-standing.ts';
import { describeClosing, describeOpenPoints, describePoint } from '#core/words/run/describe-close-out.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import { because } from '#support/because.ts';
import { createLog, type Log, NOTIFY, planOf, RUN } from './run-fixture.ts';

const NONE: CloseOutFacts = {
  backedOut: null,
  unfinished: [],
  lacksVerification: false,
  deploymentBackedOut: false,
};
const ended = (log: Log, outcome: 'succeeded' | 'failed' | 'stopped' = 'succeeded'): Log => {
  log.add({ type: 'runFinished', data: { outcome, reason: because('the end') } });
  return log;
};
const done = (given: Partial<RunHeader> = {}): Log =>
  ended(
    createLog(planOf([{ id: 'one', hosts: ['a'] }]), 'live', given)
      .begin()
      .run('one', 'a'),
  );
const said = (state: RunState, facts: Partial<CloseOutFacts> = {}): readonly string[] =>
  openPoints(state, { ...NONE, ...facts }).map((point) => `${keyOfPoint(point)}  ${describePoint(point)}`);

function close(log: Log, reasons: Readonly<Record<string, string>> = {}, facts = NONE): string | null {
  const wanted = { by: 'engineer', note: 'All told', because: new Map(Object.entries(reasons)) };
  const closed = closingOf(log.state(), facts, wanted);
  if (!closed.ok) return describeRefusal(closed.refusal);
  log.add({ type: 'runClosed', data: closed.closing });
  return null;
}

describe('what is still open of a run', () => {
  it('is nothing of one that went well, and of one that preflight refused', () => {
    expect(said(done().state())).toEqual([]);
    const refused = createLog(planOf([{ id: 'one' }]));
    refused.add({ type: 'runFinished', data: { outcome: 'refused', reason: { kind: 'preflight' } } });
    expect(said(refused.state(), { unfinished: ['a' as never] })).toEqual([]);
  });

  it('is every unknown outcome, by its step, and what was neither finished nor backed out', () => {
    const log = createLog(planOf([{ id: 'one' }]))
      .begin()
      .run('one', 'a', 'unknown')
      .run('one', 'b', 'unknown');
    expect(said(ended(log, 'failed').state(), { unfinished: ['a' as never, 'b' as never] })).toEqual([
      'unknown:one  Title of one: nobody knows its outcome on a, b',
      'unfinished  Neither finished nor backed out: a, b',
    ]);
    const by = 'r-2' as RunId;
    expect(said(log.state(), { backedOut: { as: 'part', by, left: 1 } }).at(-1)).toBe(
      'backout  The run is partly backed out, 1 left, by r-2',
    );
    expect(said(log.state(), { backedOut: { as: 'whole', by, left: 0 } })).toHaveLength(1);
  });

  it('is what a backout could not undo', () => {
    const log = createLog(planOf([{ id: 'undo', hosts: ['a'] }]), 'live', { plan: 'backout', undoes: RUN });
    expect(said(ended(log.begin().run('undo', 'a', 'failed'), 'failed').state())).toEqual([
      'failed:undo  Title of undo: it did not work on a, so something may still be in place',
    ]);
  });

  it('is a deployment that nobody verified, as long as it stands', () => {
    const log = done();
    expect(said(log.state(), { lacksVerification: true })).toEqual([
      'verification  Nobody has verified the deployment',
    ]);
    const backedOut = { as: 'whole', by: 'r-2' as RunId, left: 0 } as const;
    expect(said(log.state(), { lacksVerification: true, backedOut })).toEqual([]);
  });

  it.each([
    ['leave', false, ['fix  It stays, and an emergency fix is owed: CR-7']],
    ['back-out', false, ['to-back-out  It was decided to back out, and the deployment is not backed out']],
    ['back-out', true, []],
    ['success', false, []],
  ] as const)(
    'is what the verdict %s of a verification leaves to do',
    (verdict, deploymentBackedOut, points) => {
      const plan = planOf([{ id: 'look', hosts: ['a'] }], {
        plan: 'verification',
        criteria: ['Orders flow'],
      });
      const log = createLog(plan, 'live', { plan: 'verification' }).begin().run('look', 'a');
      const unit = { step: 'look' as StepId, host: null };
      log.ask('verdict', { about: 'verdict', unit, criteria: ['Orders flow'] });
      log.answer('verdict', { to: 'verdict', verdict }, 'engineer', 'CR-7');
      expect(said(ended(log, 'failed').state(), { deploymentBackedOut })).toEqual(points);
    },
  );

  it('is a verification that ended before anybody decided', () => {
    const plan = planOf([{ id: 'look', hosts: ['a'] }], { plan: 'verification', criteria: ['Orders flow'] });
    const log = createLog(plan, 'live', { plan: 'verification' }).begin();
    expect(said(ended(log, 'stopped').state())).toEqual([
      'verdict  The verification ended before anybody decided by its criteria',
    ]);
  });

  it('is every open defect, message that is due, record that was left, and rule that was overridden', () => {
    const messages = [
      {
        ...{ id: 'shops', audience: 'Shops', channel: 'email', to: [], subject: '', body: '' },
        ...{ send: 'after-deployment', owner: null, value: null, where: null, access: null },
      },
    ] as never;
    const rule: JudgedRule = {
      key: 'no-window',
      standing: 'overridden',
      weight: 'stops',
      facts: { kind: 'no-window' },
      override: { by: 'manager', reason: 'agreed' },
    };
    const log = createLog(planOf([{ id: 'one', hosts: ['a'] }]), 'live', { messages, gate: [rule] });
    log.begin().run('one', 'a');
    const place = { step: null, host: null };
    log.add(
      { type: 'defectLogged', data: { by: 'engineer', severity: 'major', text: 'slow', ...place } },
      { type: 'defectLogged', data: { by: 'engineer', severity: 'minor', text: 'ugly', ...place } },
      { type: 'defectClosed', data: { by: 'engineer', defect: 2, note: 'mended' } },
      {
        type: 'runFinished',
        data: {
          outcome: 'succeeded',
          reason: null,
          recordsLeft: [{ host: 'a' as never, reason: because('full') }],
        },
      },
    );
    expect(said(log.state())).toEqual([
      'defect:1  Defect 1 is open, major: slow',
      'message:shops  Nobody was told: shops, to Shops',
      'records  Records of its steps are left on a',
      'override:no-window  It began although: The release names no window (manager: agreed)',
    ]);
  });

  it('is evidence that is missing: of what was skipped by hand or left out, not of what a condition skips', () => {
    const plan = planOf([{ id: 'one' }]);
    const steps = plan.steps.map((step) => ({ ...step, evidence: true }));
    const log = createLog({ ...plan, steps })
      .begin()
      .run('one', 'a');
    const skip = { step: 'one' as StepId, host: 'b' as never };
    log.add({ type: 'unitSkipped', data: { ...skip, reason: { kind: 'skipped-by', by: 'ada', note: 'x' } } });
    expect(said(ended(log).state())).toEqual([
      'evidence:one  Title of one: its output is evidence, and there is none on b',
    ]);
  });
});

describe('closing a run', () => {
  const withDefect = (log: Log, text: string): Log => {
    const place = { step: null, host: null };
    log.add({ type: 'defectLogged', data: { by: 'engineer', severity: 'major', text, ...place } });
    return log;
  };

  it('is refused before its end, without a name, and where something is open without a reason', () => {
    const open = createLog(planOf([{ id: 'ask', hosts: null, task: NOTIFY }])).begin();
    expect(close(open)).toBe('The run has not ended; resume it or stop it first');
    const log = withDefect(done(), 'slow');
    expect(close(log)).toBe('Still open, without a reason to close the run all the same: defect:1');
    expect(close(log, { 'defect:1': ' ' })).toContain('Still open');
    expect(close(log, { 'defect:2': 'x' })).toBe('defect:2 is not open in this run; what is open: defect:1');
    const nobody = closingOf(log.state(), NONE, { by: ' ', note: null, because: new Map() });
    expect(nobody.ok).toBe(false);
  });

  it('before its end changes nothing, wherever it comes from', () => {
    const log = createLog(planOf([{ id: 'one' }])).begin();
    log.add({ type: 'runClosed', data: { by: 'engineer', note: null, accepted: [] } });
    expect(log.state()).toMatchObject({ closed: null, decisions: [] });
  });

  it('stands in the log with all that was open, and why it was closed all the same', () => {
    const log = withDefect(done(), 'slow');
    expect(close(log, { 'defect:1': 'CR-7 mends it' })).toBeNull();
    const { closed, outcome, decisions } = log.state();
    expect(outcome).toBe('succeeded');
    expect(closed?.accepted).toMatchObject([
      { point: { kind: 'defect', defect: 1 }, because: 'CR-7 mends it' },
    ]);
    expect(closed && describeClosing(closed)).toMatch(
      /^Closed by engineer, .*: All told; 1 point was open and accepted$/,
    );
    expect(decisions.at(-1)).toMatchObject({ by: 'engineer', decided: { kind: 'closed' } });
    expect(close(log)).toBe('The run is closed already, by engineer, and nothing has come up since');
  });

  it('asks about what has come up since, and keeps what was accepted before', () => {
    const log = withDefect(done(), 'slow');
    close(log, { 'defect:1': 'CR-7 mends it' });
    withDefect(log, 'slower');
    const points = pointsToSettle(log.state(), NONE);
    expect(points.map(keyOfPoint)).toEqual(['defect:2']);
    expect(describeOpenPoints(points.length, true)).toBe('Since it was closed, 1 point is open');
    expect(close(log, { 'defect:2': 'CR-8' })).toBeNull();
    expect(log.state().closed?.accepted.map(({ because: why }) => why)).toEqual(['CR-7 mends it', 'CR-8']);
  });
});

describe('where a release stands', () => {
  const line = (given: Partial<RunLine>): RunLine => ({
    ...{ run: RUN, releaseId: 'shop', releaseName: 'Shop', version: '2.0.0', plan: 'deployment' },
    ...{ environment: 'production', mode: 'live' as const, state: 'succeeded' as const },
    ...{ operator: 'engineer', startedAt: '', finishedAt: '', undoes: null, backedOut: null },
    ...given,
  });
  const by = { plan: 'verification' };
  const back = { by: 'r-2' as RunId, left: 1 };
  it.each<[string, readonly Partial<RunLine>[]]>([
    ['deployed, not verified on production', [{}]],
    ['deployed, not verified on production, closed', [{ closed: true }]],
    ['being deployed on production', [{ state: 'waiting' }]],
    ['deployed in part on production', [{ state: 'failed' }]],
    ['backed out on production', [{ state: 'failed', backedOut: { ...back, as: 'whole' } }]],
    ['backed out in part on production', [{ backedOut: { ...back, as: 'part' } }]],
    ['deployed and verified on production', [{ ...by, verdict: 'success' }, {}]],
    ['deployed, an emergency fix is owed on production', [{ ...by, state: 'failed', verdict: 'leave' }, {}]],
    ['deployed, to be backed out on production', [{ ...by, state: 'failed', verdict: 'back-out' }, {}]],
    ['deployed, not verified on production', [{ ...by, environment: 'lab', verdict: 'success' }, {}]],
    ['deployed, not verified on production', [{}, { ...by, verdict: 'success' }, {}]],
    ['deployed, not verified on production', [{ mode: 'rehearsal', state: 'failed' }, {}]],
  ])('is "%s"', (words, lines) => {
    const standing = standingOf(lines.map(line), '2.0.0');
    expect(standing && describeStanding(standing)).toBe(words);
  });

  it('is nowhere before a live deployment of this version', () => {
    expect(standingOf([line({ version: '1.0.0' }), line({ mode: 'check' })], '2.0.0')).toBeNull();
  });

  it('is told of a closed run in every list', () => {
    expect(describeRun(line({ state: 'failed', closed: true }))).toBe('failed, closed');
  });
});
