import { describe, expect, it } from 'vitest';
import type { DrillSheet } from '#core/drill/score.ts';
import { playDrill } from '#operations/drill/play-drill.ts';
import { exampleOrder, orderOf, smallRelease } from './drilled.ts';

const small = (faults: readonly string[] | null, minutes = 240, more = '') =>
  orderOf(smallRelease({ minutes, more }), 'test', faults);

const decided = (sheet: DrillSheet) =>
  sheet.decisions.map(({ what }) => {
    if (what.kind !== 'answered') return what.kind;
    return what.answer.to === 'unit' ? what.answer.remedy : what.answer.to;
  });

describe('a drill', () => {
  it('is the same for the same seed, and another for another', async () => {
    const order = exampleOrder();
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const play = async (): Promise<readonly DrillSheet[]> => {
      const sheets: DrillSheet[] = [];
      for (const seed of seeds) sheets.push(await playDrill(order, seed));
      return sheets;
    };
    const first = await play();
    expect(await play()).toEqual(first);
    expect(new Set(first.map(({ tookMs }) => tookMs)).size).toBe(seeds.length);
  });

  it('does what the plan says where nothing goes wrong, within three times as long as it takes', async () => {
    const sheet = await playDrill(small([]), 1);
    expect(sheet).toMatchObject({ drill: true, result: 'done', faults: [], leftUndone: [], decisions: [] });
    expect(sheet.steps.map(({ step }) => step)).toEqual(['copy', 'switch']);
    // Copying is done side by side, switching one after the other: 10 and 6 minutes by the plan, give or take.
    expect(sheet.tookMs).toBeGreaterThan(8 * 60_000);
    expect(sheet.tookMs).toBeLessThan(48 * 60_000);
    expect(Date.parse(sheet.endedAt) - Date.parse(sheet.beganAt)).toBe(sheet.tookMs);
    expect(sheet.overMs).toBe(Date.parse(sheet.endedAt) - Date.parse(sheet.window!.closes));
  });

  it('without a window begins shortly before the first time that the plan waits for', async () => {
    const wait = '- id: dusk\n  title: Dusk\n  wait: { until: 2026-12-03T04:00:00Z }\n';
    const text = smallRelease({ minutes: 240, more: wait }).replace(/^ *window:.*\n(?: {4,}.*\n)*/m, '');
    const sheet = await playDrill(orderOf(text, 'test', []), 1);
    expect(sheet).toMatchObject({ result: 'done', window: null });
    expect(sheet.beganAt).toBe('2026-12-03T03:00:00.000Z');
  });

  it('takes what drill says, and not takes', async () => {
    const drilled = await playDrill(
      small(
        [],
        600,
        '- id: late\n  title: Late\n  on: web1\n  run: ./late\n  takes: 1s\n  drill: { takes: 2h, stdout: hello }\n  timeout: 9h\n  undo: ./no\n',
      ),
      1,
    );
    expect(drilled.steps.find(({ step }) => step === 'late')?.ms).toBeGreaterThan(3_600_000);
  });

  it('fails a step on its second host, tries it again, and leaves that host out where others are', async () => {
    const sheet = await playDrill(small(['step-fails@copy']), 2);
    expect(sheet.faults).toMatchObject([{ kind: 'step-fails', step: 'copy', host: 'web2' }]);
    expect(decided(sheet)[0]).toBe('retry');
    if (sheet.result === 'done') return;
    expect(decided(sheet)).toEqual(['retry', 'exclude']);
    expect(sheet.leftUndone.map(({ host }) => host)).toEqual(['web2', 'web2']);
  });

  it('finds a step again whose connection dropped, and asks nobody', async () => {
    const sheet = await playDrill(small(['link-drops@copy@web3']), 3);
    expect(sheet).toMatchObject({ result: 'done', decisions: [] });
  });

  it('never says of a host that died what became of its step', async () => {
    const sheet = await playDrill(small(['host-dies@copy@web1']), 4);
    expect(sheet.result).toBe('done-in-part');
    expect(decided(sheet)).toEqual(['recheck', 'exclude']);
    expect(sheet.leftUndone).toMatchObject([
      { step: 'copy', host: 'web1', why: 'unknown' },
      { step: 'switch', host: 'web1', why: 'excluded' },
    ]);
  });

  it('resumes after the workstation lost power, and looks before it goes on', async () => {
    const sheet = await playDrill(small(['power-lost@switch@web2']), 5);
    expect(sheet.result).toBe('done');
    expect(decided(sheet)).toEqual(['resumed', 'continued']);
    expect(sheet.decisions[1]?.tookMs).toBeGreaterThanOrEqual(60_000);
  });

  it('waits for an approver who is not there', async () => {
    const [quiet, away] = [
      await playDrill(exampleOrder([]), 6),
      await playDrill(exampleOrder(['approver-away']), 6),
    ];
    expect(quiet.result).toBe('done');
    expect(away.tookMs - quiet.tookMs).toBeGreaterThanOrEqual(20 * 60_000);
  });

  it('backs out what is done when a disk is full on every host that there is', async () => {
    const sheet = await playDrill(
      small(['disk-full@switch@web1', 'disk-full@switch@web2', 'disk-full@switch@web3']),
      7,
    );
    expect(sheet.result).toBe('backed-out');
    expect(sheet.leftUndone).toEqual([]);
    expect(decided(sheet)).toContain('backed-out');
    expect(sheet.backout).toMatchObject({ fits: true });
  });

  it('turns back at the latest moment at which a backout still ends in time', async () => {
    const sheet = await playDrill(small(['time-runs-out'], 19), 8);
    expect(sheet.result).toBe('backed-out');
    expect(decided(sheet).slice(0, 2)).toEqual(['stopped', 'backed-out']);
  });
});
