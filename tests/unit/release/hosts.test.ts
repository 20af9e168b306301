import { describe, expect, it } from 'vitest';
import type { Host, HostName } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { parseSelector, selectHosts } from '#core/release/selector.ts';
import { FIRST_STEP, HEAD, message, problems, withStep, withSteps } from './release-text.ts';

const AT = FIRST_STEP + 2;

function host(name: string, tags: readonly string[]): Host {
  return {
    name: name as HostName,
    address: name,
    port: 22,
    user: null,
    credential: null,
    via: null,
    tags,
    vars: {},
    hostKeys: [],
    is: {},
  };
}

const HOSTS = [
  host('web2', ['web', 'dc-1']),
  host('web1', ['web', 'canary']),
  host('api1', ['api', 'dc-1']),
  host('db1', ['db']),
];

function selected(text: string): string[] | string {
  const parsed = parseSelector(text);
  return parsed.ok ? selectHosts(parsed.selector, HOSTS).map(({ name }) => name) : `column ${parsed.column}`;
}

describe('globs', () => {
  it('with many stars take no longer than the square of the name, whatever the glob', () => {
    const glob = `${'*a'.repeat(5_000)}*b`;
    const parsed = parseSelector(glob);
    const hosts = [host('a'.repeat(255), ['a'.repeat(255), 'a'.repeat(1_000_000)])];
    expect(parsed.ok && selectHosts(parsed.selector, hosts)).toEqual([]);
  });

  it('match from end to end, with any number of stars', () => {
    expect(selected('*a*a*a*a*a*a*a*b')).toEqual([]);
    expect(selected('*e**b*?')).toEqual(['web2', 'web1']);
    expect(selected('?b1')).toEqual(['db1']);
    expect(selected('d?')).toEqual(['db1']);
  });
});

describe('selectors', () => {
  it.each([
    ['web', ['web2', 'web1']],
    ['web and not canary', ['web2']],
    ['(web or api) and dc-1', ['web2', 'api1']],
    ['web or api and dc-1', ['web2', 'web1', 'api1']],
    ['not web and not api', ['db1']],
    ['not (web or api)', ['db1']],
    ['db1', ['db1']],
    ['web*', ['web2', 'web1']],
    ['?b1', ['db1']],
    ['all', ['web2', 'web1', 'api1', 'db1']],
    ['  web  ', ['web2', 'web1']],
    ['nothing', []],
  ])('%s selects %j, in the order of the inventory', (text, names) => {
    expect(selected(text)).toEqual(names);
  });

  it.each([
    ['', 1],
    ['web and', 8],
    ['web api', 5],
    ['(web', 5],
    ['web)', 4],
    ['and web', 1],
    ['web, api', 1],
    ['web && api', 5],
    ['()', 2],
  ])('%j is refused at its place', (text, column) => {
    expect(selected(text)).toBe(`column ${column}`);
  });

  it('takes no word for a pattern of its own', () => {
    expect(selected('web.')).toEqual([]);
    expect(selected('w.b*')).toEqual([]);
  });

  it('refuses 100,000 joined words without running out of stack', () => {
    for (const word of ['and', 'or'])
      expect(parseSelector(Array.from({ length: 100_000 }, () => 'w*').join(` ${word} `))).toMatchObject({
        ok: false,
        message: 'more than 1000 words are joined; use tags or a glob',
      });
  });

  it('refuses 100,000 brackets or nots without running out of stack', () => {
    expect(selected('('.repeat(100_000))).toMatch(/^column/);
    expect(selected('not '.repeat(100_000))).toMatch(/^column/);
  });
});

describe('the hosts of steps', () => {
  it('are never all by default', () => {
    expect(problems(withStep('check: a'))).toEqual([`${FIRST_STEP}:15 error on-missing`]);
    expect(problems(withStep('wait: { check: a }'))).toEqual([`${FIRST_STEP}:15 error on-missing`]);
  });

  it('are those of a rolling phase inside of it', () => {
    const text = withStep('check: a').replace(
      'title: Main',
      'title: Main\n      on: web\n      rollout: { batches: [1, rest] }',
    );
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['on: wbe', `${AT}:15 error no-host`, 'web'],
    ['on: web and wbe2', `${AT}:23 error no-host`, 'web2'],
  ])('are some in an environment: %s', (line, problem, meant) => {
    const text = withStep(`${line}\ncheck: a`);
    expect(problems(text)).toEqual([problem]);
    expect(message(text)).toContain(`did you mean "${meant}"`);
  });

  it('are pointed at inside the selector', () => {
    expect(problems(withStep('on: web or or db\ncheck: a'))).toEqual([`${AT}:22 error bad-selector`]);
    expect(problems(withStep('probe: { tcp: "a:1", from: wbe }'))).toEqual([`${AT}:38 error no-host`]);
  });

  it('are refused where a step has none', () => {
    expect(problems(withStep('on: web\nhold: { approvers: [a] }'))).toEqual([`${AT}:15 error on-unwanted`]);
  });

  it.each([
    ['run: a\non: web\ndelegate_to: db', []],
    ['delegate_to: dbb\non: web\ncheck: a', [`${AT}:24 error no-host`]],
    ['delegate_to: db\nhold: { approvers: [a] }', [`${AT}:11 error delegate-unwanted`]],
    ['delegate_to: db\non: web\nrun: a\nmode: reboot\ndone_if: b', [`${AT}:11 error delegate-unwanted`]],
  ])('may have another one do it, which runs a command and is not booted: %s', (lines, found) => {
    expect(problems(withStep(lines)).filter((each) => !each.endsWith('undo-unsaid'))).toEqual(found);
  });

  it('are not needed by steps of a rolling phase for people, which are done for each batch', () => {
    const text = withStep('manual: Look').replace('title: Main', 'title: Main\n      on: web');
    expect(problems(text).filter((each) => !each.endsWith('undo-unsaid'))).toEqual([]);
  });
});

describe('hosts', () => {
  const withHosts = (hosts: string): string =>
    `${HEAD}environments:\n  test:\n    hosts:\n${hosts.replace(/^(?=.)/gm, '      ')}\n`;

  it('have an address, and defaults for the rest', () => {
    expect(problems(withHosts('a: { user: x }'))).toEqual(['6:7 error missing']);
    const { release } = parseRelease(withHosts('a: { address: a.example }'));
    expect(release?.environments[0]).toMatchObject({
      kind: 'test',
      hosts: [
        {
          name: 'a',
          address: 'a.example',
          port: 22,
          user: null,
          credential: null,
          via: null,
          tags: [],
          hostKeys: [],
          is: {},
        },
      ],
    });
  });

  it.each([
    ['a: { address: a, via: b }', '6:29 error unknown-host'],
    ['a: { address: a, via: a }', '6:29 error via-loop'],
    ['a: { address: "-oProxyCommand=x" }', '6:21 error bad-address'],
    ['a: { address: a, port: 70000 }', '6:30 error bad-number'],
    ['a: { address: a, host_keys: [abc] }', '6:36 error bad-host-key'],
    ['a: { address: a, is: { hostnam: x } }', '6:30 error unknown-key'],
    ['all: { address: a }', '6:7 error bad-name'],
    ['a b: { address: a }', '6:7 error bad-name'],
    ['12: { address: a }', '6:7 error bad-name'],
  ])('%s is refused where it stands', (line, problem) => {
    expect(problems(withHosts(line))).toEqual([problem]);
  });

  it('that lead back to themselves are all named', () => {
    expect(
      problems(
        withHosts(
          'a: { address: a, via: b }\nb: { address: b, via: c }\nc: { address: c, via: a }\nd: { address: d, via: a }',
        ),
      ),
    ).toEqual(['6:29 error via-loop', '7:29 error via-loop', '8:29 error via-loop']);
  });
});

describe('two hosts with one address', () => {
  const issuesOf = (second: string): readonly string[] =>
    parseRelease(
      `${HEAD}environments:\n  test:\n    hosts:\n      gate: { address: g }\n      a: { address: Web1.example, user: x }\n      b: { ${second} }\n`,
    )
      .issues.filter(({ code }) => code === 'same-host')
      .map(({ line, column, message }) => `${line}:${column} ${message}`);

  it('are told, since a step runs there twice', () => {
    expect(issuesOf('address: web1.example, user: x, port: 22')).toEqual([
      expect.stringMatching(/^8:21 b is a under another name: .* A step on both runs there twice/),
    ]);
  });

  it.each(['port: 23, user: x', 'user: other', 'user: x, via: gate'])('are others with %s', (more) => {
    expect(issuesOf(`address: web1.example, ${more}`)).toEqual([]);
  });
});

describe('rollouts', () => {
  it.each([
    ['batches: [0]', 32],
    ['batches: ["0%"]', 32],
    ['batches: [150%]', 32],
    ['batches: [half]', 32],
    ['batches: [rest, 1]', 38],
  ])('%s is refused', (rollout, column) => {
    expect(problems(withStep(`on: web\ncheck: a\nrollout: { ${rollout} }`))).toEqual([
      `${AT + 2}:${column} error bad-batch`,
    ]);
  });

  it('read counts, percentages and the rest', () => {
    const { release } = parseRelease(
      withStep('on: web\ncheck: a\nrollout: { batches: [1, 25%, rest], stop_after: 10% }'),
    );
    expect(release?.deployment[0]?.steps[0]?.rollout).toEqual({
      batches: [{ kind: 'count', count: 1 }, { kind: 'percent', percent: 25 }, { kind: 'rest' }],
      parallel: null,
      stopAfter: { kind: 'percent', percent: 10 },
      pause: 'none',
    });
  });

  it('of a phase need its hosts', () => {
    const text = withSteps('- { id: a, title: A, on: web, check: b }\n').replace(
      'title: Main',
      'title: Main\n      rollout: { batches: [1] }',
    );
    expect(problems(text)).toEqual([`${FIRST_STEP - 1}:16 error rollout-without-on`]);
  });
});
