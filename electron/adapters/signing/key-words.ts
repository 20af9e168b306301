import { createHash } from 'node:crypto';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** 11 bits each, 132 in all: nobody makes a second key with the same words. */
const WORDS = 12;
const BITS = 11;

/** What two people read to each other to compare a public key, one line of base64: words of the BIP 39 list. */
export function wordsOfKey(publicKey: string): readonly string[] {
  const hash = createHash('sha256').update(`holdpoint.key.v1\n${publicKey}`).digest();
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: WORDS }, (_, i) => {
    const word = wordlist[Number.parseInt(bits.slice(i * BITS, (i + 1) * BITS), 2)];
    if (word === undefined) throw new Error('the list of words is too short');
    return word;
  });
}
