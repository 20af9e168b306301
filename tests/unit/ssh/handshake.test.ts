import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { handshake } from '#adapters/ssh/handshake.ts';
import { DEFAULT_LIMITS } from '#adapters/ssh/limits.ts';
import { hostOf } from '#support/sshd.ts';

const server = { name: 'web1', address: '10.20.0.11', port: 22, user: 'operator', fingerprint: 'SHA256:x' };

it.each([
  ['ETIMEDOUT', 'timeout', 'nothing answered in time'],
  ['EHOSTUNREACH', 'no-route', 'there is no route to the host'],
])('says what %s of an open connection means', async (code, expected, words) => {
  const stream = new PassThrough();
  const result = handshake(stream, {
    host: hostOf(server),
    user: 'operator',
    limits: DEFAULT_LIMITS,
    hostKeyAlgorithms: ['ssh-ed25519'],
    judge: () => null,
    authentication: null,
  });
  stream.destroy(Object.assign(new Error(`read ${code}`), { code }));
  expect(await result).toMatchObject({
    ok: false,
    error: { code: expected, message: expect.stringContaining(words) },
  });
});
