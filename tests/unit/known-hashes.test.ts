import type { BigIntStats } from 'node:fs';
import { expect, it } from 'vitest';
import { createKnownHashes } from '#adapters/files/known-hashes.ts';

const LONG_AGO = BigInt(Date.now() - 60_000);
const VALUE = { bytes: 3, sha256: 'a'.repeat(64) };

function facts(more: Partial<BigIntStats> = {}): BigIntStats {
  const times = { mtimeMs: LONG_AGO, ctimeMs: LONG_AGO, mtimeNs: LONG_AGO * 10n ** 6n };
  const place = { dev: 1n, ino: 2n, size: 3n };
  return { ...place, ...times, ctimeNs: LONG_AGO * 10n ** 6n, ...more } as BigIntStats;
}

function kept(before: BigIntStats, now = before) {
  const known = createKnownHashes();
  known.keep('/a', before, { value: VALUE, now });
  return known;
}

it('knows a file that is as it was, in its place', () => {
  expect(kept(facts()).find('/a', facts())).toEqual(VALUE);
  expect(kept(facts()).find('/b', facts())).toBe(null);
});

it.each([
  ['another file', { ino: 3n }],
  ['another disk', { dev: 3n }],
  ['another size', { size: 4n }],
  ['written to', { mtimeNs: 1n }],
  ['changed, with its old time put back', { ctimeNs: 1n }],
])('reads it again where it is %s', (_how, change) => {
  expect(kept(facts()).find('/a', facts(change))).toBe(null);
});

it('keeps nothing of a file that changed while it was read, or may have without a sign', () => {
  expect(kept(facts(), facts({ ctimeNs: 1n })).find('/a', facts())).toBe(null);
  expect(kept(facts({ size: 4n })).find('/a', facts({ size: 4n }))).toBe(null);
  const fresh = facts({ mtimeMs: BigInt(Date.now()) });
  expect(kept(fresh).find('/a', fresh)).toBe(null);
});
