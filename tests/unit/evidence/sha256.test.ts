import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256 } from '#evidence/sha256.ts';

const node = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

it('says what the standard says', () => {
  const text = (words: string) => sha256(new TextEncoder().encode(words));
  expect(text('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(text('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(text('a'.repeat(1_000_000))).toBe(
    'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
  );
});

it('agrees with Node for every length around its blocks, and for any bytes', () => {
  for (let length = 0; length <= 260; length += 1) {
    const bytes = randomBytes(length);
    expect(sha256(bytes), bytes.toString('hex')).toBe(node(bytes));
  }
  const long = randomBytes(300_001);
  expect(sha256(long)).toBe(node(long));
});
