import { describe, expect, it } from 'vitest';
import type { Step } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { FIRST_STEP, HEAD, message, problems, withStep, withSteps } from './release-text.ts';

const AT = FIRST_STEP + 2;

function stepOf(lines: string): Step {
  const { release, issues } = parseRelease(withStep(lines));
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return release!.deployment[0]!.steps[0]!;
}

describe('the kind of a step', () => {
  it('is exactly one, and the message says which there are', () => {
    expect(problems(withStep('on: all\nrun: "true"\ncheck: "true"'))).toEqual([
      `${FIRST_STEP}:11 error step-kind`,
    ]);
    expect(message(withStep('on: all\nrun: "true"\ncheck: "true"'))).toContain('run and check');
    expect(message(withStep('on: all'))).toContain(
      'run, script, check, upload, download, probe, manual, hold, wait, notify',
    );
  });

  it.each([
    ['on: web\nrun: uptime\nnothing_to_undo: x', { kind: 'run', text: 'uptime' }],
    [
      'on: web\nscript: { text: uptime }\nnothing_to_undo: x',
      { kind: 'script', text: 'uptime', file: null, interpreter: null },
    ],
    [
      'on: web\nscript: { file: a.py, interpreter: python3 }\nnothing_to_undo: x',
      { kind: 'script', text: null, file: 'a.py', interpreter: 'python3' },
    ],
    [
      'on: web\nupload: { from: a, to: /b, mode: "0640", owner: app }\nundo: rm /b',
      { kind: 'upload', from: 'a', to: '/b', mode: '0640', owner: 'app' },
    ],
    ['on: web\ndownload: { from: /b, to: a/ }', { kind: 'download', from: '/b', to: 'a/' }],
    [
      'probe: { tcp: "10.0.0.1:80" }',
      { kind: 'probe', target: { kind: 'tcp', address: '10.0.0.1:80' }, from: null },
    ],
    [
      'probe: { http: "http://a/", body: ok, from: web }',
      { kind: 'probe', target: { kind: 'http', url: 'http://a/', status: 200, body: 'ok' }, from: 'web' },
    ],
    [
      'manual: Look.\nitems: [a, b]\nnothing_to_undo: x',
      { kind: 'manual', text: 'Look.', items: ['a', 'b'] },
    ],
    ['hold: { approvers: [ann] }', { kind: 'hold', approvers: ['ann'], count: 1, notOperator: false }],
    ['wait: { for: 5m }', { kind: 'wait', until: { kind: 'for', ms: 300_000 } }],
    [
      'wait: { until: 2026-12-05T22:00:00+01:00 }',
      { kind: 'wait', until: { kind: 'time', at: '2026-12-05T22:00:00+01:00' } },
    ],
    [
      'on: web\nwait: { check: "true", every: 2s, timeout: 1m }',
      { kind: 'wait', until: { kind: 'check', text: 'true', everyMs: 2000, timeoutMs: 60_000 } },
    ],
    [
      'on: web\nwait: { check: "true", every: 2s, steady: 30s, timeout: 1m }',
      {
        kind: 'wait',
        until: { kind: 'check', text: 'true', everyMs: 2000, steadyMs: 30_000, timeoutMs: 60_000 },
      },
    ],
  ])('reads %j', (lines, action) => {
    expect(stepOf(lines).action).toEqual(action);
  });

  it.each([
    ['script: {}', 'script-source', 11],
    ['script: { text: a, file: b }', 'script-source', 19],
    ['wait: {}', 'wait-for-what', 17],
    ['wait: { check: "true", steady: 30m }', 'never-steady', 17],
    ['wait: { for: 5m, until: 2026-12-05T22:00:00+01:00 }', 'wait-for-what', 17],
  ])('refuses %s, which says too little or too much', (lines, code) => {
    expect(problems(withStep(`on: web\n${lines}\nnothing_to_undo: x`)).join('\n')).toContain(`error ${code}`);
  });

  it('refuses a probe without a target, and a command without text', () => {
    expect(problems(withStep('probe: {}'))).toEqual([`${AT}:18 error probe-target`]);
    expect(problems(withStep('on: web\nrun: " "\nnothing_to_undo: x'))).toEqual([`${AT + 1}:16 error empty`]);
  });
});

describe('options', () => {
  it('have their defaults', () => {
    expect(stepOf('on: web\ncheck: uptime')).toMatchObject({
      sudo: null,
      env: {},
      timeoutMs: 1_800_000,
      takesMs: null,
      expect: { exit: [0], stdout: null, stdoutNot: null, stderrNot: null },
      onFailure: 'ask',
      mode: 'tracked',
      repeatable: false,
    });
  });

  it.each([
    ['true', { user: 'root', passwordSecret: null }],
    ['postgres', { user: 'postgres', passwordSecret: null }],
    ['"{{ secret.pw }}"', { user: 'root', passwordSecret: 'pw' }],
    ['{ user: app, password: "{{ secret.pw }}" }', { user: 'app', passwordSecret: 'pw' }],
    ['{ user: app, by: sudo }', { user: 'app', passwordSecret: null }],
    ['{ by: su, password: "{{ secret.pw }}" }', { user: 'root', passwordSecret: 'pw', by: 'su' }],
    ['{ user: app, by: doas }', { user: 'app', passwordSecret: null, by: 'doas' }],
    [
      '{ user: app, by: /opt/pb/bin/pbrun -u %u }',
      { user: 'app', passwordSecret: null, by: '/opt/pb/bin/pbrun -u %u' },
    ],
    ['false', null],
  ])('read sudo: %s', (written, sudo) => {
    expect(stepOf(`on: web\ncheck: uptime\nsudo: ${written}`).sudo).toEqual(sudo);
  });

  it.each([
    ['sudo: { user: app, password: hunter2 }', `${AT + 2}:40 error secret-needed`],
    ['sudo: { user: app, by: sodu }', `${AT + 2}:34 error sudo-by`],
    ['sudo: { user: app, by: "/bin/x \'a\'" }', `${AT + 2}:34 error sudo-by`],
    ['sudo: { by: doas, password: "{{ secret.pw }}" }', `${AT + 2}:39 error sudo-by`],
    ['sudo: "-u root"', `${AT + 2}:17 error bad-user`],
    ['env: { A B: c }', `${AT + 2}:18 error bad-name`],
    ['expect: { exit: 300 }', `${AT + 2}:27 error bad-number`],
    ['expect: { stdout: "(" }', `${AT + 2}:29 error bad-regex`],
    ['capture: { size: "[" }', `${AT + 2}:28 error bad-regex`],
    ['retry: { delay: 5s }', `${AT + 2}:11 error missing`],
    ['on_failure: contine', `${AT + 2}:23 error bad-word`],
    ['done_if: 2026-12-05', `${AT + 2}:20 error quote-it`],
    ['done_if: " "', `${AT + 2}:20 error empty`],
    ['mode: detached', `${AT + 2}:17 error bad-word`],
    ['evidence: "yes"', `${AT + 2}:21 error not-a-flag`],
    ['when: vars.dir == ', `${AT + 2}:28 error bad-condition`],
  ])('refuse %s where it stands', (line, problem) => {
    expect(problems(withStep(`on: web\ncheck: uptime\n${line}`))).toEqual([problem]);
  });
});

describe('names and titles', () => {
  const text = withStep('on: all\nrun: a\nundo: { run: b, title: Back }');
  it.each([
    text.replace('title: One', 'title: "One\\n    b: next"'),
    text.replace('title: Back', 'title: "Back\\nb: next"'),
    text.replace('name: Shop', 'name: "Shop\\n\\nb: next"'),
    text.replace('title: Main', 'title: |\n        Main\n'),
  ])('are one line, so that none passes for more of a plan: %#', (broken) => {
    expect(problems(broken)).toEqual([expect.stringMatching(/ error line-break$/)]);
  });
});

describe("a step's own check", () => {
  it.each([
    'run: a\nnothing_to_undo: x',
    'script: { text: a }\nnothing_to_undo: x',
    'check: a',
    'upload: { from: a, to: /b }\nundo: rm /b',
    'download: { from: /b, to: a/ }',
    'wait: { check: a }',
  ])('may stand beside %j, which runs a command on a host', (lines) => {
    expect(stepOf(`on: web\n${lines}\ndone_if: test -e /srv/a`).doneIf).toBe('test -e /srv/a');
  });

  it.each([
    'manual: Look.\nnothing_to_undo: x',
    'hold: { approvers: [a] }',
    'wait: { for: 1s }',
    'probe: { tcp: "a:1" }',
  ])('is refused beside %j, which does not', (lines) => {
    const at = AT + lines.split('\n').length;
    expect(problems(withStep(`${lines}\ndone_if: "test -e x"`))).toEqual([`${at}:11 error done-if-unwanted`]);
  });

  it('is missed where a host boots anew, for a step and for an undo', () => {
    expect(problems(withStep('on: web\nrun: reboot\nmode: reboot\nundo: b'))).toEqual([
      `${AT + 2}:17 warning reboot-unchecked`,
    ]);
    expect(problems(withStep('on: web\nrun: a\nundo: { run: reboot, mode: reboot }'))).toEqual([
      `${AT + 2}:38 warning reboot-unchecked`,
    ]);
    expect(
      problems(withStep('on: web\nrun: reboot\nmode: reboot\ndone_if: test -e /a\nnothing_to_undo: x')),
    ).toEqual([]);
  });

  it('is not that of its undo, and a reboot is undone without one', () => {
    const { undo } = stepOf('on: web\nrun: reboot\nmode: reboot\ndone_if: test -e /a\nundo: rm /a');
    expect(undo.kind === 'undo' && undo.options).toMatchObject({ doneIf: null, mode: 'tracked' });
    const body = stepOf('on: web\nrun: a\nundo: { run: rm /a, done_if: test ! -e /a }').undo;
    expect(body.kind === 'undo' && body.options.doneIf).toBe('test ! -e /a');
  });
});

describe('undo', () => {
  it('given as a command runs as its step does', () => {
    const { undo } = stepOf(
      'on: web\nsudo: app\nenv: { A: b }\ncwd: /opt\ntimeout: 5m\nretry: { times: 3 }\nrun: a\nundo: b',
    );
    expect(undo).toMatchObject({ kind: 'undo', title: null, action: { kind: 'run', text: 'b' } });
    expect(undo.kind === 'undo' && undo.options).toMatchObject({
      on: 'web',
      sudo: { user: 'app' },
      env: { A: 'b' },
      cwd: '/opt',
      timeoutMs: 300_000,
      retry: null,
    });
  });

  it('given as a body is of any kind and inherits nothing but the hosts', () => {
    const { undo } = stepOf('on: web\nsudo: true\nrun: a\nundo: { title: Undo it, check: b, timeout: 5s }');
    expect(undo).toMatchObject({ kind: 'undo', title: 'Undo it', action: { kind: 'check', text: 'b' } });
    expect(undo.kind === 'undo' && undo.options).toMatchObject({ on: 'web', sudo: null, timeoutMs: 5000 });
  });

  it('has no hosts of its own', () => {
    expect(problems(withStep('on: web\nrun: a\nundo: { on: db, run: b }'))).toEqual([
      `${AT + 2}:19 error unknown-key`,
    ]);
  });

  it('is said once', () => {
    expect(problems(withStep('on: web\nrun: a\nundo: b\nnothing_to_undo: c'))).toEqual([
      `${AT + 3}:28 error undo-twice`,
    ]);
  });

  it.each([
    'on: web\nrun: a',
    'on: web\nscript: { text: a }',
    'on: web\nupload: { from: a, to: b }',
    'manual: Do it.',
  ])('is missed where %j says none', (lines) => {
    expect(problems(withStep(lines))).toEqual([`${FIRST_STEP}:15 warning undo-unsaid`]);
  });

  it.each([
    'on: web\ncheck: a',
    'on: web\ndownload: { from: a, to: b/ }',
    'hold: { approvers: [a] }',
    'wait: { for: 1s }',
    'probe: { tcp: "a:1" }',
  ])('is not missed where %j changes nothing', (lines) => {
    expect(problems(withStep(lines))).toEqual([]);
  });

  it('is not missed in a backout', () => {
    expect(
      problems(
        withSteps('- { id: a, title: A, on: web, check: b }\n') +
          'backout:\n  before:\n    - { id: b, title: B, on: web, run: c }\n',
      ),
    ).toEqual([]);
  });

  it('by a command needs the hosts of its step', () => {
    expect(problems(withStep('manual: Call.\nundo: rm /tmp/x'))).toEqual([
      `${AT + 1}:17 error undo-without-host`,
    ]);
    expect(problems(withStep('manual: Call.\nundo: { manual: Call again. }'))).toEqual([]);
  });
});

describe('references', () => {
  const people = 'people: [{ id: ann, name: Ann, roles: [lead] }, { id: bob, name: Bob, roles: [lead] }]';
  const withPeople = (lines: string): string =>
    withStep(lines).replace('version: "1.0"', `version: "1.0", ${people}`);

  it('lead to a person or a role', () => {
    expect(problems(withPeople('hold: { approvers: [ann, lead], count: 2 }\nowner: lead'))).toEqual([]);
    expect(problems(withPeople('hold: { approvers: [ann, laed] }\nowner: bbo'))).toEqual([
      `${AT}:36 error unknown-person`,
      `${AT + 1}:18 error unknown-person`,
    ]);
    expect(message(withPeople('hold: { approvers: [laed] }'))).toContain('did you mean "lead"');
  });

  it('of an undo are looked for as those of a step', () => {
    const undo = (inner: string) => problems(withPeople(`manual: Call.\nundo: { manual: Again., ${inner} }`));
    expect(undo('owner: lead')).toEqual([]);
    expect(undo('owner: laed')).toEqual([`${AT + 1}:42 error unknown-person`]);
  });

  it('want no more people than there are', () => {
    expect(problems(withPeople('hold: { approvers: [lead], count: 3 }'))).toEqual([
      `${AT}:45 error count-too-high`,
    ]);
  });

  it('lead to a communication', () => {
    const communications =
      'communications:\n  - { id: shops, audience: Shops, channel: email, body: Hello }\n';
    expect(problems(withStep('notify: shops') + communications)).toEqual([]);
    expect(problems(withStep('notify: shop') + communications)).toEqual([
      `${AT}:19 error unknown-communication`,
    ]);
  });

  it('of controls, requirements, communications and the backout are checked too', () => {
    const text = `holdpoint: 1
release: { id: a, name: A, version: "1", ${people} }
controls:
  - { id: a, title: A, by: amn }
infrastructure:
  requirements:
    - { id: a, what: A, owner: amn }
backout: { authority: amn, performer: amn }
communications:
  - { id: a, audience: A, channel: phone, body: A, sender: amn }
`;
    expect(problems(text)).toEqual([
      '4:28 error unknown-person',
      '7:32 error unknown-person',
      '8:23 error unknown-person',
      '8:39 error unknown-person',
      '10:60 error unknown-person',
    ]);
  });
});

it('says everything that is wrong at once, in the order of the file', () => {
  const text = `${HEAD.replace('id: shop', 'id: Shop')}controls: [{ id: a }]\nenviroments: {}\ncommunications: 5\n`;
  expect(problems(text)).toEqual([
    '2:16 error bad-id',
    '3:12 error missing',
    '4:1 error unknown-key',
    '5:17 error not-a-list',
  ]);
});
