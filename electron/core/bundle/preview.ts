/** What a bundle would bring into a library, as facts; app and terminal show it before anything is taken. */
import type { Change } from '../release/changes.ts';
import type { CarriedApproval, CarriedHostKey } from './manifest.ts';

interface Here {
  /** Of the text that the library has. */
  readonly version: string;
  readonly savedAt: string;
}

/**
 * `newer`: it was made from what is here. `differs`: it was not, and would take its place. `older`, `replayed` and `imported` are refused.
 */
export type ReleaseStanding =
  | { readonly kind: 'new' }
  | ({ readonly kind: 'same' | 'newer' | 'differs' } & Here)
  | { readonly kind: 'older'; readonly number: number; readonly keptAt: string }
  | { readonly kind: 'replayed'; readonly created: string; readonly newest: string }
  | { readonly kind: 'imported'; readonly at: string };

/** `refused`: of a host key, another of its kind is accepted for that host; of an approval, its person is not one of the release. */
export type CarriedStanding = 'new' | 'known' | 'refused';

export interface BundlePreview {
  readonly id: string;
  /** Of its manifest. */
  readonly sha256: string;
  readonly created: string;
  readonly expires: string | null;
  /** Id of the library that it comes from. */
  readonly from: string;
  readonly release: {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly revision: string;
  };
  /** `name` null: a key that nobody here knows. */
  readonly signers: readonly { readonly key: string; readonly name: string | null }[];
  readonly standing: ReleaseStanding;
  /** Between what is here and what comes. */
  readonly changes: readonly Change[];
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** Ids of runs. */
  readonly evidence: readonly string[];
  readonly hostKeys: readonly (CarriedHostKey & { readonly standing: CarriedStanding })[];
  readonly approvals: readonly (CarriedApproval & { readonly standing: CarriedStanding })[];
}
