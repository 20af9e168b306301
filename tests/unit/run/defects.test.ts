import { describe, expect, it } from 'vitest';
import { refuseDefect } from '#core/run/log-defects.ts';
import { readRun, runJson } from '#core/run/view.ts';
import {
  describeDefectState,
  describeDefects,
  describeOpenDefects,
} from '#core/words/run/describe-defect.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import { labelDecision } from '#core/words/run/label-decision.ts';
import { begun } from './deciding.ts';
import { stop } from './happenings.ts';
import type { Log } from './run-fixture.ts';

const BY = 'engineer';
const logged = (place: { step?: string; host?: string } = {}, text = 'slow') =>
  ({
    type: 'defectLogged',
    data: {
      by: BY,
      severity: 'critical',
      text,
      step: (place.step ?? null) as never,
      host: (place.host ?? null) as never,
    },
  }) as const;
const closed = (defect: number, note = 'warm now') =>
  ({ type: 'defectClosed', data: { by: BY, defect, note } }) as const;

const refused = (log: Log, entry: Parameters<typeof refuseDefect>[1]): string | null => {
  const refusal = refuseDefect(log.state(), entry);
  return refusal && describeRefusal(refusal);
};

describe('a defect', () => {
  it('is numbered in the order of the log, and closed with a reason, once', () => {
    const log = begun({ id: 'one', hosts: ['a', 'b'] });
    log.add(
      logged({ step: 'one', host: 'a' }),
      logged({ host: 'b' }, 'noisy'),
      closed(1),
      closed(1, 'again'),
    );
    const [first, second] = log.state().defects;
    expect(first).toMatchObject({ number: 1, step: 'one', host: 'a', closed: { by: BY, note: 'warm now' } });
    expect(second).toMatchObject({ number: 2, text: 'noisy', closed: null });
    expect(describeDefects(log.state().defects)).toBe('2 defects, 1 open');
    expect(describeOpenDefects(log.state().defects)).toBe('1 open defect, 1 critical');
    expect(first && describeDefectState(first)).toMatch(/^closed by engineer, .+: warm now$/);
  });

  it('stands among the decisions, with its text or the reason; closing what is not there does not', () => {
    const log = begun({ id: 'one' });
    log.add(logged({ step: 'one' }), closed(7), closed(1), closed(1), logged({ host: 'a' }));
    expect(log.state().decisions.map((each) => [labelDecision(each), each.note, each.unit])).toEqual([
      ['Defect 1 logged, critical', 'slow', { step: 'one', host: null }],
      ['Defect 1 closed', 'warm now', { step: 'one', host: null }],
      ['Defect 2 logged, critical', 'slow', null],
    ]);
  });

  it('changes nothing of what the run does next, and can be logged and closed after its end', () => {
    const log = begun({ id: 'one' });
    const { units, wave, questions } = log.state();
    log.add(logged());
    expect(log.state()).toMatchObject({ units, wave, questions });
    stop(log);
    log.add(
      { type: 'runFinished', data: { outcome: 'stopped', reason: null } },
      logged({}, 'late'),
      closed(1),
    );
    expect(log.state().outcome).toBe('stopped');
    expect(log.state().defects.map(({ text, closed: done }) => [text, done === null])).toEqual([
      ['slow', false],
      ['late', true],
    ]);
  });

  it('stands in the JSON of the run without its place in the log', () => {
    const log = begun({ id: 'one' });
    log.add(logged());
    const { defects } = runJson(readRun(log.state(), { carriedOut: true, head: null }));
    expect(defects).toEqual([
      {
        number: 1,
        by: BY,
        severity: 'critical',
        text: 'slow',
        step: null,
        host: null,
        closed: null,
        at: expect.any(String),
      },
    ]);
  });
});

describe('a defect is refused', () => {
  const log = (): Log => begun({ id: 'one', hosts: ['a'] }, { id: 'two', hosts: ['b'] });

  it.each([
    [logged({}, '  '), 'A defect needs a text: what is wrong'],
    [logged({ step: 'three' }), 'This run has no step three'],
    [logged({ host: 'c' }), 'This run has no host c'],
    [logged({ step: 'one', host: 'b' }), 'This run has no step one@b'],
    [closed(1), 'This run has no defect 1; it has 0 defects'],
    [
      { ...logged(), data: { ...logged().data, by: ' ' } },
      'An entry needs the name of the person who did it',
    ],
  ])('%j', (entry, words) => {
    expect(refused(log(), entry)).toBe(words);
  });

  it('and so is closing it without a reason, or twice; what fits is taken', () => {
    const one = log();
    expect(refused(one, logged({ step: 'one', host: 'a' }))).toBeNull();
    one.add(logged());
    expect(refused(one, closed(1, ' '))).toBe('Closing a defect needs a note: how it was dealt with');
    expect(refused(one, closed(1))).toBeNull();
    one.add(closed(1));
    expect(refused(one, closed(1))).toBe('Defect 1 is closed already, by engineer');
  });
});
