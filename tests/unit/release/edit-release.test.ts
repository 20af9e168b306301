import { describe, expect, it } from 'vitest';
import { type Edit, editRelease, entryText } from '#core/release/edit-release.ts';
import { readFragment } from '#core/release/fragment.ts';
import { newReleaseText } from '#core/release/new-release.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { EXAMPLE, problems } from './release-text.ts';

function edited(text: string, ...edits: Edit[]): string {
  const result = editRelease(text, edits);
  if (!result.ok) throw new Error(result.message);
  return result.text;
}

/** The lines that went (`-`) and came (`+`), from the first to the last that differ. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  return [
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
  ];
}

const SMALL = `# A small one
holdpoint: 1
release:
  id:   shop    # its id
  name: 'Shop'
  version: "1.0"


controls:
  # the first
  - id: a
    title: A

  # the second
  - id: b
    title: B
environments:
  test: { kind: production, hosts: { web1: { address: a, tags: [web] } } } # flow
`;

describe('set', () => {
  it('changes the characters of one value, and keeps its quotes and comment', () => {
    expect(
      difference(SMALL, edited(SMALL, { kind: 'set', path: ['release', 'id'], value: 'store' })),
    ).toEqual(['-  id:   shop    # its id', '+  id:   store    # its id']);
    expect(edited(SMALL, { kind: 'set', path: ['release', 'name'], value: "Ann's" })).toContain(
      "  name: 'Ann''s'\n",
    );
    expect(edited(SMALL, { kind: 'set', path: ['release', 'version'], value: '1.1' })).toContain(
      '  version: "1.1"\n',
    );
  });

  it('changes a value inside brackets', () => {
    const path = ['environments', 'test', 'hosts', 'web1', 'address'];
    expect(difference(SMALL, edited(SMALL, { kind: 'set', path, value: 'b, c' })).at(1)).toBe(
      '+  test: { kind: production, hosts: { web1: { address: "b, c", tags: [web] } } } # flow',
    );
  });

  it('quotes what YAML would read as something else', () => {
    for (const value of [
      '1.10',
      'true',
      'null',
      '2026-12-05',
      '0x1f',
      ' a',
      'a: b',
      'a #b',
      '- a',
      '{{ vars.x }}',
      '',
      '~',
      '&a',
      '*a',
      '!a',
      '%a',
      '@a',
      '`a',
    ]) {
      const text = edited(
        SMALL,
        { kind: 'set', path: ['release', 'name'], value: 'plain' },
        { kind: 'set', path: ['release', 'summary'], value },
      );
      expect(parseRelease(text).release?.info.summary).toBe(value);
    }
  });

  it('writes durations, addresses and times without quotes', () => {
    const text = edited(SMALL, {
      kind: 'set',
      path: ['release', 'window'],
      value: { opens: '2026-12-05T22:00:00+01:00', closes: '2026-12-06T02:00:00+01:00', margin: '15m' },
    });
    expect(text).toContain('opens: 2026-12-05T22:00:00+01:00');
    expect(text).toContain('margin: 15m');
  });

  it('adds a key behind the last one', () => {
    expect(
      difference(SMALL, edited(SMALL, { kind: 'set', path: ['release', 'summary'], value: 'One\nTwo\n' })),
    ).toEqual(['+  summary: |', '+    One', '+    Two']);
  });

  it('makes parents that are missing', () => {
    const text = edited(newReleaseText({ id: 'a', name: 'A', version: '1' }), {
      kind: 'set',
      path: ['environments', 'test', 'hosts', 'web1', 'address'],
      value: '10.0.0.1',
    });
    expect(text).toContain('environments:\n  test:\n    hosts:\n      web1: { address: 10.0.0.1 }\n');
  });

  it('turns one line into several, several into one, and keeps the comment', () => {
    const several = edited(SMALL, { kind: 'set', path: ['release', 'id'], value: 'a\nb\n' });
    expect(several).toContain('  id: |    # its id\n    a\n    b\n  name');
    expect(edited(several, { kind: 'set', path: ['release', 'id'], value: 'shop' })).toContain(
      '  id: shop\n  name',
    );
  });

  it('of a whole mapping changes only what differs', () => {
    const value = { id: 'b', title: 'Bee', state: 'met' };
    expect(difference(SMALL, edited(SMALL, { kind: 'set', path: ['controls', 1], value }))).toEqual([
      '-    title: B',
      '+    title: Bee',
      '+    state: met',
    ]);
  });

  it('of a whole list keeps the comments of entries that stay', () => {
    const value = [
      { id: 'z', title: 'Z' },
      { id: 'a', title: 'A' },
      { id: 'b', title: 'B' },
    ];
    const text = edited(SMALL, { kind: 'set', path: ['controls'], value });
    expect(text).toContain('# the second\n  - id: b');
    expect(parseRelease(text).data?.['controls']).toEqual(value);
  });
});

describe('remove', () => {
  it('takes whole lines, with the comment right above', () => {
    expect(difference(SMALL, edited(SMALL, { kind: 'remove', path: ['controls', 1] }))).toEqual([
      '-  # the second',
      '-  - id: b',
      '-    title: B',
    ]);
  });

  it('takes the first key of an entry of a list', () => {
    expect(edited(SMALL, { kind: 'remove', path: ['controls', 0, 'id'] })).toContain('  - title: A\n');
  });

  it('takes what is empty then, up to what has a name', () => {
    const text = edited(SMALL, {
      kind: 'remove',
      path: ['environments', 'test', 'hosts', 'web1', 'tags', 0],
    });
    expect(text).toContain('hosts: { web1: { address: a } }');
    expect(edited(text, { kind: 'remove', path: ['environments', 'test', 'hosts', 'web1'] })).toContain(
      'test: { kind: production } #',
    );
    const none = edited(
      SMALL,
      { kind: 'remove', path: ['controls', 0] },
      { kind: 'remove', path: ['controls', 0] },
    );
    expect(none).not.toContain('controls');
    expect(problems(none)).toEqual([]);
  });
});

describe('insert and move', () => {
  const item = { id: 'c', title: 'C' };

  it('put an entry before, between and behind others', () => {
    const ids = (index: number): unknown =>
      (
        parseRelease(edited(SMALL, { kind: 'insert', path: ['controls'], index, value: item })).release
          ?.controls ?? []
      ).map(({ id }) => id);
    expect(ids(0)).toEqual(['c', 'a', 'b']);
    expect(ids(1)).toEqual(['a', 'c', 'b']);
    expect(ids(2)).toEqual(['a', 'b', 'c']);
    expect(ids(99)).toEqual(['a', 'b', 'c']);
  });

  it('keep entries apart that stood apart', () => {
    expect(edited(SMALL, { kind: 'insert', path: ['controls'], index: 2, value: item })).toContain(
      '    title: B\n\n  - id: c\n    title: C\nenv',
    );
  });

  it('make a list that is missing, and fill brackets', () => {
    expect(
      edited(SMALL, { kind: 'insert', path: ['release', 'features'], index: 0, value: 'New' }),
    ).toContain('  features: [New]\n');
    expect(
      edited(SMALL, {
        kind: 'insert',
        path: ['environments', 'test', 'hosts', 'web1', 'tags'],
        index: 0,
        value: 'dc-1',
      }),
    ).toContain('tags: [dc-1, web]');
  });

  it('move an entry with its comment, the first of the list too', () => {
    expect(edited(SMALL, { kind: 'move', path: ['controls'], from: 1, to: 0 })).toContain(
      'controls:\n  # the second\n  - id: b\n    title: B\n\n  # the first\n  - id: a\n    title: A\nenv',
    );
  });

  it('move hosts, whose order is that of batches', () => {
    const path = ['environments', 'production', 'hosts'];
    const text = edited(EXAMPLE, { kind: 'move', path, from: 4, to: 0 });
    expect(parseRelease(text).release?.environments[1]?.hosts.map(({ name }) => name)).toEqual([
      'db1',
      'bastion',
      'web1',
      'web2',
      'web3',
    ]);
    expect(difference(EXAMPLE, text).length).toBe(10);
  });
});

const TWO_PHASES = `deployment:
  phases:
    - id: one
      title: One
      steps:
        # why it is first
        - id: a
          title: A   # as agreed
          script:
            text: |
              set -eu

              true
        - id: b
          title: B
    - id: two
      title: Two
    - { id: three, title: Three, steps: [{ id: c, title: C }] }
`;

describe('transfer and copy', () => {
  const path = ['deployment', 'phases', 0, 'steps'];

  it('take an entry to another list as it is written, with its comments, also to one that is not there yet', () => {
    expect(
      edited(TWO_PHASES, {
        kind: 'transfer',
        path,
        from: 0,
        toPath: ['deployment', 'phases', 1, 'steps'],
        to: 0,
      }),
    ).toBe(`deployment:
  phases:
    - id: one
      title: One
      steps:
        - id: b
          title: B
    - id: two
      title: Two
      steps:
        # why it is first
        - id: a
          title: A   # as agreed
          script:
            text: |
              set -eu

              true
    - { id: three, title: Three, steps: [{ id: c, title: C }] }
`);
  });

  it('take the last entry and leave no list, and come back', () => {
    const [one, two] = [
      ['deployment', 'phases', 0, 'steps'],
      ['deployment', 'phases', 1, 'steps'],
    ];
    const there = edited(
      TWO_PHASES,
      { kind: 'transfer', path: one, from: 0, toPath: two, to: 9 },
      { kind: 'transfer', path: one, from: 0, toPath: two, to: 9 },
    );
    expect(parseRelease(there).data?.['deployment']).toMatchObject({
      phases: [{ id: 'one' }, { steps: [{ id: 'a' }, { id: 'b' }] }, {}],
    });
    const back = edited(
      there,
      { kind: 'transfer', path: two, from: 0, toPath: one, to: 0 },
      { kind: 'transfer', path: two, from: 0, toPath: one, to: 1 },
    );
    expect(back).toBe(TWO_PHASES);
  });

  it('go into brackets, and out of them', () => {
    const three = ['deployment', 'phases', 2, 'steps'];
    const text = edited(TWO_PHASES, { kind: 'transfer', path, from: 1, toPath: three, to: 0 });
    expect(text).toContain('steps: [{ id: b, title: B }, { id: c, title: C }]');
    expect(edited(text, { kind: 'transfer', path: three, from: 1, toPath: path, to: 1 })).toContain(
      '              true\n        - id: c\n          title: C\n',
    );
  });

  it('copy beside the entry, and refuse to move it into its own list', () => {
    expect(
      edited(
        TWO_PHASES,
        { kind: 'copy', path, from: 0, toPath: path, to: 1 },
        { kind: 'set', path: [...path, 1, 'id'], value: 'a-2' },
      ),
    ).toContain(
      '              true\n        # why it is first\n        - id: a-2\n          title: A   # as agreed\n',
    );
    expect(editRelease(TWO_PHASES, [{ kind: 'transfer', path, from: 0, toPath: path, to: 1 }])).toMatchObject(
      {
        ok: false,
      },
    );
  });

  it('insert in the words of another file, and not in words that say something else', () => {
    const insert: Edit = {
      kind: 'insert',
      path,
      index: 1,
      value: { id: 'x', title: 'X' },
      written: '# from elsewhere\n- title: X\n  id: x   # mine',
    };
    expect(edited(TWO_PHASES, insert)).toContain(
      '        # from elsewhere\n        - title: X\n          id: x   # mine\n        - id: b',
    );
    for (const written of ['- id: y\n  title: X', '- [', 'x\n      - id: q', ''])
      expect(edited(TWO_PHASES, { ...insert, written })).toContain(
        '              true\n        - id: x\n          title: X\n        - id: b',
      );
  });

  it('give the text of an entry, to be put on a clipboard', () => {
    expect(entryText(TWO_PHASES.replaceAll('\n', '\r\n'), [...path, 0])).toBe(
      '# why it is first\n- id: a\n  title: A   # as agreed\n  script:\n    text: |\n      set -eu\n\n      true',
    );
    expect(entryText(TWO_PHASES, ['deployment', 'phases', 2])).toContain('- { id: three');
    expect(entryText(TWO_PHASES, ['deployment', 'phases', 2, 'steps', 0])).toBeNull();
  });
});

describe('a fragment', () => {
  const a = { id: 'a', title: 'A', run: 'true' };
  const b = { id: 'b', title: 'B' };

  it.each([
    ['as it was copied here', '# why\n- id: a\n  title: A\n  run: "true"\n- id: b\n  title: B'],
    [
      'with the indent of the file',
      '      # why\n      - id: a\n        title: A\n        run: "true"\n      - id: b\n        title: B\n',
    ],
    [
      'selected from the first dash on',
      '- id: a\n          title: A\n          run: "true"\n        - id: b\n          title: B\n',
    ],
    ['of Windows', '- id: a\r\n  title: A\r\n  run: "true"\r\n\r\n- { id: b, title: B }\r\n'],
  ])('%s gives its entries', (_, text) => {
    expect(readFragment(text).map(({ value }) => value)).toEqual([a, b]);
  });

  it('keeps the comments of each entry, and takes one mapping for one entry', () => {
    expect(readFragment('  # why\n  - id: a # x\n    title: A\n').map(({ written }) => written)).toEqual([
      '# why\n- id: a # x\n  title: A',
    ]);
    expect(readFragment('    id: b\n    title: B\n')).toEqual([{ value: b, written: null }]);
  });

  it.each(['', 'some words', '- &x a\n- *x', '{', '\u0000', ': : :'])(
    'of %j is nothing to insert',
    (text) => {
      expect(readFragment(text).filter(({ value }) => typeof value === 'object')).toEqual([]);
    },
  );
});

describe('rename', () => {
  it('changes a key where it stands', () => {
    expect(
      difference(
        EXAMPLE,
        edited(EXAMPLE, { kind: 'rename', path: ['environments', 'production'], to: 'live' }),
      ),
    ).toEqual(['-  production:', '+  live:']);
  });

  it('refuses a name that is taken', () => {
    expect(
      editRelease(EXAMPLE, [{ kind: 'rename', path: ['environments', 'production'], to: 'staging' }]),
    ).toMatchObject({ ok: false });
  });
});

describe('any edit', () => {
  it('keeps the line ends of Windows', () => {
    const text = edited(SMALL.replaceAll('\n', '\r\n'), {
      kind: 'insert',
      path: ['controls'],
      index: 2,
      value: { id: 'c', title: 'C\nD\n' },
    });
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('keeps a last line without a break, and one with', () => {
    const add: Edit = { kind: 'insert', path: ['controls'], index: 2, value: { id: 'c', title: 'C' } };
    const set: Edit = { kind: 'set', path: ['release', 'id'], value: 'store' };
    const last = SMALL.slice(0, SMALL.indexOf('environments'));
    for (const each of [add, set]) {
      expect(edited(last, each).endsWith('\n')).toBe(true);
      expect(edited(last.trimEnd(), each)).toBe(edited(last, each).trimEnd());
    }
  });

  it('keeps a break that a block text at the end needs', () => {
    const text = edited('a: 1', { kind: 'set', path: ['b'], value: 'x\ny\n' });
    expect(text).toBe('a: 1\nb: |\n  x\n  y\n');
  });

  it('of a text whose lines end in two ways leaves each line as it is', () => {
    const mixed = SMALL.replace('holdpoint: 1\n', 'holdpoint: 1\r\n');
    const text = edited(mixed, { kind: 'set', path: ['release', 'id'], value: 'store' });
    expect(text).toBe(mixed.replace('shop ', 'store '));
  });

  it('keeps the text as it is when nothing changes', () => {
    const { data } = parseRelease(EXAMPLE);
    expect(edited(EXAMPLE, { kind: 'set', path: [], value: data! })).toBe(EXAMPLE);
  });

  it.each<[string, Edit]>([
    ['a place that is not there', { kind: 'remove', path: ['controls', 9] }],
    ['a value that has nothing inside', { kind: 'set', path: ['release', 'name', 'first'], value: 'x' }],
    ['an entry that is not there', { kind: 'move', path: ['controls'], from: 9, to: 0 }],
    ['the whole file', { kind: 'remove', path: [] }],
    [
      'a name that objects have of themselves',
      { kind: 'set', path: ['environments', '__proto__'], value: {} },
    ],
    ['half of a character', { kind: 'set', path: ['release', 'name'], value: '\ud800' }],
  ])('of %s is refused, and nothing is changed', (_, edit) => {
    expect(
      editRelease(SMALL, [{ kind: 'set', path: ['release', 'name'], value: 'Changed' }, edit]),
    ).toMatchObject({ ok: false });
  });

  it('writes many new keys of one mapping in their order, and what one of them refuses refuses all', () => {
    const sets = ['z', 'a', 'm'].map(
      (name): Edit => ({ kind: 'set', path: ['b', name], value: { is: name } }),
    );
    const text = edited('b: # kept\n  y: 1 # too\nc: 2\n', ...sets, { kind: 'set', path: ['c'], value: 3 });
    expect(text).toBe('b: # kept\n  y: 1 # too\n  z: { is: z }\n  a: { is: a }\n  m: { is: m }\nc: 3\n');
    expect(edited('b: {}\n', ...sets)).toBe('b:\n  z: { is: z }\n  a: { is: a }\n  m: { is: m }\n');
    expect(edited('b: { y: 1 }\n', ...sets)).toBe('b: { y: 1, z: { is: z }, a: { is: a }, m: { is: m } }\n');
    const half: Edit = { kind: 'set', path: ['b', 'h'], value: '\ud800' };
    expect(editRelease('b:\n  y: 1\n', [...sets, half])).toMatchObject({ ok: false });
  });

  it('writes thousands of new hosts without reading the text anew for each', () => {
    const hosts = Array.from(
      { length: 3000 },
      (_, i): Edit => ({
        kind: 'set',
        path: ['hosts', `h${i}`],
        value: { address: `h${i}` },
      }),
    );
    expect(edited('hosts:\n  h: {}\n', ...hosts).split('\n')).toHaveLength(3003);
  });

  it('of a text with errors in its YAML is refused with the line', () => {
    expect(editRelease(`${SMALL}controls: []\n`, [])).toMatchObject({
      ok: false,
      message: expect.stringContaining('line 19'),
    });
  });
});
