import { describe, expect } from 'vitest';
import type { Revision } from '#core/release/model.ts';
import { printableFinding } from '#core/words/describe-evidence.ts';
import { AT, RUN, runCreated, sha256, test } from './library-fixture.ts';

const GATEWAY = {
  id: 'gateway',
  name: 'Payments gateway',
  version: '4.2.0',
  text: 'first',
  folder: '/srv/releases',
};
const REVISION = 'a'.repeat(64) as Revision;

describe('releases', () => {
  test('keeps a release with its text and the folder it came from', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    expect(library.getRelease('gateway')).toMatchObject({ ...GATEWAY, saved: 1, archived: false });
    expect(library.getRelease('none')).toBeNull();
    expect(library.createRelease(GATEWAY)).toMatchObject({ ok: false, error: { code: 'exists' } });
    expect(library.listReleases()).toEqual([
      expect.objectContaining({ id: 'gateway', version: '4.2.0', saved: 1 }),
    ]);
  });

  test('counts saves and keeps the earlier texts', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    expect(library.saveDraft('gateway', { text: 'second', after: 1 })).toEqual({
      ok: true,
      value: { saved: 2 },
    });
    expect(library.saveDraft('gateway', { text: 'second' })).toEqual({ ok: true, value: { saved: 2 } });
    expect(library.draftText('gateway', 1)).toBe('first');
    expect(library.listDrafts('gateway').map(({ saved }) => saved)).toEqual([2, 1]);
  });

  test('refuses a save that was made from an older text', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    library.saveDraft('gateway', { text: 'second' });
    expect(library.saveDraft('gateway', { text: 'third', after: 1 })).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    });
    expect(library.saveDraft('none', { text: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    expect(library.getRelease('gateway')?.text).toBe('second');
  });

  test('keeps the newest fifty saves', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    for (let save = 2; save <= 60; save += 1) library.saveDraft('gateway', { text: `text ${save}` });
    expect(library.listDrafts('gateway').map(({ saved }) => saved)).toEqual(
      Array.from({ length: 50 }, (_, index) => 60 - index),
    );
  });

  test('imports over the release of the same id, with its name, place and revision', async ({ store }) => {
    const library = await store.open();
    expect(library.importRelease(GATEWAY, REVISION)).toMatchObject({
      replaced: false,
      release: { saved: 1 },
    });
    const next = { ...GATEWAY, version: '4.3.0', text: 'next', folder: '/mnt/usb' };
    expect(library.importRelease(next, null)).toMatchObject({
      replaced: true,
      release: { ...next, saved: 2 },
    });
    expect(library.listRevisions('gateway')).toEqual([
      expect.objectContaining({ revision: REVISION, document: sha256('first') }),
    ]);
    expect(library.revisionText(REVISION)).toBe('first');
  });

  test('keeps a revision once, as it was', async ({ store }) => {
    const library = await store.open();
    library.createRelease(GATEWAY);
    library.addRevision('gateway', REVISION, 'text');
    library.addRevision('gateway', REVISION, 'the same data, written otherwise');
    expect(library.revisionText(REVISION)).toBe('text');
    expect(library.revisionText('b'.repeat(64) as Revision)).toBeNull();
    expect(library.addRevision('none', REVISION, 'x')).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });

  test('deletes a release without runs and archives one with runs', async ({ store }) => {
    const library = await store.open();
    library.importRelease(GATEWAY, REVISION);
    library.append(RUN, [runCreated(library)], AT);
    expect(library.deleteRelease('gateway')).toMatchObject({ ok: false, error: { code: 'has-runs' } });
    expect(library.archiveRelease('gateway', true)).toEqual({ ok: true, value: null });
    expect(library.getRelease('gateway')?.archived).toBe(true);
    const again = library.createRelease({ ...GATEWAY, text: 'x', folder: null });
    expect(again).toMatchObject({
      ok: false,
      error: {
        code: 'exists',
        message: expect.stringContaining('was deleted here; its runs are kept under this id'),
      },
    });
    library.importRelease({ ...GATEWAY, id: 'other' }, REVISION);
    expect(library.deleteRelease('other')).toEqual({ ok: true, value: null });
    expect(library.getRelease('other')).toBeNull();
    expect(library.deleteRelease('other')).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  });
});

describe('the workstation', () => {
  test('keeps settings, and where credentials and secrets are', async ({ store }) => {
    const library = await store.open();
    library.writeSetting('theme', { dark: true });
    library.setCredential('deploy', { kind: 'agent', fingerprint: null });
    library.setCredential('old', { kind: 'agent', fingerprint: null });
    library.setCredential('old', null);
    library.setSecret('vault', { kind: 'env', variable: 'VAULT' });
    library.setSecret('db', { kind: 'file', path: '/run/db' });
    library.setSecret('vault', { kind: 'file', path: '/run/vault' });
    expect(library.readSetting('theme')).toEqual({ dark: true });
    expect(library.readSetting('none')).toBeNull();
    expect(library.listCredentials()).toEqual([
      { name: 'deploy', reference: { kind: 'agent', fingerprint: null } },
    ]);
    expect(library.listSecrets()).toEqual([
      { name: 'db', reference: { kind: 'file', path: '/run/db' } },
      { name: 'vault', reference: { kind: 'file', path: '/run/vault' } },
    ]);
  });

  test('keeps accepted host keys until they are forgotten', async ({ store }) => {
    const library = await store.open();
    const key = {
      address: '10.0.0.1',
      port: 22,
      keyType: 'ssh-ed25519',
      fingerprint: 'SHA256:abc',
      publicKey: 'ssh-ed25519 AAAA',
      by: 'engineer',
    };
    library.acceptHostKey(key);
    library.acceptHostKey(key);
    expect(library.listAcceptedHostKeys()).toEqual([{ ...key, at: '2026-11-21T04:25:00.000Z' }]);
    expect(library.forgetHostKey(key)).toBe(true);
    expect(library.forgetHostKey(key)).toBe(false);
  });
});
