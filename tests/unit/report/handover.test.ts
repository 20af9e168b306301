import { describe, expect, it } from 'vitest';
import { HANDOVER_MEANS, HANDOVER_SIGNED_BY } from '#core/report/handover.ts';
import { RUN_DOCUMENT_NAMES, whyNotWritten } from '#core/report/run-document.ts';
import { statePage } from '#core/report/state-page-model.ts';
import { writeRunDocument } from '#core/report/written-document.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { eventfulReport, interruptedReport, pausedReport, waitingReport } from './eventful-fixture.ts';
import { packed, seen } from './read-html.ts';

const AS = { paper: 'a4', fonts: [] } as const;
const written = (report: Parameters<typeof writeRunDocument>[0]) =>
  (['html', 'md'] as const).map((format) => {
    const { text, title } = writeRunDocument(report, 'handover', { ...AS, format });
    return { title, format, text: format === 'html' ? seen(text) : packed(text) };
  });

describe('the sheet of a shift handover', () => {
  it.each([
    ['interrupted', interruptedReport()],
    ['waiting', waitingReport()],
    ['paused', pausedReport()],
  ])('of a run that is %s says how it stands, what is open and what to type', (_, report) => {
    const page = statePage(report);
    const { run } = report.state.header;
    for (const { title, format, text } of written(report)) {
      expect(title).toMatch(/^(REHEARSAL · )?Shift handover · /);
      for (const sentence of page?.sentences ?? []) expect(text).toContain(packed(endSentence(sentence)));
      for (const { unit } of [...(page?.running ?? []), ...(page?.unknown ?? [])])
        expect(text).toContain(packed(unit.ref.host ?? ''));
      for (const { title: step } of page?.notBegun ?? []) expect(text).toContain(packed(step));
      if (!report.carriedOut) expect(text).toContain(packed(`holdpoint resume ${run}`));
      for (const who of HANDOVER_SIGNED_BY) expect(text).toContain(packed(who));
      expect(text).toContain(packed(HANDOVER_MEANS));
      expect(text, format).not.toMatch(/undefined|null|NaN/);
    }
  });

  it('names whom to call, what was decided and the head of the log, and leaves out what was printed', () => {
    const report = eventfulReport();
    const [head] = [report.head];
    for (const { text } of written(report)) {
      for (const person of report.info?.people ?? []) {
        expect(text).toContain(packed(person.name));
        if (person.phone !== null) expect(text).toContain(packed(person.phone));
      }
      expect(text).toContain(packed('Decisions'));
      expect(text).not.toContain(packed('What was done, step by step'));
      expect(head).not.toBeNull();
    }
  });

  it('is no table of values, and says so; the report is written as everything', () => {
    expect(whyNotWritten('handover', 'csv')).toBe('A shift handover is written as pdf, html or md');
    expect(whyNotWritten('handover', 'evidence')).not.toBeNull();
    for (const format of ['pdf', 'html', 'md', 'csv', 'evidence'])
      expect(whyNotWritten('report', format)).toBeNull();
    expect(RUN_DOCUMENT_NAMES).toEqual(['report', 'handover']);
  });
});
