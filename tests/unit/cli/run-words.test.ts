/** How a run stands, for a terminal. */
import { expect, it } from 'vitest';
import { closingLines } from '#cli/close-out-words.ts';
import { gateWarnings } from '#cli/gate-words.ts';
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

it('no line of a reason passes for a line of ours, where a run is closed or a rule overridden', () => {
  const forged = 'error: gate-closed: nothing of this may run';
  const said = `looks well\n${forged}`;
  const closed = closingLines({ by: 'ada', at: '2026-12-01T07:00:00Z', note: said, accepted: [] });
  const warned = gateWarnings({
    environment: 'prod',
    isProduction: true,
    rules: [
      {
        key: 'undo',
        facts: { kind: 'undo', unsaid: ['install'] },
        standing: 'not-met',
        weight: 'stops',
        override: { by: 'ada', reason: said },
      },
    ],
  }).join('');
  for (const lines of [closed, warned]) {
    expect(lines).toContain(`\n      ${forged}`);
    expect(lines.split('\n')).not.toContain(forged);
  }
});
