import { describe, expect } from 'vitest';
import { describeOpening, printableFinding } from '#core/words/library/describe-evidence.ts';
import { AT, RUN, recordRun, runCreated, type StoreFixture, test } from './library-fixture.ts';

const KEY = {
  address: '10.0.0.1',
  port: 22,
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:abc',
  publicKey: 'ssh-ed25519 AAAA',
  by: 'engineer',
};

async function withTrust(store: StoreFixture): Promise<void> {
  const library = await store.open();
  library.acceptHostKey(KEY);
  library.setCredential('deploy', { kind: 'agent', fingerprint: null });
  library.setSecret('db', { kind: 'env', variable: 'DB' });
  library.writeSetting('settings', { knownHosts: ['/home/dana/hosts'] });
  recordRun(library);
  library.close();
}

describe('what decides about trust', () => {
  test('is recorded as facts in the chain of the library, each change once', async ({ store }) => {
    const library = await store.open();
    library.acceptHostKey(KEY);
    library.acceptHostKey(KEY);
    library.setCredential('deploy', { kind: 'agent', fingerprint: null });
    library.setCredential('deploy', { kind: 'agent', fingerprint: null });
    library.setCredential('none', null);
    library.setSecret('db', { kind: 'env', variable: 'DB' });
    library.writeSetting('theme', 'dark');
    library.writeSetting('theme', 'dark');
    library.forgetHostKey(KEY);
    const login = expect.any(String);
    const { by: _by, keyType: _type, publicKey: _key, ...place } = KEY;
    expect(library.chain(null).map(({ type, data }) => [type, data])).toEqual([
      ['libraryCreated', expect.anything()],
      ['hostKeyAccepted', { ...KEY, login }],
      ['credentialSet', { name: 'deploy', reference: { kind: 'agent', fingerprint: null }, login }],
      ['secretSet', { name: 'db', reference: { kind: 'env', variable: 'DB' }, login }],
      ['settingWritten', { key: 'theme', value: 'dark', login }],
      ['hostKeyForgotten', { ...place, login }],
    ]);
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });

  test('holds keys of people: an id is of one key, and what was revoked stays revoked', async ({ store }) => {
    const library = await store.open();
    const key = { id: 'A1', publicKey: 'RWA', name: 'Ada', how: 'trusted', by: 'Grace' } as const;
    expect(library.trustSigningKey(key)).toBe(true);
    expect(library.trustSigningKey(key)).toBe(true);
    expect(library.trustSigningKey({ ...key, publicKey: 'RWB' })).toBe(false);
    expect(library.revokeSigningKey('B2', { why: 'x', by: 'Grace' })).toBe(false);
    expect(library.revokeSigningKey('A1', { why: 'lost', by: 'Grace' })).toBe(true);
    expect(library.revokeSigningKey('A1', { why: 'again', by: 'Grace' })).toBe(false);
    expect(library.trustSigningKey(key)).toBe(false);
    library.close();
    const again = await store.open();
    expect(again.listSigningKeys()).toMatchObject([{ ...key, revoked: { why: 'lost', by: 'Grace' } }]);
    expect(again.chain(null).map(({ type }) => type)).toEqual([
      'libraryCreated',
      'signingKeyTrusted',
      'signingKeyRevoked',
    ]);
  });

  for (const [what, type, from, to] of [
    ['an accepted host key', 'hostKeyAccepted', 'SHA256:abc', 'SHA256:xyz'],
    ['a credential', 'credentialSet', '"agent"', '"other"'],
    ['a secret source', 'secretSet', '"DB"', '"PATH"'],
    ['a setting', 'settingWritten', '/home/dana/hosts', '/tmp/evil'],
  ] as const) {
    test(`is named and not believed when ${what} is edited behind it`, async ({ store }) => {
      await withTrust(store);
      store.tamper((database) => {
        const edit = 'UPDATE events SET data = replace(data, ?, ?) WHERE run IS NULL AND type = ?';
        expect(database.prepare(edit).run(from, to, type).changes).toBe(1);
      });
      const library = await store.open();
      expect(library.losses.map(describeOpening)).toEqual([
        expect.stringMatching(
          /log does not verify, at event \d+: .*not trusted until they are accepted or set again/,
        ),
      ]);
      expect(library.verifyLibrary().findings.map(printableFinding)).toContainEqual(
        expect.objectContaining({ run: null, code: 'event-changed', message: expect.stringContaining(type) }),
      );
      expect(JSON.stringify([library.listAcceptedHostKeys(), library.listCredentials()])).not.toMatch(
        /xyz|other/,
      );
      expect(library.listSecrets()).not.toContainEqual(
        expect.objectContaining({ source: { kind: 'env', variable: 'PATH' } }),
      );
      expect(library.readSetting('settings')).not.toEqual({ knownHosts: ['/tmp/evil'] });
      const before = library.listAcceptedHostKeys();
      expect(type === 'hostKeyAccepted' ? before : []).toEqual([]);
      library.acceptHostKey(KEY);
      expect(library.listAcceptedHostKeys()).toEqual([
        expect.objectContaining({ fingerprint: 'SHA256:abc' }),
      ]);
    });
  }

  test('is not included again by deleting the event that took it away', async ({ store }) => {
    const library = await store.open();
    library.acceptHostKey(KEY);
    library.forgetHostKey(KEY);
    recordRun(library);
    library.close();
    store.tamper((database) => {
      database.exec("DELETE FROM events WHERE type = 'hostKeyForgotten'");
    });
    const again = await store.open();
    expect(again.listAcceptedHostKeys()).toEqual([]);
    expect(again.verifyLibrary().findings.map(printableFinding)).toContainEqual(
      expect.objectContaining({ code: 'event-missing' }),
    );
  });
});

describe('the tables and guards of a library', () => {
  const changed = (message: RegExp) =>
    expect.objectContaining({
      run: null,
      code: 'schema-changed',
      message: expect.stringMatching(message),
    });

  test('are told of at opening and by verify when guards are dropped, and put back', async ({ store }) => {
    await withTrust(store);
    store.tamper(() => undefined);
    expect((await store.open()).losses.map(describeOpening)).toEqual([]);
    store.rawly((database) => {
      database.exec('DROP TRIGGER events_stay');
    });
    const library = await store.open();
    expect(library.losses.map(describeOpening)).toEqual([
      expect.stringContaining('the guard events_stay was removed'),
    ]);
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([
      changed(/guard events_stay was removed/),
    ]);
    library.close();
    expect(() => store.rawly((database) => database.exec("UPDATE events SET at = ''"))).toThrow(
      'never changed',
    );
    expect((await store.open()).verifyLibrary().findings.map(printableFinding)).toEqual([
      changed(/events_stay/),
    ]);
  });

  test('are rid of a trigger that was added before anything is written', async ({ store }) => {
    await withTrust(store);
    store.rawly((database) => {
      database.exec(
        `CREATE TRIGGER helpful AFTER INSERT ON events BEGIN DELETE FROM releases WHERE id = 'x'; END`,
      );
    });
    const reader = await store.open({ readOnly: true });
    expect(reader.verifyLibrary().findings.map(printableFinding)).toContainEqual(
      changed(/trigger helpful was added/),
    );
    reader.close();
    const library = await store.open();
    expect(library.losses.map(describeOpening)).toEqual([
      expect.stringContaining('the trigger helpful was added'),
    ]);
    store.rawly((database) => {
      expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'helpful'").get()).toBeUndefined();
    });
  });

  test('open for reading only when a table was changed', async ({ store }) => {
    await withTrust(store);
    store.rawly((database) => {
      database.exec('ALTER TABLE runs ADD COLUMN note TEXT');
    });
    const library = await store.open();
    expect(library.readOnly).toMatch(/table runs was changed in the library by something else.*--data/);
    expect(library.verifyLibrary().findings.map(printableFinding)).toContainEqual(
      changed(/table runs was changed/),
    );
    expect(() => library.append(RUN, [runCreated(library)], AT)).toThrow();
  });

  test('are looked at again by verify while the library is open', async ({ store }) => {
    const library = await store.open();
    recordRun(library);
    store.rawly((database) => {
      database.exec('DROP TRIGGER documents_stay');
    });
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([
      changed(/guard documents_stay was removed/),
    ]);
  });
});
