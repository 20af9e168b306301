import { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type CipherAlgorithm, Client, Server, utils } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepPacketKeys } from '#adapters/ssh/packet-keys.ts';

describe('the keys of packets', () => {
  const hostKey = utils.generateKeyPairSync('ed25519').private;
  const server = new Server({ hostKeys: [hostKey] }, (peer) => {
    peer.on('authentication', (context) => context.accept());
    peer.on('error', () => undefined);
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  it.each<[CipherAlgorithm, string[]]>([
    ['aes128-gcm@openssh.com', ['_encKey', '_decipherKey']],
    ['chacha20-poly1305@openssh.com', ['_encKeyMain', '_encKeyPktLen', '_decKeyMain', '_decKeyPktLen']],
    ['aes128-ctr', ['_macKey']],
  ])('are objects where %s has one for each packet, and both sides read on', async (cipher, names) => {
    const client = new Client();
    keepPacketKeys(client);
    const { port } = server.address() as AddressInfo;
    client.connect({ host: '127.0.0.1', port, username: 'a', algorithms: { cipher: [cipher] } });
    await once(client, 'ready');
    const { _cipher, _decipher } = Reflect.get(client, '_protocol');
    const kept = [_cipher, _decipher].flatMap((half) => names.flatMap((name) => half[name] ?? []));
    expect(kept.map((key) => key instanceof KeyObject)).toEqual(Array(Math.max(2, names.length)).fill(true));
    client.end();
    await once(client, 'close');
  });
});
