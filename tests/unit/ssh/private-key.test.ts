import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePrivateKey } from '#adapters/ssh/private-key.ts';

const PAIRS: Record<string, KeyObject> = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ed25519: generateKeyPairSync('ed25519').privateKey,
};

describe.each(Object.entries(PAIRS))('a PKCS#8 key of type %s', (type, key) => {
  const plain = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const encrypted = key
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
    .toString();

  it.each([
    ['plain', plain, undefined],
    ['encrypted', encrypted, 'secret'],
  ])('is read, %s, and is the same key', (_how, text, passphrase) => {
    const result = parsePrivateKey(text, { file: 'id', passphrase });
    if (!result.ok) throw new Error(result.error.kind);
    const own = createPublicKey(createPrivateKey(plain)).export({ type: 'spki', format: 'der' });
    const read = createPublicKey(result.value.getPublicPEM()).export({ type: 'spki', format: 'der' });
    expect(read).toEqual(own);
    const hash = type === 'ed25519' ? undefined : 'sha256';
    const signature = result.value.sign(Buffer.from('text'), hash);
    expect(result.value.verify(Buffer.from('text'), signature, hash)).toBe(true);
  });

  it('is not read with a wrong passphrase or none', () => {
    expect(parsePrivateKey(encrypted, { file: 'id', passphrase: 'wrong' })).toMatchObject({
      ok: false,
      error: { kind: 'passphrase-wrong', file: 'id' },
    });
    expect(parsePrivateKey(encrypted, { file: 'id' })).toMatchObject({
      ok: false,
      error: { kind: 'passphrase-missing', file: 'id' },
    });
  });
});
