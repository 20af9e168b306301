import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type ParsedKey } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { joinAgents } from '#adapters/ssh/agents.ts';
import type { Credential } from '#adapters/ssh/credential.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { Host } from '#core/release/model.ts';
import { passwordOnly, promptOnly, sha1Only, startScriptedServer } from '#support/scripted-ssh-server.ts';
import { failureOf, openTransport, unwrap } from '#support/ssh-fixture.ts';
import { generateKey, hostOf, publicKeyOf, type Sshd, startSshd, underPassphrase } from '#support/sshd.ts';

let dir: string;
let transport: SshTransport;
const keys: Record<string, string> = {};
let sshd: Sshd;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'holdpoint-login-'));
  keys.ed25519 = await generateKey(dir, 'ed25519');
  keys.rsa = await generateKey(dir, 'rsa', ['-t', 'rsa', '-b', '2048']);
  keys.ecdsa = await generateKey(dir, 'ecdsa', ['-t', 'ecdsa', '-b', '384']);
  keys.encrypted = await generateKey(dir, 'encrypted', underPassphrase('open sesame'));
  keys.stranger = await generateKey(dir, 'stranger');
  const known = [keys.ed25519, keys.rsa, keys.ecdsa, keys.encrypted];
  sshd = await startSshd({ authorizedKeys: known.map(publicKeyOf), config: ['MaxAuthTries 4'] });
});
afterAll(async () => {
  await sshd.stop();
  await rm(dir, { recursive: true });
});
afterEach(() => transport.close());

async function login(credential: Credential, host: Host = hostOf(sshd, { credential: 'it' })) {
  transport = await openTransport({ credentials: { it: credential } });
  return transport.connect(host, [host]);
}

describe('a key file', () => {
  it.each(['ed25519', 'rsa', 'ecdsa'])('of type %s lets us in', async (type) => {
    unwrap(await login({ kind: 'key', path: keys[type]! }));
  });

  it('that is encrypted needs its passphrase', async () => {
    expect(failureOf(await login({ kind: 'key', path: keys.encrypted! })).code).toBe('credential-missing');
    const wrong = failureOf(await login({ kind: 'key', path: keys.encrypted!, passphrase: 'nope' }));
    expect(wrong.code).toBe('credential-unusable');
    expect(wrong.message).toContain('passphrase is wrong');
    unwrap(await login({ kind: 'key', path: keys.encrypted!, passphrase: 'open sesame' }));
  });

  it('that does not exist is named', async () => {
    const failure = failureOf(await login({ kind: 'key', path: join(dir, 'missing') }));
    expect(failure).toMatchObject({ code: 'credential-missing' });
    expect(failure.message).toContain(join(dir, 'missing'));
  });

  it('that the host does not know is refused', async () => {
    const failure = failureOf(await login({ kind: 'key', path: keys.stranger! }));
    expect(failure.code).toBe('authentication-refused');
    expect(failure.message).toContain(keys.stranger!);
  });
});

/** At a host that takes RSA keys by SHA-1 signatures only, as OpenSSH before 7.2 and appliances do. */
async function expectSha1OnlyForLegacy(credential: Credential, what: string): Promise<void> {
  const signed: string[] = [];
  const old = await startScriptedServer({ hidesSignatures: true, onAuthentication: sha1Only(signed) });
  const host = hostOf(old, { credential: 'it' });
  const { code, message } = failureOf(await login(credential, host));
  await transport.close();
  expect([code, signed]).toEqual(['authentication-refused', []]);
  expect(message).toContain(
    `the host knows ${what} for user operator, but takes RSA keys by SHA-1 signatures only, which are outdated. Use an ed25519 or ECDSA key for this host. Where that cannot be done, write ssh: legacy for it in the release`,
  );
  unwrap(await login(credential, { ...host, ssh: 'legacy' }));
  expect(signed).toEqual(['ssh-rsa']);
  await transport.close();
  await old.stop();
}

describe('an RSA key file', () => {
  it('signs by SHA-1 for a host with ssh: legacy only', () =>
    expectSha1OnlyForLegacy({ kind: 'key', path: keys.rsa! }, `the RSA key ${keys.rsa}`));
});

describe('the agent', () => {
  let agentPid = 0;
  const before = process.env.SSH_AUTH_SOCK;

  beforeAll(async () => {
    const text = execFileSync('ssh-agent', ['-s', '-a', join(dir, 'agent')], { encoding: 'utf8' });
    agentPid = Number(/SSH_AGENT_PID=(\d+)/.exec(text)?.[1]);
    process.env.SSH_AUTH_SOCK = join(dir, 'agent');
    const wrong = await Promise.all(
      Array.from({ length: 6 }, (_, index) => generateKey(dir, `wrong${index}`)),
    );
    execFileSync('ssh-add', ['-q', ...wrong, keys.ed25519!], { stdio: 'ignore' });
  });
  afterAll(() => {
    process.kill(agentPid);
    process.env.SSH_AUTH_SOCK = before;
    if (before === undefined) delete process.env.SSH_AUTH_SOCK;
  });

  it('offers the one key asked for, so that the host does not count the others', async () => {
    const fingerprint =
      execFileSync('ssh-keygen', ['-lf', `${keys.ed25519}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
    unwrap(await login({ kind: 'agent', fingerprint }));
  });

  it('that is empty, or silent, hides none of the others', async () => {
    const empty = join(dir, 'empty');
    const text = execFileSync('ssh-agent', ['-s', '-a', empty], { encoding: 'utf8' });
    onTestFinished(() => void process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(text)?.[1])));
    const [silent, none, full] = [join(dir, 'no-agent'), empty, join(dir, 'agent')].map((each) =>
      ssh2.createAgent(each),
    );
    const joined = joinAgents([silent!, none!, full!, full!]);
    const keys = await new Promise<unknown[]>((resolve, reject) =>
      joined.getIdentities((error, found) => (error ? reject(error) : resolve(found ?? []))),
    );
    expect(keys).toHaveLength(7);
    const signature = await new Promise<unknown>((resolve, reject) =>
      joined.sign(keys[0] as ParsedKey, Buffer.from('x'), {}, (error, signed) =>
        error ? reject(error) : resolve(signed),
      ),
    );
    expect(signature).toBeInstanceOf(Buffer);
    await expect(
      new Promise((_, reject) => joinAgents([silent!, silent!]).getIdentities((error) => reject(error))),
    ).rejects.toThrow('Failed to connect to agent');
  });

  it('with too many keys is refused', async () => {
    expect(failureOf(await login({ kind: 'agent' })).code).toBe('authentication-refused');
  });

  it('that does not hold the key says so', async () => {
    const failure = failureOf(
      await login({ kind: 'agent', fingerprint: 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU' }),
    );
    expect(failure.code).toBe('authentication-refused');
    expect(failure.message).toContain('does not hold');
  });

  it('signs RSA by SHA-1 for a host with ssh: legacy only', async () => {
    execFileSync('ssh-add', ['-q', keys.rsa!], { stdio: 'ignore' });
    await expectSha1OnlyForLegacy({ kind: 'agent' }, 'an RSA key of the agent');
    execFileSync('ssh-add', ['-q', '-d', keys.rsa!], { stdio: 'ignore' });
  });

  it('that is not running is missing', async () => {
    process.env.SSH_AUTH_SOCK = '';
    expect(failureOf(await login({ kind: 'agent' })).code).toBe('credential-missing');
    process.env.SSH_AUTH_SOCK = join(dir, 'agent');
  });
});

describe('a password', () => {
  it('is sent once, by the method the host takes', async () => {
    for (const onAuthentication of [passwordOnly('right'), promptOnly('right')]) {
      const server = await startScriptedServer({ onAuthentication });
      unwrap(await login({ kind: 'password', password: 'right' }, hostOf(server, { credential: 'it' })));
      expect(server.tried).toHaveLength(2);
      await server.stop();
    }
  });

  it('that is wrong is tried at one host only', async () => {
    const servers = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        startScriptedServer({ name: `web${n}`, onAuthentication: passwordOnly('right') }),
      ),
    );
    transport = await openTransport({ credentials: { it: { kind: 'password', password: 'wrong' } } });
    const hosts = servers.map((server) => hostOf(server, { credential: 'it' }));
    const results = await Promise.all(hosts.map((host) => transport.connect(host, hosts)));
    expect(results.map((result) => failureOf(result).code)).toEqual(Array(4).fill('authentication-refused'));
    expect(servers.flatMap((server) => server.tried).filter((method) => method === 'password')).toHaveLength(
      1,
    );
    await transport.close();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('that is right opens all hosts', async () => {
    const servers = await Promise.all(
      [1, 2, 3].map((n) => startScriptedServer({ name: `web${n}`, onAuthentication: promptOnly('right') })),
    );
    transport = await openTransport({ credentials: { it: { kind: 'password', password: 'right' } } });
    const hosts = servers.map((server) => hostOf(server, { credential: 'it' }));
    for (const result of await Promise.all(hosts.map((host) => transport.connect(host, hosts))))
      unwrap(result);
    await transport.close();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('is not given to a host that takes none', async () => {
    const failure = failureOf(await login({ kind: 'password', password: 'secret' }));
    expect(failure.code).toBe('authentication-refused');
    expect(failure.message).toContain('publickey');
  });

  it('is not given to a prompt that shows what is typed', async () => {
    const answers: string[] = [];
    const server = await startScriptedServer({
      onAuthentication: (context) => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
        context.prompt([{ prompt: 'Verification code: ', echo: true }], (given) => {
          answers.push(...given);
          context.reject(['keyboard-interactive']);
        });
      },
    });
    const failure = failureOf(
      await login({ kind: 'password', password: 'secret' }, hostOf(server, { credential: 'it' })),
    );
    expect(failure.message).toContain('Verification code');
    expect(answers.join('')).toBe('');
    await server.stop();
  });
});

describe('a key that must be converted', () => {
  it.each([
    ['PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n', 'puttygen'],
    ['not a key\n', 'not a private key'],
  ])('is refused with what to do', async (text, advice) => {
    const path = join(dir, 'odd');
    await writeFile(path, text);
    const failure = failureOf(await login({ kind: 'key', path }));
    expect(failure.code).toBe('credential-unusable');
    expect(failure.message).toContain(advice);
  });

  it('names the command for chacha20 encryption', async () => {
    const path = await generateKey(dir, 'chacha', [
      '-t',
      'ed25519',
      '-N',
      'secret',
      '-Z',
      'chacha20-poly1305@openssh.com',
    ]);
    expect(readFileSync(path, 'utf8')).toContain('OPENSSH');
    const failure = failureOf(await login({ kind: 'key', path, passphrase: 'secret' }));
    expect(failure.code).toBe('credential-unusable');
    expect(failure.message).toContain('aes256-ctr');
  });
});
