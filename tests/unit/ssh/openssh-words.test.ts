import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '#adapters/ssh/limits.ts';
import { wayThrough, wordsFor } from '#adapters/ssh/openssh/command-line.ts';
import { faultOf, lossOf } from '#adapters/ssh/openssh/failure.ts';
import { believedKey } from '#adapters/ssh/openssh/known-keys.ts';
import { decodePublicKey } from '#adapters/ssh/public-key.ts';
import type { Host } from '#core/release/model.ts';
import { hostOf } from '#support/sshd.ts';

const server = { name: 'web1', address: '10.0.0.1', port: 22, user: 'deploy', fingerprint: 'SHA256:x' };
const host = (changes: Partial<Host> = {}): Host => hostOf(server, { transport: 'openssh', ...changes });

function words(changes: Partial<Host> = {}, user = 'deploy'): readonly string[] {
  return wordsFor({
    host: host(changes),
    user,
    limits: DEFAULT_LIMITS,
    socket: '/tmp/hp-1/1.c',
    knownHosts: { script: '/tmp/hp-1/known', files: '/tmp/hp-1/1' },
    hostKeyAlgorithms: ['ssh-ed25519'],
    identity: {},
    way: null,
  });
}

describe('the command line of ssh', () => {
  it('reads no configuration unless the release says so', () => {
    expect(words().slice(0, 2)).toEqual(['-F', 'none']);
    expect(words()).toContain('-oProxyCommand=none');
    const reading = words({ transport: 'openssh-config' });
    expect(reading).not.toContain('-F');
    expect(reading.filter((word) => /ProxyCommand|GSSAPI|^-oMACs/.test(word))).toEqual([]);
    for (const word of ['-oStrictHostKeyChecking=yes', '-oPermitLocalCommand=no', '-oForwardAgent=no'])
      expect(reading).toContain(word);
  });

  it.each([
    ['-oProxyCommand=touch /tmp/x', 'deploy'],
    ['10.0.0.1\nProxyCommand touch', 'deploy'],
    ['10.0.0.1 touch', 'deploy'],
    ['10.0.0.1', '-oProxyCommand=x'],
    ['10.0.0.1', 'deploy\nx'],
    ['10.0.0.1', '$(touch x)'],
  ])('is not made with the address %j and the user %j', (address, user) => {
    expect(() => words({ address }, user)).toThrow('no release holds');
  });

  it('ends with the address behind --, and puts nothing in for a % of it', () => {
    const zoned = words({ address: 'fe80::1%h' });
    expect(zoned.slice(-2)).toEqual(['--', 'fe80::1%h']);
    expect(zoned).toContain('-oHostName=fe80::1%%h');
  });

  it('quotes the way over a jump host for the shell that runs it', () => {
    expect(wayThrough("/opt/it's/ssh", '/tmp/hp-1/2.c', host({ address: 'fe80::1%h' }))).toBe(
      `'/opt/it'\\''s/ssh' '-F' 'none' '-oControlMaster=no' '-oProxyCommand=false' '-S' '/tmp/hp-1/2.c' '-W' '[fe80::1%%h]:22' '--' 'jump'`,
    );
  });

  it('allows outdated algorithms with ssh: legacy only', () => {
    expect(words().filter((word) => /^-oMACs/.test(word))).toEqual([
      '-oMACs=-hmac-sha1-etm@openssh.com,hmac-sha1',
    ]);
    expect(words({ ssh: 'legacy' }).filter((word) => /^-o(MACs|Ciphers)/.test(word))).toEqual([
      '-oMACs=+hmac-sha1-etm@openssh.com,hmac-sha1',
      '-oCiphers=+aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc',
    ]);
  });
});

describe('what ssh says', () => {
  const said = (phase: 'path' | 'greeting' | 'key' | 'login', ...lines: readonly string[]) =>
    faultOf({ host: host(), phase, lines, connectMs: 10_000, offered: () => ['ours'] });

  it.each([
    ['path', 'ssh: Could not resolve hostname x: Name or service not known', { kind: 'unresolved' }],
    ['path', 'ssh: connect to host x port 22: Connection refused', { kind: 'port-refused' }],
    ['path', 'ssh: connect to host x port 22: No route to host', { kind: 'no-route' }],
    ['path', 'ssh: connect to host x port 22: Connection timed out', { kind: 'no-answer', withinMs: 10_000 }],
    [
      'greeting',
      'kex_exchange_identification: Connection closed by remote host',
      { kind: 'hung-up', when: 'greeting', said: '' },
    ],
    ['key', 'Connection closed by 10.0.0.1 port 22', { kind: 'hung-up', when: 'key-exchange' }],
    ['login', 'Connection closed by 10.0.0.1 port 22', { kind: 'hung-up', when: 'login' }],
    ['login', 'deploy@10.0.0.1: Permission denied (publickey).', null],
    ['path', 'Bad configuration option: x', { kind: 'client-failed', said: 'Bad configuration option: x' }],
  ] as const)('in %s, %s', (phase, line, fault) => {
    expect(said(phase, 'debug1: Connection refused', line)).toEqual(fault);
  });

  it('of a connection that was open', () => {
    expect(lossOf(['Timeout, server 10.0.0.1 not responding.'])?.message).toBe('Keepalive timeout');
    expect(lossOf(['Connection to 10.0.0.1 closed by remote host.'])).toBeNull();
    expect(lossOf(['client_loop: send disconnect: Broken pipe'])?.message).toContain('Broken pipe');
    expect(lossOf(['debug1: nothing of note'])).toBeNull();
  });
});

it('a key that is no certificate is told as it is', () => {
  const key = decodePublicKey(
    'ssh-ed25519',
    'AAAAC3NzaC1lZDI1NTE5AAAAIEn/7dav79g4if77zKHyKZlkz7FEv55VeaVIOT9kvyKh',
  );
  expect(believedKey(key?.blob ?? Buffer.alloc(0)).authority).toBeNull();
});
