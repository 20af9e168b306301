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

/** Milliseconds of the whole, or of each step. */
export function runRaw(
  { hosts, keyPath }: Fleet,
  command: string,
  work: RawWork,
): Promise<readonly number[]> {
  const plain = hosts.map(({ address, port, user }) => ({ address, port, user: user ?? '' }));
  const wish: RawWish = { hosts: plain, keyPath, command, work };
  return runChild<readonly number[]>(new URL('./raw-ssh2.child.ts', import.meta.url), wish);
}
