import { createSecretKey } from 'node:crypto';
import type { Client } from 'ssh2';

/** Where ssh2 keeps the keys of its packets, by the object of its protocol that has them. */
const KEYS = {
  _cipher: ['_encKey', '_encKeyMain', '_encKeyPktLen', '_macKey'],
  _decipher: ['_decipherKey', '_decKeyMain', '_decKeyPktLen', '_macKey'],
} as const;

/**
 * ssh2 makes a cipher, or what signs it, anew for each packet. Of a key that is bytes Node makes an object every time, which takes ten times as long as the
 * cipher: so it is made once for each exchange of keys.
 */
export function keepPacketKeys(client: Client): void {
  client.on('handshake', () => {
    const protocol = fieldOf(client, '_protocol');
    for (const [half, names] of Object.entries(KEYS)) keepIn(fieldOf(protocol, half), names);
  });
}

function keepIn(half: unknown, names: readonly string[]): void {
  for (const name of names) {
    const key = fieldOf(half, name);
    if (Buffer.isBuffer(key)) Reflect.set(half as object, name, createSecretKey(key));
  }
}

function fieldOf(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
}
