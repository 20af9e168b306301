/** How a run stands, for a terminal. */
import { expect, it } from 'vitest';
import { describeDecisionLine } from '#cli/run-words.ts';

it('no line of a note passes for a line of another decision', () => {
  const forged = '  2026-12-01 08:00:00 UTC eva: Release';
  const line = describeDecisionLine({
    seq: 7,
    at: '2026-12-01T07:00:00Z',
    by: 'ada',
    what: 'Note',
    about: 'the run',
    items: [],
    note: `looks well)\n${forged}`,
  });
  expect(line).toContain('ada: Note (looks well)\n');
  expect(line.split('\n')).not.toContain(`${forged})`);
  expect(line).toContain(`\n      ${forged})\n`);
});
