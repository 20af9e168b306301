/** What is stored about backups, as it is read back. */
import { z } from 'zod';

/** The JSON file beside a backup. */
export const backupNote = z.object({
  format: z.literal(1),
  reason: z.enum(['run', 'asked', 'schema', 'replaced']),
  at: z.iso.datetime(),
  bytes: z.number(),
  check: z.object({ at: z.string(), findings: z.array(z.string()) }).nullable(),
  contents: z
    .object({
      library: z.string(),
      seq: z.number(),
      hash: z.string(),
      runs: z.number(),
      sha256: z.string(),
      program: z.string(),
    })
    .nullable(),
});
export type BackupNote = z.output<typeof backupNote>;

/** Least and most of each figure of the rules. */
export const BACKUP_RANGES = {
  everyHours: [0, 24 * 365],
  keepNewest: [1, 1000],
  keepDays: [0, 3650],
} as const;

const figure = ([least, most]: readonly [least: number, most: number]) => z.int().min(least).max(most);

export const backupSettings = z.strictObject({
  automatic: z.boolean(),
  everyHours: figure(BACKUP_RANGES.everyHours),
  keepNewest: figure(BACKUP_RANGES.keepNewest),
  keepDays: figure(BACKUP_RANGES.keepDays),
  folder: z.string().min(1).max(4096).nullable(),
});
