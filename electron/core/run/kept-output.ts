/** How much of what a step prints is kept, of each stream of each attempt. */

const MIB = 1024 * 1024;

export interface KeptOutput {
  /** So many bytes from the beginning. */
  readonly first: number;
  /** So many from there on are kept in any case. */
  readonly least: number;
  /** Behind those, nothing more is kept as it comes once the library's disk has less than this free. */
  readonly freeBytes: number;
  /** So many bytes of the end, where the whole is longer than the first part. */
  readonly last: number;
}

export const KEPT_OUTPUT: KeptOutput = {
  first: 512 * MIB,
  least: 64 * MIB,
  freeBytes: 1024 * MIB,
  last: MIB,
};
