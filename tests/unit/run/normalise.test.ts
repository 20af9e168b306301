import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNormaliser, linesOf } from '#core/run/normalise.ts';

const normalise = createNormaliser(new Map());

describe('what differs from run to run', () => {
  it.each([
    ['2026-11-21T04:25:00Z up', '<time> up'],
    ['2026-11-21T04:25:00.123+01:00 up', '<time> up'],
    ['[2026-11-21 04:25:00,123] up', '[<time>] up'],
    ['2026-11-21 04:25 up', '<time> up'],
    ['2026/11/21 04:25:00 up', '<time> up'],
    ['backup-20261121T042500Z.tar', 'backup-<time>.tar'],
    ['10.0.0.1 - [21/Nov/2026:04:25:00 +0000] GET', '10.0.0.1 - [<time>] GET'],
    ['Nov 21 04:25:00 web1 sshd', '<time> web1 sshd'],
    ['Nov  1 04:25:00 web1 sshd', '<time> web1 sshd'],
    ['-rw-r--r-- 1 root root 12 Nov 21 04:25 motd', '-rw-r--r-- 1 root root 12 <time> motd'],
    ['Sat Nov 21 04:25:00 UTC 2026', '<time>'],
    ['Date: Sat, 21 Nov 2026 04:25:00 GMT', 'Date: <time>'],
    ['at 04:25:00.5 INFO ready', 'at <time> INFO ready'],
    ['started=1763699100', 'started=<time>'],
    ['"timestamp": 1763699100123,', '"timestamp": <time>,'],
    ['createdAt: 1763699100123', 'createdAt: <time>'],
    ['build_time=1763699100.25', 'build_time=<time>'],
    ['done at 1763699100', 'done at <time>'],
    ['done in 1.23s', 'done in <duration>'],
    ['real\t0m1.234s', 'real\t<duration>'],
    ['took 12ms, then 3.5 µs', 'took <duration>, then <duration>'],
    ['up 1m23s', 'up <duration>'],
    ['took 3 s', 'took <duration>'],
    ['elapsed time: 14 seconds', 'elapsed time: <duration>'],
    ['pid 4711 is up', 'pid <pid> is up'],
    ['PID=4711', 'PID=<pid>'],
    ['Main PID: 123 (nginx)', 'Main PID: <pid> (nginx)'],
    ['process 4711 of version 2.3.1', 'process <pid> of version 2.3.1'],
    ['sshd[4711]: accepted', 'sshd[<pid>]: accepted'],
    ['under r-20261121-0425-7k3q', 'under <run>'],
  ])('is taken out of %j', (line, left) => {
    expect(normalise(line)).toBe(left);
  });
});

describe('what may mean something', () => {
  it.each([
    'expires 2026-11-21',
    'version 1.23.4',
    'timeout=30s',
    'keepalive 5m',
    'port 8080 listens',
    'ether 00:1a:2b:3c:4d:5e',
    'fe80::1:22:33:44',
    'serial 1763699100',
    'format 1763699100',
    'size 1763699100 bytes',
    '04:25:00:01',
    'raid[1]: clean',
    'array[12] = 3',
    '10.23.4.5',
    '3.5 seasons',
    '25:61:00',
    'Nov 21 is a Saturday',
  ])('stays in %j', (line) => {
    expect(normalise(line)).toBe(line);
  });

  it('stays where the word after a time is another one', () => {
    expect(normalise('04:25:00 INFO ready')).not.toBe(normalise('04:25:00 WARN ready'));
  });
});

describe("a run's own ids", () => {
  const own = createNormaliser(
    new Map([
      ['01jd5kz8m2x4n6p8q0r2s4t6v8', '<attempt>'],
      ['web1', '<host>'],
      ['10.0.0.1', '<address>'],
    ]),
  );

  it('are taken out where they stand whole, and read as what they are', () => {
    expect(own('/tmp/01jd5kz8m2x4n6p8q0r2s4t6v8/out on web1 (10.0.0.1)')).toBe(
      '/tmp/<attempt>/out on <host> (<address>)',
    );
    expect(own('web10 at 10.0.0.12')).toBe('web10 at 10.0.0.12');
    expect(own('10x0y0z1')).toBe('10x0y0z1');
  });
});

it('never fails, never adds a line, and changes nothing twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const [line = ''] = text.split('\n');
      const once = normalise(line);
      expect(once).not.toContain('\n');
      expect(normalise(once)).toBe(once);
    }),
  );
});

/** Where a pattern went back over what it has read, this would end by the test's time limit. */
it.each(['1', 'a', ' ', '1.', '1:', 'a-', 'at ', 'pid', '12:34:56', '1m', 'Nov 1 ', '2026-11-21 '])(
  'reads many long lines of %j to their end',
  (piece) => {
    const line = `${piece.repeat(9_000 / piece.length)} up`;
    for (let i = 0; i < 100; i += 1) expect(normalise(line)).toMatch(/ up$/);
  },
);

describe('the lines of an output', () => {
  it('end at line ends of either kind, the last also without one', () => {
    expect(linesOf('a\r\nb\n')).toEqual(['a', 'b']);
    expect(linesOf('a\n\nb')).toEqual(['a', '', 'b']);
    expect(linesOf('')).toEqual([]);
  });
});
