/** What a host offers for the key exchange, read from its first packet, which is not encrypted. */

import { printable } from '#core/words/text/printable.ts';
import { offeredFor, type SshProfile } from './algorithms.ts';

const LISTS = [
  'key exchange algorithm',
  'host key format',
  'C->S cipher',
  'S->C cipher',
  'C->S MAC',
  'S->C MAC',
] as const;

/** More than any server's first packet. */
const MAX_BYTES = 64 * 1024;
const KEXINIT = 20;
const COOKIE_BYTES = 16;

export class HostOffers {
  #bytes: Buffer = Buffer.alloc(0);

  see(bytes: Buffer): void {
    if (this.#bytes.length < MAX_BYTES) this.#bytes = Buffer.concat([this.#bytes, bytes]);
  }

  /** `OpenSSH_9.2p1 …`, as it stands in the greeting; empty before that. */
  software(): string {
    return /^SSH-[\d.]+-([^\r\n]*)/m.exec(this.#bytes.toString('latin1'))?.[1] ?? '';
  }

  /** What it says first, made safe; empty where it says nothing. */
  firstLine(): string {
    return printable(this.#bytes.toString('latin1').split(/[\r\n]/, 1)[0] ?? '');
  }

  /** By the name that the SSH library has for the list; empty when the host has not said it. */
  of(list: string): readonly string[] {
    const index = LISTS.findIndex((name) => name.toLowerCase() === list.trim().toLowerCase());
    return index < 0 ? [] : (this.#lists()[index] ?? []);
  }

  /** Whether every list has something in common with what that profile offers. */
  allMatch(profile: SshProfile): boolean {
    return LISTS.every((list) => {
      const { offered = [] } = offeredFor(list, profile) ?? {};
      return this.of(list).some((theirs) => offered.includes(theirs));
    });
  }

  #lists(): readonly (readonly string[])[] {
    const greeting = this.#bytes.indexOf('SSH-');
    const start = greeting < 0 ? -1 : this.#bytes.indexOf('\n', greeting) + 1;
    // Length of the packet (4), of its padding (1), the kind of message (1), a cookie; then the lists.
    if (start <= 0 || this.#bytes[start + 5] !== KEXINIT) return [];
    const lists: string[][] = [];
    for (let at = start + 6 + COOKIE_BYTES; lists.length < LISTS.length && at + 4 <= this.#bytes.length; ) {
      const end = at + 4 + this.#bytes.readUInt32BE(at);
      if (end > this.#bytes.length) break;
      lists.push(this.#bytes.toString('latin1', at + 4, end).split(','));
      at = end;
    }
    return lists;
  }
}
