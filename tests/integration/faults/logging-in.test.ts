import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import {
  type CliResult,
  type Desk,
  inventory,
  journalOf,
  noted,
  openDesk,
  releaseOf,
  statesOf,
} from '#support/cli-fixture.ts';
import { passwordOnly, startScriptedServer } from '#support/scripted-ssh-server.ts';
import { generateKey, publicKeyOf, type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let hosts: Sshd[];
/** Encrypted, with the passphrase `open sesame`. */
let encrypted: string;
let file: string;

beforeAll(async () => {
  desk = openDesk();
  encrypted = await generateKey(desk.folder, 'encrypted', ['-t', 'ed25519', '-N', 'open sesame']);
  const authorizedKeys = [publicKeyOf(encrypted)];
  hosts = await Promise.all(['web1', 'web2', 'web3'].map((name) => startSshd({ name, authorizedKeys })));
  file = desk.write('login', releaseOf(inventory(hosts), [noted('work', 'all')]));
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
});

const runWith = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
  desk.cli(['run', file, '--env', 'lab', '--json', ...words], env);
const withKey = (path: string): readonly string[] => ['--credential', `default=key:${path}`];

/** Nobody even tried to log in, and no step was begun. */
function expectNothingTried({ stdout }: CliResult, before: readonly string[]): void {
  expect(hosts.map(logins)).toEqual(before);
  expect(statesOf(JSON.parse(stdout))).toEqual(hosts.map(({ name }) => `work@${name} waiting`));
}
const logins = (host: Sshd): string => (host.log().match(/Accepted|Failed|Postponed|preauth/g) ?? []).join();

describe('a key that is encrypted', () => {
  let before: string[];
  beforeEach(() => {
    before = hosts.map(logins);
  });

  it('row 23: and whose passphrase nobody gave is said once for all hosts, and no host is tried', async () => {
    const result = await runWith(withKey(encrypted));
    expect(result.exit).toBe(4);
    expect(result.stderr).toMatch(
      /^error: credential-missing: web1 \(\S+\): The key \S+ needs its passphrase\. Give it in the credential, or load the key into the agent\. The same on: web2, web3\n$/,
    );
    expectNothingTried(result, before);
  });

  it('row 23: and whose passphrase is wrong is said once for all hosts, and no host is tried', async () => {
    await keepCredential(encrypted);
    const result = await runWith([], { PASSPHRASE: 'open barley' });
    expect(result.exit).toBe(4);
    expect(result.stderr).toMatch(
      /^error: credential-unusable: web1 \(\S+\): \S+ could not be opened: the passphrase is wrong, or the file is damaged\. The same on: web2, web3\n$/,
    );
    expect(result.stderr).not.toContain('open barley');
    expectNothingTried(result, before);
  });

  it('row 23: opens every host once the passphrase is right', async () => {
    await keepCredential(encrypted);
    const { exit } = await runWith([], { PASSPHRASE: 'open sesame' });
    expect(exit).toBe(0);
    expect(hosts.map(journalOf)).toEqual([['did work'], ['did work'], ['did work']]);
  });
});

/** What the app keeps of a credential: where the key is, and where its passphrase. */
async function keepCredential(path: string): Promise<void> {
  const opened = await openLibrary(desk.data, { clock: createClock() });
  if (!opened.ok) throw new Error(opened.error.message);
  const passphrase = { kind: 'env', variable: 'PASSPHRASE' } as const;
  opened.value.setCredential('default', { kind: 'key', path, passphrase });
  opened.value.close();
}

describe('a key file of a kind that is not used as it is', () => {
  it.each([
    [
      'a PuTTY key',
      () => place('putty.ppk', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n'),
      /putty\.ppk is a PuTTY key\. Convert it: puttygen \S+ -O private-openssh-new -o id_converted/,
    ],
    [
      'a public key',
      () => place('id.pub', readFileSync(`${encrypted}.pub`, 'utf8')),
      /id\.pub holds a public key\. The credential needs the private one/,
    ],
    [
      'no key',
      () => place('id.txt', 'dear diary\n'),
      /id\.txt is not a private key that can be read here .*Hardware-backed keys work through the agent, or with transport: openssh for the host/,
    ],
  ])('row 24: %s is named, with what to do about it', async (_what, path, words) => {
    const before = hosts.map(logins);
    const result = await runWith(withKey(path()));
    expect(result.exit).toBe(4);
    expect(result.stderr).toMatch(/^error: credential-unusable: web1 [^\n]+ The same on: web2, web3\n$/);
    expect(result.stderr).toMatch(words);
    expectNothingTried(result, before);
  });

  it('row 24: encrypted by chacha20 says the command that encrypts it otherwise, which helps', async () => {
    const args = ['-t', 'ed25519', '-N', 'open sesame', '-Z', 'chacha20-poly1305@openssh.com'];
    const path = await generateKey(desk.folder, 'chacha', args);
    await keepCredential(path);
    const before = hosts.map(logins);
    const result = await runWith([], { PASSPHRASE: 'open sesame' });
    expect(result.exit).toBe(4);
    expect(result.stderr).toContain(
      `${path} is encrypted in a way that cannot be read here. Re-encrypt it: ssh-keygen -p -Z aes256-ctr -f ${path} (or load it into the agent)`,
    );
    expectNothingTried(result, before);
  });

  it('row 24: in PKCS#8 form is used as it is', async () => {
    const path = await generateKey(desk.folder, 'pkcs8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8']);
    expect(readFileSync(path, 'utf8')).toContain('BEGIN PRIVATE KEY');
    const host = await startSshd({ name: 'web1', authorizedKeys: [publicKeyOf(path)] });
    const own = desk.write('pkcs8', releaseOf(inventory([host]), [noted('work', 'all')]));
    const { exit } = await desk.cli(['run', own, '--env', 'lab', ...withKey(path)]);
    expect(exit).toBe(0);
    expect(journalOf(host)).toEqual(['did work']);
    await host.stop();
  });
});

it('an RSA key at a host that takes RSA by SHA-1 only: the words name that, and the ed25519 key that they advise works', async () => {
  const rsa = await generateKey(desk.folder, 'rsa', ['-t', 'rsa', '-b', '2048']);
  const ed25519 = await generateKey(desk.folder, 'ed25519');
  const config = ['PubkeyAcceptedAlgorithms ssh-rsa,ssh-ed25519'];
  const host = await startSshd({ name: 'web1', config, authorizedKeys: [rsa, ed25519].map(publicKeyOf) });
  const own = desk.write('sha1', releaseOf(inventory([host]), [noted('work', 'all')]));
  const refused = await desk.cli(['run', own, '--env', 'lab', ...withKey(rsa)]);
  expect(refused.exit).toBe(4);
  expect(refused.stderr).toMatch(
    /^error: authentication-refused: web1 \(\S+\): the host refused the key \S+ for user \S+\. It is an RSA key\. Either it is not among the authorized keys of this user there, or the host is old and takes RSA keys by SHA-1 signatures only/m,
  );
  const [, logged = ''] = /logs: "([^"]+)"/.exec(refused.stderr) ?? [];
  expect(host.log()).toContain(logged);
  expect((await desk.cli(['run', own, '--env', 'lab', ...withKey(ed25519)])).exit).toBe(0);
  await host.stop();
});

function place(name: string, text: string): string {
  const path = join(desk.folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a wrong password for many hosts', () => {
  it('row 25: is tried at one of them, and the others say where', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `app${index + 1}`);
    const servers = await Promise.all(
      names.map((name) => startScriptedServer({ name, onAuthentication: passwordOnly('right') })),
    );
    const many = desk.write('many', releaseOf(inventory(servers), [noted('work', 'all')]));
    const words = ['run', many, '--env', 'lab', '--credential', 'default=password-env:WORD'];
    const { exit, stderr } = await desk.cli(words, { WORD: 'wrong-7' });
    expect(exit).toBe(4);
    expect(servers.flatMap(({ tried }) => tried).filter((method) => method !== 'none')).toEqual(['password']);
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(2);
    const [, at = ''] =
      /^error: authentication-refused: (app\d+) \(\S+\): the host refused the password of operator\. It was tried at this host only$/m.exec(
        stderr,
      ) ?? [];
    const untried = lines.find((line) =>
      line.includes(
        `the password of operator was not tried here, because ${at} has refused it. Correct the password there first`,
      ),
    );
    for (const name of names) expect(untried).toMatch(new RegExp(`\\b${name}\\b`));
    expect(stderr).not.toContain('wrong-7');
    await Promise.all(servers.map((server) => server.stop()));
  });
});
