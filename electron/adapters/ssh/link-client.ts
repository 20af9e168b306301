/** What a link needs of the SSH client under it: ssh2's own is one, the system's behind its multiplexing socket the other. */
import type { Duplex, Readable } from 'node:stream';

/** One running command: emits `exit` with a code, or with null and a signal. */
export type SessionChannel = Duplex & { readonly stderr: Readable; close(): void };

export interface LinkClient {
  exec(command: string, answer: (error: Error | undefined, channel: SessionChannel) => void): unknown;
  on(event: 'error', listener: (error: Error & { level?: string }) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  end(): unknown;
}

export interface ConnectTarget {
  readonly address: string;
  readonly port: number;
}

/** What clients do in ways of their own. */
export interface LinkMeans {
  /** Sends something that any host answers. */
  askForLife(): void;
  /** Opens a way through the host to another address. */
  forwardTo(target: ConnectTarget, answer: (error: Error | undefined, channel: Duplex) => void): void;
}

/** What the client speaks over. */
export interface LinkStream {
  on(event: 'data', listener: () => void): unknown;
  once(event: 'data', listener: () => void): unknown;
  off(event: 'data', listener: () => void): unknown;
  /** Cuts the connection. */
  destroy(): unknown;
}
