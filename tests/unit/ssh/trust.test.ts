import { describe, expect, it } from 'vitest';
import { hostKeyOffers } from '#adapters/ssh/algorithms.ts';
import { fingerprintOf, parsePublicKey } from '#adapters/ssh/public-key.ts';
import { type ExpectedKey, type HostKeyKnowledge, judgeHostKey } from '#adapters/ssh/trust.ts';

const blob = parsePublicKey(
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEn/7dav79g4if77zKHyKZlkz7FEv55VeaVIOT9kvyKh',
)!.blob;
const mine: ExpectedKey = { fingerprint: fingerprintOf(blob), type: 'ssh-ed25519', blob, source: 'a' };
const other: ExpectedKey = { fingerprint: 'SHA256:other', type: 'ssh-rsa', blob: null, source: 'b' };
const authority = { blob, source: 'known_hosts' };
const nothing: HostKeyKnowledge = {
  revoked: [],
  expected: [],
  announced: [],
  tolerated: [],
  pinned: false,
  authorities: [],
};

describe('judging a host key', () => {
  it.each<[string, Partial<HostKeyKnowledge>, string]>([
    ['nothing known', {}, 'unknown'],
    ['expected', { expected: [other, mine] }, 'trusted'],
    ['another expected', { expected: [other] }, 'changed'],
    ['known without the port', { tolerated: [mine] }, 'trusted'],
    ['another known without the port', { tolerated: [other] }, 'unknown'],
    ['announced, another expected', { announced: [mine], expected: [other] }, 'announced'],
    ['announced alone', { announced: [mine] }, 'announced'],
    ['announced and revoked', { announced: [mine], revoked: [mine] }, 'revoked'],
    ['another announced', { announced: [other], expected: [other] }, 'changed'],
    ['another announced alone', { announced: [other] }, 'unknown'],
    ['announced and expected', { announced: [mine], expected: [mine] }, 'trusted'],
    ['revoked and expected', { revoked: [mine], expected: [mine] }, 'revoked'],
    ['another revoked', { revoked: [other], expected: [mine] }, 'trusted'],
    ['only an authority', { authorities: [authority] }, 'unusable'],
    ['an authority and the key', { authorities: [authority], expected: [mine] }, 'trusted'],
  ])('with %s', (_title, knowledge, verdict) => {
    expect(judgeHostKey({ ...nothing, ...knowledge }, blob)).toBe(verdict);
  });
});

describe('the host key algorithms offered', () => {
  it('never include SHA-1', () => {
    for (const offer of hostKeyOffers(nothing)) expect(offer).not.toContain('ssh-rsa');
  });

  it('begin with the types that are known', () => {
    expect(hostKeyOffers({ ...nothing, expected: [other] })[0]?.slice(0, 2)).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
    ]);
  });

  it('ask for a type that is announced besides, and for every type where that is not said', () => {
    const offers = (announced: ExpectedKey) =>
      hostKeyOffers({ ...nothing, expected: [mine], announced: [announced] });
    expect(offers(other).slice(1)).toEqual([['rsa-sha2-512', 'rsa-sha2-256']]);
    expect(offers(mine)).toHaveLength(1);
    expect(offers({ ...other, type: null }).length).toBeGreaterThan(4);
  });

  it('go through every type for a bare fingerprint', () => {
    const offers = hostKeyOffers({ ...nothing, expected: [{ ...other, type: null }] });
    expect(offers.slice(1).map((offer) => offer[0])).toEqual([
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
      'rsa-sha2-512',
    ]);
  });
});
