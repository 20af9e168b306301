/** A release file whose release the library has with another text. */

/** What becomes of it. */
export type ImportAs =
  | { readonly kind: 'ask' }
  /** The newest text of that release; the earlier one stays among its saves. */
  | { readonly kind: 'revision' }
  /** A release of its own under another id. */
  | { readonly kind: 'release'; readonly id: string };

/** What a person is asked about. Nothing was written. */
export interface ReleaseThere {
  readonly kind: 'exists';
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly here: { readonly version: string; readonly savedAt: string };
  /** An id that no release of the library has. */
  readonly freeId: string;
}
