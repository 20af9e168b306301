import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { listConfigHosts } from '#adapters/ssh/ssh-config.ts';
import { accountName } from '#adapters/system/account.ts';
import type { ConfigHost } from '#core/release/config-host.ts';
import { hostsFromConfig } from '#core/release/hosts-from-config.ts';
import { howMany } from '#support/how-many.ts';

const dir = mkdtempSync(join(tmpdir(), 'holdpoint-config-'));
afterAll(() => rmSync(dir, { recursive: true }));

async function read(text: string, more: Readonly<Record<string, string>> = {}) {
  for (const [name, content] of Object.entries({ config: text, ...more }))
    writeFileSync(join(dir, name), content);
  return listConfigHosts(join(dir, 'config'));
}

async function hostIn(text: string, name: string): Promise<ConfigHost> {
  const found = (await read(text)).hosts.find((host) => host.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

describe('an ssh configuration', () => {
  it('lists the names that its entries spell out, in their order, and where Match stands', async () => {
    const { hosts, skipped } = await read(
      'Include more\nHost web1 web-* !web9\nHost db1\n  Match exec "touch /tmp/never"\n  HostName 192.0.2.1\nHost web1\n  Port 2222\n',
      { more: 'Host first\n  Port 2022\n' },
    );
    expect(hosts.map(({ name, port, address }) => [name, port, address])).toEqual([
      ['first', 2022, 'first'],
      ['web1', 2222, 'web1'],
      ['db1', null, 'db1'],
    ]);
    expect(skipped).toEqual([{ file: join(dir, 'config'), line: 4 }]);
  });

  it('leads over several jump hosts, by what the entry of the first one says', async () => {
    const text =
      'Host outer\n  HostName 192.0.2.1\nHost gate\n  ProxyJump outer\n  User gatekeeper\nHost web1\n  ProxyJump root@gate:2222,ssh://[2001:db8::1]:22\n';
    const { jumps } = await hostIn(text, 'web1');
    expect(jumps.map(({ address, user, port }) => [address, user, port])).toEqual([
      ['192.0.2.1', null, null],
      ['gate', 'root', 2222],
      ['2001:db8::1', null, 22],
    ]);
  });

  it('that leads in a circle comes to an end', async () => {
    const { jumps } = await hostIn('Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n', 'a');
    expect(jumps.map(({ name }) => name)).toEqual(['b']);
  });

  it('never becomes a program: ProxyCommand is only told of', async () => {
    const text =
      'Host web1\n  ProxyCommand touch %h\n  ProxyJump gate\nHost web2\n  ProxyJump gate\n  ProxyCommand x\n';
    expect(await hostIn(text, 'web1')).toMatchObject({ byProgram: true, jumps: [] });
    expect(await hostIn(text, 'web2')).toMatchObject({ byProgram: false, jumps: [{ name: 'gate' }] });
  });
});

describe('against ssh -G', () => {
  const name = fc.constantFrom('web1', 'web2', 'db.example', '10.0.0.1');
  const pattern = fc.oneof(name, fc.constantFrom('web*', '*', '!web2', 'w?b1', '*.example'));
  const said = fc.constantFrom(
    'HostName 192.0.2.1',
    'hostname=%h.example',
    'Port 2222',
    '  port = 22',
    'User deploy',
    'User "two words"',
    'IdentityFile ~/.ssh/id_a',
    'IdentityFile %d/keys/%h-%r',
    'ProxyJump gate',
    'ProxyJump a@gate:2200,inner',
    'ProxyJump none',
    '# a remark',
    'Include included',
  );
  const block = fc
    .tuple(fc.array(pattern, { minLength: 1, maxLength: 3 }), fc.array(said, { maxLength: 4 }))
    .map(([patterns, lines]) => [`Host ${patterns.join(' ')}`, ...lines].join('\n'));
  const text = fc
    .tuple(fc.array(said, { maxLength: 1 }), fc.array(block, { minLength: 1, maxLength: 4 }))
    .map(([first, blocks]) => `${[...first, ...blocks].join('\n')}\n`);

  it('reads the same of every name', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, name, async (config, included, wanted) => {
        const both = `${config.replaceAll('Include included', `Include ${join(dir, 'included')}`)}Host ${wanted}\n`;
        const { hosts } = await read(both, { included: included.replaceAll('Include included', '') });
        const found = hosts.find((host) => host.name === wanted);
        expect(seenBy(found)).toEqual(bySsh(join(dir, 'config'), wanted));
      }),
      { numRuns: howMany(40, 120) },
    );
  });
});

function seenBy(host: ConfigHost | undefined) {
  const { address, port, user, identityFile, jumps = [] } = host ?? {};
  return {
    hostname: address?.toLowerCase(),
    port: port ?? 22,
    user: user ?? accountName(),
    key: identityFile?.replace('~', homedir()) ?? null,
    jumps: jumps.length,
  };
}

function bySsh(file: string, name: string) {
  const out = execFileSync('ssh', ['-G', '-F', file, name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const all = new Map<string, string[]>();
  for (const line of out.split('\n')) {
    const [key = '', ...rest] = line.split(' ');
    all.set(key, [...(all.get(key) ?? []), rest.join(' ')]);
  }
  const keys = (all.get('identityfile') ?? []).filter(
    (key) => !/\.ssh\/id_(rsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss|dsa)$/.test(key),
  );
  const jump = all.get('proxyjump')?.[0];
  return {
    hostname: all.get('hostname')?.[0],
    port: Number(all.get('port')?.[0]),
    user: all.get('user')?.[0],
    key:
      keys[0]
        ?.replace('~', homedir())
        .replace('%d', homedir())
        .replace('%h', all.get('hostname')?.[0] ?? '')
        .replace('%r', all.get('user')?.[0] ?? '') ?? null,
    jumps: jump === undefined || jump === 'none' ? 0 : jump.split(',').length,
  };
}

describe('hosts taken over', () => {
  const GATE = 'Host gate\n  HostName 192.0.2.9\n  User ops\n  IdentityFile ~/keys/ops\n';
  const CONFIG = `${GATE}Host web1 web2\n  HostName 10.0.0.1\n  Port 2222\n  ProxyJump gate\nHost x\n  ProxyCommand nc\nHost odd\n  HostName -oops\nHost who\n  User "two words"\n`;

  it('bring their jump host once, and name what logs in', async () => {
    const { hosts } = await read(CONFIG);
    const made = hostsFromConfig(
      hosts.filter(({ name }) => name.startsWith('web')),
      new Map(),
    );
    expect(made).toEqual({
      hosts: [
        { name: 'gate', host: { address: '192.0.2.9', user: 'ops', credential: 'ops' } },
        { name: 'web1', host: { address: '10.0.0.1', port: 2222, via: 'gate' } },
        { name: 'web2', host: { address: '10.0.0.1', port: 2222, via: 'gate' } },
      ],
      credentials: [{ name: 'ops', path: '~/keys/ops' }],
      left: [],
    });
  });

  it('use the jump host that is there, and another name for one that only looks like it', async () => {
    const { hosts } = await read(CONFIG);
    const web1 = hosts.filter(({ name }) => name === 'web1');
    const same = hostsFromConfig(
      web1,
      new Map([['gate', { address: '192.0.2.9', user: 'ops', tags: ['way'] }]]),
    );
    expect(same.hosts.map(({ name }) => name)).toEqual(['web1']);
    const other = hostsFromConfig(web1, new Map([['gate', { address: '192.0.2.1' }]]));
    expect(other.hosts.map(({ name, host }) => [name, host['via']])).toEqual([
      ['gate-2', undefined],
      ['web1', 'gate-2'],
    ]);
  });

  it('leave out what Holdpoint cannot reach, and what is there', async () => {
    const { hosts } = await read(CONFIG);
    const made = hostsFromConfig(
      hosts,
      new Map([
        ['web2', { address: 'w' }],
        ['gate', { address: 'g' }],
      ]),
    );
    expect(made.left).toEqual([
      { name: 'gate', why: 'there' },
      { name: 'web2', why: 'there' },
      { name: 'x', why: 'by-program' },
      { name: 'odd', why: 'address' },
      { name: 'who', why: 'user' },
    ]);
  });
});
