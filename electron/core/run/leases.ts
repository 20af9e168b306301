/** Who works on hosts, as hosts tell it: the lease that keeps a run from one, or that a run had and has no more. */

import type { LinkLoss } from './connecting.ts';

/** Who works on a host at present. */
export interface Holder {
  readonly run: string;
  /** `user@machine:folder`. */
  readonly workstation: string;
  readonly operator: string;
  readonly since: string;
  /** The connection that took the lease, or renewed it, is still open, or may be. */
  readonly live: boolean;
  /** The host cannot tell whether it is connected. */
  readonly untold?: true;
}

/** Who works on a host now that a run had, or has ended the run there. */
export interface TakenOver {
  /** The run that is worked on there, or that was ended there. */
  readonly run: string;
  /** `user@machine:folder`; empty where the host's note is gone. */
  readonly workstation: string;
  readonly operator: string;
  readonly at: string;
  /** It has ended the run there. */
  readonly over: boolean;
}

/** What a run builds on. */
export interface Basis {
  readonly how: 'undoes' | 'repairs';
  readonly run: string;
}

/** The host has seen more of a run than this library has. */
export interface Behind {
  readonly run: string;
  /** What that run builds on, where the host says so. */
  readonly basis: Basis | null;
  /** Event up to which the host has seen it; null where a record alone tells that there was more. */
  readonly seen: number | null;
  /** Who brought it there, and when it began or ended there; null where a record alone tells. */
  readonly by: (Pick<Holder, 'workstation' | 'operator'> & { readonly at: string }) | null;
  readonly over: boolean;
}

/** Why a run may not act on a host. `own`: that run. */
export type RefusedLease =
  | { readonly kind: 'leased'; readonly host: string; readonly own: string; readonly holder: Holder }
  /** Its lease could be replaced, but the host cannot write. */
  | { readonly kind: 'lease-stuck'; readonly host: string; readonly holder: Holder }
  /** Its answer did not arrive, or not to its end: so it may be somebody else's, or this run's already. `loss`: what cut it, where that is known. */
  | { readonly kind: 'lease-unheard'; readonly host: string; readonly loss: LinkLoss | null }
  | {
      readonly kind: 'library-behind';
      readonly host: string;
      readonly own: string;
      readonly behind: Behind;
      /** Where the log in this library ends. */
      readonly head: number;
    }
  | { readonly kind: 'taken-over'; readonly host: string; readonly own: string; readonly taker: TakenOver };
