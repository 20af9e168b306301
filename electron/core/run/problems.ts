/** What preflight finds, as facts, each with a code; `core/words/hosts/describe-problem.ts` makes the sentences. */
import type { LinkLoss } from './connecting.ts';
import type { Holder, RefusedLease } from './leases.ts';
import type { NotConnected, Reason } from './reasons.ts';
import type { FileRefused, SecretMissing } from './workstation-faults.ts';

export type PreflightProblem =
  /** Of the local files and secrets. */
  | FileRefused
  | SecretMissing
  | NotConnected
  | RefusedHost
  | (HostFinding & { readonly host: string })
  | RunFinding;

/** Why a secret has no value that can be used or hidden. */
export type SecretUnusable = SecretMissing | Extract<PreflightProblem, { kind: 'secret-short' }>;

export type SecretProblem = SecretUnusable | Extract<PreflightProblem, { kind: 'secret-changed' }>;

export type RefusedHost = RefusedLease & { readonly code: 'host-leased' | 'library-behind' | 'lost' };

type HostFinding =
  /** Another run of the same library works there. */
  | { readonly code: 'hosts-busy'; readonly kind: 'busy'; readonly holder: Holder }
  /** `because`: what the host made known besides; null: nothing. `said`: what it printed. */
  | {
      readonly code: 'no-shell';
      readonly kind: 'no-shell';
      readonly because: Reason | null;
      readonly exit: number | null;
      readonly said: string;
    }
  | { readonly code: 'lost'; readonly kind: 'lost-in-preflight'; readonly loss: LinkLoss }
  | {
      readonly code: 'wrong-host';
      readonly kind: 'wrong-host';
      readonly fact: string;
      readonly found: string | null;
      readonly expected: string;
    }
  | { readonly code: 'home-full'; readonly kind: 'home-full'; readonly freeBytes: number }
  /** `user`: who does not find it; null: the one who logs in. */
  | {
      readonly code: 'program-missing';
      readonly kind: 'program-missing';
      readonly program: string;
      readonly user: string | null;
      readonly step: string;
    }
  | { readonly code: 'sudo-user'; readonly kind: 'sudo-user'; readonly user: string }
  /** `missingRule`: what sudoers or doas.conf has to say, where the words of sudo or doas tell that it is missing. */
  | {
      readonly code: 'sudo-refused';
      readonly kind: 'sudo-refused';
      readonly user: string;
      /** sudo, su, or what else makes another user. */
      readonly by: string;
      readonly because: Reason;
      readonly missingRule: string | null;
    }
  /** Its password was refused at another host. */
  | {
      readonly code: 'sudo-refused';
      readonly kind: 'sudo-untried';
      readonly user: string;
      readonly by: string;
    };

type RunFinding =
  | {
      readonly code: 'secret-short';
      readonly kind: 'secret-short';
      readonly name: string;
      readonly least: number;
    }
  /** `given`: a former value was given, and is not that of the run either. */
  | {
      readonly code: 'secret-changed';
      readonly kind: 'secret-changed';
      readonly name: string;
      readonly former: string;
      readonly given: boolean;
    }
  | {
      readonly code: 'wrong-file';
      readonly kind: 'wrong-file';
      readonly file: string;
      readonly found: string;
      readonly stated: string;
    }
  | { readonly code: 'stopped'; readonly kind: 'preflight-stopped' }
  | {
      readonly code: 'library-full';
      readonly kind: 'library-full';
      readonly freeBytes: number;
      readonly leastBytes: number;
    };
