import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import type { HostName, StepId } from '#core/release/model.ts';
import { renderRunReport } from '#core/report/run-report.ts';
import { renderRunReportCsv } from '#core/report/run-report-csv.ts';
import { decisionLines } from '#core/report/run-report-decisions.ts';
import { DEFECT_COLUMNS } from '#core/report/run-report-defects.ts';
import { factsOfRun, REVISION } from '#core/report/run-report-facts.ts';
import { MESSAGE_COLUMNS } from '#core/report/run-report-messages.ts';
import { type RunReport, resultOf, whatStays } from '#core/report/run-report-model.ts';
import { renderRunReportMarkdown } from '#core/report/run-report-text.ts';
import type { RunEventBody } from '#core/run/events.ts';
import { because } from '#support/because.ts';
import {
  eventfulReport,
  interruptedReport,
  pausedReport,
  reportOf,
  settledStory,
  unit,
  untilSwitch,
  verificationReport,
  waitingReport,
} from './eventful-fixture.ts';
import { packed, seen } from './read-html.ts';
import { HOSTILE } from './release-fixture.ts';

const htmlOf = (report: RunReport): string => seen(renderRunReport(report).html);

/** Both forms that are read as text say the same. */
function expectSaid(report: RunReport, said: readonly string[]): void {
  const html = htmlOf(report);
  const markdown = packed(renderRunReportMarkdown(report).replaceAll('\\', ''));
  for (const each of said) {
    expect(html, `HTML: ${each}`).toContain(packed(each));
    expect(markdown, `Markdown: ${each}`).toContain(packed(each));
  }
}

/** The part of a document between two headings, which stand in its contents too. */
function between(text: string, from: string, to: string): string {
  const start = text.lastIndexOf(packed(from));
  return text.slice(start, text.indexOf(packed(to), start + 1));
}

describe('a report', () => {
  it.each([
    ['of a run at its end', eventfulReport()],
    ['of an interrupted run', interruptedReport()],
    ['of a run that waits', waitingReport()],
    ['of a paused run', pausedReport()],
  ])('%s says the same of the run as a whole, and of backing it out, in each form', (_, report) => {
    const facts = factsOfRun(report).flatMap(([name, value]) => (name === REVISION ? [] : (value ?? [])));
    const stays = whatStays(report);
    expectSaid(report, [resultOf(report).sentence, ...facts.flatMap((fact) => fact.split('\n'))]);
    if (stays !== null) expectSaid(report, [stays.undoable, ...stays.lines.map(({ because }) => because)]);
  });
});

describe('how an outcome is known', () => {
  const report = eventfulReport();

  it('names the times at which a link was lost and the step found again', () => {
    expectSaid(report, [
      'Connection lost 2026-03-14 20:05:19 UTC: the connection was reset',
      'Found running again 2026-03-14 20:05:20 UTC, pid 4711',
    ]);
  });

  it('tells an outcome that was adopted from one that was seen', () => {
    expectSaid(report, ["Its outcome was taken 2026-03-14 20:05:25 UTC from the host's record"]);
    expect(htmlOf(report).match(/Itsoutcomewastaken/g)).toHaveLength(1);
  });

  it('keeps the unknown outcome in sight beside what settled it, by whom and why', () => {
    expectSaid(report, [
      'unknown, may have run; settled as done',
      'db1 has restarted, and its record says of no end',
      'Checked again 2026-03-14 20:05:43 UTC, by the host',
      'still unknown: db1 has no record of it any more',
      'Settled as done by Dana Okafor: schema_version says 42',
      "Settled as done 2026-03-14 20:05:55 UTC, by the step's own check",
    ]);
  });

  it('marks what was done on paper, with person, time and note, and claims no command as sent', () => {
    expectSaid(report, [
      'ok, ON PAPER',
      'ON PAPER: done, says Lee Brandt, 2026-03-14 20:41:00 UTC; recorded 2026-03-14 20:05:56 UTC; by the console, from page 7',
    ]);
    expect(htmlOf(report)).toContain(packed('Done on paper, not sent, at web4'));
    expect(htmlOf(report)).toContain(packed('As sent to web1, web2, web3'));
  });

  it('tells silences, processes left behind, and hosts that keep no record', () => {
    expectSaid(report, [
      'Printed nothing for 5 min until 2026-03-14 20:05:36 UTC; its last line: ALTER step 60 of 90 done',
      'It left processes of its own running on the host',
      'Not tracked (it has neither setsid nor perl)',
    ]);
  });

  it('says of each step whether it is tracked or attached', () => {
    expectSaid(report, ['1 host; 10 at a time; stops at the first failed host · tracked']);
    expectSaid(report, ['4 hosts; 10 at a time; stops at the first failed host · attached']);
  });

  it('counts as seen to succeed only what was', () => {
    expectSaid(report, ['16 of 19 steps on hosts seen to succeed; 2 settled as done; 1 done on paper.']);
  });

  it('lists what was settled, done on paper or left processes behind as not as planned', () => {
    const listed = between(htmlOf(report), 'Not as planned', 'Decisions');
    for (const each of ['Migrate the ledger', 'Switch the release', 'Stop the service'])
      expect(listed).toContain(packed(each));
    expect(listed).not.toContain(packed('Put the servers back'));
  });

  it('has all of it in the columns of the CSV, as many in every row', () => {
    const rows = renderRunReportCsv(report).trim().split('\r\n');
    const [head = '', ...others] = rows;
    expect(head.split(',').slice(19)).toEqual([
      'tracked',
      'adopted',
      'leftBehind',
      'onPaper',
      'settledAs',
      'settledBy',
      'settledEvidence',
      'settledAt',
      'settledReason',
      'known',
      'verifies',
      'head',
      'libraryHead',
      'stdoutPrintedBytes',
      'stdoutPrintedSha256',
      'stderrPrintedBytes',
      'stderrPrintedSha256',
      ...DEFECT_COLUMNS,
      ...MESSAGE_COLUMNS,
    ]);
    const of = (step: string, host: string) =>
      others.find((row) => row.includes(`,${step},`) && row.includes(`,${host},`)) ?? '';
    expect(of('migrate', 'db1')).toContain(',yes,,,,done,Dana Okafor,person,2026-03-14T20:05:45.000Z,');
    expect(of('stop', 'web2')).toContain('systemctl stop payments,yes,yes,,,');
    expect(of('stop', 'web3')).toContain('systemctl stop payments,yes,,yes,,');
    expect(of('switch', 'web4')).toContain('/opt/app/current,,,,yes,');
    const waiting = renderRunReportCsv(interruptedReport()).trim().split('\r\n').at(-1) ?? '';
    expect(waiting.split(',')).toHaveLength(head.split(',').length);
  });
});

describe('decisions', () => {
  it('stand once each, with what they were about', () => {
    const lines = decisionLines(eventfulReport()).map(({ what, about, by, note }) => [what, about, by, note]);
    expect(lines).toEqual([
      ['Exclude host', 'web3', 'Dana Okafor', 'its disk is swapped'],
      ['Include the host again', 'web3', 'Dana Okafor', 'the disk is in'],
      ['Pause', 'the run', 'Dana Okafor', 'The desk calls'],
      ['Continue', 'the run', 'Dana Okafor', null],
      ['Resume', 'the run', 'Dana Okafor', null],
      ['Continue', 'the run', 'Dana Okafor', null],
      ['Look at the host again', 'Migrate the ledger (migrate on db1)', 'Dana Okafor', null],
      ['Settle as done', 'Migrate the ledger (migrate on db1)', 'Dana Okafor', 'schema_version says 42'],
      [
        'Done on paper',
        'Switch the release (switch on web4), 2026-03-14 20:41:00 UTC',
        'Lee Brandt',
        'by the console, from page 7',
      ],
      ['Done', 'Tell the service desk (desk)', 'Lee Brandt', null],
    ]);
  });

  it('include the verdict, about the verification and not about its last step', () => {
    expect(decisionLines(verificationReport('leave'))).toMatchObject([
      {
        what: 'Leave it, with an emergency fix',
        about: 'the verification',
        by: 'Lee Brandt',
        note: 'FIX-7 is logged',
      },
    ]);
  });

  const BY = 'Dana Okafor';
  const each: readonly (readonly [RunEventBody, string, string])[] = [
    [{ type: 'runPaused', data: { by: BY, note: null } }, 'Pause', 'the run'],
    [{ type: 'runContinued', data: { by: BY, note: null } }, 'Continue', 'the run'],
    [{ type: 'stopRequested', data: { by: BY, note: null } }, 'Stop', 'the run'],
    [{ type: 'noteAdded', data: { by: BY, text: 'odd' } }, 'Note', 'the run'],
    [
      {
        type: 'defectLogged',
        data: { by: BY, severity: 'major', text: 'slow', step: 'desk' as StepId, host: null },
      },
      'Defect 1 logged, major',
      'desk',
    ],
    [{ type: 'baselineSet', data: { by: BY, note: null } }, 'Use as the baseline', 'the run'],
    [{ type: 'runResumed', data: { by: BY, inFlight: [] } }, 'Resume', 'the run'],
    [
      {
        type: 'hostExcluded',
        data: { host: 'web1' as HostName, by: BY, note: null },
      },
      'Exclude host',
      'web1',
    ],
    [
      {
        type: 'unitRecorded',
        data: {
          ...unit('desk', null),
          outcome: 'failed',
          by: BY,
          doneAt: '2026-03-14T20:41:00.000Z',
          note: null,
        },
      },
      'Failed on paper',
      'Tell the service desk (desk), 2026-03-14 20:41:00 UTC',
    ],
  ];
  it.each(each.map(([event, what, about]) => ({ type: event.type, event, what, about })))(
    'have one line for $type',
    ({ event, what, about }) => {
      const story = untilSwitch();
      const before = decisionLines(reportOf(story)).length;
      story.add(event);
      const lines = decisionLines(reportOf(story));
      expect(lines.slice(before)).toMatchObject([{ what, about, by: BY }]);
    },
  );

  it.each([
    [{ type: 'hostExcluded', data: { host: 'web1' as HostName, by: null, reason: because('its rule') } }],
    [{ type: 'unitSkipped', data: { ...unit('desk', null), reason: because('Condition not met') } }],
    [
      {
        type: 'unitSettled',
        data: {
          ...unit('migrate', 'db1'),
          attempt: 1,
          as: 'done',
          evidence: 'record',
          reason: because('so'),
        },
      },
    ],
  ] as const satisfies readonly (readonly [RunEventBody])[])(
    'are no rule of the plan and no record: %j',
    (event) => {
      const story = settledStory();
      const before = decisionLines(reportOf(story)).length;
      story.add(event);
      expect(decisionLines(reportOf(story))).toHaveLength(before);
    },
  );
});

describe('the preflight in the report', () => {
  it('says where steps are tracked and where not, and every notice', () => {
    expectSaid(eventfulReport(), [
      'not tracked',
      'Steps are not tracked there: it has neither setsid nor perl',
      'Its clock is 1 min 34 s (give or take 1 s) ahead of this workstation',
      'It was leased to lee@bench (Lee Brandt) for run r-20260313-11aa',
      'It keeps no note of who works on it',
    ]);
  });

  it('says once, with their names, what is of several hosts', () => {
    const report = eventfulReport();
    const markdown = packed(renderRunReportMarkdown(report).replaceAll('\\', ''));
    for (const text of [htmlOf(report), markdown]) {
      expect(text).toContain('web1,web2,web3,web4,db1');
      expect(text.match(/showonehostkeyandarenotallonemachine/g)).toHaveLength(1);
    }
  });

  it('is the one from before, where the run was resumed and looked at no host since', () => {
    const story = untilSwitch();
    story.add({ type: 'runResumed', data: { by: 'Dana Okafor', inFlight: [unit('migrate', 'db1')] } });
    expectSaid(reportOf(story, true), ['before the run was resumed', 'It keeps no note of who works']);
  });
});

describe('a run at its end', () => {
  it('names the hosts on which records were left, and the command that takes them away', () => {
    expectSaid(eventfulReport(), [
      'Left on the hosts',
      'web2 (10.20.0.7:22): the connection timed out',
      'attempt hpq8 still runs, pid 4711',
      'holdpoint leftovers FILE --env production --clean',
    ]);
  });

  it('has no state page', () => {
    const html = htmlOf(eventfulReport());
    expect(html).not.toContain(packed('State of the run'));
    expect(html).not.toContain(packed('Nothing has been run again'));
  });
});

describe('a verification', () => {
  it('shows its criteria, the verdict, the person and the note', () => {
    expectSaid(verificationReport('leave'), [
      'Decision on the verification',
      'All smoke tests pass: not met',
      'No payment is lost: met',
      'Leave it, with an emergency fix',
      'decided by Lee Brandt',
      'FIX-7 is logged',
    ]);
  });

  it('that nobody has decided says so, and how it can be', () => {
    expectSaid(verificationReport(null), ['Not decided.', 'leave it, with an emergency fix']);
  });
});

describe('a run that is closed', () => {
  it('shows by whom, what was open and why that was accepted', () => {
    const report = verificationReport('leave');
    const accepted = [
      { point: { kind: 'fix', note: 'FIX-7 is logged' }, because: 'It is due on Monday' },
    ] as const;
    const closed = { by: 'Lee Brandt', note: 'All told', at: '2026-11-21T06:00:00.000Z', accepted };
    expectSaid({ ...report, state: { ...report.state, closed } }, [
      'Close-out',
      'Closed by Lee Brandt',
      'All told; 1 point was open and accepted.',
      'It stays, and an emergency fix is owed: FIX-7 is logged',
      'It is due on Monday',
    ]);
  });

  it('and one that nobody has closed says nothing of it', () => {
    expect(htmlOf(verificationReport('leave'))).not.toContain('Close-out');
  });
});

/** The heading of the table, and the head of its first column. */
const RUNNING_TABLE = 'Was running when Holdpoint closed Step';

describe('the state page', () => {
  it('of an interrupted run says what was running, what was not begun, the clock, and that nothing was run again', () => {
    const report = interruptedReport();
    expect(htmlOf(report)).toContain(packed(RUNNING_TABLE));
    expectSaid(report, [
      'Interrupted, 1 outcome unknown',
      'The program that carried this run out has ended in the middle of it.',
      'Nothing has been run again.',
      RUNNING_TABLE.replace(' Step', ''),
      '2026-03-14 20:05:34 UTC, pid 4711',
      'The host keeps a record of it',
      'about 9 min',
      '2026-03-14 23:21:30 UTC',
      'Drop the old columns (3 steps before it)',
      'holdpoint resume r-20260314-7f3a',
      'holdpoint stop r-20260314-7f3a',
      'web1, web2, web3, web4',
    ]);
    const before = between(htmlOf(report), 'Not begun', 'To continue');
    for (const each of ['Switch the release', 'Tell the service desk', 'Drop the old columns'])
      expect(before).toContain(packed(each));
    expect(before).not.toContain(packed('Migrate the ledger'));
  });

  it('of a run that a program let go of between two steps claims no interruption in the middle of one', () => {
    const story = settledStory();
    const found = { as: 'done', evidence: 'record', reason: because('It ended with exit code 0') } as const;
    story.add({ type: 'unitSettled', data: { ...unit('migrate', 'db1'), attempt: 1, ...found } });
    expectSaid(reportOf(story), [
      'No program carries it out, and nothing was running when the last one closed.',
      'Nothing has been run again.',
    ]);
  });

  it('comes before everything else, with room to write', () => {
    const { html } = renderRunReport(interruptedReport());
    const text = seen(html);
    expect(text.indexOf('Howtherunstands')).toBeLessThan(text.indexOf('Stepsandhosts'));
    expect(text.indexOf('Howtherunstands')).toBeLessThan(text.indexOf('Headofthelog'));
    expect(html.match(/class="byhand"/g)).toHaveLength(1 + 4);
  });

  it('of a run that waits has the open questions with their answers', () => {
    expectSaid(waitingReport(), [
      'Waiting, 1 outcome unknown',
      'It waits for a person: one question is open. No program carries it out at present.',
      'unknown: db1 has restarted',
      'look at the host again',
      'it did not run',
    ]);
    expect(htmlOf(waitingReport())).not.toContain(packed(RUNNING_TABLE));
    expect(htmlOf(waitingReport())).not.toContain(packed('from which its outcome can be learned'));
  });

  it('of a paused run says who paused it and why, and what is still running', () => {
    const report = pausedReport();
    expectSaid(report, [
      'Paused by Dana Okafor, 2026-03-14 20:05:37 UTC: The desk calls again.',
      'Nothing new begins until a person continues it',
      'Printed nothing for 5 min or longer',
    ]);
    expect(htmlOf(report)).not.toContain('holdpointresume');
  });

  it('of a run that was resumed says what was found', () => {
    const story = untilSwitch();
    story.add({ type: 'runResumed', data: { by: 'Lee Brandt', inFlight: [unit('migrate', 'db1')] } });
    expectSaid(reportOf(story, true), [
      'Resumed by Lee Brandt, 2026-03-14 20:05:37 UTC; Holdpoint is still searching for 1 step on a host',
      'Nothing has been run again.',
      'reconnecting',
    ]);
  });

  it('names the hosts that take no part', () => {
    const story = untilSwitch();
    story.add({
      type: 'hostExcluded',
      data: { host: 'web4' as HostName, by: 'Dana Okafor', note: 'its fan' },
    });
    expectSaid(reportOf(story), ['Excluded hosts', 'web4: Excluded by Dana Okafor: its fan']);
  });

  it('lets hostile text neither act nor hide', () => {
    const story = untilSwitch();
    story.add({ type: 'runPaused', data: { by: HOSTILE, note: HOSTILE } });
    const report = reportOf(story, true);
    expect(renderRunReport(report).html).not.toMatch(/<script|<img|\u202e/);
    const markdown = renderRunReportMarkdown(report);
    expect(new MarkdownIt({ html: true }).render(markdown)).not.toMatch(/<script|<img|\u202e/);
  });
});
