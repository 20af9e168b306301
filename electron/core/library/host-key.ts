/** Host keys that a person has accepted on this workstation. */

/** A key that was announced, and that a person confirmed in place of others. */
export interface KeyRotation {
  /** Fingerprints of the keys that were expected until then; empty where none was known. */
  readonly replaced: readonly string[];
  /** The release that announced it. */
  readonly release: string;
  readonly by: string;
  readonly why: string;
  readonly at: string;
}
