/** The texts of a release that stay: what they are, in what they differ, and back to one of them. */
import { z } from 'zod';
import type { KeptWithRuns } from '#core/library/kept-text.ts';
import type { Change } from '#core/release/changes.ts';
import type { CarriedFrom } from '#core/release/next-release.ts';
import { command, id } from './fields.ts';

export interface ReleaseHistory {
  /** The text that is worked on. */
  readonly now: {
    /** Null while it has errors. */
    readonly revision: string | null;
    readonly savedAt: string;
    readonly savedBy: string;
    /** The kept text that says it to the letter; null: it is not kept yet. */
    readonly number: number | null;
  };
  /** Newest first. */
  readonly entries: readonly KeptWithRuns[];
}

const number = z.int().positive();

export const RELEASE_HISTORY_COMMANDS = {
  'release.history': command(z.strictObject({ release: id })).gives<ReleaseHistory>(),
  /** `to` null: the text that is worked on. Null where one of them cannot be read as YAML. */
  'release.changes': command(z.strictObject({ release: id, from: number, to: number.nullable() })).gives<
    readonly Change[] | null
  >(),
  /** Null where it was made from no other, or nothing is left of that. */
  'release.takenOver': command(z.strictObject({ release: id })).gives<CarriedFrom | null>(),
  /** Keeps the text that is worked on, with what a person says of it. */
  'release.keep': command(z.strictObject({ release: id, note: z.string().trim().min(1).max(500) })).gives<{
    readonly number: number;
  }>(),
  /** Makes a kept text the one that is worked on. That one is kept first. */
  'release.restore': command(z.strictObject({ release: id, number })).gives<{ readonly saved: number }>(),
  'release.keptText': command(z.strictObject({ release: id, number })).gives<{
    readonly text: string;
    /** That it can be printed for; none while it has errors. */
    readonly environments: readonly string[];
  }>(),
} as const;
