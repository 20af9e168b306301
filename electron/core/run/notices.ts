/** What preflight finds of a host that is worth knowing and no problem, as facts; `core/words/describe-notice.ts` makes the sentences. */
import type { Holder } from './leases.ts';

export type Notice =
  /** It keeps no note of who works on it. */
  | { readonly kind: 'no-note' }
  /** Its lease was that of another, who has gone or was taken over from. */
  | { readonly kind: 'replaced'; readonly holder: Holder }
  /** Its clock is not this workstation's: by how much, and how much of that may be wrong. */
  | { readonly kind: 'clock'; readonly offsetMs: number; readonly errorMs: number }
  /** Outdated SSH algorithms are offered to it. */
  | { readonly kind: 'legacy-ssh' };

/** Why a host can keep no records of a user's steps. */
export type NoRecords =
  /** It has neither setsid nor perl. */
  | { readonly kind: 'records-no-tool' }
  | { readonly kind: 'records-no-folder'; readonly path: string }
  | { readonly kind: 'records-unwritable'; readonly path: string }
  /** Without a note of who works there a record would prove nothing. */
  | { readonly kind: 'records-no-note' }
  /** The host did not say whether it can. */
  | { readonly kind: 'records-untold' };
