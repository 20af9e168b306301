/** What only the system's OpenSSH client does: certificates, the user's configuration, and what is said where it is missing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PrivateFolder } from '#adapters/ssh/openssh/private-folder.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { Host } from '#core/release/model.ts';
import { failureOf, openTransport, runOn, type TransportSetup, unwrap } from '#support/ssh-fixture.ts';
import { generateKey, hostOf, publicKeyOf, type Sshd, startSshd } from '#support/sshd.ts';

let dir: string;
let ca: string;
let transport: SshTransport;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'holdpoint-openssh-'));
  ca = await generateKey(dir, 'ca');
});
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(() => transport.close());

async function connect(host: Host, setup: TransportSetup = {}) {
  transport = await openTransport(setup);
  return transport.connect(host, [host]);
}

const byOpenSsh = (server: Sshd, changes: Partial<Host> = {}): Host =>
  hostOf(server, { transport: 'openssh', ...changes });

function sign(words: readonly string[], key: string): void {
  execFileSync('ssh-keygen', ['-q', '-s', ca, '-I', 'of a test', ...words, `${key}.pub`]);
}

const fingerprintIn = (key: string): string =>
  execFileSync('ssh-keygen', ['-lf', `${key}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';

describe('a user certificate', () => {
  it('beside its key lets in where the host believes its authority, by OpenSSH alone', async () => {
    const server = await startSshd({ config: [`TrustedUserCAKeys ${ca}.pub`], authorizedKeys: [] });
    onTestFinished(() => server.stop());
    const key = await generateKey(dir, `user "key" of\t\${HOME} %h`);
    sign(['-n', server.user], key);
    const credentials = { it: { kind: 'key', path: key } } as const;
    const link = unwrap(await connect(byOpenSsh(server, { credential: 'it' }), { credentials }));
    expect((await runOn(link, 'exit 3')).end).toEqual({ kind: 'exit', code: 3 });
    expect(server.log()).toContain('Accepted certificate ID "of a test"');
    await transport.close();
    const built = hostOf(server, { credential: 'it' });
    expect(failureOf(await connect(built, { credentials })).code).toBe('authentication-refused');
  });
});

describe('a host certificate', () => {
  let server: Sshd;
  let hostKey: string;
  const authorities = (line: string): TransportSetup => {
    const file = join(mkdtempSync(join(dir, 'kh-')), 'known_hosts');
    writeFileSync(file, `${line}\n`);
    return { knownHostsFiles: [file] };
  };

  beforeAll(async () => {
    hostKey = await generateKey(dir, 'host');
    sign(['-h', '-n', '127.0.0.1'], hostKey);
    server = await startSshd({ hostKey, config: [`HostCertificate ${hostKey}-cert.pub`] });
  });
  afterAll(() => server.stop());
  const unpinned = (changes: Partial<Host> = {}): Host => byOpenSsh(server, { hostKeys: [], ...changes });

  it('of an authority in known_hosts is believed, and both keys are told', async () => {
    const link = unwrap(await connect(unpinned(), authorities(`@cert-authority * ${publicKeyOf(ca)}`)));
    expect(link.hostKey).toBe(fingerprintIn(hostKey));
    expect(link.openSsh?.authority).toBe(fingerprintIn(ca));
  });

  it('of another authority, or for another host, is not', async () => {
    const other = await generateKey(dir, 'other-ca');
    const stranger = authorities(`@cert-authority * ${publicKeyOf(other)}`);
    const failure = failureOf(await connect(unpinned(), stranger));
    expect(failure).toMatchObject({ code: 'host-key-unusable' });
    expect(failure.message).toContain('it showed no certificate of that authority');
    expect(failure.message).toContain(fingerprintIn(hostKey));
    await transport.close();
    const mine = authorities(`@cert-authority * ${publicKeyOf(ca)}`);
    const elsewhere = failureOf(await connect(unpinned({ address: '127.0.0.2' }), mine));
    expect(elsewhere.code).toMatch(/^(host-key-unusable|refused)$/);
  });

  it('for another name says so', async () => {
    const key = await generateKey(dir, 'misnamed');
    sign(['-h', '-n', 'elsewhere.example'], key);
    const misnamed = await startSshd({ hostKey: key, config: [`HostCertificate ${key}-cert.pub`] });
    onTestFinished(() => misnamed.stop());
    const mine = authorities(`@cert-authority * ${publicKeyOf(ca)}`);
    const failure = failureOf(await connect(byOpenSsh(misnamed, { hostKeys: [] }), mine));
    expect(failure.code).toBe('host-key-unusable');
    expect(failure.message).toContain('name is not a listed principal');
  });

  it('of an authority that is revoked is refused', async () => {
    const lines = `@cert-authority * ${publicKeyOf(ca)}\n@revoked * ${publicKeyOf(ca)}`;
    expect((await connect(unpinned(), authorities(lines))).ok).toBe(false);
  });

  it('does not help where the release names the key, and a plain key still does', async () => {
    const pinned = byOpenSsh(server, { hostKeys: [fingerprintIn(hostKey)] });
    unwrap(await connect(pinned, authorities(`@cert-authority * ${publicKeyOf(ca)}`)));
    await transport.close();
    const wrong = byOpenSsh(server, { hostKeys: [fingerprintIn(ca)] });
    const failure = failureOf(await connect(wrong, authorities(`@cert-authority * ${publicKeyOf(ca)}`)));
    expect(failure.code).toBe('host-key-changed');
  });
});

describe('a host that exchanges keys by post-quantum methods only', () => {
  it('is reached by OpenSSH, asked for its key by it too, and the built-in client names that way', async () => {
    const server = await startSshd({ config: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'] });
    onTestFinished(() => server.stop());
    const link = unwrap(await connect(byOpenSsh(server)));
    expect((await runOn(link, 'exit 7')).end).toEqual({ kind: 'exit', code: 7 });
    const unknown = byOpenSsh(server, { hostKeys: [] });
    expect(unwrap(await transport.learnHostKey(unknown, [unknown])).publicKey).toBe(server.publicKey);
    await transport.close();
    const { message } = failureOf(await connect(hostOf(server)));
    expect(message).toContain('The host offers: sntrup761x25519-sha512@openssh.com');
    expect(message).toContain('write transport: openssh for this host in the release');
  });
});

/** A PATH with an `ssh` of a test's own. */
function withSsh(text: string | null): string {
  const bin = mkdtempSync(join(dir, 'bin-'));
  if (text !== null) {
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, 'ssh'), 0o755);
  }
  const before = process.env['PATH'];
  process.env['PATH'] = text === null ? bin : `${bin}:${before}`;
  onTestFinished(() => {
    process.env['PATH'] = before;
  });
  return bin;
}

describe('a configuration of the user', () => {
  it('is read only where the release says so; address, trust and forwarding stay as they are', async () => {
    const server = await startSshd();
    onTestFinished(() => server.stop());
    const config = join(mkdtempSync(join(dir, 'config-')), 'config');
    const mark = `${config}.used`;
    const way = `sh -c 'touch ${mark}; exec ${process.execPath} -e "const s=require(\\"net\\").connect(%p,\\"%h\\");process.stdin.pipe(s).pipe(process.stdout)"'`;
    const evil =
      'StrictHostKeyChecking no\n  HostName 127.9.9.9\n  Port 1\n  User nobody\n  ControlPath none';
    writeFileSync(config, `Host 127.0.0.1\n  ProxyCommand ${way}\n  ${evil}\n`);
    // The user's own file has a fixed place; this stands for it wherever ssh is to read it.
    withSsh(
      `case " $* " in *" -F none "*) exec /usr/bin/ssh "$@" ;; *) exec /usr/bin/ssh -F ${config} "$@" ;; esac`,
    );
    const touched = (): boolean => existsSync(mark);
    unwrap(await connect(byOpenSsh(server)));
    expect(touched()).toBe(false);
    await transport.close();
    const link = unwrap(await connect(byOpenSsh(server, { transport: 'openssh-config' })));
    expect((await runOn(link, 'exit 0')).end).toEqual({ kind: 'exit', code: 0 });
    expect(touched()).toBe(true);
    await transport.close();
    const other = byOpenSsh(server, { transport: 'openssh-config', hostKeys: [fingerprintIn(ca)] });
    expect(failureOf(await connect(other)).code).toBe('host-key-changed');
  });
});

describe('a folder that a killed program left behind', () => {
  it('is removed by the next one once it is a day old, and no other is', async () => {
    const gone = spawnSync('true').pid;
    const folders = ['old123', 'new123'].map((name) => join(tmpdir(), `hp-${gone}-${name}`));
    const own = join(tmpdir(), `hp-${process.pid}-old123`);
    for (const folder of [...folders, own]) mkdirSync(folder);
    onTestFinished(() => {
      for (const folder of [...folders, own]) rmSync(folder, { recursive: true, force: true });
    });
    const [old = '', fresh = ''] = folders;
    const before = new Date(Date.now() - 25 * 60 * 60 * 1000);
    for (const folder of [old, own]) utimesSync(folder, before, before);
    new PrivateFolder().remove();
    expect([old, fresh, own].map((folder) => existsSync(folder))).toEqual([false, true, true]);
  });
});

describe('a workstation', () => {
  const host = (): Host => ({ ...hostOf(nowhere), transport: 'openssh' });
  const nowhere = { name: 'web1', address: '127.0.0.1', port: 1, user: 'deploy', fingerprint: 'SHA256:x' };

  it('without ssh is told what to install', async () => {
    withSsh(null);
    const failure = failureOf(await connect({ ...host(), hostKeys: [] }));
    expect(failure.code).toBe('client-missing');
    expect(failure.message).toContain('apt install openssh-client');
  });

  it('with one that is too old is told which it is', async () => {
    withSsh('echo "OpenSSH_8.0p1, OpenSSL 1.1.1k" >&2');
    const failure = failureOf(await connect({ ...host(), hostKeys: [] }));
    expect(failure.code).toBe('client-missing');
    expect(failure.message).toMatch(/needs OpenSSH 8\.5 or newer; .*\/ssh here is OpenSSH_8\.0p1/);
  });
});

describe('a key file that OpenSSH reads and this program does not', () => {
  it('in chacha20, is opened by OpenSSH with the passphrase that a person gives', async () => {
    const path = await generateKey(dir, 'chacha', [
      '-t',
      'ed25519',
      '-N',
      'secret',
      '-Z',
      'chacha20-poly1305@openssh.com',
    ]);
    const server = await startSshd({ authorizedKeys: [publicKeyOf(path)] });
    onTestFinished(() => server.stop());
    const host = byOpenSsh(server, { credential: 'it' });
    unwrap(await connect(host, { credentials: { it: { kind: 'key', path, passphrase: 'secret' } } }));
    await transport.close();
    const wrong = { credentials: { it: { kind: 'key', path, passphrase: 'nope' } } } as const;
    expect(failureOf(await connect(host, wrong)).reason.fault.kind).toBe('passphrase-wrong');
    await transport.close();
    const asked = await connect(host, {
      credentials: { it: { kind: 'key', path } },
      ask: () => Promise.resolve(['secret']),
    });
    expect(asked.ok).toBe(true);
  });
});
