import { describe, expect, it } from 'vitest';
import { renderRunReport } from '#core/report/run-report.ts';
import { renderRunReportCsv } from '#core/report/run-report-csv.ts';
import { renderRunReportMarkdown } from '#core/report/run-report-text.ts';
import { groupedHash } from '#core/report/words.ts';
import { aroundGaps } from '#core/run/around-gaps.ts';
import type { OutputCut } from '#core/run/events.ts';
import { foldRun } from '#core/run/transition.ts';
import { packed, seen } from './read-html.ts';
import { runReport } from './run-fixture.ts';

const MIB = 1024 * 1024;
const WHOLE = 'f'.repeat(64);
const CUT: OutputCut = {
  gaps: [{ at: 512 * MIB, bytes: 59 * MIB, lines: 1 }],
  whole: { bytes: 572 * MIB, sha256: WHOLE },
};

/** The run of the fixture with the output of its first attempt cut. */
function cutReport() {
  const report = runReport();
  const first = report.events.find(
    (event) => event.type === 'attemptFinished' && event.data.stdout.bytes > 0,
  );
  const events = report.events.map((event) =>
    event === first && event.type === 'attemptFinished'
      ? { ...event, data: { ...event.data, stdout: { ...event.data.stdout, bytes: 513 * MIB, cut: CUT } } }
      : event,
  );
  return { ...report, events, state: foldRun(report.state.plan, events) };
}

describe('an output of which not all is kept, in a report', () => {
  const report = cutReport();

  it('is told with the size and the hash of the whole, in HTML and Markdown', () => {
    const html = seen(renderRunReport(report).html);
    expect(html).toContain(
      packed(`572.0 MiB printed, SHA-256 ${groupedHash(WHOLE)}; 513.0 MiB kept, SHA-256`),
    );
    expect(html).toContain(packed('59.0 MiB with 1 line end left out'));
    const markdown = renderRunReportMarkdown(report);
    expect(markdown).toContain(`572.0 MiB printed, SHA-256 \`${WHOLE}\`; 513.0 MiB kept`);
  });

  it('has the whole in columns of its own in CSV, which other outputs have as well', () => {
    const [head = '', ...rows] = renderRunReportCsv(report).trim().split('\r\n');
    const columns = head.split(',');
    // From the end: a command may hold commas.
    const first = columns.indexOf('stdoutPrintedBytes') - columns.length;
    expect(columns.slice(first, first + 4)).toEqual([
      'stdoutPrintedBytes',
      'stdoutPrintedSha256',
      'stderrPrintedBytes',
      'stderrPrintedSha256',
    ]);
    const printed = rows.map((row) => row.split(',').slice(first, first + 2));
    expect(printed).toContainEqual([String(572 * MIB), WHOLE]);
    expect(printed.filter(([bytes]) => bytes === '0').length).toBeGreaterThan(0);
  });
});

describe('a piece of stored output', () => {
  const bytes = new TextEncoder().encode('0123456789');
  const gap = (at: number) => ({ at, bytes: 7, lines: 0 });
  const told = (from: number, gaps: readonly number[]): readonly string[] =>
    aroundGaps({ from, bytes }, gaps.map(gap)).map((part) =>
      part.kind === 'gap' ? `gap ${part.gap.at}` : `${part.from} ${new TextDecoder().decode(part.bytes)}`,
    );

  it('is parted where something is left out, once in two pieces that adjoin', () => {
    expect(told(100, [])).toEqual(['100 0123456789']);
    expect(told(100, [104, 107])).toEqual(['100 0123', 'gap 104', '104 456', 'gap 107', '107 789']);
    expect(told(100, [100, 110])).toEqual(['gap 100', '100 0123456789']);
    expect(told(110, [100, 110])).toEqual(['gap 110', '110 0123456789']);
    expect(told(100, [99])).toEqual(['100 0123456789']);
  });
});
