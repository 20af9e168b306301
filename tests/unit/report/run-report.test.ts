import MarkdownIt from 'markdown-it';
import { afterEach, describe, expect, it } from 'vitest';
import { visible } from '#core/report/html.ts';
import { renderRunReport } from '#core/report/run-report.ts';
import { renderRunReportCsv } from '#core/report/run-report-csv.ts';
import { headText } from '#core/report/run-report-model.ts';
import { renderRunReportMarkdown } from '#core/report/run-report-text.ts';
import { allUnits } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import { packed, seen } from './read-html.ts';
import { HEAD, longCommand, REVISION } from './release-fixture.ts';
import { runReport } from './run-fixture.ts';

describe('clock times of a run of the winter in a report of the summer', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    process.env['TZ'] = zone;
  });

  it('are in the zone that the report names for them', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const text = seen(renderRunReport({ ...runReport(), printedAt: '2026-07-14T22:10:00.000Z' }).html);
    expect(text).toContain(packed('2026-07-15 00:10:00 UTC+02:00'));
    expect(text).toContain(packed('Clock times UTC+01:00 where no other is named'));
    expect(text).toMatch(/21:05:\d\d/);
    expect(text).not.toMatch(/22:05:\d\d/);
  });
});

describe('the report of a run', () => {
  const report = runReport();
  const { title, html } = renderRunReport(report);
  const text = seen(html);

  it('holds every command as it was sent, whole', () => {
    for (const unit of allUnits(report.state)) {
      for (const attempt of unit.attempts) expect(text).toContain(packed(visible(attempt.command)));
    }
    expect(text).toContain(packed(longCommand(1)));
  });

  it('holds every host, every reason and every decision with person and note', () => {
    const said = [
      'web1',
      'web2',
      'web3',
      'web4',
      'db1',
      'It ended with exit 3',
      'outcome not observed',
      'Lee Brandt',
      'Sam Ito',
      'The load balancer agent hangs there',
      'Outcome of the migration is not clear',
    ];
    for (const each of said) expect(text).toContain(packed(each));
  });

  it('squeezes no title of a step beside its hosts, and no short cell of preflight', () => {
    const [first] = report.state.plan.steps;
    expect(html).toContain(`<b class="steptitle">${first?.title}</b>`);
    expect(html).toMatch(/\.steptitle \{[^}]*min-width/);
    expect(html).toMatch(/<td[^>]*><span class="nowrap">(tracked|not tracked|no records)<\/span>/);
  });

  it('shows which items of a checklist were ticked', () => {
    const events = report.events.map((event) =>
      event.type === 'questionAnswered' && event.data.id === 'q1'
        ? {
            ...event,
            data: { ...event.data, answer: { to: 'manual' as const, done: true, items: ['Pager'] } },
          }
        : event,
    );
    expect(renderRunReport({ ...report, events }).html).toMatch(/aria-label="ticked"[\s\S]*?<\/svg>Pager/);
  });

  it('holds the revision, the head of the log, and the runs that back it out', () => {
    for (const each of [REVISION, HEAD, '4f2a-91c0-77aa-0d12', '9c3b-e01f-d4a6-5b78', 'r-20260314-b001'])
      expect(text).toContain(each);
    expect(html).toContain('class="qr"');
    expect(headText(report.state, HEAD)).toContain(HEAD);
  });

  it('never counts an unknown outcome as done', () => {
    expect(text).toContain(packed('Stopped, 1 outcome unknown'));
    expect(text).toContain(packed('5 of 9 steps on hosts seen to succeed'));
    expect(text).toContain(packed('unknown, may have run'));
  });

  it('shows the end of an output and says how much there is', () => {
    expect(text).toContain('ALTERstep60of90done');
    expect(text).not.toContain('ALTERstep40of90done');
    expect(text).toContain(packed('2.3 KiB, SHA-256'));
    expect(text).toContain(packed('its last 20 lines'));
  });

  it('shows an output whole where the step asks for evidence', () => {
    const steps = report.state.plan.steps.map((step) => ({ ...step, evidence: true }));
    const whole = renderRunReport({
      ...report,
      state: { ...report.state, plan: { ...report.state.plan, steps } },
    });
    expect(seen(whole.html)).toContain('ALTERstep1of90done');
  });

  it('says what cannot be undone', () => {
    expect(text).toContain(packed('Point of no return passed: Title of migrate'));
    expect(text).toContain(packed('Columns are dropped'));
    expect(text).toContain(packed('nothing to undo'));
    expect(text).not.toContain(packed('Cannot be undone'));
  });

  it('lets hostile text neither act nor hide', () => {
    expect(html).not.toMatch(/<script|<img|onerror='/);
    expect(html).not.toContain('\u202e');
    expect(text).toContain('‹U+202E›');
    expect(html.match(/<\/style>/g)).toHaveLength(1);
  });

  it('marks every page of a rehearsal and none of a live run', () => {
    const rehearsal = renderRunReport(runReport({ mode: 'rehearsal' }));
    expect(rehearsal.html).toContain('class="mark"');
    expect(rehearsal.title).toContain('Rehearsal, not a live run');
    expect(html).not.toContain('class="mark"');
    expect(html).toContain('What can and cannot be undone');
    for (const text of [rehearsal.html, renderRunReportMarkdown(runReport({ mode: 'rehearsal' }))])
      expect(text).not.toContain('can and cannot be undone');
    expect(title).toBe('Run report · Payments 4.2.0 · deployment on production · r-20260314-7f3a');
  });

  it('is the same for the same arguments', () => {
    expect(renderRunReport(runReport()).html).toBe(html);
  });

  it('says the same in Markdown', () => {
    const markdown = renderRunReportMarkdown(report);
    for (const each of ['Stopped, 1 outcome unknown', longCommand(1), HEAD, 'Columns are dropped', 'Sam Ito'])
      expect(markdown).toContain(each);
    expect(new MarkdownIt({ html: true }).render(markdown)).not.toMatch(/<script|<img/);
  });

  it('says of an attempt what HTML says: its signal, what it captured, and what was seen of one without an end', () => {
    const changed = report.events.map((event) =>
      event.type === 'attemptFinished' && event.data.outcome === 'failed'
        ? { ...event, data: { ...event.data, exit: null, signal: 'KILL', captured: { size: '4 | 5' } } }
        : event,
    );
    const state = foldRun(report.state.plan, changed);
    const seen = { ...report, events: changed, state, output: () => 'half of it' };
    const told = [renderRunReportMarkdown(seen), renderRunReport(seen).html];
    expect(told[0]).toContain('failed, signal KILL');
    expect(told[1]).toMatch(/<td[^>]*>KILL<\/td>/);
    for (const text of [told[0]?.replaceAll('\\', ''), told[1]]) {
      expect(text).toMatch(/[Cc]aptured size = 4 \| 5/);
      expect(text).toContain('as far as it was seen');
      expect(text).toContain('It is not counted as done.');
    }
  });

  it('says in each form that nobody decided anything', () => {
    const events = report.events.filter(({ type }) => type !== 'questionAnswered' && type !== 'unitRecorded');
    const none = { ...report, events, state: { ...report.state, decisions: [] } };
    const begun = { ...none, events: events.filter(({ type }) => type === 'runCreated') };
    for (const text of [renderRunReportMarkdown(begun), renderRunReport(begun).html])
      expect(text).toContain('No person decided or noted anything.');
  });

  it('says of a step when the first of its hosts began, also where the first host in order did not', () => {
    const [first] = report.state.plan.steps[0]?.units ?? [];
    const units = new Map(report.state.units);
    const ofStep = new Map(units.get(first!.step));
    const [key, unit] = [...ofStep][0]!;
    expect(ofStep.size).toBeGreaterThan(1);
    ofStep.set(key, { ...unit, attempts: [] });
    units.set(first!.step, ofStep);
    const later = { ...report, state: { ...report.state, units } };
    const ofFirst = (text: string) => text.split(`\n${first!.step} · `)[1]?.split('\n')[0];
    expect(ofFirst(renderRunReportMarkdown(later))).toMatch(/ · begun 2026-03-14 \d\d:\d\d:\d\d UTC$/);
  });

  it('is laid out for the paper that is asked for', () => {
    expect(renderRunReport(report)).toMatchObject({
      paper: 'a4',
      html: expect.stringContaining('size: A4;'),
    });
    expect(renderRunReport(report, 'letter')).toMatchObject({
      paper: 'letter',
      html: html
        .replace('size: A4;', 'size: Letter;')
        .replace('%22paper%22%3A%22a4%22', '%22paper%22%3A%22letter%22'),
    });
  });

  it('names in CSV no signal as the SSH server does that has no name for it', () => {
    const events = report.events.map((event) =>
      event.type === 'attemptFinished' && event.data.outcome === 'failed'
        ? { ...event, data: { ...event.data, exit: null, signal: 'SIGSIG@openssh.com' } }
        : event,
    );
    const csv = renderRunReportCsv({ ...report, events, state: foldRun(report.state.plan, events) });
    expect(csv).toContain('drain,Title of drain,web4,failed,1,failed,,without a name,');
    expect(csv).not.toContain('@openssh.com');
  });

  it('has the defects in each form, open or closed, with their text as text', () => {
    const html = renderRunReport(report).html;
    expect(html).toContain('>Defects</h2><p>2 defects, 1 open.</p>');
    expect(html).toMatch(/closed by Lee Brandt, .+ known since May/);
    const markdown = renderRunReportMarkdown(report);
    expect(markdown).toContain('## Defects\n\n2 defects, 1 open.');
    expect(markdown).toContain('The page flickers');
    const rows = renderRunReportCsv(report).trim().split('\r\n');
    expect(
      rows.filter((row) => /,2,minor,The page flickers,Lee Brandt,.*,known since May,*$/.test(row)),
    ).toHaveLength(1);
    expect(rows.at(-3)).toContain(',migrate,');
    expect(rows.at(-1)).toMatch(/,done,told,messageTold,person,phone,Order desk,/);
    expect(html).toContain('>Who was told</h2><p>1 message, 1 told.</p>');
    expect(html).toContain('told by phone to Order desk by Dana Okafor');
    expect(markdown).toContain('## Who was told');
  });

  it('has a row per attempt in CSV, one per defect, and one per message', () => {
    const csv = renderRunReportCsv(report);
    expect(csv.split('\r\n')).toHaveLength(1 + 9 + 2 + 1 + 1);
    expect(csv).toContain(longCommand(1));
    expect(csv).toContain('drain,Title of drain,web4,failed,1,failed,3');
  });
});
