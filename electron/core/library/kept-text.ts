/** The history of a release: texts that stay, whatever is written after them. */
import type { Revision } from '../release/model.ts';

/** `derived`: made from another release. `edited`: what was worked on before a pause, or before another text took its place. */
export const KEPT_BECAUSE = [
  'created',
  'derived',
  'imported',
  'edited',
  'kept',
  'run',
  'restored',
  'approved',
] as const;
export type KeptBecause = (typeof KEPT_BECAUSE)[number];

export interface KeptText {
  /** Counts the kept texts of its release, from 1. */
  readonly number: number;
  /** Null while the text has errors. */
  readonly revision: Revision | null;
  /** SHA-256 of the text, 64 hex digits. */
  readonly document: string;
  /** When this text was the newest; ISO 8601, UTC. */
  readonly at: string;
  /** Account of the workstation. */
  readonly login: string;
  readonly because: KeptBecause;
  /** What a person wrote to it; `derived`: what it was made from, as `shop@3`; `restored`: the number that it was. */
  readonly note: string | null;
}

/** With the runs of what it says, newest first. */
export interface KeptWithRuns extends KeptText {
  readonly runs: readonly string[];
}
