import { describe, expect, it } from 'vitest';
import { noticeLines } from '#cli/preflight-words.ts';
import type { HostName } from '#core/release/model.ts';
import type { HostReport } from '#core/run/events.ts';
import type { Holder } from '#core/run/leases.ts';
import type { Notice } from '#core/run/notices.ts';
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

function replaced(more: Partial<Holder>): Notice {
  const since = '2026-03-14T20:05:00.000Z';
  const holder = { run: 'r-1', workstation: 'lee@bench', operator: 'Lee', since, live: false, ...more };
  return { kind: 'replaced', holder };
}

describe('the notices of a preflight', () => {
  it('are one line each, and one line for what is the same of several hosts', () => {
    const same = { kind: 'no-note' } as const;
    const ahead = (offsetMs: number) => ({ kind: 'clock', offsetMs, errorMs: 700 }) as const;
    const hosts = [
      report('web1', { notices: [same, ahead(94_010)] }),
      report('web2', { notices: [same] }),
      report('web3', { notices: [ahead(93_990)] }),
    ];
    expect(noticeLines({ hosts }, plain)).toEqual([
      'note: web1, web2: It keeps no note of who works on it, so neither a second workstation nor an older library is kept out\n',
      "note: web1, web3: Its clock is 1 min 34 s (give or take 1 s) ahead of this workstation's\n",
    ]);
  });

  it('of one lease of several hosts, taken a moment apart, are one', () => {
    const hosts = [
      report('web1', { notices: [replaced({ since: '2026-03-14T20:05:00.000Z' })] }),
      report('web2', { notices: [replaced({ since: '2026-03-14T20:05:01.000Z' })] }),
      report('web3', { notices: [replaced({ run: 'r-2' })] }),
    ];
    expect(noticeLines({ hosts }, plain)).toEqual([
      'note: web1, web2: It was leased to lee@bench (Lee) for run r-1 since 2026-03-14 20:05:00 UTC, which is not connected any more\n',
      'note: web3: It was leased to lee@bench (Lee) for run r-2 since 2026-03-14 20:05:00 UTC, which is not connected any more\n',
    ]);
  });

  it('say why steps are not tracked, only where the plan has steps that would be', () => {
    const why = { kind: 'records-no-tool' } as const;
    const hosts = ['web1', 'db1'].map((name) => report(name, { tracking: [{ user: null, why }] }));
    expect(noticeLines({ hosts }, plain)).toEqual([
      'note: web1: Steps are not tracked there: it has neither setsid nor perl\n',
    ]);
    const attached = planOf(['work', run, { on: 'web1', mode: 'attached' }]);
    expect(noticeLines({ hosts }, attached)).toEqual([]);
  });

  it('name the user whose steps are not tracked', () => {
    const asApp = planOf(['work', run, { on: 'web1', sudo: { user: 'app', passwordSecret: null } }]);
    const tracking = [
      { user: null, why: null },
      { user: 'app', why: { kind: 'records-no-folder', path: '/nonexistent' } as const },
    ];
    expect(noticeLines({ hosts: [report('web1', { tracking })] }, asApp)).toEqual([
      'note: web1: Steps as app are not tracked there: no folder can be made in /nonexistent\n',
    ]);
  });

  it('cannot move the cursor or begin a line of their own', () => {
    const hosts = [
      report('web1', { notices: [replaced({ operator: '\u001b[2Jme\nerror: root: all is well\u202e' })] }),
    ];
    const [line = '', ...others] = noticeLines({ hosts }, plain);
    expect(others).toEqual([]);
    expect(line.slice(0, -1)).not.toMatch(/[\u001b\n\u202e]/);
  });

  it('are none for a host of which nothing is to be said, and for runs that kept none', () => {
    const { tracking: _tracking, notices: _notices, ...old } = report('web1', {});
    expect(noticeLines({ hosts: [report('web2', {}), old] }, plain)).toEqual([]);
  });
});
