import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '#adapters/system/clock.ts';
import { Vault } from '#adapters/vault/vault.ts';
import { canonicalJson } from '#core/canonical-json.ts';
import { MOST_VALUE_BYTES } from '#core/library/vault.ts';

const PASSPHRASE = 'correct horse battery';
const CANARY = 'canary-vault-value-71';

let folder = '';
let isTaken = false;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-vault-file-'));
  isTaken = false;
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () =>
  new Vault({ folder, clock: createClock(), take: () => (isTaken ? null : { release: () => undefined }) });
const done = { ok: true, value: null };
const refused = (fault: object) => ({ ok: false, error: fault });

async function filled(): Promise<Vault> {
  const vault = open();
  expect(await vault.create(PASSPHRASE)).toEqual(done);
  expect(await vault.put('prod/db', CANARY)).toEqual(done);
  return vault;
}

type File = Record<string, unknown> & {
  kdf: Record<string, unknown>;
  cipher: Record<string, unknown>;
  sealed: string;
};

/** Writes the file anew as somebody would who knows its format and not its passphrase. */
function forge(path: string, change: (file: File) => void): void {
  const { sum: _, ...file } = JSON.parse(readFileSync(path, 'utf8')) as File;
  change(file as File);
  const sum = createHash('sha256').update(canonicalJson(file)).digest('base64');
  writeFileSync(path, JSON.stringify({ ...file, sum }));
}

describe('a vault file', () => {
  it('gives what was put in to who knows the passphrase, in another program too, and nothing before', async () => {
    expect(await open().state()).toEqual({ ok: true, value: { kind: 'none' } });
    expect(await open().read('prod/db')).toEqual(refused({ kind: 'vault-absent' }));
    const vault = await filled();
    const lines = `${CANARY}\nof two lines, ${'\u00e4\u{1f512}'}`;
    expect(await vault.put('lines', lines)).toEqual(done);
    const other = open();
    expect(await other.state()).toEqual({ ok: true, value: { kind: 'locked' } });
    expect(await other.read('prod/db')).toEqual(refused({ kind: 'vault-locked' }));
    expect(await other.put('more', 'value')).toEqual(refused({ kind: 'vault-locked' }));
    expect(await other.unlock('wrong horse battery')).toEqual(refused({ kind: 'vault-passphrase-wrong' }));
    expect(await other.unlock(PASSPHRASE)).toEqual(done);
    expect(await other.read('lines')).toEqual({ ok: true, value: lines });
    expect(await other.read('gone')).toEqual(refused({ kind: 'vault-entry-absent', entry: 'gone' }));
    expect(await other.remove('prod/db')).toEqual(done);
    expect(await other.remove('prod/db')).toEqual(refused({ kind: 'vault-entry-absent', entry: 'prod/db' }));
    expect(await vault.state()).toMatchObject({
      ok: true,
      value: { kind: 'open', entries: [{ name: 'lines' }] },
    });
    other.lock();
    expect(await other.read('lines')).toEqual(refused({ kind: 'vault-locked' }));
  });

  it('takes the same passphrase in whichever form a keyboard gives it', async () => {
    const vault = open();
    expect(await vault.create('Schl\u00fcsselbund!')).toEqual(done);
    expect(await open().unlock('Schlu\u0308sselbund!')).toEqual(done);
  });

  it('holds neither passphrase nor value nor name in the open, for its owner alone, and leaves nothing beside it', async () => {
    const vault = await filled();
    const before = readFileSync(vault.path);
    expect(await vault.put('prod/db', `${CANARY}-2`)).toEqual(done);
    expect(await vault.changePassphrase(PASSPHRASE, 'another long passphrase')).toEqual(done);
    const after = readFileSync(vault.path);
    for (const bytes of [before, after])
      for (const word of [CANARY, PASSPHRASE, 'another long passphrase', 'prod/db'])
        for (const form of [
          word,
          Buffer.from(word).toString('base64').replace(/=+$/, ''),
          Buffer.from(word).toString('hex'),
        ])
          expect(bytes.includes(form)).toBe(false);
    expect(readdirSync(folder)).toEqual(['credentials.vault']);
    if (process.platform !== 'win32') expect(statSync(vault.path).mode & 0o777).toBe(0o600);
    // The size tells nothing of one short value or another.
    expect(after.length).toBe(before.length);
  });

  it('has a salt of its own for each passphrase, and a nonce of its own for each change', async () => {
    const vault = await filled();
    const read = () => JSON.parse(readFileSync(vault.path, 'utf8')) as File;
    const first = read();
    await vault.put('prod/db', CANARY);
    const second = read();
    await vault.changePassphrase(PASSPHRASE, PASSPHRASE);
    const third = read();
    expect(second.kdf['salt']).toBe(first.kdf['salt']);
    expect(third.kdf['salt']).not.toBe(first.kdf['salt']);
    expect(new Set([first, second, third].map(({ cipher }) => cipher['nonce'])).size).toBe(3);
    expect(new Set([first, second, third].map(({ sealed }) => sealed)).size).toBe(3);
  });

  it('is closed to a program that had it open once its passphrase is another', async () => {
    const vault = await filled();
    const other = open();
    await other.unlock(PASSPHRASE);
    expect(await other.changePassphrase('not the passphrase', 'another long passphrase')).toEqual(
      refused({ kind: 'vault-passphrase-wrong' }),
    );
    expect(await other.changePassphrase(PASSPHRASE, 'too short')).toEqual(
      refused({ kind: 'vault-passphrase-short', least: 12 }),
    );
    expect(await other.changePassphrase(PASSPHRASE, 'another long passphrase')).toEqual(done);
    expect(await other.read('prod/db')).toEqual({ ok: true, value: CANARY });
    expect(await vault.read('prod/db')).toEqual(refused({ kind: 'vault-locked' }));
    expect(await vault.state()).toEqual({ ok: true, value: { kind: 'locked' } });
    expect(await vault.unlock(PASSPHRASE)).toEqual(refused({ kind: 'vault-passphrase-wrong' }));
    expect(await vault.unlock('another long passphrase')).toEqual(done);
    expect(await vault.read('prod/db')).toEqual({ ok: true, value: CANARY });
  });

  it('refuses names and values that are none, and a change while another program makes one', async () => {
    const vault = await filled();
    const most = MOST_VALUE_BYTES;
    for (const name of ['', '-x', 'a b', '../x\n', 'x'.repeat(101)])
      expect(await vault.put(name, 'value')).toEqual(refused({ kind: 'vault-entry-name' }));
    expect(await vault.put('x', '')).toEqual(refused({ kind: 'vault-value', why: 'empty', most }));
    expect(await vault.put('x', 'a\0b')).toEqual(refused({ kind: 'vault-value', why: 'zero-byte', most }));
    expect(await vault.put('x', '\u00e4'.repeat(most / 2 + 1))).toEqual(
      refused({ kind: 'vault-value', why: 'too-large', most }),
    );
    isTaken = true;
    expect(await vault.put('x', 'value')).toEqual(refused({ kind: 'vault-busy' }));
    expect(await vault.create(PASSPHRASE)).toEqual(refused({ kind: 'vault-busy' }));
    isTaken = false;
    expect(await vault.create(PASSPHRASE)).toEqual(refused({ kind: 'vault-exists' }));
  });

  it('tells damage from a wrong passphrase, wherever it is', async () => {
    const vault = await filled();
    const whole = readFileSync(vault.path);
    for (let tries = 0; tries < 200; tries++) {
      const bytes = Buffer.from(whole);
      const at = (tries * 2_654_435_761) % bytes.length;
      if (tries % 4 === 0) writeFileSync(vault.path, bytes.subarray(0, at));
      else {
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (tries % 8));
        writeFileSync(vault.path, bytes);
      }
      const read = await vault.read('prod/db');
      // A vault that nobody has opened yet is told to be damaged by itself, before anybody types a passphrase.
      const state = await open().state();
      expect(state).toEqual(
        read.ok ? { ok: true, value: { kind: 'locked' } } : { ok: false, error: read.error },
      );
      // Blanks between the words of the file say nothing; all else does.
      if (read.ok)
        expect(JSON.stringify(JSON.parse(bytes.toString()))).toBe(
          JSON.stringify(JSON.parse(whole.toString())),
        );
      else expect(['vault-damaged', 'vault-newer']).toContain(read.error.kind);
    }
  });

  it('sees what was changed by somebody who mended its sum as well', async () => {
    const vault = await filled();
    const whole = readFileSync(vault.path);
    const opensAfter = async (change: (file: File) => void) => {
      writeFileSync(vault.path, whole);
      forge(vault.path, change);
      return await open().unlock(PASSPHRASE);
    };
    const flipped = (text: string) => {
      const bytes = Buffer.from(text, 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return bytes.toString('base64');
    };
    expect(await opensAfter(() => undefined)).toEqual(done);
    const seal = refused({ kind: 'vault-damaged', what: 'seal' });
    expect(await opensAfter((file) => Object.assign(file, { sealed: flipped(file.sealed) }))).toEqual(seal);
    expect(await opensAfter((file) => Object.assign(file, { sealed: '' }))).toEqual(seal);
    expect(
      await opensAfter((file) =>
        Object.assign(file.cipher, { nonce: flipped(String(file.cipher['nonce'])) }),
      ),
    ).toEqual(seal);
    expect(await opensAfter((file) => Object.assign(file.cipher, { nonce: '' }))).toEqual(seal);
    expect(
      await opensAfter((file) => Object.assign(file.kdf, { salt: flipped(String(file.kdf['salt'])) })),
    ).toEqual(refused({ kind: 'vault-passphrase-wrong' }));
    const costly = refused({ kind: 'vault-costly' });
    for (const kdf of [
      { n: 2 ** 30 },
      { n: 1024 },
      { n: 100_000 },
      { r: 2 ** 20 },
      { r: 1 },
      { p: 1000 },
      { salt: 'AAAA' },
    ])
      expect(await opensAfter((file) => Object.assign(file.kdf, kdf))).toEqual(costly);
    expect(await opensAfter((file) => Object.assign(file, { 'holdpoint-vault': 2 }))).toEqual(
      refused({ kind: 'vault-newer', version: 2 }),
    );
    expect(await opensAfter((file) => Object.assign(file, { more: 1 }))).toEqual(
      refused({ kind: 'vault-damaged', what: 'form' }),
    );
  });
});
