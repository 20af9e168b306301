/** Keys and signatures against Debian's minisign, both ways. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsOfKey } from '#adapters/signing/key-words.ts';
import {
  isSignatureOf,
  readPublicKey,
  readSignature,
  type SignerKey,
  writePublicKey,
  writePublicKeyFile,
} from '#adapters/signing/minisign.ts';
import { makeSecretKey, openSecretKey, sealSecretKey, signContent } from '#adapters/signing/secret-key.ts';

const PASSPHRASE = 'a passphrase of the test';

let folder: string;
const at = (name: string): string => join(folder, name);

function minisign(words: readonly string[], input = ''): string {
  return execFileSync('minisign', words, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}

function publicKeyOf(text: string): SignerKey {
  const read = readPublicKey(text);
  if (!read.ok) throw new Error('no public key');
  return read.value;
}

function verifies(content: Uint8Array, signature: string, key: SignerKey): boolean {
  const read = readSignature(signature);
  return read.ok && isSignatureOf(content, read.value, key);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-minisign-'));
  minisign(['-G', '-W', '-p', at('theirs.pub'), '-s', at('theirs.key')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what minisign makes', () => {
  const content = Buffer.from('a release\n');

  it.each([
    ['hashed first', ['-S', '-H']],
    ['as it is', ['-S', '-l']],
  ])('is verified, %s, and not with anything changed', (_, words) => {
    writeFileSync(at('content'), content);
    minisign([...words, '-s', at('theirs.key'), '-m', at('content'), '-x', at('sig'), '-t', 'by night']);
    const signature = readFileSync(at('sig'), 'utf8');
    const key = publicKeyOf(readFileSync(at('theirs.pub'), 'utf8'));
    expect(verifies(content, signature, key)).toBe(true);
    expect(verifies(Buffer.from('a release!\n'), signature, key)).toBe(false);
    expect(verifies(content, signature.replace('by night', 'by Night'), key)).toBe(false);
    expect(verifies(content, signature, { ...makeSecretKey().publicKey, id: key.id })).toBe(false);
  });

  it('a secret key without a passphrase signs here, and minisign verifies that', async () => {
    const opened = await openSecretKey(readFileSync(at('theirs.key'), 'utf8'), () => {
      throw new Error('asked for a passphrase that the key does not have');
    });
    if (!opened.ok) throw new Error(opened.error.kind);
    writeFileSync(at('ours'), content);
    writeFileSync(at('ours.minisig'), signContent(content, opened.value, 'signed here'));
    expect(minisign(['-V', '-p', at('theirs.pub'), '-m', at('ours')])).toContain('signed here');
  });

  it('a secret key with a passphrase opens by it', async () => {
    minisign(['-G', '-f', '-p', at('p.pub'), '-s', at('p.key')], `${PASSPHRASE}\n${PASSPHRASE}\n`);
    const text = readFileSync(at('p.key'), 'utf8');
    const opened = await openSecretKey(text, async () => PASSPHRASE);
    expect(opened.ok && writePublicKey(opened.value.publicKey)).toBe(
      readFileSync(at('p.pub'), 'utf8').split('\n')[1],
    );
  });
});

it('minisign signs by a key that was made here, and verifies by its public half', async () => {
  const key = makeSecretKey();
  const sealed = await sealSecretKey(key, PASSPHRASE);
  expect(await openSecretKey(sealed, async () => `${PASSPHRASE}!`)).toEqual({
    ok: false,
    error: { kind: 'key-passphrase-wrong' },
  });
  writeFileSync(at('made.key'), sealed);
  writeFileSync(at('made.pub'), writePublicKeyFile(key.publicKey.id, writePublicKey(key.publicKey)));
  writeFileSync(at('text'), 'text\n');
  minisign(['-S', '-s', at('made.key'), '-m', at('text')], `${PASSPHRASE}\n`);
  expect(minisign(['-V', '-p', at('made.pub'), '-m', at('text')])).toContain('verified');
  expect(verifies(Buffer.from('text\n'), readFileSync(at('text.minisig'), 'utf8'), key.publicKey)).toBe(true);
  const wrong = spawnSync('minisign', ['-S', '-s', at('made.key'), '-m', at('text')], { input: 'other\n' });
  expect(wrong.status).not.toBe(0);
});

it('each character of a signature counts', () => {
  const key = makeSecretKey();
  const content = Buffer.from('content');
  const signature = signContent(content, key, 'comment');
  expect(verifies(content, signature, key.publicKey)).toBe(true);
  const signedFrom = signature.indexOf('\n') + 1;
  const broken = [...signature.slice(signedFrom, -1)].flatMap((letter, i) => {
    const place = signedFrom + i;
    const other = letter === 'A' ? 'B' : 'A';
    const changed = `${signature.slice(0, place)}${other}${signature.slice(place + 1)}`;
    return verifies(content, changed, key.publicKey) ? [place] : [];
  });
  expect(broken).toEqual([]);
});

it('reads whatever text without a fault of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readSignature(text).ok).toBe(false);
      expect(readPublicKey(text).ok).toBe(false);
    }),
  );
});

it('a secret key that asks for too much memory or too little is refused unopened', async () => {
  const lines = (await sealSecretKey(makeSecretKey(), PASSPHRASE)).split('\n');
  const withMemory = (bytes: bigint): string => {
    const key = Buffer.from(lines[1] ?? '', 'base64');
    key.writeBigUInt64LE(bytes, 46);
    return `${lines[0]}\n${key.toString('base64')}\n`;
  };
  for (const bytes of [2n ** 40n, 2n ** 63n, 1024n])
    expect(
      await openSecretKey(withMemory(bytes), () => {
        throw new Error('asked');
      }),
    ).toEqual({ ok: false, error: { kind: 'key-costly' } });
});

it('two keys have different words, the same key always the same', () => {
  const [one, other] = [makeSecretKey(), makeSecretKey()].map(({ publicKey }) => writePublicKey(publicKey));
  expect(wordsOfKey(one ?? '')).toHaveLength(12);
  expect(wordsOfKey(one ?? '')).toEqual(wordsOfKey(one ?? ''));
  expect(wordsOfKey(one ?? '')).not.toEqual(wordsOfKey(other ?? ''));
  expect(
    wordsOfKey('RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3').join(' '),
  ).toMatchInlineSnapshot(
    `"soul practice choose end unusual front seven mouse spare attitude recycle celery"`,
  );
});
