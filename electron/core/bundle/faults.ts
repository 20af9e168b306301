/** Why a bundle is refused, as facts; `core/words/library/describe-bundle.ts` makes the sentences. */
import type { SigningKey } from '../signing/key.ts';

export type BundleFault =
  /** `why`: a clause. */
  | { readonly kind: 'bundle-unreadable'; readonly why: string }
  | { readonly kind: 'bundle-too-large'; readonly what: string; readonly mostBytes: number }
  /** It is not the one file that these parts make. `at`: byte. */
  | { readonly kind: 'bundle-form'; readonly at: number; readonly what: FormFault }
  | { readonly kind: 'bundle-unsigned' }
  | { readonly kind: 'bundle-signer-unknown'; readonly ids: readonly string[] }
  | { readonly kind: 'bundle-signer-revoked'; readonly key: SigningKey }
  | { readonly kind: 'bundle-signature-wrong'; readonly id: string }
  | { readonly kind: 'bundle-manifest'; readonly what: 'not-canonical' | 'shape'; readonly where: string }
  | { readonly kind: 'bundle-requires'; readonly version: string; readonly own: string }
  | { readonly kind: 'bundle-ahead'; readonly created: string }
  | { readonly kind: 'bundle-expired'; readonly expires: string }
  | {
      readonly kind: 'bundle-member';
      readonly name: string;
      readonly how: 'differs' | 'unexpected' | 'missing';
    }
  | {
      readonly kind: 'bundle-file-name';
      readonly path: string;
      readonly how: 'unwritable' | 'collides' | 'not-named' | 'lacking';
    }
  /** `why`: a sentence without its stop. */
  | { readonly kind: 'bundle-release'; readonly why: string }
  | { readonly kind: 'bundle-evidence'; readonly run: string }
  | { readonly kind: 'bundle-older'; readonly number: number; readonly keptAt: string }
  | { readonly kind: 'bundle-replayed'; readonly created: string; readonly newest: string }
  | { readonly kind: 'bundle-imported'; readonly at: string }
  | { readonly kind: 'bundle-differs'; readonly version: string; readonly savedAt: string };

/** `name`: a member has a name that none can have here. */
export type FormFault = 'truncated' | 'header' | 'name' | 'padding' | 'end' | 'order' | 'too-many';

/** What is thrown while a file is read, and caught where its reading was begun. */
export class BundleRefused extends Error {
  override readonly name = 'BundleRefused';
  readonly fault: BundleFault;

  constructor(fault: BundleFault) {
    super(fault.kind);
    this.fault = fault;
  }
}
