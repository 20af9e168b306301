import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeychain, type SafeStorage } from '#main/keychain.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-keychain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Turns bits around, as a stand-in for what a keyring's key does. */
function storageOf(backend: string, isAvailable = true): SafeStorage {
  const turned = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
  return {
    isEncryptionAvailable: () => isAvailable,
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => turned(Buffer.from(text)),
    decryptString: (bytes) => turned(bytes).toString(),
  };
}

const file = () => join(folder, 'keychain.json');
const keychainOf = (storage: SafeStorage, platform: NodeJS.Platform = 'linux') =>
  createKeychain({ storage, platform, file, now: () => new Date(0) });

describe('the keychain of the operating system', () => {
  it('is refused where what stands behind it protects nothing, and nothing is written then', async () => {
    for (const [storage, backend] of [
      [storageOf('basic_text'), 'basic_text'],
      [storageOf('unknown'), 'unknown'],
      [storageOf('gnome_libsecret', false), 'gnome_libsecret'],
    ] as const) {
      const keychain = keychainOf(storage);
      expect(await keychain.state()).toEqual({ kind: 'keychain-unreal', backend });
      expect(() => keychain.put('db', 'hunter2')).toThrow(`Electron would use “${backend}”`);
      expect(await keychain.read('db')).toEqual({ ok: false, error: { kind: 'keychain-unreal', backend } });
    }
    expect(() => readFileSync(file())).toThrow('ENOENT');
    expect(await keychainOf(storageOf('', false), 'win32').state()).toMatchObject({
      kind: 'keychain-unreal',
    });
    expect(await keychainOf(storageOf('basic_text'), 'aix').state()).toMatchObject({
      kind: 'keychain-unreal',
    });
  });

  it('keeps values encrypted, and gives them under their names', async () => {
    for (const [backend, platform] of [
      ['gnome_libsecret', 'linux'],
      ['kwallet6', 'linux'],
      ['', 'darwin'],
    ] as const) {
      const keychain = keychainOf(storageOf(backend), platform);
      await Promise.all([keychain.put('db', 'hunter2'), keychain.put('api', 'token-7')]);
      expect(await keychain.read('db')).toEqual({ ok: true, value: 'hunter2' });
      expect(await keychain.read('api')).toEqual({ ok: true, value: 'token-7' });
      expect(await keychain.read('toString')).toEqual({
        ok: false,
        error: { kind: 'keychain-entry-absent' },
      });
      expect(await keychain.state()).toMatchObject({
        kind: 'real',
        entries: [{ name: 'api' }, { name: 'db' }],
      });
      expect(readFileSync(file(), 'utf8')).not.toContain('hunter2');
      if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600);
      await keychain.remove('db');
      expect(await keychain.read('db')).toEqual({ ok: false, error: { kind: 'keychain-entry-absent' } });
    }
  });

  it('says what it does not decrypt, and touches no file that is damaged', async () => {
    const refusing = {
      ...storageOf('kwallet5'),
      decryptString: () => {
        throw new Error('another key');
      },
    };
    await keychainOf(storageOf('kwallet5')).put('db', 'hunter2');
    expect(await keychainOf(refusing).read('db')).toEqual({
      ok: false,
      error: { kind: 'keychain-refused', said: 'another key' },
    });
    writeFileSync(file(), '{"entries"');
    const keychain = keychainOf(storageOf('kwallet5'));
    await expect(keychain.put('db', 'hunter2')).rejects.toThrow('is damaged');
    expect(await keychain.read('db')).toMatchObject({ ok: false, error: { kind: 'keychain-refused' } });
    expect(readFileSync(file(), 'utf8')).toBe('{"entries"');
  });
});
