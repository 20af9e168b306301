/** The limit of the transport: a bare script over ssh2, without Nagle's delay. */
import type { Fleet } from './fleet.ts';
import { runChild } from './programs.ts';

export interface RawHost {
  readonly address: string;
  readonly port: number;
  readonly user: string;
}

export type RawWork =
  | { readonly kind: 'cold'; readonly atOnce: number }
  /** On open connections, a barrier after each step. */
  | { readonly kind: 'warm'; readonly steps: number };

export interface RawWish {
  readonly hosts: readonly RawHost[];
  readonly keyPath: string;
  readonly command: string;
  readonly work: RawWork;
}

export interface RawTook {
  /** Milliseconds of the whole, or of each step. */
  readonly took: readonly number[];
  /** The longest that its event loop was late. */
  readonly stallMs: number;
}

export function runRaw({ hosts, keyPath }: Fleet, command: string, work: RawWork): Promise<RawTook> {
  const plain = hosts.map(({ address, port, user }) => ({ address, port, user: user ?? '' }));
  const wish: RawWish = { hosts: plain, keyPath, command, work };
  return runChild<RawTook>(new URL('./raw-ssh2.child.ts', import.meta.url), wish);
}
