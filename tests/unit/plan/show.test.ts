import { describe, expect, it } from 'vitest';
import type { Shell, Task } from '#core/plan/model.ts';
import { describeTask, formatShell } from '#core/plan/show.ts';

const shell: Shell = {
  sudo: null,
  env: {},
  cwd: null,
  timeoutMs: 600_000,
  expect: { exit: [0], stdout: null, stdoutNot: null, stderrNot: null },
  capture: {},
};

const TASKS: readonly (readonly [Task, string])[] = [
  [{ kind: 'run', command: ['echo ', { late: 'run', name: 'id', quote: true }], shell }, 'echo {{ run.id }}'],
  [{ kind: 'script', interpreter: 'sh', text: ['set -eu\ntrue\n'], shell }, 'sh script:\nset -eu\ntrue\n'],
  [
    { kind: 'upload', from: 'a.tgz', to: ['/in/a.tgz'], mode: '0640', owner: 'app', sha256: null, shell },
    'upload a.tgz to /in/a.tgz (mode 0640, owner app)',
  ],
  [
    { kind: 'upload', from: 'a', to: ['/in/'], mode: null, owner: null, sha256: null, shell },
    'upload a to /in/',
  ],
  [{ kind: 'download', from: ['/var/log/a'], to: 'logs/a', shell }, 'download /var/log/a to logs/a'],
  [{ kind: 'probe', target: { kind: 'tcp', address: 'a:80' }, timeoutMs: 1 }, 'connect to a:80 (TCP)'],
  [
    { kind: 'probe', target: { kind: 'http', url: 'http://a/', status: 200, body: 'ok' }, timeoutMs: 1 },
    'GET http://a/, expect 200 and a body that matches ok',
  ],
  [
    { kind: 'manual', text: 'Pay, then refund.\n', items: ['Paid', 'Refunded'] },
    'Pay, then refund.\n[ ] Paid\n[ ] Refunded',
  ],
  [
    { kind: 'hold', approvers: ['manager', 'owner'], count: 2, notOperator: true },
    'hold point: released by manager, owner; not by the operator',
  ],
  [
    { kind: 'hold', approvers: ['manager', 'owner'], count: 1, notOperator: false },
    'hold point: released by 1 of manager, owner',
  ],
  [{ kind: 'wait', until: { kind: 'for', ms: 5_430_000 } }, 'wait 1 h 30 min 30 s'],
  [
    { kind: 'wait', until: { kind: 'time', at: '2026-12-05T22:00:00+01:00' } },
    'wait until 2026-12-05 21:00:00 UTC',
  ],
  [
    { kind: 'poll', command: ['test -e /up'], everyMs: 5000, shell },
    'every 5 s for at most 10 min: test -e /up',
  ],
  [
    { kind: 'poll', command: ['test -e /up'], everyMs: 5000, steadyMs: 60_000, shell },
    'every 5 s for at most 10 min, until it has held for 1 min: test -e /up',
  ],
  [
    {
      kind: 'notify',
      communication: 'shops',
      channel: 'email',
      to: ['a@b.c', 'd@e.f'],
      subject: 'Up',
      body: 'It is up',
    },
    'email to a@b.c, d@e.f: Up',
  ],
];

describe('showTask', () => {
  it.each(TASKS)('shows %j as %j', (task, shown) => {
    expect(describeTask(task)).toBe(shown);
  });
});

describe('showShell', () => {
  it('says user, folder and environment, secrets by name only', () => {
    const special: Shell = {
      ...shell,
      sudo: { user: 'postgres', passwordSecret: 'sudo' },
      cwd: ['/opt'],
      env: { PGPASSWORD: [{ late: 'secret', name: 'db' }] },
    };
    expect(formatShell({ kind: 'run', command: ['true'], shell: special })).toBe(
      'as postgres, in /opt, with PGPASSWORD={{ secret.db }}',
    );
  });

  it('quotes what could pass for more than one value, or for another line', () => {
    const special: Shell = {
      ...shell,
      cwd: ['/srv/my app'],
      env: { A: ['1 B=2'], C: [''], D: ['x\n    nothing to undo: fine'], E: ['a=b'] },
    };
    expect(formatShell({ kind: 'run', command: ['true'], shell: special })).toBe(
      String.raw`in "/srv/my app", with A="1 B=2" C="" D="x\n    nothing to undo: fine" E=a=b`,
    );
  });

  it('says nothing where nothing is special', () => {
    expect(formatShell({ kind: 'run', command: ['true'], shell })).toBeNull();
    expect(formatShell({ kind: 'manual', text: 'Call', items: [] })).toBeNull();
  });
});
