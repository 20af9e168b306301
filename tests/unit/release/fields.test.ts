import { describe, expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import { EXAMPLE, FIRST_STEP, HEAD, message, problems, withStep, withSteps } from './release-text.ts';

describe('the example', () => {
  it('has nothing wrong with it', () => {
    expect(problems(EXAMPLE)).toEqual([]);
  });

  it('comes back as a model with its defaults', () => {
    const { release } = parseRelease(EXAMPLE);
    expect(release?.info.window?.marginMs).toBe(900_000);
    expect(release?.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
    expect(release?.environments[1]?.hosts.map(({ name }) => name)).toEqual([
      'bastion',
      'web1',
      'web2',
      'web3',
      'db1',
    ]);
    expect(release?.deployment[1]?.rollout).toEqual({
      batches: [{ kind: 'count', count: 1 }, { kind: 'rest' }],
      parallel: 10,
      stopAfter: { kind: 'count', count: 1 },
      pause: 'hold',
    });
    expect(release?.deployment[2]?.steps[0]).toMatchObject({
      timeoutMs: 2_700_000,
      evidence: true,
      undo: { kind: 'no-return' },
    });
  });
});

it('reads a file of two lines', () => {
  const { release, issues } = parseRelease(HEAD);
  expect(issues).toEqual([]);
  expect(release?.info).toMatchObject({ id: 'shop', name: 'Shop', version: '1.0', window: null });
});

describe('keys', () => {
  it.each([
    ['at the top', `${HEAD}comunications: []\n`, '3:1 error unknown-key', 'communications'],
    ['of the release', HEAD.replace('name:', 'nmae:'), '2:22 error unknown-key', 'name'],
    [
      'of a step',
      withStep('on: all\nrun: "true"\ntimout: 5m\nnothing_to_undo: x'),
      `${FIRST_STEP + 4}:11 error unknown-key`,
      'timeout',
    ],
    [
      'of a part of a step',
      withStep('on: all\ncheck: "true"\nexpect: { stdour: x }'),
      `${FIRST_STEP + 4}:21 error unknown-key`,
      'stdout',
    ],
  ])('says what an unknown key %s most likely means, once', (_, ...[text, problem, meant]) => {
    expect(problems(text)).toEqual([problem]);
    expect(message(text)).toContain(`did you mean "${meant}"`);
  });

  it('does not report as missing what is misspelt', () => {
    expect(problems(withStep('onn: all\nrun: "true"\nnothing_to_undo: x'))).toEqual([
      `${FIRST_STEP + 2}:11 error unknown-key`,
    ]);
    expect(problems(withStep('on: all\ncheckk: "true"'))).toEqual([`${FIRST_STEP + 3}:11 error unknown-key`]);
  });

  it('asks for what must be there', () => {
    expect(problems('holdpoint: 1\n')).toEqual(['1:1 error missing']);
    expect(problems('release: { id: a, name: b, version: "1" }\n')).toEqual(['1:1 error missing']);
    expect(problems('holdpoint: 1\nrelease: { id: a }\n')).toEqual([
      '2:1 error missing',
      '2:1 error missing',
    ]);
    expect(problems('holdpoint: 1\nrelease:\n  id: a\n  name: b\n  version:\n')).toEqual([
      '5:3 error missing',
    ]);
  });

  it('refuses another format', () => {
    expect(problems(HEAD.replace('holdpoint: 1', 'holdpoint: 2'))).toEqual(['1:12 error format']);
  });
});

describe('texts that YAML reads as something else', () => {
  it.each([
    ['a number', '1.10'],
    ['an octal number', '0o22'],
    ['a date', '2026-12-05'],
    ['true or false', 'true'],
    ['null', '~'],
  ])('says "quote it" for a version that is %s', (_, written) => {
    const text = HEAD.replace('"1.0"', written);
    expect(problems(text)).toEqual(['2:43 error quote-it']);
    expect(message(text)).toContain(`"${written}"`);
  });

  it.each([
    ['a command', withStep('on: all\nrun: true\nnothing_to_undo: x'), `${FIRST_STEP + 3}:16`],
    [
      'a file mode',
      withStep('on: all\nupload: { from: a, to: b, mode: 0640 }\nundo: rm b'),
      `${FIRST_STEP + 3}:43`,
    ],
    ['a selector', withStep('on: 1\nrun: "true"\nnothing_to_undo: x'), `${FIRST_STEP + 2}:15`],
    ['an id', HEAD.replace('id: shop', 'id: 12'), '2:16'],
    ['a value that would lose a digit', `${HEAD}environments: { p: { vars: { v: 1.10 } } }\n`, '3:33'],
  ])('says it for %s', (_, text, place) => {
    expect(problems(text)).toContain(`${place} error quote-it`);
  });

  it('takes values and variables that read the same either way', () => {
    const { release, issues } = parseRelease(
      `${HEAD}environments: { p: { vars: { port: 8080, on: true, rate: 1.5 } } }\n`,
    );
    expect(issues).toEqual([]);
    expect(release?.environments[0]?.vars).toEqual({ port: '8080', on: 'true', rate: '1.5' });
  });
});

describe('ids', () => {
  it.each(['Shop', '1shop', 'shop_1', '-shop', 'sh op'])('refuses %j', (id) => {
    expect(problems(HEAD.replace('id: shop', `id: "${id}"`))).toEqual(['2:16 error bad-id']);
  });

  it('are unique in their list', () => {
    expect(problems(`${HEAD}controls:\n  - { id: a, title: A }\n  - { id: a, title: B }\n`)).toEqual([
      '5:11 error duplicate-id',
    ]);
  });

  it('of steps are unique in the whole release', () => {
    const text = `${withStep('on: all\ncheck: "true"')}backout:\n  before:\n    - { id: one, title: One, on: all, check: "true" }\n`;
    expect(problems(text)).toEqual([`${FIRST_STEP + 6}:13 error duplicate-id`]);
  });

  it('are pointed at in the file even when an entry before them cannot be read', () => {
    expect(problems(`${HEAD}controls:\n  - 5\n  - { id: a, title: A }\n  - { id: a, title: B }\n`)).toEqual([
      '4:5 error not-a-mapping',
      '6:11 error duplicate-id',
    ]);
    expect(
      problems(withSteps('- { id: a, title: A }\n- { id: b, title: B, run: x, nothing_to_undo: y }\n')),
    ).toEqual([`${FIRST_STEP}:11 error step-kind`, `${FIRST_STEP + 1}:17 error on-missing`]);
  });
});

describe('durations and times', () => {
  it.each(['5', '"5"', '5 m', '1h 30m', '10min', '-5m', '1.5h', '""'])(
    'refuses the duration %s',
    (duration) => {
      expect(problems(withStep(`on: all\ncheck: "true"\ntimeout: ${duration}`))).toEqual([
        `${FIRST_STEP + 4}:20 error bad-duration`,
      ]);
    },
  );

  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
  ])('reads %s', (duration, ms) => {
    const { release } = parseRelease(withStep(`on: all\ncheck: "true"\ntimeout: ${duration}`));
    expect(release?.deployment[0]?.steps[0]?.timeoutMs).toBe(ms);
  });

  const window = (opens: string, closes: string): string =>
    `holdpoint: 1\nrelease:\n  id: a\n  name: b\n  version: "1"\n  window:\n    opens: ${opens}\n    closes: ${closes}\n`;

  it.each([
    '2026-12-05',
    '2026-12-05T22:00:00',
    '2026-12-05 22:00:00+01:00',
    '2026-02-30T22:00:00Z',
    '2026-13-01T22:00:00Z',
    '2026-12-05T24:00:00Z',
    '2026-12-05T22:60:00Z',
    '2026-12-05T22:00:00+25:00',
  ])('refuses the time %s', (time) => {
    expect(problems(window(time, '2027-01-01T00:00:00Z'))).toEqual(['7:12 error bad-time']);
  });

  it('refuses a window that closes before it opens, whatever the offsets', () => {
    expect(problems(window('2026-12-05T22:00:00+01:00', '2026-12-05T21:00:00Z'))).toEqual([
      '8:13 error window',
    ]);
    expect(problems(window('2026-12-05T22:00:00+01:00', '2026-12-05T21:00:01Z'))).toEqual([]);
  });
});
