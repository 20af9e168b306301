import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  formatKnownHostsLine,
  lookupName,
  matchKnownHosts,
  parseKnownHosts,
} from '#adapters/ssh/known-hosts.ts';
import { howMany } from '#support/how-many.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEn/7dav79g4if77zKHyKZlkz7FEv55VeaVIOT9kvyKh';
async function linesFor(text: string, name: string): Promise<number[]> {
  const { entries } = await parseKnownHosts(text);
  const found = await matchKnownHosts(entries, [name]);
  return (found.get(name) ?? []).map(({ line }) => line);
}

function hashed(name: string, salt = Buffer.alloc(20, 7)): string {
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

describe('reading known_hosts', () => {
  it('leaves out comments, blank lines and what it cannot read', async () => {
    const text = `# comment\n\n   \n  web1 ${KEY} me@there\nweb2\nweb3 ssh-ed25519 ???\n@unknown web4 ${KEY}\nweb5 ssh-rsa ${KEY.split(' ')[1]}\n`;
    const { entries, unreadable } = await parseKnownHosts(text);
    expect(entries.map(({ hosts, line }) => [hosts, line])).toEqual([['web1', 4]]);
    expect(unreadable).toEqual([5, 6, 7, 8]);
  });

  it('reads files with CRLF and tabs', async () => {
    expect(await linesFor(`web1\t${KEY.replace(' ', '\t')}\r\nweb2 ${KEY}\r\n`, 'web2')).toEqual([2]);
  });

  it('reads what is revoked in the first line, behind a byte order mark too', async () => {
    const { entries } = await parseKnownHosts(`\ufeff@revoked * ${KEY}\n`);
    expect(entries.map(({ marker }) => marker)).toEqual(['revoked']);
    const { unreadable } = await parseKnownHosts(`\ufeff# comment\n\ufeff@revoked * ${KEY}\n`);
    expect(unreadable).toEqual([2]);
  });

  it('reads markers', async () => {
    const text = `@revoked web1 ${KEY}\n@cert-authority *.example ${KEY}\n`;
    const { entries } = await parseKnownHosts(text);
    expect(entries.map(({ marker }) => marker)).toEqual(['revoked', 'cert-authority']);
  });
});

describe('matching a host', () => {
  it.each([
    ['web1', 'web1', true],
    ['WEB1', 'web1', true],
    ['web1', 'WEB1', true],
    ['web1', 'web10', false],
    ['web*', 'web10', true],
    ['web?', 'web10', false],
    ['*.example', 'a.b.example', true],
    ['web*,!web2', 'web2', false],
    ['!web2,web*', 'web1', true],
    ['!web2', 'web1', false],
    ['web1,10.0.0.1', '10.0.0.1', true],
    ['[web1]:2222', '[web1]:2222', true],
    ['[web1]:2222', 'web1', false],
    ['web1', '[web1]:2222', false],
    ['[*]:2222', '[web1]:2222', true],
    ['web.', 'webx', false],
  ])('by %s and %s: %s', async (pattern, name, matches) => {
    expect(await linesFor(`${pattern} ${KEY}\n`, name)).toEqual(matches ? [1] : []);
  });

  it('finds hashed names, lower-cased or as written', async () => {
    expect(await linesFor(`${hashed('[web1]:2222')} ${KEY}\n`, '[WEB1]:2222')).toEqual([1]);
    expect(await linesFor(`${hashed('WEB1')} ${KEY}\n`, 'WEB1')).toEqual([1]);
    expect(await linesFor(`${hashed('web1')} ${KEY}\n`, 'web2')).toEqual([]);
    const long = `${'w'.repeat(200)}.example`;
    expect(await linesFor(`${hashed(long, randomBytes(20))} ${KEY}\n`, long)).toEqual([1]);
  });

  it.each([0, 19, 21, 80])('takes no hash with a salt of %i bytes, as ssh', async (bytes) => {
    expect(await linesFor(`${hashed('web1', Buffer.alloc(bytes, 7))} ${KEY}\n`, 'web1')).toEqual([]);
  });

  it('finds several names at once, each with its own lines', async () => {
    const { entries } = await parseKnownHosts(`web1 ${KEY}\n${hashed('web2')} ${KEY}\nweb* ${KEY}\n`);
    const found = await matchKnownHosts(entries, ['web1', 'web2', 'db1', 'web1']);
    const lines = [...found].map(([name, its]) => [name, its.map(({ line }) => line)]);
    expect(lines).toEqual([
      ['web1', [1, 3]],
      ['web2', [2, 3]],
      ['db1', []],
    ]);
  });

  it('lets others work while it reads and looks through a long file', async () => {
    const text = `${hashed('web1')} ${KEY}\n`.repeat(20_000);
    const { value: read, turns: whileReading } = await besides(() => parseKnownHosts(text));
    const { value, turns } = await besides(() => matchKnownHosts(read.entries, ['web1', '[web1]:2222']));
    expect(value.get('web1')).toHaveLength(20_000);
    expect(Math.min(whileReading, turns)).toBeGreaterThan(0);
  });

  it('gives every line of a host', async () => {
    expect(await linesFor(`web1 ${KEY}\nother ${KEY}\nweb* ${KEY}\n`, 'web1')).toEqual([1, 3]);
  });

  it('takes no time to speak of on hostile patterns', async () => {
    expect(await linesFor(`${'*a'.repeat(2000)} ${KEY}\n`, 'a'.repeat(1999))).toEqual([]);
  });
});

describe('writing a line', () => {
  it.each([
    ['web1', 22, 'web1'],
    ['web1', 2222, '[web1]:2222'],
    ['::1', 2222, '[::1]:2222'],
  ])('for %s:%i names it as it is looked up', async (address, port, name) => {
    const [entry] = (await parseKnownHosts(`web1 ${KEY}\n`)).entries;
    const line = formatKnownHostsLine({ address, port }, entry!.key.blob);
    expect(line).toBe(`${name} ${KEY}`);
    expect(await linesFor(`${line}\n`, lookupName(address, port))).toEqual([1]);
  });
});

describe('against ssh-keygen -F', () => {
  const dir = mkdtempSync(join(tmpdir(), 'holdpoint-kh-'));
  const path = join(dir, 'known_hosts');
  afterAll(() => rmSync(dir, { recursive: true }));

  const name = fc.constantFrom(
    'web1',
    'WEB2',
    'db.example',
    '10.0.0.1',
    '[web1]:2222',
    '[10.0.0.1]:22022',
    '::1',
    '[fe80::1%eth0]:2222',
  );
  const pattern = fc.oneof(
    name,
    name.map(hashed),
    fc.constantFrom('web*', 'w?b1', '*', '!web1', '*.example', '[*]:2222', '!*2', '10.0.0.*'),
  );
  const field = fc
    .array(pattern, { minLength: 1, maxLength: 3 })
    .map((all) =>
      all[0]!.startsWith('|') ? all[0]! : all.filter((each) => !each.startsWith('|')).join(','),
    );
  const line = fc
    .tuple(
      fc.constantFrom('', '', '@revoked ', '@cert-authority '),
      field,
      fc.constantFrom(' ', '\t', '  '),
      fc.constantFrom('', ' a comment', '\t# two', ' ', '\r'),
      fc.constantFrom('', '', ' ', '\t'),
    )
    .map(([marker, hosts, gap, rest, before]) => `${before}${marker}${hosts}${gap}${KEY}${rest}`);
  const noise = fc.constantFrom('', '# comment', 'broken', '   ');

  it('finds the same lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ arbitrary: line, weight: 4 }, noise), { maxLength: 8 }),
        name,
        async (lines, wanted) => {
          const text = `${lines.join('\n')}\n`;
          writeFileSync(path, text);
          expect(await linesFor(readFileSync(path, 'utf8'), wanted)).toEqual(linesByKeygen(path, wanted));
        },
      ),
      { numRuns: Number(process.env['HOLDPOINT_FILES'] ?? howMany(100, 300)) },
    );
  });
});

/** How often anybody else had a turn meanwhile. */
async function besides<T>(work: () => Promise<T>): Promise<{ value: T; turns: number }> {
  let turns = -1;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  count();
  const value = await work();
  isOver = true;
  return { value, turns };
}

function linesByKeygen(path: string, name: string): number[] {
  try {
    const out = execFileSync('ssh-keygen', ['-F', name, '-f', path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [...out.matchAll(/found: line (\d+)/g)].map((match) => Number(match[1]));
  } catch {
    return [];
  }
}
