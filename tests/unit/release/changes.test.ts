import { describe, expect, it } from 'vitest';
import { changesBetween } from '#core/release/changes.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { countChanges, describeChange } from '#core/words/release/describe-change.ts';

const OLDER = `
holdpoint: 1
release: { id: shop, name: Shop, version: "1.0.0", people: [{ id: ann, name: Ann, roles: [engineer] }] }
environments:
  lab: { hosts: { lab1: { address: 10.0.0.1 } } }
  production:
    vars: { dir: /opt/shop, keep: "3" }
    hosts:
      web1: { address: 10.0.0.11, tags: [web, canary] }
      web2: { address: 10.0.0.12, tags: [web] }
      db1: { address: 10.0.0.21 }
deployment:
  phases:
    - id: before
      title: Before
      steps:
        - { id: look, title: Look, on: web, run: uptime, nothing_to_undo: It looks }
        - { id: drain, title: Drain, on: web, run: drain, timeout: 30s, undo: fill }
    - id: switch
      title: Switch
      steps:
        - { id: stop, title: Stop, on: web, run: stop, undo: start }
        - { id: swap, title: Swap, on: web, run: "swap a\\nswap b\\n", undo: swap back }
        - { id: begin, title: Begin, on: web, run: start, undo: stop }
`;

function lines(change: (text: string) => string): readonly string[] {
  const [older, newer] = [OLDER, change(OLDER)].map((text) => parseRelease(text).data);
  return changesBetween(older ?? {}, newer ?? {}).map((each) => describeChange(each).line);
}

const with_ = (from: string, to: string) => (text: string) => {
  expect(text).toContain(from);
  return text.replace(from, to);
};

describe('what differs between two texts of a release', () => {
  it('is nothing where only comments, order of keys and quotes differ', () => {
    expect(
      lines((text) => `# more\n${text.replace('{ id: look, title: Look', '{ title: "Look", id: look')}`),
    ).toEqual([]);
  });

  it.each([
    ['an option of a step', with_('timeout: 30s', 'timeout: 60s'), ['step drain: timeout 30s → 60s']],
    [
      'an option that is new',
      with_('undo: fill', 'undo: fill, retry: { times: 3 }'),
      ['step drain: retry.times is now 3'],
    ],
    [
      'an option that is gone',
      with_(', timeout: 30s', ''),
      ['step drain: timeout no longer said; it was 30s'],
    ],
    ['the version', with_('1.0.0', '1.1.0'), ['release.version 1.0.0 → 1.1.0']],
    ['a host', with_('10.0.0.12', '10.0.0.13'), ['host web2 of production: address 10.0.0.12 → 10.0.0.13']],
    ['its tags', with_('[web, canary]', '[web, blue]'), ['host web1 of production: tags + blue, − canary']],
    ['a value', with_('keep: "3"', 'keep: "5"'), ['environment production: vars.keep 3 → 5']],
    [
      'a host more, and one less',
      with_('db1: { address: 10.0.0.21 }', 'db2: { address: 10.0.0.22 }'),
      ['host db1 removed from environment production', 'host db2 added after web2 in environment production'],
    ],
    ['a host under another name', with_('db1: { address', 'db9: { address'), ['host db1 is called db9 now']],
    ['a person', with_('roles: [engineer]', 'roles: [engineer, manager]'), ['person ann: roles + manager']],
    ['a text of several lines', with_('swap b', 'swap c'), ['step swap: run is another text']],
  ])('names %s', (_, change, expected) => {
    expect(lines(change)).toEqual(expected);
  });

  it('says what moved, and not what it passed', () => {
    const stop = '        - { id: stop, title: Stop, on: web, run: stop, undo: start }\n';
    const moved = (text: string) => with_('undo: stop }\n', `undo: stop }\n${stop}`)(text.replace(stop, ''));
    expect(lines(moved)).toEqual(['step stop moved after begin in phase switch']);
  });

  it('says of a step in another phase that it moved, and what it says otherwise', () => {
    const drain = '        - { id: drain, title: Drain, on: web, run: drain, timeout: 30s, undo: fill }\n';
    const moved = (text: string) =>
      with_(
        'title: Switch\n      steps:\n',
        `title: Switch\n      steps:\n${drain.replace('30s', '60s')}`,
      )(text.replace(drain, ''));
    expect(lines(moved)).toEqual([
      'step drain moved, at the beginning of phase switch',
      'step drain: timeout 30s → 60s',
    ]);
  });

  it('gives texts that are too long for a line as they were and are', () => {
    const [older, newer] = [OLDER, OLDER.replace('swap b', 'swap c')].map((text) => parseRelease(text).data);
    const [only] = changesBetween(older ?? {}, newer ?? {});
    expect(only && describeChange(only)).toEqual({
      line: 'step swap: run is another text',
      from: 'swap a\nswap b\n',
      to: 'swap a\nswap c\n',
    });
  });

  it('holds of a file that is no release yet', () => {
    const change = changesBetween({ deployment: [1] }, { deployment: { phases: 'later' }, strange: null });
    expect(change.map((each) => describeChange(each).line)).toEqual(['deployment is another text']);
  });

  it('counts', () => {
    expect(countChanges([])).toBe('They say the same');
  });
});
