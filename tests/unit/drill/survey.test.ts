import { describe, expect, it } from 'vitest';
import { parseFault, refuseFault } from '#core/drill/faults.ts';
import { printedFor, textFor } from '#core/drill/printed.ts';
import type { DrillSheet } from '#core/drill/score.ts';
import { surveyDrills } from '#core/drill/survey.ts';
import { NO_TIMES } from '#core/drill/times.ts';
import {
  drillSheetDocument,
  drillSurveyDocument,
  renderDrillMarkdown,
  renderDrillPage,
  renderDrillText,
} from '#core/report/drill-document.ts';
import { DRILL_MARK, describeAdvice } from '#core/words/release/describe-drill.ts';
import { playDrill } from '#operations/drill/play-drill.ts';
import { exampleOrder, orderOf, smallRelease } from './drilled.ts';

async function drillsOf(minutes: number, count: number) {
  const order = orderOf(smallRelease({ minutes }), 'test', []);
  const sheets: DrillSheet[] = [];
  for (let seed = 1; seed <= count; seed += 1) sheets.push(await playDrill(order, seed));
  return { order, sheets, survey: surveyDrills(order.plan, sheets, NO_TIMES) };
}

describe('many drills', () => {
  it('say how often the window was missed, which is how often a drill ended after it', async () => {
    const { sheets, survey } = await drillsOf(240, 20);
    expect(survey).toMatchObject({ drill: true, seeds: { first: 1, count: 20 }, missed: 0, advice: null });
    expect(Object.values(survey.results).reduce((sum, count) => sum + count, 0)).toBe(sheets.length);
    expect(survey.took.longestMs).toBe(Math.max(...sheets.map(({ tookMs }) => tookMs)));
  });

  it('name the step whose time would have been enough in most drills that missed it', async () => {
    const { order, sheets } = await drillsOf(240, 12);
    // The same drills, with a window that each of them misses by 30 s: any longer step would have saved it, one of its hosts at a time by half.
    const late = sheets.map((sheet) => ({ ...sheet, overMs: 30_000 }));
    const { missed, advice, steps } = surveyDrills(order.plan, late, NO_TIMES);
    expect(missed).toBe(12);
    expect(advice).toMatchObject({ kind: 'split', step: 'switch', saves: 12 });
    expect(steps.find(({ step }) => step === 'copy')).toMatchObject({
      savedByMoving: 12,
      savedBySplitting: 0,
    });
    const hopeless = sheets.map((sheet) => ({ ...sheet, overMs: 40 * 3_600_000 }));
    const none = surveyDrills(order.plan, hopeless, NO_TIMES);
    expect(none.advice).toBeNull();
    expect(describeAdvice(none.advice, none.missed)).toContain('a longer window');
  });

  it('name a moment to decide that leaves a whole backout in 95 of 100 drills', async () => {
    const { survey } = await drillsOf(240, 40);
    const left = Date.parse(survey.window!.closes) - Date.parse(survey.decideBy!);
    expect(left).toBe(survey.backouts.ninetyFifthMs);
    // Three hosts, switched back one after the other at a minute each, and 10 minutes for removing what was copied.
    expect(left).toBeGreaterThan(13 * 60_000);
    expect(left).toBeLessThan(39 * 60_000);
    expect((await drillsOf(5, 3)).survey.neverFits).toBe(true);
  });
});

describe('what is printed', () => {
  it('marks a drill as one, whatever it is written as', async () => {
    const { sheets, survey } = await drillsOf(240, 2);
    for (const document of [drillSheetDocument(sheets[0]!), drillSurveyDocument(survey)])
      for (const text of [
        renderDrillText(document),
        renderDrillMarkdown(document),
        renderDrillPage(document, 'a4').html,
      ])
        expect(text).toContain('Drill on emulated hosts: nothing of this happened on a real one');
  });

  it('draws every letter of the mark across a page', async () => {
    const { sheets } = await drillsOf(240, 1);
    const { html } = renderDrillPage(drillSheetDocument(sheets[0]!), 'a4');
    const [, path = ''] = /class="mark"[^>]*><path[^>]* d="([^"]+)"/.exec(html) ?? [];
    const columns = [...path.matchAll(/M(\d+),/g)].map(([, x]) => Math.floor(Number(x) / 6));
    expect([...new Set(columns)]).toEqual([...DRILL_MARK.letters].map((_, at) => at));
  });

  it('takes what a release says for text', async () => {
    const order = orderOf(
      smallRelease({ minutes: 240 }).replace('title: Copy it', 'title: "<b>Copy|it"'),
      'test',
      [],
    );
    const document = drillSheetDocument(await playDrill(order, 1));
    expect(renderDrillPage(document, 'a4').html).not.toContain('<b>Copy');
    expect(renderDrillMarkdown(document)).not.toContain('| <b>Copy|it');
  });
});

describe('a text for an expression', () => {
  it.each([
    'ok',
    '^version (\\d+)\\.(\\d+)$',
    'rows: ([0-9]{3,})',
    '(?:up|down)',
    '[^a]b+',
    'a|b',
    '\\bdone\\b',
    '(?i)ready',
    'x?y*z',
    '"state":\\s*"(\\w+)"',
    '[[:digit:]]+ of \\S+',
  ])('%s is matched by it', (pattern) => {
    expect(
      new RegExp(pattern.replace('(?i)', '').replaceAll('[[:digit:]]', '[0-9]'), 'im').test(
        textFor(pattern) ?? '\u0000',
      ),
    ).toBe(true);
  });

  it('is none where one part refuses another', () => {
    const expect_ = { exit: [0], stdout: 'ERROR', stdoutNot: 'ERR', stderrNot: null };
    expect(printedFor({ expect: expect_, capture: {} })).toBeNull();
    expect(printedFor({ expect: { ...expect_, stdoutNot: null }, capture: { n: '(\\d+) rows' } })).toBe(
      'ERROR\n1 rows\n',
    );
  });
});

describe('a fault', () => {
  it('is named by kind, step and host', () => {
    expect(parseFault('host-dies@switch@web1')).toEqual({ kind: 'host-dies', step: 'switch', host: 'web1' });
    expect(parseFault('disk-full')).toEqual({ kind: 'disk-full', step: null, host: null });
    expect([parseFault('fire'), parseFault('host-dies@a@b@c')]).toEqual([null, null]);
  });

  it('is refused where the plan has no place for it', () => {
    const { plan } = exampleOrder();
    expect(refuseFault(plan, { kind: 'host-dies', step: 'nowhere', host: null })).toContain('nowhere');
    expect(refuseFault(plan, { kind: 'approver-away', step: null, host: null })).toBeNull();
    expect(refuseFault(plan, { kind: 'time-runs-out', step: 'migrate', host: null })).toContain('whole plan');
  });
});
