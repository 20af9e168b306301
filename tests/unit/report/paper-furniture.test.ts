/** Codes to scan, contents, the heads of pages, and planned times. */
import { describe, expect, it } from 'vitest';
import type { StepId } from '#core/release/model.ts';
import { barcodeOf } from '#core/report/barcode.ts';
import { CONTENTS, chapterWith, subchapter, withContents } from '#core/report/contents.ts';
import { drawBarcode } from '#core/report/drawings.ts';
import { html } from '#core/report/html.ts';
import { plannedTimes } from '#core/report/planned-times.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import { chapterAt, readRunningHead, renderPageHeads } from '#core/report/running-head.ts';
import { packed, seen } from './read-html.ts';
import { HOSTILE, plan, release, runbook, step } from './release-fixture.ts';

describe('a barcode', () => {
  it('is Code 128 in set B, as the standard adds it up', () => {
    const widths = barcodeOf('Wikipedia')?.join('');
    expect(widths?.slice(0, 6)).toBe('211214');
    expect(widths).toHaveLength(6 * 11 + 7);
    const sum = [...'Wikipedia'].reduce((so, each, i) => so + (each.charCodeAt(0) - 32) * (i + 1), 104) % 103;
    expect(sum).toBe(88);
    expect(widths?.slice(-13)).toBe('4212112331112');
  });

  it('has eleven modules for each sign, and thirteen at its end', () => {
    const modules = barcodeOf('step-1')?.reduce((all, width) => all + width, 0);
    expect(modules).toBe((6 + 2) * 11 + 13);
  });

  it('is left out where a scanner could not read it', () => {
    expect(barcodeOf('Schritt-ä')).toBeNull();
    expect(drawBarcode('a'.repeat(24))).not.toBeNull();
    expect(drawBarcode('a'.repeat(64))).toBeNull();
  });
});

describe('contents', () => {
  it('have a line for every chapter that leads to it, with its title as it is written', () => {
    const { body, chapters } = withContents(
      html`${CONTENTS}${chapterWith('A & B', '3 steps')}${subchapter(HOSTILE, 'D1')}<h3>Small</h3><h2>C</h2><h2>D</h2>`,
    );
    expect(chapters.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3', 'c4']);
    expect(chapters[0]?.title).toBe('A & B');
    expect(body.text).toContain('<a class="first" href="#c1"><span>A &amp; B</span>');
    expect(body.text).toContain('<h2 id="c1">A &amp; B</h2>');
    expect(body.text).not.toMatch(/<script|<img/);
    expect(body.text).not.toContain('Small</span>');
  });

  it('are left out of a document of few chapters', () => {
    expect(withContents(html`${CONTENTS}<h2>A</h2>`).body.text).toBe('<h2 id="c1">A</h2>');
  });
});

describe('the head of a page', () => {
  const chapters = [
    { id: 'c1', title: 'People' },
    { id: 'c2', title: 'Roll out' },
  ];
  const places = new Map([
    ['c1', { page: 0, top: 300 }],
    ['c2', { page: 2, top: 60 }],
  ]);

  it('names the chapter at its top, and says where it goes on', () => {
    expect([0, 1, 2, 3].map((page) => chapterAt(page, chapters, places))).toEqual([
      null,
      'People, continued',
      'Roll out',
      'Roll out, continued',
    ]);
  });

  it('comes with the document, and cannot be left by what stands in it', () => {
    const qr = [
      [true, false],
      [false, true],
    ];
    const { html: page } = renderRunbook({ ...runbook(), qr });
    const head = readRunningHead(page);
    expect(head).toMatchObject({ paper: 'a4', of: 'Payments 4.2.0 · production', qr, mark: null });
    if (head === null) throw new Error('the document has a head');
    const heads = renderPageHeads(
      { ...head, of: HOSTILE, title: HOSTILE },
      [{ chapter: HOSTILE, numbers: [] }],
      '',
    );
    expect(heads).toContain('Page 1 of 1');
    expect(heads).not.toMatch(/<script|<img/);
  });
});

describe('planned times', () => {
  const steps = [
    step('one', { kind: 'run', text: 'a' }, { on: 'db1', takesMs: 240_000 }),
    step('two', { kind: 'run', text: 'b' }, { on: 'db1' }),
    step('three', { kind: 'run', text: 'c' }, { on: 'db1', takesMs: 60_000 }),
  ];
  const of = (window: Parameters<typeof plannedTimes>[1], which = steps) => {
    const times = plannedTimes(plan(release(which), 'deployment'), window);
    return which.map(({ id }) => times.get(id as StepId) ?? null);
  };
  const window = { opens: '2026-03-14T21:00:00+01:00', closes: '2026-03-15T01:00:00+01:00', marginMs: 0 };

  it('count from the opening of the window, and say where a step before has no estimate', () => {
    expect(of(window)).toEqual(['planned 20:00:00', 'planned 20:04:00', 'not before 20:04:00']);
  });

  it('have their zone named over the plan', () => {
    expect(seen(renderRunbook(runbook(steps)).html)).toContain(
      packed('Planned times count from 2026-03-14 20:00:00 UTC, when the window opens.'),
    );
  });

  it('count from the start where no window is named, and are left out where nobody estimated a step', () => {
    expect(of(null)).toEqual([
      'planned at the start',
      'planned about 4 min after the start',
      'not before about 4 min after the start',
    ]);
    expect(of(window, steps.slice(1, 2))).toEqual([null]);
  });
});
