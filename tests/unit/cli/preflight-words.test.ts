import { describe, expect, it } from 'vitest';
import { noticeLines } from '#cli/preflight-words.ts';
import type { HostName } from '#core/release/model.ts';
import type { HostReport } from '#core/run/events.ts';
import { plan, release, step } from '../report/release-fixture.ts';

const run = { kind: 'run', text: 'true' } as const;
const planOf = (...steps: Parameters<typeof step>[]) =>
  plan(release(steps.map((each) => step(...each))), 'deployment');
const plain = planOf(['work', run, { on: 'web1 or web2' }]);

function report(name: string, more: Partial<HostReport>): HostReport {
  return {
    host: name as HostName,
    problems: [],
    hostKey: null,
    hostname: name,
    bootId: null,
    clockOffsetMs: null,
    freeBytes: null,
    tracking: [{ user: null, why: null }],
    notices: [],
    ...more,
  };
}

describe('the notices of a preflight', () => {
  it('are one line each, and one line for what is the same of several hosts', () => {
    const same = 'It keeps no note of who works on it';
    const hosts = [
      report('web1', { notices: [same, "Its clock is 94 s ahead of this workstation's"] }),
      report('web2', { notices: [same] }),
    ];
    expect(noticeLines({ hosts }, plain)).toEqual([
      'note: web1, web2: It keeps no note of who works on it\n',
      "note: web1: Its clock is 94 s ahead of this workstation's\n",
    ]);
  });

  it('of one hold on several hosts, taken a moment apart, are one', () => {
    const held = (at: string) =>
      `It was held by run r-1 of lee@bench since ${at}, which is not connected any more`;
    const hosts = [
      report('web1', { notices: [held('2026-03-14 20:05:00 UTC')] }),
      report('web2', { notices: [held('2026-03-14 20:05:01 UTC')] }),
    ];
    expect(noticeLines({ hosts }, plain)).toEqual([`note: web1, web2: ${held('2026-03-14 20:05:00 UTC')}\n`]);
  });

  it('say why steps are not tracked, only where the plan has steps that would be', () => {
    const why = 'it has neither setsid nor perl';
    const hosts = ['web1', 'db1'].map((name) => report(name, { tracking: [{ user: null, why }] }));
    expect(noticeLines({ hosts }, plain)).toEqual([`note: web1: Steps are not tracked there: ${why}\n`]);
    const attached = planOf(['work', run, { on: 'web1', mode: 'attached' }]);
    expect(noticeLines({ hosts }, attached)).toEqual([]);
  });

  it('name the user whose steps are not tracked', () => {
    const asApp = planOf(['work', run, { on: 'web1', sudo: { user: 'app', passwordSecret: null } }]);
    const tracking = [
      { user: null, why: null },
      { user: 'app', why: 'no folder can be made in /nonexistent' },
    ];
    expect(noticeLines({ hosts: [report('web1', { tracking })] }, asApp)).toEqual([
      'note: web1: Steps as app are not tracked there: no folder can be made in /nonexistent\n',
    ]);
  });

  it('cannot move the cursor or begin a line of their own', () => {
    const hosts = [report('web1', { notices: ['held by \u001b[2Jme\nerror: root: all is well\u202e'] })];
    const [line = '', ...others] = noticeLines({ hosts }, plain);
    expect(others).toEqual([]);
    expect(line.slice(0, -1)).not.toMatch(/[\u001b\n\u202e]/);
  });

  it('are none for a host of which nothing is to be said, and for runs that kept none', () => {
    const { tracking: _tracking, notices: _notices, ...old } = report('web1', {});
    expect(noticeLines({ hosts: [report('web2', {}), old] }, plain)).toEqual([]);
  });
});
