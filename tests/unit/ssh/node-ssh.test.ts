import { Duplex, PassThrough } from 'node:stream';
import type { KexAlgorithm } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { beginConnection } from '#adapters/ssh/node-ssh.ts';

describe('a connection that is begun', () => {
  it('says by one call that its settings are not taken, of which no event tells', async () => {
    const kex: KexAlgorithm[] = ['none' as KexAlgorithm];
    const error = await new Promise((resolve) => {
      const client = beginConnection(
        { sock: new PassThrough(), username: 'ops', algorithms: { kex } },
        resolve,
      );
      client.on('error', resolve);
    });
    expect(String(error)).toBe('Error: Unsupported algorithm: none');
  });

  it('tells a loss by its events alone', async () => {
    const calls: unknown[] = [];
    const sock = new Duplex({ read: () => undefined, write: (_bytes, _encoding, done) => done() });
    const client = beginConnection({ sock, username: 'ops', readyTimeout: 0 }, (error) => calls.push(error));
    const lost = new Promise((resolve) => client.on('error', resolve));
    sock.destroy(new Error('broken'));
    expect(await lost).toMatchObject({ message: 'broken' });
    await new Promise(setImmediate);
    expect(calls).toEqual([]);
  });
});
