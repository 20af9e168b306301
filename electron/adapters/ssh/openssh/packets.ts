/**
 * Packets on OpenSSH's multiplexing socket: at first its own messages (its PROTOCOL.mux), then, once it was asked to stand out of
 * the way, those of the SSH connection protocol (RFC 4254), which it hands on to the host and back.
 */

export const MUX = {
  hello: 0x00000001,
  isAlive: 0x10000004,
  alive: 0x80000005,
  proxy: 0x1000000f,
  proxied: 0x8000000f,
} as const;

export const SSH = {
  open: 90,
  opened: 91,
  refused: 92,
  adjust: 93,
  data: 94,
  extended: 95,
  eof: 96,
  close: 97,
  request: 98,
  success: 99,
  failure: 100,
} as const;

type Field = number | boolean | string | Uint8Array;

/** One message of the multiplexer: numbers alone. */
export function muxPacket(...numbers: readonly number[]): Buffer {
  return framed(numbers.map(fieldOf));
}

/** One message for the host. */
export function sshPacket(type: number, fields: readonly Field[]): Buffer {
  return framed([Buffer.from([0, type]), ...fields.map(fieldOf)]);
}

/** One after the other, each behind its length. */
export function withLengths(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts.map(fieldOf));
}

function framed(parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([fieldOf(length), ...parts]);
}

function fieldOf(field: Field): Buffer {
  if (typeof field === 'boolean') return Buffer.from([field ? 1 : 0]);
  if (typeof field === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(field);
    return bytes;
  }
  const bytes = Buffer.from(field as Uint8Array);
  return Buffer.concat([fieldOf(bytes.length), bytes]);
}

/** What a packet holds, read in order. Throws a RangeError where it is shorter than it should be. */
export class Fields {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  number(): number {
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  flag(): boolean {
    this.#at += 1;
    return this.#bytes.readUInt8(this.#at - 1) !== 0;
  }

  bytes(): Buffer {
    const length = this.number();
    if (this.#at + length > this.#bytes.length) throw new RangeError('a packet that ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text(): string {
    return this.bytes().toString('utf8');
  }
}

/** Far more than one packet of SSH may hold. */
const MAX_PACKET_BYTES = 1024 * 1024;

/** Takes what arrives apart into packets. */
export class PacketReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Throws a RangeError on what is no packet. */
  *take(bytes: Buffer): Generator<Buffer> {
    let left = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (left.length >= 4) {
      const end = 4 + left.readUInt32BE(0);
      if (end > MAX_PACKET_BYTES) throw new RangeError('a packet that is too large');
      if (left.length < end) break;
      const packet = left.subarray(4, end);
      left = left.subarray(end);
      this.#rest = left;
      yield packet;
    }
    this.#rest = left;
  }
}
