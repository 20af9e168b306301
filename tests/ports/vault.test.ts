import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '#adapters/system/clock.ts';
import { readSecret } from '#adapters/vault/secrets.ts';
import { Vault } from '#adapters/vault/vault.ts';
import type { GivenSecret } from '#core/library/references.ts';
import type { CredentialFault } from '#core/run/connecting.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import { describeConnectFault } from '#core/words/hosts/describe-connecting.ts';
import { createSecretReader } from '#operations/read-secrets.ts';
import { createCredentialSource, lookUpSecrets } from '#operations/workstation-secrets.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-vault-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const newVault = () =>
  new Vault({ folder, clock: createClock(), take: () => ({ release: () => undefined }) });

function readerOf(vault = newVault(), ask: AskPerson | null = null) {
  return createSecretReader({
    clock: createClock(),
    ask,
    vault,
    vaultPassphrase: null,
    keychain: null,
    hidden: () => new Set(),
  });
}

describe('secrets', () => {
  it('come from the environment', async () => {
    vi.stubEnv('DB_PASSWORD', 'hunter2\n');
    expect(await readSecret({ kind: 'env', variable: 'DB_PASSWORD' })).toEqual({
      ok: true,
      value: 'hunter2\n',
    });
  });

  it('come from files, without one line end at the end', async () => {
    const path = join(folder, 'secret');
    for (const [content, value] of [
      ['a b', 'a b'],
      ['x\n', 'x'],
      ['x\r\n', 'x'],
      ['x\n\n', 'x\n'],
      [' y\nz\n', ' y\nz'],
    ] as const) {
      writeFileSync(path, content);
      expect(await readSecret({ kind: 'file', path })).toEqual({ ok: true, value });
    }
  });

  it('are never another value than the file holds', async () => {
    const path = join(folder, 'secret');
    const faultOf = async (bytes: Buffer) => {
      writeFileSync(path, bytes);
      return await readSecret({ kind: 'file', path });
    };
    const refused = (kind: string) => ({ ok: false, error: { kind: 'unreadable', path, because: { kind } } });
    expect(await faultOf(Buffer.from('p\xe4sswort', 'latin1'))).toEqual(refused('not-utf8'));
    expect(await faultOf(Buffer.from('pass\0word'))).toEqual(refused('zero-byte'));
    expect(await faultOf(Buffer.from('\ufeffpassword\r\n'))).toEqual({ ok: true, value: 'password' });
  });

  it('say by name what is missing and how to give it', async () => {
    writeFileSync(join(folder, 'empty'), '\n');
    const references = new Map<string, GivenSecret>([
      ['unset', { kind: 'env', variable: 'HOLDPOINT_TEST_UNSET' }],
      ['gone', { kind: 'file', path: join(folder, 'gone') }],
      ['empty', { kind: 'file', path: join(folder, 'empty') }],
    ]);
    const secrets = lookUpSecrets((name) => references.get(name) ?? null, readerOf());
    for (const name of ['unset', 'gone', 'empty', 'unnamed', 'toString']) {
      expect(await secrets.get(name)).toMatchObject({
        ok: false,
        error: { code: 'secret-missing', message: expect.stringContaining(`--secret ${name}=env:VARIABLE`) },
      });
    }
  });

  it('in a locked vault are asked for when they are used, and not when they are only to be hidden', async () => {
    const vault = newVault();
    await vault.create('correct horse battery');
    await vault.put('db', 'hunter2');
    vault.lock();
    let asked = 0;
    const ask: AskPerson = () => {
      asked += 1;
      return Promise.resolve([asked === 1 ? 'not the passphrase' : 'correct horse battery']);
    };
    const secrets = lookUpSecrets(() => ({ kind: 'vault', entry: 'db' }), readerOf(vault, ask));
    expect(await secrets.peek('db')).toMatchObject({ ok: false, error: { code: 'secret-missing' } });
    expect(asked).toBe(0);
    expect(await Promise.all([secrets.get('db'), secrets.get('db')])).toEqual([
      { ok: true, value: 'hunter2' },
      { ok: true, value: 'hunter2' },
    ]);
    expect(asked).toBe(2);
    expect(await secrets.peek('db')).toEqual({ ok: true, value: 'hunter2' });
  });

  it('of a credential are told by the name of the credential', async () => {
    const path = join(folder, 'gone');
    const source = createCredentialSource(
      () => ({ kind: 'key', path: 'id_ops', passphrase: { kind: 'file', path } }),
      readerOf().read,
    );
    const found = await source.get('ops');
    expect(found).toMatchObject({ ok: false, error: { kind: 'credential-unread', name: 'ops' } });
    expect(describeConnectFault((found as { error: CredentialFault }).error, 'web1')).toBe(
      `The credential "ops" cannot be used. The file ${path} cannot be read (ENOENT). Check what --credential says, or Credentials in the app`,
    );
  });
});
